import { describe, expect, it } from 'vitest';
import { zonedTimeMs } from '../../src/pictures/zoned-time.ts';

describe('zonedTimeMs', () => {
  it('reads wall-clock time in the zone of the site', () => {
    expect(zonedTimeMs('2024-05-03T06:30:00', 'Asia/Ho_Chi_Minh')).toBe(Date.UTC(2024, 4, 2, 23, 30));
    expect(zonedTimeMs('2024-01-15T12:00:00', 'Europe/Berlin')).toBe(Date.UTC(2024, 0, 15, 11));
    expect(zonedTimeMs('2024-07-15T12:00:00', 'Europe/Berlin')).toBe(Date.UTC(2024, 6, 15, 10));
  });
  it('keeps an offset that the camera wrote', () => {
    expect(zonedTimeMs('2024-05-03T06:30:00+05:00', 'Asia/Ho_Chi_Minh')).toBe(Date.UTC(2024, 4, 3, 1, 30));
  });
  it('moves a time that a clock change skips to after the change', () => {
    expect(zonedTimeMs('2024-03-31T02:30:00', 'Europe/Berlin')).toBe(Date.UTC(2024, 2, 31, 1, 30));
  });
  it.each(['2024-02-30T10:00:00', '2024-13-01T00:00:00', '2024-05-03', 'yesterday', ''])('refuses %j', (text) => {
    expect(zonedTimeMs(text, 'UTC')).toBeUndefined();
  });
});
