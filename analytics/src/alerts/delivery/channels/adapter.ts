import { isAbsolute, relative, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { FieldlapseError } from '@fieldlapse/contracts';
import { z } from 'zod';
import type { Channel, OpenChannel, SendOutcome } from './channel.ts';

const answer = z.discriminatedUnion('outcome', [
  z.object({ outcome: z.literal('sent') }),
  z.object({ outcome: z.literal('failed'), fault: z.string(), retryAfterMs: z.number().min(0).optional() }),
  z.object({ outcome: z.enum(['refused', 'gone']), fault: z.string() }),
]);
const mostFaultLength = 200;

/**
 * Loads a channel from a module below the data folder, which the server's owner has put there: it runs with the server's rights.
 * Throws `CHANNEL_REFUSED` where it cannot be loaded or exports no `openChannel`.
 */
export async function openAdapter(
  root: string,
  { name, file, settings }: { readonly name: string; readonly file: string; readonly settings: Record<string, string> },
  secret: string,
): Promise<Channel> {
  const path = resolve(root, file);
  const below = relative(root, path);
  if (below.startsWith('..') || isAbsolute(below)) {
    throw new FieldlapseError('CHANNEL_REFUSED', `alerts.adapters ${name}: ${file} does not lie below the data folder`);
  }
  try {
    const { openChannel } = (await import(pathToFileURL(path).href)) as { openChannel?: OpenChannel };
    if (typeof openChannel !== 'function') throw new Error('it exports no function openChannel');
    return checked(await openChannel({ settings, secret }));
  } catch (cause) {
    throw new FieldlapseError('CHANNEL_REFUSED', `alerts.adapters ${name}: ${path}: ${(cause as Error).message}`, {
      cause,
    });
  }
}

/** An adapter is code of others: what it answers is looked at. */
function checked(channel: Channel): Channel {
  return {
    async send(message, to, signal) {
      const outcome: SendOutcome = answer.parse(await channel.send(message, to, signal)) as SendOutcome;
      return outcome.outcome === 'sent' ? outcome : { ...outcome, fault: outcome.fault.slice(0, mostFaultLength) };
    },
    ...(channel.close && { close: () => channel.close!() }),
  };
}
