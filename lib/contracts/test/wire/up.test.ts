import { describe } from 'vitest';
import { itHolds } from './limits.ts';

describe('what else a device says', () => {
  itHolds('status', [
    [['online'], [true, false], ['true', 1, undefined]],
    [['boot'], ['1-00000000'], ['', undefined]],
    [['spool'], [undefined], [null, []]],
    [['spool', 'frames'], [0], [-1, 0.5, undefined]],
    [['spool', 'freeBytes'], [0, undefined], [-1]],
    [
      ['uplink', 'kbps'],
      [0, 0.5],
      [-1, undefined],
    ],
    [['uplink', 'sending'], [undefined], [null]],
    [['cameras'], [[], undefined], [Array(65).fill({ name: 'c' })]],
    [['cameras', 0, 'name'], ['c'], ['../c', undefined]],
    [['version'], [undefined, '1'], ['x'.repeat(501)]],
  ]);
  itHolds('last-will', [[['online'], [false], [undefined]]]);
  itHolds('report', [
    [['rev'], [0, 5], [-1, 0.5, '1']],
    [['applied'], [true, false], [undefined, 'yes']],
    [['error'], [undefined, ''], ['x'.repeat(501), 5]],
  ]);
  itHolds('alert', [
    [['id'], ['x', 'x'.repeat(64)], ['', 'x'.repeat(65), 7]],
    [['kind'], ['tamper', 'power', 'card', 'battery', 'camera'], ['fire', '']],
    [['t'], [0], [-1, undefined]],
    [['text'], [undefined, 'nắp hộp bị mở'], ['x'.repeat(501)]],
  ]);
  itHolds('notice', [
    [['acceptedSeq'], [0, undefined], [-1, 0.5]],
    [['camera'], ['c', undefined], ['C']],
  ]);
});
