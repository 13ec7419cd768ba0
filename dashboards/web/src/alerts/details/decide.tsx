import type { OneAlertAnswer } from '@fieldlapse/dashboards-server';
import { useState } from 'preact/hooks';
import { tellServer, wordsOf } from '../../api/client.ts';
import { useNow } from '../../api/use-server.ts';
import { useTexts } from '../../text/language.ts';
import { nextMorning } from '../alert-words.ts';
import { keepName, keptName } from './own-name.ts';

const longestName = 40;
const longestNote = 500;
const hourMs = 3_600_000;

/** Says who takes an alert on, or until when nobody wants to hear of it. */
export function Decide({ alert }: { alert: OneAlertAnswer }) {
  const { text, format, language } = useTexts();
  const now = useNow();
  const [name, setName] = useState(keptName);
  const [note, setNote] = useState('');
  const [asking, setAsking] = useState(false);
  const [problem, setProblem] = useState<string>();
  const decide = async (kind: 'acknowledged' | 'snoozed' | 'unsnoozed', until?: number) => {
    const by = name.trim();
    if (by === '') return setProblem(text.whoMissing);
    setAsking(true);
    setProblem(undefined);
    keepName(by);
    const words = { by, ...(note.trim() !== '' && { note: note.trim() }) };
    try {
      await tellServer(`api/alerts/${alert.alert}/decisions`, language, {
        kind,
        ...words,
        ...(until !== undefined && { until }),
      });
      setNote('');
    } catch (error) {
      setProblem(wordsOf(error));
    }
    setAsking(false);
  };
  return (
    <form class="decide" onSubmit={(event) => event.preventDefault()}>
      <label>
        {text.whoAreYou}
        <input
          type="text"
          autocomplete="name"
          maxLength={longestName}
          value={name}
          onInput={(event) => setName(event.currentTarget.value)}
        />
      </label>
      <label>
        {text.whatWasDone}
        <input
          type="text"
          maxLength={longestNote}
          value={note}
          onInput={(event) => setNote(event.currentTarget.value)}
        />
        <small>{text.noNames}</small>
      </label>
      <div class="answers">
        {!alert.acknowledged && (
          <button type="button" class="main" disabled={asking} onClick={() => void decide('acknowledged')}>
            {text.takeOn}
          </button>
        )}
        {alert.snoozed ? (
          <button type="button" disabled={asking} onClick={() => void decide('unsnoozed')}>
            {text.unsnooze}
          </button>
        ) : (
          <>
            <button
              type="button"
              disabled={asking}
              onClick={() => void decide('snoozed', Math.round(now) + 6 * hourMs)}
            >
              {text.snoozeHours}
            </button>
            <button type="button" disabled={asking} onClick={() => void decide('snoozed', nextMorning(now, format))}>
              {text.snoozeMorning}
            </button>
          </>
        )}
      </div>
      {problem && (
        <p class="problem" role="alert">
          {problem}
        </p>
      )}
    </form>
  );
}
