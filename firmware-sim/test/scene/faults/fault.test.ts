import { describe, expect, it } from 'vitest';
import { pictureFault, type PictureFaultInput } from '../../../src/index.ts';
import { troubleAt } from '../../../src/scene/faults/fault.ts';

const faults = (...inputs: PictureFaultInput[]) => inputs.map((input) => pictureFault.parse(input));

describe('picture faults', () => {
  it('hold from their first day on and no longer than they last; steps of the exposure add up', () => {
    const list = faults({ kind: 'exposure', ev: 0.5, fromDay: 3, toDay: 5 }, { kind: 'exposure', ev: -1, fromDay: 4 });
    expect([2.9, 3, 4, 4.9, 5, 300].map((day) => troubleAt(list, day).ev)).toEqual([0, 0.5, -0.5, -0.5, -1, -1]);
  });

  it('let fog come, stay and thin', () => {
    const list = faults({ kind: 'fog', visibilityM: 80, fromDay: 10, toDay: 11 });
    const visibility = (day: number) => 3.912 / troubleAt(list, day).extinction;
    expect(visibility(10.3)).toBeCloseTo(80);
    expect(visibility(10.1)).toBeGreaterThan(100);
    expect(visibility(10.95)).toBeGreaterThan(800);
    expect(visibility(11)).toBe(Infinity);
  });

  it('are refused where they make no sense', () => {
    expect(pictureFault.safeParse({ kind: 'fog', visibilityM: -4 }).success).toBe(false);
    expect(pictureFault.safeParse({ kind: 'earthquake' }).success).toBe(false);
    expect(pictureFault.safeParse({ kind: 'caption', text: 'ruộng' }).success).toBe(false);
  });
});
