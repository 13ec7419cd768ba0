import { parseConfig } from '@fieldlapse/runtime';
import { describe, expect, it } from 'vitest';
import { edgeConfig } from '../src/index.ts';

const head = `site: farm\ndevice: node-1\nserver: { host: broker, tokenFile: token }\n`;
const read = (text: string) => parseConfig(edgeConfig, head + text, 'edge.yaml');

describe('the configuration of an edge node', () => {
  it('needs only where it stands and where to send', () => {
    expect(read('')).toMatchObject({
      timeZone: 'Asia/Ho_Chi_Minh',
      spool: { capacityMb: 8192 },
      uplink: { window: 8 },
    });
  });

  it('reads durations, cron and sun windows', () => {
    const { cameras } = read(`
latitude: 10.4
longitude: 105.4
cameras:
  - { name: a, driver: rtsp, url: "rtsp://cam/1", schedule: "*/15 6-18 * * *" }
  - { name: b, driver: http-snapshot, url: "http://cam/snap", schedule: { every: 15m, sunAbove: 5 } }
  - { name: c, driver: folder, path: /srv/ftp }
`);
    expect(cameras.map(({ schedule }) => schedule)).toEqual([
      '*/15 6-18 * * *',
      { every: 900_000, sunAbove: 5 },
      { every: 10_000 },
    ]);
  });

  it.each([
    [
      'cameras:\n  - { name: a, driver: folder, pth: /x, path: /y }',
      /edge\.yaml:5:\d+: unknown field "pth", did you mean "path"\?/,
    ],
    [
      'cameras:\n  - { name: a, driver: rtsp, url: "http://x", schedule: "* * * * *" }',
      /edge\.yaml:5:\d+: cameras\.0\.url: must be an rtsp/,
    ],
    ['cameras:\n  - { name: a, driver: folder, path: /x, schedule: "99 * * * *" }', /edge\.yaml:5:\d+: .*cron/],
    [
      'cameras:\n  - { name: a, driver: folder, path: /x, schedule: { every: 1m, sunAbove: 5 } }',
      /needs latitude and longitude/,
    ],
    [
      'cameras:\n  - { name: a, driver: folder, path: /x }\n  - { name: a, driver: folder, path: /y }',
      /edge\.yaml:6:\d+: .*used twice/,
    ],
    ['uplink: { maxKbps: 0 }', /uplink\.maxKbps/],
    ['timeZone: Mars/Olympus', /not an IANA time zone/],
  ])('refuses %j with its place', (text, message) => {
    expect(() => read(text)).toThrow(message);
  });

  it('wants a token or a file with it, not both', () => {
    const text = 'site: farm\ndevice: node-1\nserver: { host: broker, token: a, tokenFile: b }\n';
    expect(() => parseConfig(edgeConfig, text, 'edge.yaml')).toThrow(/either token or tokenFile/);
  });
});
