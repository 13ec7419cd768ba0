import { expect, it } from 'vitest';
import { cameraStatesOf } from '../../../../src/alerts/service/farm/states.ts';

it('tells a camera with a fault by why its covers are withheld, and knows nothing of its other states then', () => {
  expect(cameraStatesOf({ withheld: { greenCover: 'blocked', plantCover: 'blocked' } })).toEqual({ viewBlocked: 1 });
  expect(cameraStatesOf({ withheld: { greenCover: 'fogged' } })).toEqual({});
});

it('finds no fault where the sun is low, or where only clouds leave open whether the crop is green', () => {
  for (const reason of ['sun-low', 'uncertain'] as const) {
    const states = Object.values(cameraStatesOf({ withheld: { greenCover: reason } }));
    expect(states.length).toBeGreaterThan(0);
    expect(states.every((state) => state === 0)).toBe(true);
  }
});
