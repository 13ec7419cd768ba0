import { createHash } from 'node:crypto';
import { createReadStream, existsSync } from 'node:fs';
import { copyFile, mkdir, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { FieldlapseError } from '@fieldlapse/contracts';
import { openDataFolder } from '../../data-folder.ts';
import { knownLot } from '../../lots/known-lots.ts';
import { withLots } from '../../lots/open-lots.ts';

const mediaTypes: Readonly<Record<string, string>> = {
  ...{
    mp4: 'video/mp4',
    webm: 'video/webm',
    gif: 'image/gif',
    webp: 'image/webp',
    jpg: 'image/jpeg',
    png: 'image/png',
  },
  ...{ pdf: 'application/pdf', json: 'application/json' },
};

/** `fieldlapse lot film`: the record names a film and its companions by their SHA-256; swapped files are found out. */
export async function filmCommand(name: string, files: readonly string[], args: { data: string }): Promise<void> {
  const attachments = await Promise.all(files.map(attachmentOf));
  await keepFiles(openDataFolder(args.data).published, files, attachments);
  await withLots(args.data, async (lots) => {
    const lot = await knownLot(lots.reader, name);
    const recorded = await lots.record({ lots: [lot], fact: { kind: 'film', at: Date.now(), attachments } });
    process.stdout.write(`fact ${recorded.fact}\n`);
  });
}

/** A copy under its digest: what buyers are shown is what the record names, whatever becomes of the file. */
async function keepFiles(
  folder: string,
  files: readonly string[],
  attachments: readonly { readonly sha256: string }[],
): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (const [at, file] of files.entries()) {
    const path = join(folder, attachments[at]!.sha256);
    if (existsSync(path)) continue;
    await copyFile(file, `${path}.part`);
    await rename(`${path}.part`, path);
  }
}

async function attachmentOf(file: string) {
  const ending = file.split('.').at(-1)?.toLowerCase() ?? '';
  const mediaType = mediaTypes[ending];
  const role = mediaType?.startsWith('video/')
    ? 'timelapse'
    : mediaType === 'application/json'
      ? 'manifest'
      : 'picture';
  if (!mediaType) {
    throw new FieldlapseError('BAD_ARGUMENT', `${file}: give ${Object.keys(mediaTypes).join(', ')}`);
  }
  const hash = createHash('sha256');
  let bytes = 0;
  try {
    for await (const part of createReadStream(file) as AsyncIterable<Buffer>) {
      hash.update(part);
      bytes += part.length;
    }
  } catch (cause) {
    throw new FieldlapseError('BAD_ARGUMENT', `${file}: ${(cause as Error).message}`, { cause });
  }
  return { role, mediaType, bytes, sha256: hash.digest('hex') };
}
