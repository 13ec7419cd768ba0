import { FieldlapseError } from '@fieldlapse/contracts';
import { z } from 'zod';
import { fieldFact, type FieldFact } from './field-facts.ts';
import { seenFact, type SeenFact } from './seen-facts.ts';

/** Something that happened to a lot. */
export type Fact = FieldFact | SeenFact;
export type FactKind = Fact['kind'];
export type FactOf<Kind extends FactKind> = Extract<Fact, { kind: Kind }>;

/** A fact as it is kept. */
export interface RecordedFact {
  /** Number in the records, from 1; never given twice. */
  readonly id: number;
  /** The lots that it belongs to. */
  readonly lots: readonly string[];
  readonly fact: Fact;
  /** UTC ms. */
  readonly recordedAt: number;
  /** Present where it was declared wrong. */
  readonly corrected?: Correction;
}

/** That a fact was wrong, and what is right. */
export interface Correction {
  readonly at: number;
  readonly reason: 'did_not_occur' | 'incorrect_data';
  /** The fact that is right instead. */
  readonly by?: number;
}

const anyFact = z.union([fieldFact, seenFact]);

/** Reads a fact from outside. Throws `FACT_INVALID`, naming the field. */
export function parseFact(value: unknown): FieldFact {
  const result = fieldFact.safeParse(value);
  if (result.success) return result.data;
  const named = result.error.issues.map(({ path, message }) => `${path.join('.') || 'fact'}: ${message}`);
  throw new FieldlapseError('FACT_INVALID', named.slice(0, 5).join('; '), { cause: result.error });
}

/** Reads a fact of our own records. */
export function storedFact(json: string): Fact {
  return anyFact.parse(JSON.parse(json));
}
