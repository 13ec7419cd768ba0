import { resolve } from 'node:path';
import { toBase64 } from '@fieldlapse/proof';
import { checkLog, diskTileReader } from '@fieldlapse/traceability';
import { readPolicy, readText } from '../../trace/read-files.ts';

/** `fieldlapse log check FOLDER`: ends with an error where anything of the log is not what was signed. */
export async function checkCommand(
  folder: string,
  args: { readonly policy: string; readonly since: readonly string[]; readonly json?: boolean },
): Promise<void> {
  const { policy } = await readPolicy(args.policy);
  const saved = await Promise.all(args.since.map(readText));
  const { root, ...checked } = await checkLog(diskTileReader(resolve(folder)), policy, saved);
  if (args.json) {
    process.stdout.write(`${JSON.stringify({ ...checked, root: toBase64(root) })}\n`);
    return;
  }
  const { origin, size, witnesses, isWitnessed, continues } = checked;
  const seen = isWitnessed
    ? `seen by ${witnesses.join(', ')}`
    : 'no witness asked for: only the log vouches for itself';
  const lines = [`${origin}: ${size} entries, every entry and tile computed again: ok`, `  ${seen}`];
  if (continues.length > 0) lines.push(`  continues the saved checkpoints at ${continues.join(', ')}`);
  process.stdout.write(`${lines.join('\n')}\n`);
}
