import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { encodeJson } from '@fieldlapse/contracts';
import { jpegOf } from './rig/jpeg.ts';
import { noMosquitto } from './rig/mosquitto.ts';
import { startRig, until, type Rig } from './rig/rig.ts';
import { boot, metaOf, noon, readingOf } from './rig/wire-device.ts';

const jpeg = jpegOf(1, 5000);
const meta = metaOf('hostile', jpeg);
const paths = [
  'readings',
  'status',
  'report',
  'alert',
  `frame/${meta.f}/meta`,
  `frame/${meta.f}/chunk/0`,
  'frame/x/meta',
  'odd/one',
];
const odd = fc.oneof(
  fc.constant(null),
  fc.double(),
  fc.string(),
  fc.constant('29,4'),
  fc.constant(-1),
  fc.constant(2 ** 53),
  fc.object(),
);

/** Valid payloads with one field bent, bare or in gzip, and plain noise. */
const payloads = fc.oneof(
  fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes)),
  fc
    .tuple(
      fc.constantFrom<object>(
        meta,
        { v: 1, boot, from: 1, readings: [readingOf()] },
        { v: 1, online: true, boot },
        { v: 1, id: 'a', kind: 'power', t: noon, mono: 1, boot, clk: 'none' },
      ),
      fc.constantFrom(
        'v',
        'f',
        'boot',
        'from',
        'readings',
        'bytes',
        'seq',
        'mono',
        't',
        'clk',
        'camera',
        'sha256',
        'kind',
        'id',
      ),
      odd,
      fc.boolean(),
    )
    .map(([base, field, value, zipped]) => {
      const bytes = encodeJson({ ...base, [field]: value });
      return zipped ? gzipSync(bytes) : bytes;
    }),
);

describe.skipIf(noMosquitto)('intake under hostile input', () => {
  let rig: Rig;
  beforeAll(async () => {
    rig = await startRig();
  });
  afterAll(() => rig.close());

  it('answers, quarantines, and goes on storing what is right', async () => {
    const hostile = await rig.device('hostile');
    const messages = fc.sample(fc.tuple(fc.constantFrom(...paths), payloads), 1500);
    await Promise.all(messages.map(([path, payload]) => hostile.publish(path, payload)));
    const honest = await rig.device('honest');
    const good = metaOf('honest', jpeg);
    expect(await honest.frame(good, jpeg)).toMatchObject({ s: 'stored' });
    await honest.readings(1, [readingOf()]);
    expect(await honest.ackOfReadings(1)).toMatchObject({ s: 'stored' });
    expect(rig.intake.health()).toEqual({ ok: true });
    const { refused, messagesDropped } = rig.intake.metrics();
    expect(messagesDropped).toBe(0);
    for (const code of ['BAD_JSON', 'BAD_PAYLOAD', 'BAD_TOPIC']) expect(Object.keys(refused)).toContain(code);
    const count = Object.values(refused).reduce((sum, each) => sum + each, 0);
    const nacks = await until(async () => {
      const found = hostile.acks.filter(({ s }) => s === 'bad' || s === 'denied');
      return found.length >= count ? found : undefined;
    });
    expect(nacks.filter(({ code }) => code === undefined)).toEqual([]);
  });
});
