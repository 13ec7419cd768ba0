import { frameIdOf, localDayOf, sha256Hex } from '@fieldlapse/contracts';
import { intakeMigrations, type FrameRow, type IntakeTables, type Stores } from '@fieldlapse/store';
import type { Kysely } from 'kysely';
import sharp from 'sharp';

export const timeZone = 'Asia/Ho_Chi_Minh';
export const site = 'bench';
export const camera = 'field';
export const framesPerDay = 24;
const width = 1280;
const height = 720;

const hourMs = 3_600_000;
const firstHour = Date.parse('2025-01-01T00:00:00+07:00');
const variants = 3;

/** A camera over one field: the same scene every hour, its light following the sun, each picture with noise of its own. */
export interface Year {
  /** Accepts whole days as intake does, in one transaction each. */
  acceptDays(from: number, to: number): Promise<void>;
  /** The JPEGs of days in order, each once per frame. */
  pictures(days: number): AsyncGenerator<Buffer>;
  dayName(day: number): string;
}

/** Makes the pictures where they are absent; the same ones on every machine. */
export async function openYear(stores: Stores): Promise<Year> {
  const intake = await stores.records.openOwn<IntakeTables>('intake', intakeMigrations);
  const pictures: { key: string; sha256: string; bytes: number; jpeg: Buffer }[] = [];
  const scene = fieldScene();
  for (let index = 0; index < framesPerDay * variants; index += 1) {
    const jpeg = await photograph(scene, index);
    const key = `pictures/${index}.jpg`;
    await stores.blobs.put(key, jpeg);
    pictures.push({ key, sha256: sha256Hex(jpeg), bytes: jpeg.length, jpeg });
  }
  const pictureOf = (day: number, hour: number) => {
    const picture = pictures[hour * variants + ((day * 7 + hour * 5) % variants)];
    if (!picture) throw new Error('no such picture');
    return picture;
  };
  const rowOf = (day: number, hour: number): FrameRow => {
    const { key, sha256, bytes } = pictureOf(day, hour);
    const observedAt = firstHour + (day * 24 + hour) * hourMs;
    const origin = { device: 'node-1', camera, boot: '1-00000000', seq: day * 24 + hour };
    return {
      ...{
        f: frameIdOf({ ...origin, sha256 }),
        site,
        ...origin,
        capturedAt: observedAt,
        mono: 0,
        clk: 'ntp',
        observedAt,
      },
      ...{ timeQuality: 'measured', receivedAt: observedAt, bytes, sha256, width, height, quality: null, alert: null },
      blobKey: key,
    };
  };
  return {
    dayName: (day) => localDayOf(firstHour + day * 24 * hourMs, timeZone),
    async acceptDays(from, to) {
      for (let day = from; day < to; day += 1) {
        await acceptDay(
          intake,
          Array.from({ length: framesPerDay }, (_, hour) => rowOf(day, hour)),
        );
      }
    },
    async *pictures(days) {
      for (let day = 0; day < days; day += 1) {
        for (let hour = 0; hour < framesPerDay; hour += 1) yield pictureOf(day, hour).jpeg;
      }
    },
  };
}

function acceptDay(intake: Kysely<IntakeTables>, rows: FrameRow[]): Promise<void> {
  return intake.transaction().execute(async (trx) => {
    await trx.insertInto('frames').values(rows).execute();
    const changes = rows.map(({ f, observedAt }) => ({
      kind: 'frame' as const,
      site,
      key: f,
      camera,
      day: localDayOf(observedAt, timeZone),
    }));
    await trx.insertInto('changes').values(changes).execute();
  });
}

/** Rows of plants over soil: fine texture that stays where it is. */
function fieldScene(): Uint8Array {
  const scene = new Uint8Array(width * height * 3);
  const random = generator(1);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const leaf = Math.sin(x / 9 + Math.sin(y / 23) * 3) * Math.sin(y / 7) > 0.1 ? 1 : 0;
      const grain = random() * 40;
      const at = (y * width + x) * 3;
      scene[at] = 60 + grain + (leaf ? 0 : 50);
      scene[at + 1] = 70 + grain + (leaf ? 70 : 20);
      scene[at + 2] = 35 + grain;
    }
  }
  return scene;
}

/** The scene under the light of an hour, through a noisy sensor. */
function photograph(scene: Uint8Array, index: number): Promise<Buffer> {
  const random = generator(index + 2);
  const hour = Math.floor(index / variants);
  const light = 0.35 + 0.65 * Math.max(0, Math.sin(((hour - 5) / 14) * Math.PI));
  const pixels = new Uint8Array(scene.length);
  for (let at = 0; at < scene.length; at += 1) {
    const noise = (random() + random() - 1) * 14;
    pixels[at] = Math.max(0, Math.min(255, (scene[at] ?? 0) * light + noise));
  }
  return sharp(pixels, { raw: { width, height, channels: 3 } })
    .jpeg({ quality: 85 })
    .toBuffer();
}

/** Numbers in [0, 1) from a seed (mulberry32). */
function generator(seed: number): () => number {
  let state = seed * 0x9e3779b9;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
