import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { FieldlapseError } from '@fieldlapse/contracts';
import { writeFileDurably } from '@fieldlapse/runtime';
import { z } from 'zod';

const vapidFile = z.object({ v: z.literal(1), publicKey: z.string(), privateKey: z.string() });

/** The server's key pair for Web Push [RFC 8292], base64url. */
export interface VapidKeys {
  readonly publicKey: string;
  readonly privateKey: string;
}

/**
 * Reads `vapid.json` in the folder of secrets, which is made (0600) at first use. Browsers subscribe with the public key: a new pair
 * ends every subscription. Throws `SECRET_UNREADABLE` where the file is not what was written.
 */
export async function openVapidKeys(secretsFolder: string): Promise<VapidKeys> {
  const path = join(secretsFolder, 'vapid.json');
  if (!existsSync(path)) {
    const { default: webPush } = await import('web-push');
    await writeFileDurably(path, `${JSON.stringify({ v: 1, ...webPush.generateVAPIDKeys() })}\n`, 0o600);
  }
  try {
    return vapidFile.parse(JSON.parse(await readFile(path, 'utf8')));
  } catch (cause) {
    // The cause may quote the file: it is left out.
    const why = cause instanceof z.ZodError || cause instanceof SyntaxError ? 'is damaged' : (cause as Error).message;
    throw new FieldlapseError('SECRET_UNREADABLE', `${path}: ${why}`);
  }
}
