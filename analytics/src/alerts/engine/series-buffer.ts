/**
 * The points of one series in observed time, as an engine reads them: a value holds from its time until the next one. A reading
 * without a value (a fault) is NaN. One value per time: of two points of the same time the one of the higher `order` counts, then the
 * greater one, so that nothing depends on who came first.
 */
export interface SeriesBuffer {
  readonly length: number;
  timeAt(index: number): number;
  valueAt(index: number): number;
  /** Index of the last point at or before `t`, or −1. */
  indexAt(t: number): number;
  /** True where what the series says has changed. */
  insert(t: number, value: number, order: number): boolean;
  /** Takes the point at `t` out; true where there was one. */
  remove(t: number): boolean;
  /** Drops points before `t`, but for the last of them: its value still holds. Hourly means stay. */
  forget(t: number): void;
  /**
   * Puts the points of a stretch that was forgotten, or never known, in place of what is there of it: all that there are in `[from, to)`, in order of
   * time. `from` is a full hour, so that hourly means are whole.
   */
  recall(from: number, to: number, points: readonly { readonly t: number; readonly value: number }[]): void;
  /** Mean of the values in one hour of UTC (hours since 1970), or undefined where it has none. */
  hourMean(hour: number): number | undefined;
}

const hourMs = 3_600_000;

export function openSeriesBuffer(): SeriesBuffer {
  const times: number[] = [];
  const values: number[] = [];
  const orders: number[] = [];
  const hours = new Map<number, { sum: number; count: number }>();

  // Engines go through the points in order: what is asked for is mostly where it was last, or one further.
  let hint = -1;
  const indexAt = (t: number): number => {
    const last = times.length - 1;
    if (last < 0 || times[last]! <= t) return last;
    for (let near = hint; near <= hint + 1 && near >= 0 && near < last; near += 1) {
      if (times[near]! <= t && times[near + 1]! > t) return (hint = near);
    }
    return (hint = search(t, last));
  };
  const search = (t: number, last: number): number => {
    let [low, high] = [-1, last];
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (times[middle]! <= t) low = middle;
      else high = middle;
    }
    return low;
  };
  const append = (t: number, value: number, order: number): void => {
    times.push(t);
    values.push(value);
    orders.push(order);
  };
  const count = (t: number, value: number, by: 1 | -1): void => {
    if (Number.isNaN(value)) return;
    const hour = Math.floor(t / hourMs);
    const own = hours.get(hour) ?? { sum: 0, count: 0 };
    own.sum += by * value;
    own.count += by;
    if (own.count === 0) hours.delete(hour);
    else hours.set(hour, own);
  };

  return {
    get length() {
      return times.length;
    },
    timeAt: (index) => times[index]!,
    valueAt: (index) => values[index]!,
    indexAt,
    insert(t, value, order) {
      const index = indexAt(t);
      if (index >= 0 && times[index] === t) {
        const old = values[index]!;
        const wins = order > orders[index]! || (order === orders[index] && rank(value) > rank(old));
        if (!wins) return false;
        orders[index] = order;
        if (Object.is(old, value)) return false;
        count(t, old, -1);
        values[index] = value;
      } else if (index === times.length - 1) {
        append(t, value, order);
      } else {
        times.splice(index + 1, 0, t);
        values.splice(index + 1, 0, value);
        orders.splice(index + 1, 0, order);
      }
      count(t, value, 1);
      return true;
    },
    remove(t) {
      const index = indexAt(t);
      if (index < 0 || times[index] !== t) return false;
      count(t, values[index]!, -1);
      for (const list of [times, values, orders]) list.splice(index, 1);
      return true;
    },
    recall(from, to, points) {
      const [first, kept] = [indexAt(from - 1) + 1, indexAt(to - 1) + 1];
      const [keptTimes, keptValues, keptOrders] = [times.slice(kept), values.slice(kept), orders.slice(kept)];
      for (const list of [times, values, orders]) list.length = first;
      for (const { t, value } of points) append(t, value, 0);
      for (const [index, t] of keptTimes.entries()) append(t, keptValues[index]!, keptOrders[index]!);
      for (const hour of hours.keys()) if (hour >= from / hourMs) hours.delete(hour);
      for (let index = first; index < times.length; index += 1) count(times[index]!, values[index]!, 1);
    },
    forget(t) {
      const last = indexAt(t - 1);
      if (last <= 0) return;
      for (const list of [times, values, orders]) list.splice(0, last);
    },
    hourMean(hour) {
      const own = hours.get(hour);
      return own && own.sum / own.count;
    },
  };
}

/** A fault loses against any value of the same time. */
const rank = (value: number): number => (Number.isNaN(value) ? -Infinity : value);
