import type { Span } from '../points.ts';

/** Points in order of time, one for a time: UTC ms and value. What a column gives holds until it changes. */
export interface Samples {
  readonly times: Float64Array;
  readonly values: Float64Array;
}

/** Points of one series in two plain arrays: they come in any order, and of one time the last that came stands. */
export interface Column {
  add(t: number, value: number): void;
  /** Takes out what lies in a stretch. */
  remove(span: Span): void;
  all(): Samples;
  between(span: Span): Samples;
}

const firstRoom = 8;

export function pointColumn(): Column {
  let times = new Float64Array(firstRoom);
  let values = new Float64Array(firstRoom);
  let length = 0;
  let inOrder = true;

  const view = (from: number, to: number): Samples => ({
    times: times.subarray(from, to),
    values: values.subarray(from, to),
  });

  /** Sorts what came out of order; nearly all points come in order, and then there is nothing to do. */
  function settle(): void {
    if (inOrder) return;
    const arrived = view(0, length);
    const order = Uint32Array.from(arrived.times.keys()).sort(
      (a, b) => (arrived.times[a] as number) - (arrived.times[b] as number) || a - b,
    );
    [times, values] = [new Float64Array(times.length), new Float64Array(values.length)];
    length = 0;
    for (const at of order) put(arrived.times[at] as number, arrived.values[at] as number);
    inOrder = true;
  }

  /** Puts a point behind all others, or over the last where that has its time. */
  function put(t: number, value: number): void {
    if (length > 0 && times[length - 1] === t) length -= 1;
    times[length] = t;
    values[length] = value;
    length += 1;
  }

  /** Index of the first point at or after `t`. */
  function firstFrom(t: number): number {
    let [low, high] = [0, length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((times[middle] as number) < t) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  return {
    add(t, value) {
      if (length === times.length) [times, values] = [grown(times), grown(values)];
      if (length > 0 && t < (times[length - 1] as number)) inOrder = false;
      put(t, value);
    },
    remove({ from, to }) {
      settle();
      const [first, end] = [firstFrom(from), firstFrom(to)];
      if (end <= first) return;
      for (const column of [times, values]) column.copyWithin(first, end, length);
      length -= end - first;
    },
    all() {
      settle();
      return view(0, length);
    },
    between({ from, to }) {
      settle();
      return view(firstFrom(from), firstFrom(to));
    },
  };
}

function grown(column: Float64Array): Float64Array<ArrayBuffer> {
  const more = new Float64Array(2 * column.length);
  more.set(column);
  return more;
}
