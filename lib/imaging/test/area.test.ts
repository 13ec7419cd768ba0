import { describe, expect, it } from 'vitest';
import { areaMask, countedFrom, countedTo } from '../src/area.ts';

/** The mask as rows of `#` and `.`. */
function drawn(mask: Uint8Array | undefined, width: number): string[] {
  const rows: string[] = [];
  for (let at = 0; at < (mask?.length ?? 0); at += width) {
    rows.push([...mask!.subarray(at, at + width)].map((inside) => (inside ? '#' : '.')).join(''));
  }
  return rows;
}

describe('areaMask', () => {
  it('is not needed where the whole picture counts', () => {
    expect(areaMask({}, 8, 4)).toBeUndefined();
    expect(areaMask({ captions: [] }, 8, 4)).toBeUndefined();
  });

  it('keeps the pixels whose centre lies in the region', () => {
    const left = areaMask({ roi: [[0, 0], [0.5, 0], [0.5, 1], [0, 1]] }, 8, 2); // prettier-ignore
    expect(drawn(left, 8)).toEqual(['####....', '####....']);
    const triangle = areaMask({ roi: [[0, 0], [1, 1], [0, 1]] }, 6, 6); // prettier-ignore
    expect(triangle!.reduce((sum, inside) => sum + inside, 0)).toBe(15);
    expect(triangle![1 * 6 + 4]).toBe(0);
    expect(triangle![4 * 6 + 1]).toBe(1);
  });

  it('gives the same region whichever corner it starts at and whichever way it turns', () => {
    const roi = [[0.1, 0.2], [0.9, 0.1], [0.7, 0.95], [0.3, 0.5]] as const; // prettier-ignore
    const mask = areaMask({ roi }, 64, 48);
    expect(areaMask({ roi: [...roi.slice(2), ...roi.slice(0, 2)] }, 64, 48)).toEqual(mask);
    expect(areaMask({ roi: roi.toReversed() }, 64, 48)).toEqual(mask);
    expect(mask!.includes(1)).toBe(true);
    expect(mask!.includes(0)).toBe(true);
  });

  it('leaves out every pixel that a caption touches, in the region and without one', () => {
    const captions = [{ left: 0, top: 0.8, right: 1, bottom: 1 }];
    expect(drawn(areaMask({ captions }, 4, 4), 4)).toEqual(['####', '####', '####', '....']);
    const roi = [[0, 0], [0.5, 0], [0.5, 1], [0, 1]] as const; // prettier-ignore
    expect(drawn(areaMask({ roi, captions }, 4, 4), 4)).toEqual(['##..', '##..', '##..', '....']);
  });

  it('stays within the picture where a corner or a caption lies on its border or beyond', () => {
    const mask = areaMask({ roi: [[-1, -1], [2, -1], [2, 2], [-1, 2]], captions: [{ left: 0.5, top: -1, right: 9, bottom: 0.5 }] }, 4, 2); // prettier-ignore
    expect(drawn(mask, 4)).toEqual(['##..', '####']);
  });
});

describe('runs of pixels that count', () => {
  const runsIn = (mask: Uint8Array | undefined, first: number, end: number): [number, number][] => {
    const runs: [number, number][] = [];
    for (let from = countedFrom(mask, first, end), to; from < end; from = countedFrom(mask, to, end)) {
      to = countedTo(mask, from, end);
      runs.push([from, to]);
    }
    return runs;
  };

  it('are all of them, once, between the two places', () => {
    const mask = Uint8Array.of(1, 0, 1, 1, 0, 0, 1, 1);
    expect(runsIn(mask, 0, 8)).toEqual([[0, 1], [2, 4], [6, 8]]); // prettier-ignore
    expect(runsIn(mask, 3, 7)).toEqual([[3, 4], [6, 7]]); // prettier-ignore
    expect(runsIn(mask, 4, 6)).toEqual([]);
  });

  it('are one where everything counts, none where there is nothing', () => {
    expect(runsIn(undefined, 2, 6)).toEqual([[2, 6]]);
    expect(runsIn(undefined, 2, 2)).toEqual([]);
  });
});
