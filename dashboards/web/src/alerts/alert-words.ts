import type { AlertAnswer, OneAlertAnswer } from '@fieldlapse/dashboards-server';
import type { Formats } from '../text/formats.ts';
import type { Texts } from '../text/vi.ts';

/** Place and time, as a sentence begins: `Trạm 1, từ 14:05 hôm nay`. */
export function placeWords({ place, when }: AlertAnswer['texts']): string {
  const words = [place, when].filter(Boolean).join(', ');
  return words.slice(0, 1).toUpperCase() + words.slice(1);
}

/** Who takes care of it, and until when it is put off; undefined where nobody does. */
export function careWords({ acknowledged, snoozed }: AlertAnswer, text: Texts, format: Formats): string | undefined {
  const words = [
    acknowledged && text.alertTaken(acknowledged.by, momentWords(acknowledged.at, format)),
    acknowledged?.note ? `“${acknowledged.note}”` : null,
    snoozed && text.alertSnoozed(snoozed.by, momentWords(snoozed.until, format)),
  ].filter((one) => one !== null);
  return words.length > 0 ? words.join('. ') : undefined;
}

/** `14:05 24/11`. */
export function momentWords(utcMs: number, format: Formats): string {
  return `${format.time(utcMs)} ${format.shortDay(utcMs)}`;
}

export interface HistoryLine {
  readonly at: number;
  readonly words: string;
}

/** All that was found and said of an alert, in order of time. */
export function historyOf(
  { changes, decisions, unit }: Pick<OneAlertAnswer, 'changes' | 'decisions' | 'unit'>,
  text: Texts,
  format: Formats,
): HistoryLine[] {
  const found = changes.map(({ change, severity, at, value }) => {
    // Without a unit it is a count or a state, which the title says better.
    const hasAmount = value !== null && unit !== '' && change !== 'withdrawn';
    const amount = hasAmount ? ` (${format.number(value, 2)} ${unit})` : '';
    return { at, words: `${text.alertChanges[change](text.severities[severity])}${amount}` };
  });
  const said = decisions.map(({ kind, by, note, at, until }) => {
    const time = until === null ? '' : momentWords(until, format);
    return { at, words: `${text.alertDecisions[kind](by, time)}${note === null ? '' : `: “${note}”`}` };
  });
  return [...found, ...said].sort((a, b) => a.at - b.at);
}

const stepMs = 900_000;

/** The next time that it is six in the morning of another day at the farm, UTC ms. */
export function nextMorning(now: number, format: Pick<Formats, 'time' | 'localDay'>): number {
  const today = format.localDay(now);
  let t = Math.ceil(now / stepMs) * stepMs;
  while (format.localDay(t) === today || format.time(t) !== '06:00') t += stepMs;
  return t;
}
