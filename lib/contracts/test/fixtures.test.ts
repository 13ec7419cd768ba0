import { gunzipSync } from 'node:zlib';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import {
  configSignature,
  decodeChunk,
  decodeJson,
  encodeChunk,
  encodeJson,
  frameIdOf,
  sha256Hex,
  type DesiredConfig,
} from '@fieldlapse/contracts';
import { payloads, schemaFiles } from '../schemas/generate.ts';
import { boot, device, fixture, frame, goldenValues, token } from './golden-values.ts';

const schemaFolder = join(import.meta.dirname, '../schemas');
const ajv = new Ajv2020({ allowUnionTypes: true });
const validators = new Map(
  readdirSync(schemaFolder)
    .filter((name) => name.endsWith('.json'))
    .map((name) => [
      name.slice(0, -5),
      ajv.compile(JSON.parse(readFileSync(join(schemaFolder, name), 'utf8')) as object),
    ]),
);

it('the JSON Schema files are those that the generator writes, no more and no fewer', () => {
  const onDisk = [...validators.keys()].map((name) => [
    `${name}.json`,
    readFileSync(join(schemaFolder, `${name}.json`), 'utf8'),
  ]);
  expect(new Map(onDisk as [string, string][]), 'run: node lib/contracts/schemas/generate.ts').toEqual(
    new Map([...schemaFiles()].sort()),
  );
});

it('every payload has a golden fixture', () => {
  expect(new Set(Object.values(goldenValues).map(({ schema }) => schema))).toEqual(new Set(Object.keys(payloads)));
});

it('the README of the fixtures names each of them', () => {
  const files = readdirSync(join(import.meta.dirname, '../fixtures')).filter((name) => name !== 'README.md');
  const named = [
    ...fixture('README.md')
      .toString()
      .matchAll(/^\| `([^`]+)`/gm),
  ].map(([, name]) => name);
  expect(named.sort()).toEqual(files.sort());
});

describe.each(Object.entries(goldenValues))('golden fixture %s.json', (name, { schema, value }) => {
  const bytes = fixture(`${name}.json`);
  const payload = payloads[schema]!;

  it('is exactly what we write', () => {
    expect(encodeJson(value).toString()).toBe(bytes.toString());
  });

  it('is read into these values', () => {
    expect(decodeJson(payload.schema, bytes, name)).toEqual(value);
  });

  it('is accepted by its JSON Schema, also with a field of a later version', () => {
    const validate = validators.get(schema)!;
    expect(validate(JSON.parse(bytes.toString())), JSON.stringify(validate.errors)).toBe(true);
    expect(validate({ ...(value as object), later: true })).toBe(true);
    expect(decodeJson(payload.schema, encodeJson({ ...(value as object), later: true }), name)).toEqual(value);
  });

  it('is refused by JSON Schema and reader alike when a required field is missing or of another version', () => {
    const validate = validators.get(schema)!;
    const required = (JSON.parse(readFileSync(join(schemaFolder, `${schema}.json`), 'utf8')) as { required: string[] })
      .required;
    expect(required).toContain('v');
    const broken = required.map((field) => ({ ...(value as object), [field]: undefined }));
    for (const wrong of [...broken, { ...(value as object), v: 2 }, [], null, 'text']) {
      const bytesOfWrong = encodeJson(wrong);
      expect(validate(JSON.parse(bytesOfWrong.toString()))).toBe(false);
      expect(() => decodeJson(payload.schema, bytesOfWrong, name)).toThrowError(
        expect.objectContaining({ code: 'BAD_PAYLOAD' }),
      );
    }
  });
});

describe('golden fixtures of bytes', () => {
  it('readings.json.gz is gzip of readings.json and read into the same values', () => {
    expect(gunzipSync(fixture('readings.json.gz'))).toEqual(fixture('readings.json'));
    expect(decodeJson(payloads.readings!.schema, fixture('readings.json.gz'), 'readings')).toEqual(
      goldenValues.readings!.value,
    );
  });

  it('the chunks are exactly what we write, and together the frame that its metadata announces', () => {
    const jpeg = fixture('frame.jpg');
    const packets = [fixture('frame-chunk-0.bin'), fixture('frame-chunk-256.bin')];
    const chunks = packets.map(decodeChunk);
    expect(chunks.map(({ offset, bytes }) => [offset, bytes.length])).toEqual([
      [0, 256],
      [256, 105],
    ]);
    expect(chunks.map(encodeChunk)).toEqual(packets);
    expect(Buffer.concat(chunks.map(({ bytes }) => bytes))).toEqual(jpeg);
    expect([jpeg.length, sha256Hex(jpeg)]).toEqual([frame.bytes, frame.sha256]);
  });

  it('the frame id is the one that its parts give', () => {
    expect(frameIdOf({ device, boot, ...frame })).toBe(frame.id);
  });

  it('the signature of the desired configuration is the one that token, rev and config give', () => {
    const desired = goldenValues.config!.value as DesiredConfig;
    expect(configSignature(sha256Hex(token), desired)).toBe(desired.signature);
  });
});
