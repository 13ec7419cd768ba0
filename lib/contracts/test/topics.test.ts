import { describe, expect, it } from 'vitest';
import {
  frameIdOf,
  parseDeviceId,
  parseSiteId,
  parseTopic,
  sha256Hex,
  topicMatches,
  topics,
} from '@fieldlapse/contracts';

const site = parseSiteId('farm-1');
const device = parseDeviceId('node-7');
const frame = frameIdOf({ device, camera: 'c', boot: 'import', seq: 1, sha256: sha256Hex('x') });
const base = 'fieldlapse/1/farm-1/node-7';

describe('topics', () => {
  it.each<[string, object]>([
    [topics.frameMeta(site, device, frame), { kind: 'frame-meta', site, device, frame }],
    [topics.frameChunk(site, device, frame, 0), { kind: 'frame-chunk', site, device, frame, offset: 0 }],
    [
      topics.frameChunk(site, device, frame, 2 ** 32 - 1),
      { kind: 'frame-chunk', site, device, frame, offset: 2 ** 32 - 1 },
    ],
    [topics.readings(site, device), { kind: 'readings', site, device }],
    [topics.deviceAlert(site, device), { kind: 'alert', site, device }],
    [topics.report(site, device), { kind: 'report', site, device }],
    [topics.status(site, device), { kind: 'status', site, device }],
    ...(['ack', 'want', 'command', 'config'] as const).map(
      (down) => [topics.down(site, device, down), { kind: 'down', site, device, down }] as [string, object],
    ),
    ...(['frame-stored', 'readings-stored', 'film', 'metric', 'alert', 'lot'] as const).map(
      (notice) => [topics.notice(site, notice), { kind: 'notice', site, notice }] as [string, object],
    ),
  ])('%s is parsed into what it was built from', (topic, parts) => {
    expect(parseTopic(topic)).toEqual(parts);
  });

  it('are the ones that docs/wire.md promises', () => {
    expect(topics.frameChunk(site, device, frame, 32_768)).toBe(`${base}/up/frame/${frame}/chunk/32768`);
    expect(topics.down(site, device, 'ack')).toBe(`${base}/down/ack`);
    expect(topics.notice(site, 'film')).toBe('fieldlapse/1/farm-1/_/notice/film');
  });

  it.each<[string, RegExp]>([
    ['', /does not begin/],
    ['fieldlapse', /does not begin/],
    ['fieldlapse/2/farm-1/node-7/up/status', /does not begin/],
    ['Fieldlapse/1/farm-1/node-7/up/status', /does not begin/],
    [`/${base}/up/status`, /does not begin/],
    ['fieldlapse/1/Farm/node-7/up/status', /the site/],
    ['fieldlapse/1/../node-7/up/status', /the site/],
    ['fieldlapse/1/_/node-7/up/status', /the site/],
    ['fieldlapse/1/farm-1//up/status', /the device/],
    ['fieldlapse/1/farm-1/_/up/status', /the device/],
    ['fieldlapse/1/farm-1/+/up/status', /the device/],
    [`${base}`, /neither/],
    [`${base}/sideways/status`, /neither/],
    [`${base}/up`, /under up/],
    [`${base}/up/`, /under up/],
    [`${base}/up/status/`, /under up/],
    [`${base}/up/status/more`, /under up/],
    [`${base}/up/frame`, /frame id/],
    [`${base}/up/frame/${frame.slice(1)}/meta`, /frame id/],
    [`${base}/up/frame/${frame.toUpperCase()}/meta`, /frame id/],
    [`${base}/up/frame/${frame}`, /under up\/frame/],
    [`${base}/up/frame/${frame}/meta/0`, /under up\/frame/],
    [`${base}/up/frame/${frame}/chunk`, /under up\/frame/],
    ...['', '-1', '+1', '01', '1.5', '1e3', ' 1', '0x10', '4294967296', '99999999999', 'NaN'].map(
      (offset) => [`${base}/up/frame/${frame}/chunk/${offset}`, /offset/] as [string, RegExp],
    ),
    [`${base}/down/`, /under down/],
    [`${base}/down/acks`, /under down/],
    [`${base}/down/ack/1`, /under down/],
    [`${base}/down/__proto__`, /under down/],
    ['fieldlapse/1/farm-1/_/notice', /notice/],
    ['fieldlapse/1/farm-1/_/notice/constructor', /notice/],
    ['fieldlapse/1/farm-1/_/notice/film/1', /notice/],
    [`${base}/notice/film`, /neither/],
  ])('%j is refused by the part that is wrong', (topic, why) => {
    expect(() => parseTopic(topic)).toThrowError(
      expect.objectContaining({ code: 'BAD_TOPIC', message: expect.stringMatching(why) }),
    );
  });

  it('a refused topic is shown cut off', () => {
    expect(() => parseTopic('x'.repeat(60_000))).toThrowError(
      expect.objectContaining({ message: expect.not.stringContaining('x'.repeat(161)) }),
    );
  });
});

describe('topicMatches', () => {
  it.each([
    ['a/b', 'a/b', true],
    ['a/b', 'a/c', false],
    ['a/+', 'a/b', true],
    ['a/+', 'a/', true],
    ['a/+', 'a', false],
    ['a/+', 'a/b/c', false],
    ['+/+', '/a', true],
    ['+', '/a', false],
    ['#', 'a/b', true],
    ['a/#', 'a', true],
    ['a/#', 'a/b/c', true],
    ['a/#', 'ab', false],
    ['#', '$SYS/uptime', false],
    ['+/uptime', '$SYS/uptime', false],
    ['$SYS/#', '$SYS/uptime', true],
    ['a', '', false],
  ])('filter %j on topic %j: %j [MQTT-4.7]', (filter, topic, expected) => {
    expect(topicMatches(filter, topic)).toBe(expected);
  });

  it('a device may publish all its own up topics and receive all its own down topics, and no neighbour’s', () => {
    const up = [topics.status(site, device), topics.frameChunk(site, device, frame, 0), topics.readings(site, device)];
    for (const topic of up) {
      expect(topicMatches(topics.upOf(site, device), topic)).toBe(true);
      expect(topicMatches(topics.anyUp(site), topic)).toBe(true);
      expect(topicMatches(topics.anyUp('+'), topic)).toBe(true);
      expect(topicMatches(topics.upOf(site, parseDeviceId('node-70')), topic)).toBe(false);
      expect(topicMatches(topics.downOf(site, device), topic)).toBe(false);
    }
    expect(topicMatches(topics.downOf(site, device), topics.down(site, device, 'want'))).toBe(true);
    expect(topicMatches(topics.anyDown('+'), topics.down(site, device, 'want'))).toBe(true);
    expect(topicMatches(topics.anyStatus('+'), topics.status(site, device))).toBe(true);
    expect(topicMatches(topics.anyNotice(site), topics.notice(site, 'film'))).toBe(true);
    expect(topicMatches(topics.anyUp('+'), topics.notice(site, 'film'))).toBe(false);
  });
});
