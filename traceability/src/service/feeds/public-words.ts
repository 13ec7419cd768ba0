import type { AlertDecision } from '@fieldlapse/contracts';
import type { StoredRule } from '@fieldlapse/store';
import { publicText } from '../../lots/facts/fields.ts';
import type { Service } from '../service.ts';

/**
 * What was done in the person's own words, where it may stand in a record that everybody reads: only if the farm wants that, and never
 * with a phone number, a mail address, or a word of the name of anybody whom we know. Undefined where it may not.
 */
export async function publicWords(service: Service, { note, by }: AlertDecision): Promise<string | undefined> {
  if (!service.answerWords || note === null) return undefined;
  return (await namesSomebody(service, note, [by])) ? undefined : publicText.safeParse(note).data;
}

/**
 * What a rule is called, in Vietnamese and English. The rules that are shipped name nobody; what a farm calls its own is held against
 * the names that we know, as people's words are. Undefined where one of both may not stand in the record, or is a text to be filled in.
 */
export async function publicNames(
  service: Service,
  { origin, texts }: Pick<StoredRule, 'origin' | 'texts'>,
): Promise<{ readonly vi: string; readonly en: string } | undefined> {
  const [vi, en] = [texts.vi.title, texts.en.title].map((title) => publicText.safeParse(title).data);
  if (vi === undefined || en === undefined || /[{}]/.test(vi + en)) return undefined;
  const isShipped = origin.startsWith('pack:');
  return !isShipped && (await namesSomebody(service, `${vi} ${en}`)) ? undefined : { vi, en };
}

/** Whether a text holds a word of the name of a contact, of a household that grows lots, or of these people. */
async function namesSomebody(service: Service, text: string, people: readonly string[] = []): Promise<boolean> {
  const parties = await service.lots.db.selectFrom('parties').select('name').where('kind', '=', 'household').execute();
  const names = new Set([...people, ...service.people(), ...parties.map(({ name }) => name)].flatMap(wordsOf));
  return wordsOf(text).some((word) => names.has(word));
}

/** Words as they are compared: people write names without capitals, and letters with marks in more than one way. */
const wordsOf = (text: string): string[] =>
  text
    .normalize('NFC')
    .toLowerCase()
    .match(/[\p{L}\p{M}\p{N}]+/gu) ?? [];
