import { exportOrder } from '@fieldlapse/contracts';
import { z } from 'zod';

const utcMs = z.int().describe('UTC milliseconds since 1970');

export const filmExport = z.object({
  id: z.string(),
  order: exportOrder,
  state: z.enum(['waiting', 'running', 'ready', 'failed', 'cancelled']),
  done: z.int().describe('frames'),
  total: z.int().describe('frames; grows where a picture has to become smaller'),
  etaMs: z.number().nullable().describe('estimated time left; null while it is not known'),
  bytes: z.int().nullable(),
  mediaType: z.string(),
  fileName: z.string().describe('of the file that a person saves'),
  error: z
    .object({ code: z.string(), message: z.string().describe("what is wrong, in the reader's language") })
    .nullable(),
  orderedAt: utcMs,
  endedAt: utcMs.nullable(),
});

export const exportsAnswer = z.object({ exports: z.array(filmExport).describe('newest first') });

export const exportParams = z.object({ id: z.string().regex(/^[a-z0-9]{1,64}$/) });
