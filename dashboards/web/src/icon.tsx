const shapes = {
  play: 'M8 5v14l11-7z',
  pause: 'M7 5h4v14H7zM13 5h4v14h-4z',
  back: 'M17 5v14L8 12zM5 5h2.5v14H5z',
  forward: 'M7 5v14l9-7zM16.5 5H19v14h-2.5z',
  end: 'M4 6v12l8-6zM12 6v12l8-6z',
  calendar: 'M7 2v2H5a2 2 0 0 0-2 2v14h18V6a2 2 0 0 0-2-2h-2V2h-2v2H9V2zm-2 8h14v8H5z',
  download: 'M11 3h2v9l3.5-3.5L18 10l-6 6-6-6 1.5-1.5L11 12zM4 18h16v2.5H4z',
  previous: 'M15.5 5 8.5 12l7 7 1.8-1.8L12.1 12l5.2-5.2z',
  next: 'M8.5 5l7 7-7 7-1.8-1.8 5.2-5.2-5.2-5.2z',
  close: 'M6.4 5 12 10.6 17.6 5 19 6.4 13.4 12l5.6 5.6-1.4 1.4L12 13.4 6.4 19 5 17.6 10.6 12 5 6.4z',
  text: 'M4 5h16v3.2h-6.2V20h-3.6V8.2H4z',
  compare: 'M3 5h8v14H3zm10 0h8v14h-8zm2 2v10h4V7z',
  split: 'M11 2h2v20h-2zM3 5h6v14H3zm12 0h6v14h-6zm2 2v10h2V7z',
  export: 'M12 2.5 18 8.5l-1.5 1.5L13 6.5V15h-2V6.5L7.5 10 6 8.5zM4 13h2v6h12v-6h2v8H4z',
  urgent: 'M7.9 2h8.2L22 7.9v8.2L16.1 22H7.9L2 16.1V7.9zM11 6h2v8h-2zm0 10h2v2h-2z',
  notice: 'M12 2a10 10 0 1 1 0 20 10 10 0 0 1 0-20zm-1 4h2v2h-2zm0 4h2v8h-2z',
  warning: 'M12 2.5 1.5 21h21zM11 9.5h2v6h-2zm0 7.5h2v2h-2z',
} as const;

export type IconName = keyof typeof shapes;

/** A small picture beside or instead of a label; never read aloud. */
export function Icon({ name }: { name: IconName }) {
  return (
    <svg class="icon" viewBox="0 0 24 24" width="24" height="24" aria-hidden="true">
      <path d={shapes[name]} fill="currentColor" fill-rule="evenodd" />
    </svg>
  );
}

/** Fieldlapse's mark: three stalks that grow. */
export function Mark() {
  return (
    <svg class="mark" viewBox="0 0 32 32" width="32" height="32" aria-hidden="true">
      <path class="young" d="M7 26v-6" />
      <path class="grown" d="M16 26V14" />
      <path class="ripe" d="M25 26V6" />
    </svg>
  );
}
