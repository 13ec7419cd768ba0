import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { FieldlapseError } from '@fieldlapse/contracts';
import { keyText, parseKey, parseSigner, signerOf, signerText, type SignerKey } from '@fieldlapse/proof';
import { createLogger, writeFileDurably } from '@fieldlapse/runtime';
import { startWitness } from '@fieldlapse/traceability';
import { interrupted } from '../../interrupted.ts';
import { proven } from '../../trace/read-files.ts';

export interface WitnessArguments {
  readonly name: string;
  readonly folder: string;
  readonly log: readonly string[];
  readonly host: string;
  readonly port: number;
}

/** `fieldlapse log witness`: runs until it is interrupted. Its key is made at the first start. */
export async function witnessCommand({ name, folder, log, host, port }: WitnessArguments): Promise<void> {
  const stop = interrupted();
  const logs = log.map((vkey) => proven('--log', () => parseKey(vkey)));
  const witness = await witnessKey(join(folder, 'witness-key'), name);
  const logger = createLogger({ name: 'witness' });
  const running = await startWitness({ witness, logs, folder, host, port, now: Date.now, logger });
  process.stdout.write(
    `${running.url}\n# for the policy of those who trust this witness:\nwitness NAME ${keyText(witness)} ${running.url}\n`,
  );
  if (!stop.aborted) await new Promise((resolve) => stop.addEventListener('abort', resolve, { once: true }));
  await running.close();
}

async function witnessKey(path: string, name: string): Promise<SignerKey> {
  if (!existsSync(path)) {
    const made = proven('--name', () => signerOf(name, 'witness', new Uint8Array(randomBytes(32))));
    await writeFileDurably(path, `${signerText(made)}\n`, 0o600);
    return made;
  }
  const text = await readFile(path, 'utf8');
  const key = proven(path, () => parseSigner(text.trim()));
  if (key.name === name && key.use === 'witness') return key;
  throw new FieldlapseError('LOG_KEY_REFUSED', `${path} is the key of ${key.name}, not of ${name}`);
}
