import { describe } from 'vitest';
import { itHolds } from './limits.ts';

describe('frame metadata', () => {
  itHolds('frame-meta', [
    [['v'], [1], [0, 2, '1', null, undefined]],
    [['f'], ['a'.repeat(26)], ['A'.repeat(26), 'a'.repeat(25), '', '../'.repeat(8), 5]],
    [['camera'], ['c', 'a'.repeat(32)], ['', 'A', '../x', 'a/b', 'a'.repeat(33)]],
    [['boot'], ['import', '0-00000000'], ['12', '12-9F3A6C01', 'imported', '']],
    [['seq'], [0, 2 ** 48], [-1, 0.5, 2 ** 48 + 1, '1', null]],
    [['t'], [0, Date.UTC(2100, 0, 1)], [-1, 0.5, Date.UTC(2100, 0, 1) + 1, '2026-11-24']],
    [['mono'], [0, 0.25, 2 ** 42], [-0.5, 2 ** 42 + 1, null]],
    [['clk'], ['ntp', 'rtc', 'server', 'none'], ['gps', '', null]],
    [['bytes'], [1, 2 ** 32 - 1], [0, -1, 1.5, 2 ** 32]],
    [['sha256'], ['0'.repeat(64)], ['0'.repeat(63), 'G'.repeat(64), 'A'.repeat(64)]],
    [['width'], [undefined, 1, 65_535], [0, 65_536, 1.5]],
    [['quality'], [undefined], [null, 1]],
    [
      ['quality', 'luma'],
      [0, 255],
      [-1, 256, undefined],
    ],
    [
      ['quality', 'darkShare'],
      [0, 1],
      [-0.1, 1.1],
    ],
    [
      ['quality', 'brightShare'],
      [0, 1],
      [-0.1, 1.1],
    ],
    [
      ['quality', 'flags'],
      [[], ['dark', 'bright', 'blurred', 'frozen']],
      [undefined, Array(9).fill('dark')],
    ],
    [['alert'], ['a-1', 'x'.repeat(500)], ['x'.repeat(501), 1]],
  ]);
  itHolds('frame-meta-thinned', [
    [
      ['thinned', 'reason'],
      ['card-full', 'policy'],
      ['other', undefined],
    ],
    [['thinned', 'at'], [0], [-1, undefined]],
  ]);
});
