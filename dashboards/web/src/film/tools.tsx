import type { CameraAnswer, SiteAnswer } from '@fieldlapse/dashboards-server';
import { useState } from 'preact/hooks';
import { Icon } from '../icon.tsx';
import { useTexts } from '../text/language.ts';
import { Download } from './download.tsx';
import { ExportPanel } from './exports/export-panel.tsx';
import { anyOverlay, type OverlayChoice } from './overlays/choice.ts';
import { OverlayFields } from './overlays/overlay-fields.tsx';

interface ToolsProps {
  readonly site: SiteAnswer;
  readonly camera: CameraAnswer;
  readonly span: string;
  /** Address of the film. */
  readonly path: string;
  readonly overlays: OverlayChoice;
  readonly onOverlays: (choice: OverlayChoice) => void;
  readonly onView: (view: 'compare' | 'before-after') => void;
}

/** What else can be done with a film: write over it, compare it, export it, save it. */
export function Tools({ site, camera, span, path, overlays, onOverlays, onView }: ToolsProps) {
  const { text } = useTexts();
  const [open, setOpen] = useState(false);
  return (
    <div class="tools-area">
      <div class="tools" role="group" aria-label={text.tools}>
        <button
          type="button"
          class={anyOverlay(overlays) ? 'chosen' : undefined}
          aria-expanded={open}
          aria-controls="overlay-fields"
          onClick={() => setOpen(!open)}
        >
          <Icon name="text" />
          {text.overlays}
        </button>
        <button type="button" onClick={() => onView('compare')}>
          <Icon name="compare" />
          {text.compare}
        </button>
        <button type="button" onClick={() => onView('before-after')}>
          <Icon name="split" />
          {text.beforeAfter}
        </button>
        <ExportPanel site={site} camera={camera} span={span} overlays={overlays} />
      </div>
      <div id="overlay-fields" class="overlay-fields" hidden={!open}>
        {open && <OverlayFields site={site} camera={camera} choice={overlays} onChange={onOverlays} />}
      </div>
      <Download path={path} key={path} />
    </div>
  );
}
