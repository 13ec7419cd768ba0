import { expect, it } from 'vitest';
import { fittingTiles } from '../../../../src/timelapse/drawing/report/tiles.ts';
import { tilesOf } from './sample.ts';

it('where there is room nothing is left out', () => {
  const tiles = tilesOf(30);
  expect(fittingTiles(tiles, 31)).toEqual(tiles);
});

it('pictures are taken evenly, the first and last among them; gaps stay, and the order of days', () => {
  const tiles = tilesOf(100);
  const fitting = fittingTiles(tiles, 21);
  expect(fitting).toHaveLength(21);
  expect(fitting[0]).toBe(tiles[0]);
  expect(fitting.at(-1)).toBe(tiles.at(-1));
  expect(fitting.filter(({ kind }) => kind === 'gap')).toHaveLength(1);
  const places = fitting.filter(({ kind }) => kind === 'picture').map((tile) => tiles.indexOf(tile));
  expect(places).toEqual(places.toSorted((a, b) => a - b));
  const steps = places.slice(1).map((place, index) => place - places[index]!);
  expect(Math.max(...steps) - Math.min(...steps)).toBeLessThanOrEqual(2);
});

it('a season of more gaps than there is room for is thinned as a whole', () => {
  const [gap] = tilesOf(4).filter(({ kind }) => kind === 'gap');
  expect(
    fittingTiles(
      Array.from({ length: 50 }, () => gap!),
      12,
    ),
  ).toHaveLength(12);
});
