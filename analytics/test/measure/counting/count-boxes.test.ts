import { areaMask } from '@fieldlapse/imaging';
import { expect, it } from 'vitest';
import { countBoxes, type CountedBox } from '@fieldlapse/analytics';

const box = (x: number, y: number, kind = 'pig', score = 0.9): CountedBox => ({
  ...{ left: x - 0.05, right: x + 0.05, top: y - 0.05, bottom: y + 0.05, class: kind, score },
});
const boxes = [box(0.2, 0.5), box(0.8, 0.5), box(0.3, 0.5, 'person'), box(0.25, 0.6, 'pig', 0.3)];

it('counts all boxes where no rule is given', () => {
  expect(countBoxes(boxes)).toBe(4);
});

it('counts boxes of the named classes from the least score on', () => {
  expect(countBoxes(boxes, { classes: ['pig'] })).toBe(3);
  expect(countBoxes(boxes, { classes: ['pig'], scoreThreshold: 0.9 })).toBe(2);
  expect(countBoxes(boxes, { classes: [] })).toBe(0);
});

it('counts a box where its middle is inside of the area', () => {
  const left = { roi: [[0, 0], [0.5, 0], [0.5, 1], [0, 1]] } as const; // prettier-ignore
  const area = { mask: areaMask(left, 40, 20)!, width: 40, height: 20 };
  expect(countBoxes(boxes, { classes: ['pig'], area })).toBe(2);
  expect(countBoxes([box(1.2, 0.5), box(0.2, -0.2)], { area })).toBe(0);
});
