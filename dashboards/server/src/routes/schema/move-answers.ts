import { z } from 'zod';

export const moveAnswer = z.object({
  id: z.string(),
  site: z.string(),
  camera: z.string(),
  f: z.string().describe('the first frame of the new view'),
  observedAt: z.int().describe('when it was taken, UTC milliseconds since 1970'),
  shift: z
    .object({ dxPx: z.number(), dyPx: z.number(), rotationDeg: z.number() })
    .nullable()
    .describe('of the picture, px at a width of 640, right and down; null where too little is left of the old view'),
  state: z
    .enum(['open', 'confirmed', 'dismissed'])
    .describe('confirmed: the new view counts from that frame on; dismissed: it was no move'),
});
export type MoveAnswer = z.infer<typeof moveAnswer>;
export const movesAnswer = z.object({ moves: z.array(moveAnswer).describe('newest first') });
export type MovesAnswer = z.infer<typeof movesAnswer>;

export const moveDecision = z.strictObject({ state: z.enum(['confirmed', 'dismissed']) });
