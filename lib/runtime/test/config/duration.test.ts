import { expect, it } from 'vitest';
import { durationMs } from '@fieldlapse/runtime';

it('reads durations with their unit into ms', () => {
  const read = ['0s', '500ms', '30s', '15m', '1.5h', '2d'].map((text) => durationMs.parse(text));
  expect(read).toEqual([0, 500, 30_000, 900_000, 5_400_000, 172_800_000]);
});

it.each(['', '15', 'm', '15 m', '-1s', '1,5h', '1e3s', '15M', '1h30m', 15])(
  'refuses %j and says how to write it',
  (written) => {
    expect(durationMs.safeParse(written).success).toBe(false);
  },
);
