import type { AlertDecision } from '@fieldlapse/contracts';
import { publicText } from '../../lots/facts/fields.ts';
import type { Service } from '../service.ts';

/**
 * What was done in the person's own words, where it may stand in a record that everybody reads: only if the farm wants that, and never
 * with a phone number, a mail address, or a word of the name of anybody whom we know. Undefined where it may not.
 */
export async function publicWords(service: Service, { note, by }: AlertDecision): Promise<string | undefined> {
  if (!service.answerWords || note === null) return undefined;
  const parties = await service.lots.db.selectFrom('parties').select('name').where('kind', '=', 'household').execute();
  const names = new Set([by, ...service.people(), ...parties.map(({ name }) => name)].flatMap(wordsOf));
  if (wordsOf(note).some((word) => names.has(word))) return undefined;
  return publicText.safeParse(note).data;
}

/** Words as they are compared: people write names without capitals, and letters with marks in more than one way. */
const wordsOf = (text: string): string[] =>
  text
    .normalize('NFC')
    .toLowerCase()
    .match(/[\p{L}\p{M}\p{N}]+/gu) ?? [];
