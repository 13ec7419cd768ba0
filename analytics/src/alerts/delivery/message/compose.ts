import { sha256Hex, type Severity } from '@fieldlapse/contracts';
import { isWorse } from '../plan/matter.ts';
import type { Saying } from '../plan/planned.ts';
import { lineText, type LineText } from './line-text.ts';
import type { AlertMessage, LineFacts, ToldAlert } from './message.ts';
import { messageWords, type Language } from './words.ts';

const shortLength = 160;
const mostLines = 8;
/** More would not fit into a packet of MQTT. */
const mostAlerts = 100;
const calm: ReadonlySet<Saying> = new Set(['better', 'ended', 'passed', 'revised', 'withdrawn']);

interface ComposeOptions {
  readonly id: string;
  readonly language: Language;
  /** Server time, UTC ms. */
  readonly now: number;
  /** True where it tells what a broken channel could not. */
  readonly afterOutage?: boolean;
}

/** The message that says all of these lines, of which there is at least one. */
export function compose(unsorted: readonly LineFacts[], options: ComposeOptions): AlertMessage {
  const { id, language, now } = options;
  const facts = unsorted.toSorted(byUrgency);
  const texts = facts.map((one) => lineText(one, language, now));
  const asks = facts.filter(({ line }) => !calm.has(line.says));
  const [first] = facts;
  return {
    ...{ id, language, at: now, calm: asks.length === 0 },
    // A push service takes at most 32 characters of base64url as its topic [RFC 8030 §5.4].
    tag: sha256Hex(facts.length === 1 ? first!.line.matter : id).slice(0, 32),
    severity: worst((asks.length > 0 ? asks : facts).map(({ line }) => line.severity)),
    ...(facts.length === 1 ? alone(facts[0]!, texts[0]!, options) : several(facts, texts, options)),
    alerts: facts.slice(0, mostAlerts).map(toldAlert),
  };
}

type Texts = Pick<AlertMessage, 'title' | 'body' | 'short'>;

function alone(
  { site }: LineFacts,
  { title, body, where, todo }: LineText,
  { language, afterOutage }: ComposeOptions,
): Texts {
  const intro = afterOutage ? messageWords[language].afterOutage : '';
  const place = where.includes(site) ? where : `${site} · ${where}`;
  return {
    title,
    body: [intro, body, place].filter(Boolean).join('\n'),
    short: shortened([`${title}.`, `${capital(where)}.`, todo]),
  };
}

function several(
  facts: readonly LineFacts[],
  texts: readonly LineText[],
  { language, afterOutage }: ComposeOptions,
): Texts {
  const words = messageWords[language];
  const over = facts.filter(({ line }) => line.clearedAt !== null || line.says === 'withdrawn').length;
  const title = words.digest(facts.length - over, over);
  const lines = texts
    .slice(0, mostLines)
    .map((text) => `• ${text.title}. ${capital(text.where)}. ${text.todo}`.trimEnd());
  const more = texts.length - lines.length;
  return {
    title,
    body: [afterOutage ? words.afterOutage : '', ...lines, more > 0 ? words.more(more) : ''].filter(Boolean).join('\n'),
    short: shortened([`${title}:`, `${texts.map((text) => text.title).join('; ')}.`]),
  };
}

/** As many of the parts as fit; the first ones are cut where even they are too long. */
function shortened(parts: readonly string[]): string {
  let text = '';
  for (const part of parts.filter(Boolean)) {
    const longer = text === '' ? part : `${text} ${part}`;
    if (longer.length > shortLength)
      return text.length > shortLength / 2 ? text : `${longer.slice(0, shortLength - 1).trimEnd()}…`;
    text = longer;
  }
  return text;
}

const capital = (text: string): string => text.slice(0, 1).toUpperCase() + text.slice(1);

/** What asks for a deed first, the worst of it before the rest, and what began earlier before what began later. */
function byUrgency({ line: a }: LineFacts, { line: b }: LineFacts): number {
  const calmness = Number(calm.has(a.says)) - Number(calm.has(b.says));
  if (calmness !== 0) return calmness;
  if (a.severity !== b.severity) return isWorse(a.severity, b.severity) ? -1 : 1;
  return a.raisedAt - b.raisedAt;
}

function worst(severities: readonly Severity[]): Severity {
  return severities.reduce((a, b) => (isWorse(b, a) ? b : a));
}

function toldAlert({ line, rule, target }: LineFacts): ToldAlert {
  const { alert, says, severity, raisedAt, clearedAt } = line;
  return { alert, rule, target, says, severity, raisedAt, clearedAt };
}
