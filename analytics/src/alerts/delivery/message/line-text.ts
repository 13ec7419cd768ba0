import { filled } from './fill.ts';
import { localMoment } from './local-time.ts';
import type { LineFacts } from './message.ts';
import { messageWords, type Language } from './words.ts';

/** What one line says, in parts. */
export interface LineText {
  readonly title: string;
  /** What happens and what to do. */
  readonly body: string;
  /** Place and time: `Cống chính, từ 14:05 hôm nay`. */
  readonly where: string;
  readonly todo: string;
}

const hourMs = 3_600_000;

/** The words of one alert in a contact's language; `now` is server time, UTC ms. */
export function lineText(facts: LineFacts, language: Language, now: number): LineText {
  const { line, texts, timeZone } = facts;
  const words = messageWords[language];
  const moment = (t: number) => localMoment(t, now, timeZone, language);
  const since = words.since(moment(line.raisedAt));
  const fill = (text: string) =>
    filled(text, { ...facts, hours: Math.max(0, (line.clearedAt ?? now) - line.raisedAt) / hourMs }, language);
  const [title, what, todo] = [fill(texts.title), fill(texts.what), fill(texts.todo)];
  const said = joined(what, todo, facts.tide);
  const level = words.severity[line.severity];
  const span = line.clearedAt === null ? since : words.fromTo(moment(line.raisedAt), moment(line.clearedAt));
  const alarm = (...before: string[]) => ({
    title: `${level}: ${title}`,
    body: joined(
      ...before,
      said,
      line.raisedSince > 1 ? words.repeated(line.raisedSince) : '',
      ...doubts(facts, language, now),
    ),
    ...{ where: `${facts.place}, ${since}`, todo },
  });
  const calm = (head: string, body: string) => ({
    title: `${head}: ${title}`,
    body,
    where: `${facts.place}, ${span}`,
    todo: '',
  });
  switch (line.says) {
    case 'new':
    case 'stands':
      return alarm();
    case 'worse':
      return alarm(words.worse);
    case 'escalated':
      return alarm(words.nobodyCares);
    case 'reminder':
      return { ...alarm(words.stillThere(since)), title: `${words.reminder}: ${title}` };
    case 'better':
      return { ...alarm(words.better(level)), title };
    case 'revised':
      return calm(words.corrected, words.began(since));
    case 'withdrawn':
      return calm(words.withdrawn, words.neverWas);
    case 'ended':
    case 'passed':
      return calm(words.ended, '');
  }
}

/** What makes it less sure. */
function doubts({ blindSince, unverified, timeZone }: LineFacts, language: Language, now: number): string[] {
  const words = messageWords[language];
  const blind = blindSince === null ? '' : words.blind(words.since(localMoment(blindSince, now, timeZone, language)));
  return [blind, unverified ? words.unverified : ''];
}

const joined = (...parts: readonly string[]): string => parts.filter(Boolean).join(' ');
