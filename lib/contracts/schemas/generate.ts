// Writes the JSON Schema of every payload beside itself: `node lib/contracts/schemas/generate.ts`.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import {
  ack,
  command,
  desiredConfig,
  deviceAlert,
  frameMeta,
  notice,
  readingBatch,
  report,
  status,
  want,
} from '../src/index.ts';

/** Every JSON payload of protocol version 1 with the topic it travels on, by the name of its schema file. */
export const payloads: Record<string, { topic: string; schema: z.ZodType }> = {
  'frame-meta': { topic: '{site}/{device}/up/frame/{f}/meta', schema: frameMeta },
  readings: { topic: '{site}/{device}/up/readings (or gzip of it)', schema: readingBatch },
  alert: { topic: '{site}/{device}/up/alert', schema: deviceAlert },
  status: { topic: '{site}/{device}/up/status, retained; also the last will', schema: status },
  report: { topic: '{site}/{device}/up/report, retained', schema: report },
  ack: { topic: '{site}/{device}/down/ack', schema: ack },
  want: { topic: '{site}/{device}/down/want', schema: want },
  command: { topic: '{site}/{device}/down/command', schema: command },
  config: { topic: '{site}/{device}/down/config, retained', schema: desiredConfig },
  notice: { topic: '{site}/_/notice/{kind}', schema: notice },
};

/** File names in this folder with the text that they must have. */
export function schemaFiles(): Map<string, string> {
  return new Map(
    Object.entries(payloads).map(([name, { topic, schema }]) => {
      // `input`: what a sender may write. Readers leave out fields that they do not know, so none are forbidden.
      const { $schema, ...rest } = z.toJSONSchema(schema, { io: 'input' });
      const document = { $schema, title: name, description: `Payload of fieldlapse/1/${topic}`, ...rest };
      return [`${name}.json`, `${JSON.stringify(document, null, 2)}\n`];
    }),
  );
}

if (import.meta.main) {
  for (const [name, text] of schemaFiles()) writeFileSync(join(import.meta.dirname, name), text);
}
