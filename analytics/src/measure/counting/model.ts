import { FieldlapseError } from '@fieldlapse/contracts';
import { z } from 'zod';
import { colourTraits, shapeTraits } from './looks/candidates.ts';

const numbers = z.array(z.number()).min(1).max(100_000);
const share = z.number().min(0).max(1);
const count = z.int().min(0);

const finder = z
  .strictObject({
    radiusPx: z.number().min(2).max(200),
    uses: z.enum(['shape', 'colour']),
    score: z.strictObject({
      mean: numbers,
      spread: z.array(z.number().positive()),
      weights: numbers,
      bias: z.number(),
    }),
  })
  .superRefine(({ uses, score }, context) => {
    const length = shapeTraits + (uses === 'colour' ? colourTraits : 0);
    for (const field of ['mean', 'spread', 'weights'] as const) {
      if (score[field].length === length) continue;
      context.addIssue({ code: 'custom', path: ['score', field], message: `has ${score[field].length} numbers, not ${length}` }); // prettier-ignore
    }
  });

const freeView = z
  .strictObject({ across: z.int().min(1), light: numbers, detail: numbers })
  .refine(({ light, detail }) => light.length === detail.length, {
    path: ['detail'],
    message: 'is not as long as light',
  });

const corner = z.tuple([share, share]).readonly();

const schema = z.strictObject({
  v: z.literal(1),
  kind: z.literal('counter'),
  /** Name and version are the method of the series: `<name>-<version>`. */
  name: z.string().regex(/^[a-z0-9][a-z0-9-]{0,62}$/, 'must be small letters, digits and -'),
  version: z.string().regex(/^[0-9]+\.[0-9]+\.[0-9]+$/, 'must be like 1.0.0'),
  /** The camera whose view it is, where it was told. */
  site: z.string().optional(),
  camera: z.string().optional(),
  /** The metric grid, px: pictures of another shape are not counted. */
  width: z.int().min(1),
  height: z.int().min(1),
  /** Where objects are counted, shares of width and height; all of the view where absent. */
  roi: z.array(corner).min(3).max(1000).optional(),
  finders: z.array(finder).min(1).max(9),
  free: z.strictObject({ colour: freeView.nullable(), infrared: freeView.nullable() }),
  coveredLimit: share,
  /** Objects: an interval of ± this around a count holds 80 % of the true counts. */
  reach: z.number().min(0),
  accuracy: z.strictObject({
    ...{
      days: count,
      free: count,
      answered: count,
      exact: count,
      exactShare: share,
      exactLow: share,
      exactHigh: share,
    },
    ...{ meanAbsoluteError: z.number().min(0).nullable(), blocked: count, blockedLeftOut: count },
    medianExactShare: share,
  }),
});

/** A counter for one fixed view, as it lies in `DATA/models/<name>/<version>/counter.json`. */
export type CounterModel = z.infer<typeof schema>;

const identity = schema.pick({ name: true, version: true });

/** Throws `MODEL_REFUSED` where the name is not like `eggs-coop` or the version not like `1.0.0`. */
export function checkIdentity(named: Pick<CounterModel, 'name' | 'version'>): void {
  const [issue] = identity.safeParse(named).error?.issues ?? [];
  if (issue) refuse(`${issue.path.join('.')}: ${issue.message}`);
}

/** No counter is larger: text of more bytes is not even read. */
export const mostModelBytes = 4_000_000;

/** Reads a counter's text; throws `MODEL_REFUSED` with the field that is wrong. */
export function parseCounterModel(text: string): CounterModel {
  if (text.length > mostModelBytes) refuse(`larger than ${mostModelBytes} bytes`);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    refuse((cause as Error).message);
  }
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  return refuse([issue?.path.join('.'), issue?.message].filter(Boolean).join(': '));
}

function refuse(fault: string): never {
  throw new FieldlapseError('MODEL_REFUSED', `counter.json: ${fault}`);
}
