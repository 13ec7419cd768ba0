/** A place where nothing is yet: says what to do next, with the command to copy where there is one. */
export function Empty({ title, words, command }: { title?: string; words: string; command?: string }) {
  return (
    <div class="empty">
      {title && <strong>{title}</strong>}
      <p>{words}</p>
      {command && <code>{command}</code>}
    </div>
  );
}
