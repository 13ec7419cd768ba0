import type { CameraAnswer, ExportOrder, FilmExport, SiteAnswer } from '@fieldlapse/dashboards-server';
import { useRef, useState } from 'preact/hooks';
import { tellServer, wordsOf } from '../../api/client.ts';
import { Icon } from '../../icon.tsx';
import { useTexts } from '../../text/language.ts';
import { ExportFields } from './export-fields.tsx';
import { ExportList } from './export-list.tsx';
import type { OverlayChoice } from '../overlays/choice.ts';
import { firstForm, orderOf } from './order.ts';
import { useExports } from './use-exports.ts';

interface ExportPanelProps {
  readonly site: SiteAnswer;
  readonly camera: CameraAnswer;
  readonly span: string;
  /** What is written over the film on the page: the export begins with the same. */
  readonly overlays: OverlayChoice;
  /** A second film beside the first. */
  readonly beside?: ExportOrder['compare'];
}

/** The button that opens the exports: orders new ones, shows how far they are, and saves them. */
export function ExportPanel(props: ExportPanelProps) {
  const { text } = useTexts();
  const dialog = useRef<HTMLDialogElement>(null);
  const [open, setOpen] = useState(false);
  const show = () => {
    setOpen(true);
    dialog.current?.showModal();
  };
  return (
    <>
      <button type="button" aria-haspopup="dialog" onClick={show}>
        <Icon name="export" />
        {text.exportFilm}
      </button>
      <dialog ref={dialog} class="exports" aria-labelledby="exports-title" onClose={() => setOpen(false)}>
        <div class="dialog-head">
          <h3 id="exports-title">{text.exportTitle}</h3>
          <button type="button" class="round" aria-label={text.close} onClick={() => dialog.current?.close()}>
            <Icon name="close" />
          </button>
        </div>
        {open && <Exports {...props} />}
      </dialog>
    </>
  );
}

function Exports({ site, camera, span, overlays, beside }: ExportPanelProps) {
  const { text, language } = useTexts();
  const { exports, ask } = useExports(site.id);
  const [problem, setProblem] = useState<string>();
  const [form, setForm] = useState(() => firstForm(span, camera, overlays, language));
  const tell = async (path: string, body?: object) => {
    setProblem(undefined);
    try {
      await tellServer<FilmExport>(path, language, body);
    } catch (error) {
      setProblem(wordsOf(error));
    }
    ask();
  };
  const list = useRef<HTMLHeadingElement>(null);
  const submit = (event: Event) => {
    event.preventDefault();
    void tell('api/exports', orderOf(site.id, camera.name, span, form, beside)).then(() =>
      list.current?.scrollIntoView({ block: 'start' }),
    );
  };
  return (
    <>
      <form onSubmit={submit}>
        <ExportFields
          pair={beside !== undefined}
          site={site}
          camera={camera}
          span={span}
          form={form}
          onChange={setForm}
        />
        <button type="submit" class="main">
          {text.startExport}
        </button>
        {problem && (
          <p class="problem" role="alert">
            {problem}
          </p>
        )}
      </form>
      <h3 class="recent" ref={list}>
        {text.exportsRecent}
      </h3>
      <ExportList
        site={site}
        exports={exports ?? []}
        onCancel={(id) => void tell(`api/exports/${encodeURIComponent(id)}/cancel`)}
      />
    </>
  );
}
