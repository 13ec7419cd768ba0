import { describe, expect, it } from 'vitest';
import { siteConfig } from '@fieldlapse/contracts';

const messages = (value: unknown) =>
  siteConfig.safeParse(value).error?.issues.map(({ path, message }) => `${path.join('.')}: ${message}`) ?? [];

describe('siteConfig', () => {
  it('needs an id alone and stands in Vietnam', () => {
    expect(siteConfig.parse({ id: 'farm-1' })).toEqual({
      id: 'farm-1',
      timeZone: 'Asia/Ho_Chi_Minh',
      plots: [],
      seasons: [],
      cameras: [],
      sensors: [],
    });
  });

  it.each(['Asia/Ho_Chi_Minh', 'Asia/Saigon', 'UTC', 'Europe/Berlin', 'America/Argentina/Buenos_Aires', 'Etc/GMT+12'])(
    '%s is a time zone',
    (timeZone) => {
      expect(messages({ id: 'farm-1', timeZone })).toEqual([]);
    },
  );

  it.each(['', 'Asia/Hanoi', '+07:00', 'Vietnam', ' UTC'])('%j is none', (timeZone) => {
    expect(messages({ id: 'farm-1', timeZone })).toEqual(['timeZone: not an IANA time zone such as Asia/Ho_Chi_Minh']);
  });

  it('refuses unknown fields, impossible days and places, and ids that are none', () => {
    expect(messages({ id: 'farm-1', tz: 'UTC' })).toEqual([': Unrecognized key: "tz"']);
    const season = { id: 's', plot: 'p', subject: 'rice', sowing: '2026-02-30' };
    expect(messages({ id: 'farm-1', seasons: [season] })).toEqual(['seasons.0.sowing: write a day as YYYY-MM-DD']);
    expect(messages({ id: 'farm-1', latitude: 91, longitude: -181 })).toHaveLength(2);
    expect(
      messages({ id: 'Ruộng', cameras: [{ name: '../c' }], sensors: [{ name: '' }], plots: [{ id: 'A' }] }),
    ).toHaveLength(4);
  });
});
