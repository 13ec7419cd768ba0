import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { FieldlapseError } from '@fieldlapse/contracts';
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
  await withLots(args.data, async (lots) => {
    const lot = await knownLot(lots.reader, name);
    const recorded = await lots.record({ lots: [lot], fact: { kind: 'film', at: Date.now(), attachments } });
    process.stdout.write(`fact ${recorded.fact}\n`);
  });
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
