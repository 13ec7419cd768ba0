import { z } from 'zod';
import {
  areaCode,
  bbch,
  day,
  documentNumber,
  gln,
  kilograms,
  lotId,
  positive,
  publicText,
  sscc,
  uri,
  unit,
  utcMs,
} from './fields.ts';

// What people record. `at` is when it happened, UTC ms.

const at = utcMs;

const planting = z.strictObject({
  kind: z.literal('planting'),
  at,
  species: publicText,
  variety: publicText.optional(),
  /** Plants, where they were counted. */
  plants: positive.optional(),
  areaHa: z.number().positive().max(100_000).optional(),
  countryOfOrigin: z.string().regex(/^[A-Z]{2}$/, 'write two capital letters, such as VN').default('VN'), // prettier-ignore
  /** Only where the producer consents. */
  plantingAreaCode: areaCode.optional(),
});

const treatment = z.strictObject({
  kind: z.literal('treatment'),
  at,
  means: z.enum(['plant-protection', 'fertiliser']),
  product: publicText,
  activeIngredient: publicText.optional(),
  dose: positive.optional(),
  doseUnit: unit.optional(),
  pest: publicText.optional(),
  /** Whole days from the day of the treatment until a harvest is safe; 0 where there is none to wait for. */
  preHarvestIntervalDays: z.int().min(0).max(365),
  operatorRole: publicText.optional(),
  /** The alert that this answers. */
  inResponseTo: uri.optional(),
});

const irrigation = z.strictObject({
  kind: z.literal('irrigation'),
  at,
  volumeLitres: positive.optional(),
  /** The alert that this answers. */
  inResponseTo: uri.optional(),
});

const observation = z.strictObject({
  kind: z.literal('observation'),
  at,
  bbch: bbch.optional(),
  heightCm: positive.optional(),
  count: z.int().min(0).max(1e9).optional(),
  /** The alert that this answers. */
  inResponseTo: uri.optional(),
});

const labTest = z.strictObject({
  kind: z.literal('labTest'),
  at,
  laboratory: gln,
  report: documentNumber,
  conformant: z.boolean(),
});

const harvest = z.strictObject({
  kind: z.literal('harvest'),
  at,
  /** The growing lots that it was cut from. */
  from: z.array(lotId).min(1).max(50),
  kilograms,
  /** The trade mark that it is sold under. */
  brand: publicText.optional(),
  bestBefore: day.optional(),
  certificates: z.array(uri).max(20).default([]),
  countryOfOrigin: planting.shape.countryOfOrigin,
});

const parts = z.array(z.strictObject({ lot: lotId, kilograms })).min(1).max(100); // prettier-ignore

const packing = z.strictObject({ kind: z.literal('packing'), at, sscc, contents: parts });

const shipping = z.strictObject({
  kind: z.literal('shipping'),
  at,
  units: z.array(sscc).min(1).max(500),
  despatchAdvice: documentNumber.optional(),
  to: gln,
});

const sale = z
  .strictObject({
    kind: z.literal('sale'),
    at,
    contents: parts,
    invoice: documentNumber.optional(),
    order: documentNumber.optional(),
    buyer: gln,
  })
  .refine(({ invoice, order }) => invoice !== undefined || order !== undefined, 'a sale has an invoice or an order');

/** Somebody in charge decides what becomes of a lot that was harvested too early; everybody can read it. */
const resolution = z.strictObject({
  kind: z.literal('resolution'),
  at,
  /** The treatment whose interval was not kept. */
  treatment: z.int().positive(),
  decision: publicText,
  /** In what office: quality manager, co-operative board. */
  authorisedAs: publicText,
});

export const fieldFact = z.discriminatedUnion('kind', [
  planting,
  treatment,
  irrigation,
  observation,
  labTest,
  harvest,
  packing,
  shipping,
  sale,
  resolution,
]);
export type FieldFact = z.infer<typeof fieldFact>;
