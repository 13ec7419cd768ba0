import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  decodeChunk,
  decodeJson,
  encodeChunk,
  encodeJson,
  FieldlapseError,
  isErrorCode,
  maxJsonBytes,
  parseTopic,
  topicMatches,
  topics,
  type DeviceId,
  type FrameId,
  type SiteId,
} from '@fieldlapse/contracts';
import { payloads } from '../schemas/generate.ts';
import { fixture, goldenValues } from './golden-values.ts';

const seed = 20_261_124;
const numRuns = 10_000;
beforeAll(() => console.log(`fuzz: seed ${seed}, ${numRuns} inputs for each codec, parser and payload`));
const holds = <T extends unknown[]>(property: fc.IProperty<T>, runs = numRuns) =>
  fc.assert(property, { seed, numRuns: runs });

/** The result, or undefined where it threw a FieldlapseError with a code of `codes`; anything else thrown is a fault. */
function attempt<T>(codes: readonly string[], call: () => T): T | undefined {
  try {
    return call();
  } catch (error) {
    if (error instanceof FieldlapseError && isErrorCode(error.code) && codes.includes(error.code)) return undefined;
    throw error;
  }
}

/** Bytes changed as links and broken firmware change them: flipped, cut, doubled, filled. */
function mutated(original: Buffer): fc.Arbitrary<Buffer> {
  const place = fc.nat(original.length);
  const change = fc.oneof(
    fc.tuple(fc.constant('flip'), place, fc.integer({ min: 1, max: 255 })),
    fc.tuple(fc.constant('cut'), place, fc.nat(40)),
    fc.tuple(fc.constant('repeat'), place, fc.nat(40)),
    fc.tuple(fc.constant('fill'), place, fc.nat(255)),
  );
  return fc.array(change, { minLength: 1, maxLength: 4 }).map((changes) =>
    changes.reduce<Buffer>((bytes, [kind, at, amount]) => {
      const [head, tail] = [bytes.subarray(0, at), bytes.subarray(at)];
      if (kind === 'cut') return Buffer.concat([head, tail.subarray(amount)]);
      if (kind === 'repeat') return Buffer.concat([head, tail.subarray(0, amount), tail]);
      const changed = Buffer.from(bytes);
      if (kind === 'flip' && at < changed.length) changed[at] = changed[at]! ^ amount;
      if (kind === 'fill') changed.fill(amount, Math.min(at, changed.length), Math.min(at + 8, changed.length));
      return changed;
    }, original),
  );
}

const id = fc.stringMatching(/^[a-z0-9][a-z0-9-]{0,31}$/);
const frameId = fc.stringMatching(/^[a-z2-7]{26}$/) as unknown as fc.Arbitrary<FrameId>;
const offset = fc.nat({ max: 2 ** 31 - 1 }).map((n) => n * 2 + (n % 2));
const site = id as unknown as fc.Arbitrary<SiteId>;
const device = id as unknown as fc.Arbitrary<DeviceId>;

describe('chunk codec', () => {
  const packet = encodeChunk({ offset: 98_304, bytes: Buffer.from('the bytes of a frame, or a part of one') });

  it('gives back whatever it was given', () => {
    holds(
      fc.property(offset, fc.uint8Array({ minLength: 1, maxLength: 600 }), (at, bytes) => {
        const chunk = decodeChunk(encodeChunk({ offset: at, bytes }));
        expect(chunk.offset).toBe(at);
        expect(Buffer.compare(chunk.bytes, bytes)).toBe(0);
      }),
    );
  });

  it('reads random bytes as a chunk or refuses them by code', () => {
    const anyPacket = fc.oneof(
      fc.uint8Array({ maxLength: 64 }),
      fc.uint8Array({ maxLength: 64 }).map((rest) => Uint8Array.of(1, 0, 0, 0, ...rest)),
    );
    holds(fc.property(anyPacket, (bytes) => void attempt(['BAD_CHUNK'], () => decodeChunk(bytes))));
  });

  it('never takes a changed packet for one with other bytes', () => {
    holds(
      fc.property(mutated(packet), (bytes) => {
        const chunk = attempt(['BAD_CHUNK'], () => decodeChunk(bytes));
        // CRC32 guards the bytes, not the header: the SHA-256 of the frame is the proof of where they belong.
        if (chunk) expect(Buffer.from(chunk.bytes)).toEqual(packet.subarray(16));
      }),
    );
  });
});

