import { localDayOf } from '@fieldlapse/contracts';

/** What thinning must know of a frame; `t` is UTC ms. */
export interface Thinnable {
  readonly f: string;
  readonly camera: string;
  readonly t: number;
  readonly bytes: number;
  /** Belongs to an alert: never dropped. */
  readonly alert: boolean;
}

interface Node<T> {
  readonly frame: T;
  readonly order: number;
  before: Node<T> | undefined;
  after: Node<T> | undefined;
  gapMs: number;
  dropped: boolean;
}

/**
 * Chooses which frames to drop until `bytesToFree` are free: always the one whose neighbours in time are closest, so
 * that what is left stays even. Never the first or last of a camera's local day, never one that belongs to an alert.
 */
export function chooseThinned<T extends Thinnable>(frames: readonly T[], bytesToFree: number, timeZone: string): T[] {
  const heap = minHeap<Node<T>>((a, b) => a.gapMs - b.gapMs || a.order - b.order);
  for (const node of droppable(frames, timeZone)) heap.push(node, node.gapMs);
  const chosen: T[] = [];
  let freed = 0;
  while (freed < bytesToFree) {
    const next = heap.pop();
    if (!next) break;
    const { value: node, key } = next;
    if (node.dropped || key !== node.gapMs) continue; // an older entry of a node whose gap grew
    node.dropped = true;
    chosen.push(node.frame);
    freed += node.frame.bytes;
    for (const [side, other] of [
      ['after', node.before],
      ['before', node.after],
    ] as const) {
      if (!other) continue;
      other[side] = node[side];
      if (!Number.isFinite(other.gapMs)) continue;
      other.gapMs = gapOf(other);
      heap.push(other, other.gapMs);
    }
  }
  return chosen;
}

/** Links each camera's frames in time; what may not go keeps an infinite gap and is left out. */
function droppable<T extends Thinnable>(frames: readonly T[], timeZone: string): Node<T>[] {
  const nodes: Node<T>[] = [];
  for (const ofCamera of Map.groupBy(frames, (frame) => frame.camera).values()) {
    ofCamera.sort((a, b) => a.t - b.t);
    const line = ofCamera.map<Node<T>>((frame, index) => ({
      frame,
      order: reversedBits(index),
      before: undefined,
      after: undefined,
      gapMs: Infinity,
      dropped: false,
    }));
    const days = line.map(({ frame }) => localDayOf(frame.t, timeZone));
    for (const [index, node] of line.entries()) {
      node.before = line[index - 1];
      node.after = line[index + 1];
      const inside = days[index - 1] === days[index] && days[index] === days[index + 1];
      if (inside && !node.frame.alert) nodes.push(Object.assign(node, { gapMs: gapOf(node) }));
    }
  }
  return nodes;
}

function gapOf<T extends Thinnable>(node: Node<T>): number {
  return (node.after?.frame.t ?? Infinity) - (node.before?.frame.t ?? -Infinity);
}

/** Among equal gaps this order spreads the drops over the whole stretch, where the index would eat it from one end. */
function reversedBits(index: number): number {
  let reversed = 0;
  for (let bit = 0; bit < 24; bit += 1) reversed = (reversed << 1) | ((index >> bit) & 1);
  return reversed;
}

interface Entry<T> {
  readonly value: T;
  readonly key: number;
}

function minHeap<T>(compare: (a: T, b: T) => number) {
  const entries: Entry<T>[] = [];
  const less = (a: Entry<T>, b: Entry<T>) => (a.key === b.key ? compare(a.value, b.value) < 0 : a.key < b.key);
  const swap = (i: number, j: number) => {
    [entries[i], entries[j]] = [entries[j]!, entries[i]!];
  };
  return {
    push(value: T, key: number) {
      let at = entries.push({ value, key }) - 1;
      while (at > 0) {
        const parent = (at - 1) >> 1;
        if (!less(entries[at]!, entries[parent]!)) return;
        swap(at, parent);
        at = parent;
      }
    },
    pop(): Entry<T> | undefined {
      const top = entries[0];
      const last = entries.pop();
      if (entries.length === 0 || !last) return top;
      entries[0] = last;
      for (let at = 0; ;) {
        let least = at;
        for (const child of [2 * at + 1, 2 * at + 2]) {
          if (child < entries.length && less(entries[child]!, entries[least]!)) least = child;
        }
        if (least === at) return top;
        swap(at, least);
        at = least;
      }
    },
  };
}
