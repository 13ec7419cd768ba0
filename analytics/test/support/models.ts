import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sha256Hex } from '@fieldlapse/contracts';
import type { RgbPicture } from '@fieldlapse/imaging';
import { silentLogger } from '@fieldlapse/runtime';
import { openModelPool, modelPoolConfig, type ModelPool, type ModelPoolOptions } from '@fieldlapse/analytics';
import { onTestFinished } from 'vitest';

/** Models that `make-models.py` wrote. */
export const fixtures = join(import.meta.dirname, '../fixtures/models');

/** The fields of a card by path, such as `input.name`; undefined takes one out. */
export type CardChange = Record<string, unknown>;

/** A temporary folder for the length of a test. */
export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'fieldlapse-models-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  return folder;
}

/** Puts a whole fixture model into a folder of models, its card changed and its file too where one is given. */
export async function putModel(
  root: string,
  fixture: string,
  change: CardChange = {},
  onnx?: Uint8Array,
): Promise<string> {
  const from = join(fixtures, fixture, '1.0.0');
  const bytes = onnx ?? (await readFile(join(from, 'model.onnx')));
  const fields = JSON.parse(await readFile(join(from, 'model.json'), 'utf8')) as Fields;
  const card = changed(fields, { sha256: sha256Hex(bytes), ...change });
  const folder = join(root, card['name'] as string, card['version'] as string);
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'model.onnx'), bytes);
  await writeFile(join(folder, 'golden.png'), await readFile(join(from, 'golden.png')));
  await writeFile(join(folder, 'model.json'), JSON.stringify(card, null, 2));
  return folder;
}

/** Puts a bare fixture into a folder of models, with the card of `plant` but for its golden test. */
export async function putBare(root: string, onnx: string, change: CardChange = {}): Promise<string> {
  return putModel(
    root,
    'plant',
    { name: onnx, golden: undefined, ...change },
    await readFile(join(fixtures, `${onnx}.onnx`)),
  );
}

type Fields = Record<string, unknown>;

/** A card with some of its fields changed. */
export function changed(card: Fields, change: CardChange): Fields {
  for (const [path, value] of Object.entries(change)) {
    const keys = path.split('.');
    let owner = card;
    for (const key of keys.slice(0, -1)) owner = owner[key] as Fields;
    owner[keys.at(-1)!] = value;
  }
  return card;
}

/** A pool of the models in a folder, closed when the test ends. */
export async function poolOf(
  folder: string,
  config: Partial<Record<keyof ModelPoolOptions['config'], unknown>> = {},
  options: Partial<ModelPoolOptions> = {},
): Promise<ModelPool> {
  const settings = modelPoolConfig.parse({ lookAgain: '1h', ...config });
  const pool = await openModelPool({ folders: [folder], config: settings, logger: silentLogger, ...options });
  onTestFinished(() => pool.close());
  return pool;
}

/** A picture of one colour. */
export function plain(
  width: number,
  height: number,
  [red, green, blue]: readonly [number, number, number],
): RgbPicture {
  const pixels = Buffer.alloc(width * height * 3);
  for (let at = 0; at < pixels.length; at += 3) pixels.set([red, green, blue], at);
  return { width, height, pixels };
}

/** Sets a rectangle of a picture to one colour. */
export function paint(
  { width, pixels }: RgbPicture,
  area: { left: number; top: number; width: number; height: number },
  colour: readonly [number, number, number],
): void {
  for (let y = area.top; y < area.top + area.height; y += 1) {
    for (let x = area.left; x < area.left + area.width; x += 1) pixels.set(colour, (y * width + x) * 3);
  }
}