describe('topics', () => {
  it('what is built is parsed into the same parts', () => {
    holds(
      fc.property(site, device, frameId, offset, (farm, node, frame, at) => {
        expect(parseTopic(topics.frameChunk(farm, node, frame, at))).toEqual({
          kind: 'frame-chunk',
          site: farm,
          device: node,
          frame,
          offset: at,
        });
        expect(parseTopic(topics.frameMeta(farm, node, frame))).toEqual({
          kind: 'frame-meta',
          site: farm,
          device: node,
          frame,
        });
        expect(topicMatches(topics.upOf(farm, node), topics.frameMeta(farm, node, frame))).toBe(true);
      }),
    );
  });

  it('any text is a topic or refused by code, and what is accepted holds no wildcard and lies under its device', () => {
    const level = fc.oneof(
      fc.constantFrom(
        'fieldlapse',
        '1',
        'up',
        'down',
        'frame',
        'meta',
        'chunk',
        'ack',
        'status',
        '_',
        'notice',
        'film',
        '+',
        '#',
        '',
        '..',
        '$share',
        '0',
        '00',
        '-1',
        '__proto__',
        '\0',
      ),
      id,
      frameId,
      fc.string({ unit: 'binary', maxLength: 8 }),
    );
    const built = fc.array(level, { maxLength: 10 }).map((levels) => levels.join('/'));
    const near = fc.array(level, { maxLength: 6 }).map((levels) => ['fieldlapse/1', ...levels].join('/'));
    holds(
      fc.property(fc.oneof(built, near, fc.string({ unit: 'binary', maxLength: 80 })), (text) => {
        const topic = attempt(['BAD_TOPIC'], () => parseTopic(text));
        if (!topic) return;
        expect(text).not.toMatch(/[+#\0]/);
        expect(text.startsWith(`fieldlapse/1/${topic.site}/${'device' in topic ? topic.device : '_'}/`)).toBe(true);
      }),
    );
  });
});

describe.each(Object.entries(payloads))('payload %s', (name, { schema }) => {
  const golden = Object.values(goldenValues).find((entry) => entry.schema === name)!.value;
  const decode = (bytes: Uint8Array) =>
    attempt(['BAD_JSON', 'BAD_PAYLOAD', 'PAYLOAD_TOO_LARGE'], () => decodeJson(schema, bytes, name));

  it('any JSON is a valid payload or refused by code; what is accepted reads the same again', () => {
    const anyField = fc.oneof(
      fc.json({ maxDepth: 3 }).map((text) => JSON.parse(text) as unknown),
      fc.constantFrom<unknown>('29,4', -1, 1e300, 0.5, null, '', [], {}, '__proto__'),
    );
    const keys = [...Object.keys(golden as object), '__proto__', 'constructor', 'later'];
    const changedPayload = fc.tuple(fc.subarray(keys, { maxLength: 3 }), anyField).map(([changed, value]) => {
      const fields = Object.entries(golden as object).filter(([key]) => !changed.includes(key));
      return `{${[...fields, ...changed.map((key) => [key, value] as const)].map(([key, part]) => `${JSON.stringify(key)}:${JSON.stringify(part)}`).join(',')}}`;
    });
    holds(
      fc.property(fc.oneof(changedPayload, fc.json()), (text) => {
        const value = decode(Buffer.from(text));
        if (value === undefined) return;
        expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
        expect(decode(encodeJson(value))).toEqual(value);
      }),
      numRuns / 2,
    );
  });

  it('any bytes, changed payloads and changed gzip of them are a value or refused by code', () => {
    const plain = encodeJson(golden);
    const packed = gzipSync(plain);
    const bytes = fc.oneof(
      mutated(plain),
      mutated(packed),
      fc.uint8Array({ maxLength: 200 }),
      fc.uint8Array({ maxLength: 60 }).map((rest) => Uint8Array.of(0x1f, 0x8b, 8, ...rest)),
    );
    holds(
      fc.property(bytes, (input) => void decode(input)),
      numRuns / 2,
    );
  });
});

// A reader whose time grew with the square of its input would need minutes to hours for one of these.
describe('hostile input of the greatest size is answered', () => {
  const topicBytes = 65_535;
  const half = Math.floor(maxJsonBytes / 2);
  it.each([
    ['levels', 'fieldlapse/1/'.padEnd(topicBytes, '/')],
    ['hyphens', `fieldlapse/1/${'a-'.repeat(topicBytes / 2)}!/n/up/status`],
    ['digits', `fieldlapse/1/a/b/up/frame/${'a'.repeat(26)}/chunk/${'1'.repeat(topicBytes)}`],
  ])('a topic of %s', (_what, topic) => {
    expect(attempt(['BAD_TOPIC'], () => parseTopic(topic))).toBeUndefined();
  });

  it('a filter of wildcards', () => {
    expect(topicMatches('+/'.repeat(topicBytes / 2), 'a/'.repeat(topicBytes / 2))).toBe(true);
  });

  it.each([
    ['nested lists', '['.repeat(half) + ']'.repeat(half)],
    ['nested objects', '{"a":'.repeat(half / 5) + '{}' + '}'.repeat(half / 5)],
    ['fields', `{${Array.from({ length: 80_000 }, (_, n) => `"k${n}":1`).join(',')}}`],
    ['entries', `{"v":1,"acks":[${'{},'.repeat(half / 2)}{}],"frames":[${'{},'.repeat(half / 10)}{}]}`],
    ['one text', JSON.stringify({ v: 1, boot: '1-'.repeat(half - 100), text: 'x' })],
    ['one number', `{"v":${'1'.repeat(half)},"seq":1e${'9'.repeat(half - 100)}}`],
    ['escapes', `"${'\\u0000'.repeat(half / 4)}"`],
  ])('a payload of %s', (_what, text) => {
    for (const [name, { schema }] of Object.entries(payloads)) {
      const codes = ['BAD_JSON', 'BAD_PAYLOAD', 'PAYLOAD_TOO_LARGE'];
      expect(() => attempt(codes, () => decodeJson(schema, Buffer.from(text), name))).not.toThrow();
    }
  });
});

it('the golden messages themselves are accepted by the readers that were fuzzed', () => {
  for (const [name, { schema, value }] of Object.entries(goldenValues)) {
    expect(decodeJson(payloads[schema]!.schema, fixture(`${name}.json`), name)).toEqual(value);
  }
});
