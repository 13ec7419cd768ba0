import { describe, expect, it } from 'vitest';
import { modelCard, type ModelCard } from '@fieldlapse/analytics';
import { placementsOf } from '../../../../src/measure/models/input/placement.ts';

const inputOf = (size: unknown) => modelCard.options[0]!.shape.input.parse({ name: 'x', size }) as ModelCard['input'];

describe('fit', () => {
  it('reduces the longest side and fills up to the multiple at the right and at the bottom', () => {
    const [placement] = placementsOf(inputOf({ fit: { longestSidePx: 480, multipleOf: 32 } }), {
      width: 640,
      height: 427,
    });
    expect(placement).toEqual({
      source: { left: 0, top: 0, width: 640, height: 427 },
      content: { left: 0, top: 0, width: 480, height: 320 },
      width: 480,
      height: 320,
    });
  });

  it('never enlarges', () => {
    const [placement] = placementsOf(inputOf({ fit: { longestSidePx: 480, multipleOf: 8 } }), {
      width: 101,
      height: 50,
    });
    expect(placement).toMatchObject({ content: { width: 101, height: 50 }, width: 104, height: 56 });
  });
});

describe('fixed', () => {
  it('puts the picture in the middle between bars', () => {
    const size = { fixed: { width: 640, height: 640, fit: 'letterbox' } };
    const [placement] = placementsOf(inputOf(size), { width: 1280, height: 720 });
    expect(placement).toMatchObject({ content: { left: 0, top: 140, width: 640, height: 360 }, barDn: 114 });
  });

  it('stretches where the card says so', () => {
    const size = { fixed: { width: 224, height: 224, fit: 'stretch' } };
    const [placement] = placementsOf(inputOf(size), { width: 1280, height: 720 });
    expect(placement).toMatchObject({ content: { left: 0, top: 0, width: 224, height: 224 }, width: 224, height: 224 });
  });
});

describe('tiles', () => {
  it('cover every pixel, overlap, and reach past the picture only where it ends', () => {
    const picture = { width: 1000, height: 300 };
    const tiles = placementsOf(inputOf({ tiles: { tilePx: 512, overlapPx: 64 } }), picture);
    expect(tiles.map(({ source }) => [source.left, source.top, source.width, source.height])).toEqual([
      [0, 0, 512, 300],
      [448, 0, 512, 300],
      [896, 0, 104, 300],
    ]);
    expect(tiles.every(({ width, height }) => width === 512 && height === 512)).toBe(true);
  });
});
