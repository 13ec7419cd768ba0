import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { FieldlapseError } from '@fieldlapse/contracts';
import { parsePolicy } from '@fieldlapse/proof';
import { writeFileDurably } from '@fieldlapse/runtime';
import { proven, readText } from '../../trace/read-files.ts';
import { verifierPage } from '../../web-root.ts';

const place = '<script type="text/plain" id="policy"></script>';

/** `fieldlapse log verifier`: one HTML file that checks lots without a server, with a policy inside where one is given. */
export async function verifierCommand({
  policy,
  out,
}: {
  readonly policy?: string;
  readonly out: string;
}): Promise<void> {
  if (!existsSync(verifierPage))
    throw new FieldlapseError('BAD_ARGUMENT', `${verifierPage} is not built: run \`npm run build:web\` first`);
  const page = await readFile(verifierPage, 'utf8');
  const text = policy === undefined ? '' : await readText(policy);
  if (policy !== undefined) proven(policy, () => parsePolicy(text));
  if (!page.includes(place))
    throw new FieldlapseError('BAD_ARGUMENT', `${verifierPage} is of another version: build it again`);
  // As base64: nothing in it can end the element that it stands in.
  const pinned = Buffer.from(text).toString('base64');
  await writeFileDurably(out, page.replace(place, place.replace('></', `>${pinned}</`)));
  process.stdout.write(`${out}\n`);
}
