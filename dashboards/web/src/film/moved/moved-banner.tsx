import type { CameraAnswer, LiveMessage, MoveAnswer, MovesAnswer, SiteAnswer } from '@fieldlapse/dashboards-server';
import { useState } from 'preact/hooks';
import { tellServer, wordsOf } from '../../api/client.ts';
import { useServer } from '../../api/use-server.ts';
import { Icon } from '../../icon.tsx';
import { useTexts } from '../../text/language.ts';

/** Says that a camera looks elsewhere than before, shows it, and asks which view counts; nothing where none has moved. */
export function MovedBanner({ site, camera }: { site: SiteAnswer; camera: CameraAnswer }) {
  const concerns = (message: LiveMessage) =>
    message.kind === 'film' && message.site === site.id && message.camera === camera.name;
  const { value } = useServer<MovesAnswer>(`api/sites/${site.id}/cameras/${camera.name}/moves`, concerns);
  const [decided, setDecided] = useState<readonly string[]>([]);
  const move = value?.moves.find(({ id, state }) => state === 'open' && !decided.includes(id));
  if (!move) return null;
  return <Question key={move.id} move={move} camera={camera} onDecided={() => setDecided([...decided, move.id])} />;
}

// A shift is told in px of a picture of this width.
const shiftWidthPx = 640;

interface QuestionProps {
  readonly move: MoveAnswer;
  readonly camera: CameraAnswer;
  readonly onDecided: () => void;
}

function Question({ move, camera, onDecided }: QuestionProps) {
  const { text, format, language } = useTexts();
  const [asking, setAsking] = useState(false);
  const [problem, setProblem] = useState<string>();
  const decide = async (state: 'confirmed' | 'dismissed') => {
    setAsking(true);
    setProblem(undefined);
    try {
      await tellServer(`api/moves/${move.id}`, language, { state });
      onDecided();
    } catch (error) {
      setProblem(wordsOf(error));
      setAsking(false);
    }
  };
  const when = `${format.time(move.observedAt)} ${format.date(move.observedAt)}`;
  return (
    <section class="banner quiet moved" aria-labelledby="moved-title">
      <h2 id="moved-title">
        <Icon name="warning" />
        {text.movedTitle}
      </h2>
      <p>{text.movedWords(camera.title, when)}</p>
      <figure>
        <img src={`api/moves/${move.id}/ghost.jpg`} width={16} height={9} alt={text.movedGhost} />
        <figcaption>{shiftWords()}</figcaption>
      </figure>
      <div class="answers">
        <button type="button" class="main" disabled={asking} onClick={() => void decide('confirmed')}>
          {text.useNewView}
        </button>
        <button type="button" disabled={asking} onClick={() => void decide('dismissed')}>
          {text.didNotMove}
        </button>
      </div>
      <small>{text.movedHint}</small>
      {problem && (
        <p class="problem" role="alert">
          {problem}
        </p>
      )}
    </section>
  );

  function shiftWords(): string {
    if (!move.shift) return text.movedFar;
    const { dxPx, dyPx, rotationDeg } = move.shift;
    const pct = (100 * Math.hypot(dxPx, dyPx)) / shiftWidthPx;
    return text.movedBy(format.number(pct, 1), format.number(Math.abs(rotationDeg), 1));
  }
}
