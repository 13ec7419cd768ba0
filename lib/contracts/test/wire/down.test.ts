import { describe, expect, it } from 'vitest';
import { ackEntry } from '@fieldlapse/contracts';
import { frame } from '../golden-values.ts';
import { itHolds } from './limits.ts';

describe('what a device hears', () => {
  itHolds('ack', [[['acks'], [], [[], undefined, null]]]);
  itHolds('want', [
    [['frames'], [[]], [undefined, {}]],
    [['frames', 0, 'f'], ['b'.repeat(26)], ['b']],
    [
      ['frames', 0, 'received'],
      [0, 2 ** 32 - 1],
      [-1, 2 ** 32, undefined],
    ],
    [['frames', 0, 'ranges'], [undefined, [], [[0, 1]]], ['all']],
    [['frames', 0, 'ranges', 0], [[5, 6]], [[1], [1, 2, 3]]],
    [['pauseMs'], [undefined, 0, 3_600_000], [-1, 3_600_001, 0.5]],
    [['maxKbps'], [undefined, 0.5], [0, -1]],
  ]);
  itHolds('command', [
    [['id'], ['x'.repeat(64)], ['', 'x'.repeat(65)]],
    [['op'], ['x'.repeat(64)], ['', 'x'.repeat(65)]],
    [['expiresAt'], [0], [-1, undefined]],
    [['args'], [undefined, {}, { a: { b: [1] } }], [null, 'x']],
  ]);
  itHolds('config', [
    [['rev'], [1], [0, -1, 0.5, undefined]],
    [['config'], [{}], [null, 'x', undefined]],
    [['signature'], ['0'.repeat(64)], ['', '0'.repeat(63), 'Z'.repeat(64)]],
  ]);

  it('an entry of an ack is about a frame, readings or a topic, and says which outcome', () => {
    const readings = { boot: '1-00000000', from: 0, to: 5 };
    const good = [
      { f: frame.id, s: 'stored' },
      { r: readings, s: 'bad', code: 'BAD_PAYLOAD', message: 'value' },
      { topic: 'fieldlapse/1/a/b/up/x', s: 'denied', code: 'NOT_AUTHORIZED' },
    ];
    for (const entry of good) expect(ackEntry.parse(entry)).toEqual(entry);
    const bad = [
      {},
      { f: frame.id },
      { f: frame.id, s: 'denied' },
      { r: readings, s: 'ok' },
      { r: { boot: 'x', from: 0, to: 1 }, s: 'dup' },
      { topic: 'x', s: 'denied' },
    ];
    for (const entry of bad) expect([entry, ackEntry.safeParse(entry).success]).toEqual([entry, false]);
  });
});
