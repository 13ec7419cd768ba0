import type { FilmExport, SiteAnswer } from '@fieldlapse/dashboards-server';
import { Icon } from '../../icon.tsx';
import { useTexts } from '../../text/language.ts';

interface ExportListProps {
  readonly site: SiteAnswer;
  readonly exports: readonly FilmExport[];
  readonly onCancel: (id: string) => void;
}

/** Exports, newest first: how far they are, and the file once it is made. */
export function ExportList({ site, exports, onCancel }: ExportListProps) {
  const { text } = useTexts();
  if (exports.length === 0) return <p class="none">{text.noExports}</p>;
  return (
    <ul class="export-list">
      {exports.map((made) => (
        <Export key={made.id} site={site} made={made} onCancel={onCancel} />
      ))}
    </ul>
  );
}

function Export({ site, made, onCancel }: { site: SiteAnswer; made: FilmExport; onCancel: (id: string) => void }) {
  const { text, format } = useTexts();
  const { id, order, state, done, total, etaMs, bytes, fileName, error, orderedAt } = made;
  const camera = site.cameras.find(({ name }) => name === order.camera)?.title ?? order.camera;
  const open = state === 'waiting' || state === 'running';
  const share = total > 0 ? done / total : 0;
  const facts = [
    text.exportStates[state] ?? state,
    state === 'running' && total > 0 ? format.percent(share) : undefined,
    state === 'running' && etaMs !== null ? text.eta(format.duration(etaMs)) : undefined,
  ];
  return (
    <li>
      <strong>{fileName}</strong>
      <span class="export-facts">{[camera, `${format.time(orderedAt)} ${format.date(orderedAt)}`].join(' · ')}</span>
      <span class="export-facts" aria-live="polite">
        {facts.filter((part) => part !== undefined).join(' · ')}
      </span>
      {open && <progress max={1} value={share} aria-label={text.progressOf(fileName)} />}
      {error && <span class="problem">{error.message}</span>}
      {open && (
        <button type="button" onClick={() => onCancel(id)}>
          <Icon name="close" />
          {text.cancel}
        </button>
      )}
      {state === 'ready' && (
        <a class="button" href={`api/exports/${encodeURIComponent(id)}/file`} download={fileName}>
          <Icon name="download" />
          {text.saveFile(bytes === null ? '' : format.bytes(bytes))}
        </a>
      )}
    </li>
  );
}
