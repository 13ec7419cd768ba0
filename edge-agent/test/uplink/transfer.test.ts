import fc from 'fast-check';
import type { FrameId } from '@fieldlapse/contracts';
import { describe, expect, it } from 'vitest';
import { startTransfer, type Transfer } from '../../src/uplink/transfer.ts';

const meta = (bytes: number) => ({ f: 'a'.repeat(26) as FrameId, t: 0, bytes });

/** A server that holds some of the bytes. */
function receiver(size: number) {
  const have = new Uint8Array(size);
  return {
    take: ([from, to]: [number, number]) => have.fill(1, from, to),
    received: () => have.reduce((sum, bit) => sum + bit, 0),
    missing(): [number, number][] {
      const ranges: [number, number][] = [];
      for (let at = have.indexOf(0); at >= 0; at = have.indexOf(0, ranges.at(-1)![1])) {
        const end = have.indexOf(1, at);
        ranges.push([at, end < 0 ? size : end]);
      }
      return ranges.slice(0, 64);
    },
  };
}

function pieces(transfer: Transfer, most: number, limit = Infinity): [number, number][] {
  const sent: [number, number][] = [];
  while (sent.length < limit) {
    const piece = transfer.nextPiece(most, 0);
    if (!piece) break;
    sent.push(piece);
  }
  return sent;
}

describe('the transfer of a frame', () => {
  it('sends a fresh frame behind its announcement without waiting', () => {
    const transfer = startTransfer(meta(100), false);
    transfer.announced(0);
    expect(pieces(transfer, 40)).toEqual([
      [0, 40],
      [40, 80],
      [80, 100],
    ]);
    expect(transfer.underWay).toBe(100);
  });

  it('waits for the answer where the server may hold a part, and sends only what it lacks', () => {
    const transfer = startTransfer(meta(100), true);
    transfer.announced(0);
    expect(pieces(transfer, 40)).toEqual([]);
    transfer.heard(
      60,
      [
        [20, 40],
        [80, 100],
      ],
      0,
    );
    expect(pieces(transfer, 40)).toEqual([
      [20, 40],
      [80, 100],
    ]);
  });

  it('is not confused by the answer to the announcement of a fresh frame', () => {
    const transfer = startTransfer(meta(100), false);
    transfer.announced(0);
    pieces(transfer, 40, 2);
    transfer.heard(0, [[0, 100]], 0);
    expect(pieces(transfer, 40)).toEqual([[80, 100]]);
  });

  it('opens its window as progress is heard and tells how old it was', () => {
    const transfer = startTransfer(meta(100), false);
    transfer.announced(0);
    transfer.nextPiece(40, 100);
    transfer.nextPiece(40, 200);
    expect(transfer.heard(40, undefined, 1000)).toBe(900);
    expect(transfer.underWay).toBe(40);
    expect(transfer.chunksUnderWay).toBe(1);
  });

  it('after a cut asks first, but not where nothing was sent yet', () => {
    const untouched = startTransfer(meta(100), false);
    untouched.announced(0);
    untouched.lost();
    untouched.announced(1);
    expect(untouched.phase).toBe('sending');
    untouched.nextPiece(40, 1);
    untouched.lost();
    untouched.announced(2);
    expect(untouched.phase).toBe('asking');
    expect(untouched.underWay).toBe(0);
  });

  it('announces itself anew after silence, later and later', () => {
    const transfer = startTransfer(meta(100), true);
    transfer.announced(0);
    expect(transfer.stalled(4999)).toBe(false);
    expect(transfer.stalled(5000)).toBe(true);
    transfer.announced(5000);
    expect(transfer.stalled(10_001)).toBe(false);
    expect(transfer.stalled(12_500)).toBe(true);
  });

  it('does not call it silence while it waits for its own turn', () => {
    const transfer = startTransfer(meta(100), true);
    transfer.announced(0);
    transfer.heard(0, [[0, 100]], 0);
    expect(transfer.stalled(60_000)).toBe(false);
    transfer.nextPiece(40, 60_000);
    expect(transfer.stalled(60_100)).toBe(false);
  });

  it('is complete after any cuts, losses and forgetful servers, and never sends outside its size', () => {
    const step = fc.record({
      most: fc.integer({ min: 1, max: 90 }),
      lose: fc.boolean(),
      cut: fc.boolean(),
      forget: fc.boolean(),
    });
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 600 }),
        fc.boolean(),
        fc.array(step, { maxLength: 12 }),
        (size, ask, steps) => {
          let server = receiver(size);
          const transfer = startTransfer(meta(size), ask);
          const round = (most: number, limit: number, lose: boolean) => {
            if (transfer.phase === 'announce') transfer.announced(0);
            if (transfer.phase === 'asking') transfer.heard(server.received(), server.missing(), 0);
            for (const piece of pieces(transfer, most, limit)) {
              expect(piece[0]).toBeGreaterThanOrEqual(0);
              expect(piece[1]).toBeLessThanOrEqual(size);
              if (!lose) server.take(piece);
            }
            if (!lose) transfer.heard(server.received(), undefined, 0);
          };
          for (const { most, lose, cut, forget } of steps) {
            if (forget) server = receiver(size);
            round(most, 2, lose);
            if (lose || cut) transfer.lost();
          }
          transfer.lost();
          for (let rounds = 0; server.received() < size && rounds < 100; rounds += 1) round(50, Infinity, false);
          expect(server.received()).toBe(size);
        },
      ),
    );
  });
});
