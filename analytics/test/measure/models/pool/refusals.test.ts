import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { modelPoolConfig, openModelPool, type ModelPool } from '@fieldlapse/analytics';
import { silentLogger } from '@fieldlapse/runtime';
import { fixtures, putBare, putModel, type CardChange } from '../../../support/models.ts';

/** Makes a model that is wrong, under a name. */
type Put = (root: string, name: string) => Promise<unknown>;

const plant =
  (change: CardChange): Put =>
  (root, name) =>
    putModel(root, 'plant', { name, ...change });
const colours =
  (change: CardChange): Put =>
  (root, name) =>
    putModel(root, 'colours', { name, golden: undefined, ...change });
const spots =
  (change: CardChange): Put =>
  (root, name) =>
    putModel(root, 'spots', { name, golden: undefined, ...change });
const bare =
  (onnx: string): Put =>
  (root, name) =>
    putBare(root, onnx, { name });
const bytes =
  (change: (onnx: Buffer) => Uint8Array): Put =>
  async (root, name) =>
    putModel(root, 'plant', { name }, change(await readFile(join(fixtures, 'plant/1.0.0/model.onnx'))));
const without =
  (file: string): Put =>
  async (root, name) =>
    rm(join(await putModel(root, 'plant', { name }), file));

const open = { fit: { longestSidePx: 64, multipleOf: 8 } };
const cases: readonly [what: string, put: Put, said: RegExp][] = [
  [
    'a field that is written wrong',
    plant({ 'input.nam': 'x' }),
    /model\.json:\d+:\d+: unknown field "nam", did you mean "name"\?/,
  ],
  ['a field that is missing', plant({ licence: undefined }), /model\.json:1:1: licence: /],
  ['another hash', plant({ sha256: '0'.repeat(64) }), /sha256: model\.onnx has [0-9a-f]{64}$/],
  ['another opset', plant({ opset: 17 }), /opset: model\.onnx has 13$/],
  [
    'an input of another name',
    plant({ 'input.name': 'image' }),
    /input\.name: no tensor "image" in the model; there is "picture"$/,
  ],
  [
    'an output of another name',
    plant({ 'output.name': 'mask' }),
    /output\.name: no tensor "mask" .*"plant", "logits", "coarse"$/,
  ],
  ['an input of another type', plant({ 'input.type': 'uint8' }), /input\.type: the model takes float32$/],
  ['dimensions in another order', plant({ 'input.layout': 'NHWC' }), /input\.layout: .*NHWC needs 3 channels/],
  [
    'a width that the model does not take',
    colours({ 'input.size.fixed.width': 80 }),
    /input\.size\.fixed\.width: the model takes 40 × 24$/,
  ],
  [
    'any size where the model has one',
    colours({ 'input.size': open }),
    /input\.size\.fit: the model takes 40 × 24 alone: use fixed$/,
  ],
  ['two sizes', plant({ 'input.size.tiles': { tilePx: 64 } }), /input\.size: say one of fit, fixed and tiles/],
  ['too many classes', plant({ classes: ['soil', 'plant', 'weed'] }), /classes: .*1 channels for 3 classes$/],
  ['too few classes', colours({ classes: ['soil', 'plant'], metrics: {} }), /classes: .*3 channels for 2 classes$/],
  [
    'a metric of no class',
    plant({ 'metrics.plantCover': ['tree'] }),
    /metrics\.plantCover: "tree" is none of the classes$/,
  ],
  [
    'logits said to be probabilities',
    plant({ 'output.name': 'logits', golden: undefined }),
    /output\.kind: .* is no probability; logits\?$/,
  ],
  [
    'another golden mean',
    plant({ 'golden.output.meanByClass': [0.6, 0.4] }),
    /golden\.output\.meanByClass\[0\]: 0\.6, the model gives 0\.\d+/,
  ],
  ['no golden picture', plant({ 'golden.input': 'gone.png' }), /golden\.input: ENOENT/],
  [
    'boxes that are not as wide',
    spots({ 'output.name': 'yolo' }),
    /output\.format: "yolo" is 1 × 6 × 2, not 1 × boxes × 6$/,
  ],
  [
    'classes that boxes have not',
    spots({ 'output.format': 'yolo', classes: ['egg'] }),
    /classes: .*neither side is 4 \+ 1 classes$/,
  ],
  ['an input of four channels', bare('four-channels'), /input\.layout: the model takes 1 × 4 × h × w/],
  ['an output of doubles', bare('double'), /output\.name: "plant" holds float64, must be float32$/],
  ['weights in another file', bare('external'), /model\.onnx: keeps its numbers in other files, which are never read/],
  [
    'a constant in another file',
    bare('external-constant'),
    /model\.onnx: keeps its numbers in other files, which are never read/,
  ],
  ['a page in place of a model', bytes(() => Buffer.from('<html>404</html>')), /model\.onnx: is no ONNX model/],
  ['half a file', bytes((onnx) => onnx.subarray(0, onnx.length - 40)), /model\.onnx: is no ONNX model, or is cut off$/],
  ['an operator that there is not', bytes((onnx) => replaced(onnx, 'Sigmoid', 'Sigmood')), /model\.onnx: .*Sigmood/],
  ['no file', without('model.onnx'), /model\.onnx: is missing$/],
  ['no card', without('model.json'), /model\.json: is missing$/],
];

function replaced(onnx: Buffer, word: string, by: string): Buffer {
  return Buffer.from(onnx.toString('latin1').replace(word, by), 'latin1');
}

describe('a model is refused by name with what is wrong', () => {
  let root: string;
  let pool: ModelPool;

  beforeAll(async () => {
    root = await mkdtemp(join(tmpdir(), 'fieldlapse-models-'));
    for (const [index, [, put]] of cases.entries()) await put(root, `case-${index}`);
    await putModel(root, 'plant', { name: 'good' });
    pool = await openModelPool({
      folders: [root],
      config: modelPoolConfig.parse({ lookAgain: '1h' }),
      logger: silentLogger,
    });
    await pool.ready();
  }, 180_000);
  afterAll(async () => {
    await pool.close();
    await rm(root, { recursive: true });
  });

  it.each(cases.map(([what, , said], index) => ({ what, said, name: `case-${index}` })))('$what', ({ name, said }) => {
    const refusal = pool.refused().find((one) => one.name === name);
    expect(refusal?.error.code).toBe('MODEL_REFUSED');
    expect(refusal?.error.message).toMatch(said);
    expect(refusal?.error.message.startsWith(`${name}@1.0.0: `)).toBe(true);
  });

  it('the good one beside them is ready', async () => {
    expect((await pool.ready()).map(({ name }) => name)).toEqual(['good']);
  });
});
