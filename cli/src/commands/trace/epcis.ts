import { readFile } from 'node:fs/promises';
import { FieldlapseError } from '@fieldlapse/contracts';
import { hashEpcis, parseEpcis, validateEpcis, type EpcisFault } from '@fieldlapse/traceability';

/** `fieldlapse epcis validate`: exit code 2 where a document is not valid; warnings alone leave it 0. */
export async function validateCommand(files: readonly string[], { json }: { json?: boolean }): Promise<number> {
  let invalid = false;
  for (const file of files) {
    const faults = validateEpcis(await readDocument(file));
    const valid = faults.every(({ warning }) => warning);
    invalid ||= !valid;
    const report = json ? JSON.stringify({ file, valid, faults }) : describe(file, valid, faults);
    process.stdout.write(`${report}\n`);
  }
  return invalid ? 2 : 0;
}

/** `fieldlapse epcis hash`: the standard id of each event, in order, one a line. */
export async function hashCommand(files: readonly string[], { prehash }: { prehash?: boolean }): Promise<void> {
  for (const file of files) {
    for (const event of hashEpcis(await readDocument(file))) {
      process.stdout.write(`${prehash ? event.prehash : event.id}\n`);
    }
  }
}

async function readDocument(file: string): Promise<unknown> {
  const bytes = await readFile(file).catch((cause: Error) => {
    throw new FieldlapseError('EPCIS_UNREADABLE', `${file}: ${cause.message}`, { cause });
  });
  return parseEpcis(bytes, file);
}

function describe(file: string, valid: boolean, faults: readonly EpcisFault[]): string {
  const lines = faults.map(({ pointer, code, message, instead, warning }) => {
    const kind = warning ? 'warning' : code;
    return `  ${pointer || '/'}: ${kind}: ${message} → write ${instead}`;
  });
  return [`${file}: ${valid ? 'valid' : 'not valid'}`, ...lines].join('\n');
}
