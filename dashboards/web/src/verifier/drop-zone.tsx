import { useState } from 'preact/hooks';
import type { texts } from './text.ts';

interface DropZoneProps {
  readonly text: (typeof texts)['vi'];
  readonly name: string | undefined;
  onFiles(files: readonly File[]): void;
}

/** Where files are dropped or chosen. */
export function DropZone({ text, name, onFiles }: DropZoneProps) {
  const [isOver, setOver] = useState(false);
  const hover = (over: boolean) => (event: DragEvent) => {
    event.preventDefault();
    setOver(over);
  };
  return (
    <label
      class={isOver ? 'drop over' : 'drop'}
      onDragOver={hover(true)}
      onDragLeave={hover(false)}
      onDrop={(event) => {
        hover(false)(event);
        onFiles([...(event.dataTransfer?.files ?? [])]);
      }}
    >
      <input
        type="file"
        multiple
        aria-label={text.choose}
        onChange={({ currentTarget }) => {
          onFiles([...(currentTarget.files ?? [])]);
          currentTarget.value = '';
        }}
      />
      <strong>{name ?? text.drop}</strong>
      <span class="choose" aria-hidden="true">
        {text.choose}
      </span>
      <small>{text.more}</small>
    </label>
  );
}
