import { describe, expect, it } from 'vitest';
import {
  countOf,
  coverOf,
  maskOf,
  modelCard,
  type DetectionCard,
  type DetectionOutput,
  type SegmentationCard,
  type SegmentationOutput,
} from '@fieldlapse/analytics';

const common = {
  v: 1,
  name: 'x',
  version: '1.0.0',
  title: { vi: 'x', en: 'x' },
  sha256: '0'.repeat(64),
  licence: 'CC0-1.0',
  trainedOn: 'nothing',
  input: { name: 'x', size: { fit: { longestSidePx: 64 } } },
};
const card = modelCard.parse({
  ...common,
  task: 'segmentation',
  output: { name: 'y', kind: 'probability' },
  classes: ['soil', 'crop', 'weed'],
  metrics: { cropCover: ['crop'], plantCover: ['crop', 'weed'] },
}) as SegmentationCard;

/** Crop and weed of the pixels of a row of four; soil is the rest. */
function row(crop: readonly number[], weed: readonly number[]): SegmentationOutput {
  const soil = crop.map((value, at) => 1 - value - weed[at]!);
  const probabilities = Float32Array.from([...soil, ...crop, ...weed]);
  return { task: 'segmentation', width: crop.length, height: 1, classes: card.classes, probabilities };
}

const output = row([0.9, 0.3, 0.45, 0], [0, 0.3, 0, 0.1]);

describe('cover', () => {
  it('is the share of pixels where the classes of a metric add up to the threshold', () => {
    expect(coverOf(output, card).values).toEqual({ cropCover: 0.25, plantCover: 0.5 });
  });

  it('is as unsure as it moves when the threshold does', () => {
    // One pixel of four, 0.45, lies within 0.1 of the threshold.
    expect(coverOf(output, card).uncertainty.cropCover).toBeCloseTo(0.125, 6);
  });

  it('is the same where a model gives the last of two classes alone', () => {
    const classes = ['soil', 'crop'];
    const metrics = { ...card.metrics, cropCover: ['crop'], plantCover: ['soil'] };
    const last = [0.9, 0.3, 0.45, 0];
    const both = [...last.map((value) => 1 - value), ...last];
    const [one, two] = [last, both].map((values) =>
      coverOf({ ...output, classes, probabilities: Float32Array.from(values) }, { ...card, classes, metrics }),
    );
    expect(one).toEqual(two);
    expect(one!.values).toEqual({ cropCover: 0.25, plantCover: 0.75 });
  });

  it('counts a pixel of the output by how much of it lies in the area, whatever the size of its mask', () => {
    // The area is the left three eighths: one pixel and a half.
    const area = { mask: Uint8Array.of(1, 1, 1, 0, 0, 0, 0, 0), width: 8, height: 1 };
    expect(coverOf(output, card, area).values.cropCover).toBeCloseTo(1 / 1.5, 6);
  });

  it('is not known of an empty area', () => {
    expect(coverOf(output, card, { mask: new Uint8Array(8), width: 8, height: 1 })).toEqual({
      values: {},
      uncertainty: {},
    });
  });
});

it('the mask is that of a metric; without one that of the plants, or of every class but the first', () => {
  expect([...maskOf(output, card).mask]).toEqual([1, 1, 0, 0]);
  expect([...maskOf(output, card, 'cropCover').mask]).toEqual([1, 0, 0, 0]);
  expect([...maskOf(output, { ...card, metrics: { cropCover: ['crop'] } }).mask]).toEqual([1, 0, 0, 0]);
  expect([...maskOf(output, { ...card, metrics: {} }).mask]).toEqual([1, 1, 0, 0]);
});

describe('count', () => {
  const hens = modelCard.parse({
    ...common,
    task: 'detection',
    output: { name: 'y', kind: 'boxes', format: 'yolo' },
    classes: ['hen', 'egg'],
    metrics: { count: ['egg'] },
  }) as DetectionCard;
  const box = (left: number, kind: string, score: number) => ({
    left,
    top: 0.4,
    right: left + 0.2,
    bottom: 0.6,
    class: kind,
    score,
  });
  const found: DetectionOutput = {
    task: 'detection',
    boxes: [box(0, 'egg', 0.9), box(0.3, 'hen', 0.8), box(0.7, 'egg', 0.5)],
  };

  it('is that of boxes of the counted classes, as sure as their scores', () => {
    const { values, uncertainty } = countOf(found, hens);
    expect(values).toEqual({ count: 2 });
    expect(uncertainty.count).toBeCloseTo(Math.sqrt(0.09 + 0.25), 6);
  });

  it('leaves out boxes whose centre is outside the area', () => {
    expect(countOf(found, hens, { mask: Uint8Array.of(1, 0), width: 2, height: 1 }).values).toEqual({ count: 1 });
  });
});
