import { z } from 'zod';
import { problem } from '../../http/problems.ts';

// Not serialised: the schema only documents.
const bytes = z.unknown().meta({ type: 'string', format: 'binary' });

/** Response schemas of a route that sends bytes of a media type, or a problem. */
export function binary(mediaType: string) {
  const content = { [mediaType]: { schema: bytes } };
  return {
    200: { description: 'the bytes', content },
    304: z.null().describe('unchanged'),
    default: { description: 'a problem', content: { 'application/problem+json': { schema: problem } } },
  };
}
