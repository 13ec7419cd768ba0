import { FieldlapseError } from './errors/error.ts';
import { frameIdPattern, idPattern, type DeviceId, type FrameId, type SiteId } from './ids.ts';

/** Protocol version in every topic; a breaking change of the wire makes a new one. */
export const protocolVersion = 1;
const root = `fieldlapse/${protocolVersion}`;

export type DownKind = 'ack' | 'want' | 'command' | 'config';
export type NoticeKind =
  'frame-stored' | 'readings-stored' | 'film' | 'camera-moved' | 'metric' | 'alert' | 'message' | 'lot';

/** Every topic of the protocol, built here and nowhere else. */
export const topics = {
  frameMeta: (site: SiteId, device: DeviceId, frame: FrameId) => `${root}/${site}/${device}/up/frame/${frame}/meta`,
  frameChunk: (site: SiteId, device: DeviceId, frame: FrameId, offset: number) =>
    `${root}/${site}/${device}/up/frame/${frame}/chunk/${offset}`,
  readings: (site: SiteId, device: DeviceId) => `${root}/${site}/${device}/up/readings`,
  deviceAlert: (site: SiteId, device: DeviceId) => `${root}/${site}/${device}/up/alert`,
  report: (site: SiteId, device: DeviceId) => `${root}/${site}/${device}/up/report`,
  status: (site: SiteId, device: DeviceId) => `${root}/${site}/${device}/up/status`,
  down: (site: SiteId, device: DeviceId, kind: DownKind) => `${root}/${site}/${device}/down/${kind}`,
  notice: (site: SiteId, kind: NoticeKind) => `${root}/${site}/_/notice/${kind}`,
  /** All that a device may publish to. */
  upOf: (site: SiteId, device: DeviceId) => `${root}/${site}/${device}/up/#`,
  /** All that a device may subscribe to. */
  downOf: (site: SiteId, device: DeviceId) => `${root}/${site}/${device}/down/#`,
  /** What intake subscribes to and where it answers, for one site or for all (`+`). */
  anyUp: (site: SiteId | '+') => `${root}/${site}/+/up/#`,
  anyDown: (site: SiteId | '+') => `${root}/${site}/+/down/#`,
  anyStatus: (site: SiteId | '+') => `${root}/${site}/+/up/status`,
  anyNotice: (site: SiteId | '+') => `${root}/${site}/_/notice/#`,
} as const;

export type UpTopic =
  | { kind: 'frame-meta'; site: SiteId; device: DeviceId; frame: FrameId }
  | { kind: 'frame-chunk'; site: SiteId; device: DeviceId; frame: FrameId; offset: number }
  | { kind: 'readings' | 'alert' | 'report' | 'status'; site: SiteId; device: DeviceId };

export type Topic =
  | UpTopic
  | { kind: 'down'; site: SiteId; device: DeviceId; down: DownKind }
  | { kind: 'notice'; site: SiteId; notice: NoticeKind };

const downKinds: ReadonlySet<string> = new Set(['ack', 'want', 'command', 'config']);
const noticeKinds: ReadonlySet<string> = new Set([
  'frame-stored',
  'readings-stored',
  'film',
  'camera-moved',
  'metric',
  'alert',
  'message',
  'lot',
]);
const offsetPattern = /^(0|[1-9][0-9]{0,9})$/;
const maxOffset = 2 ** 32 - 1;

/** The parts of a topic; throws `BAD_TOPIC` with the part that is wrong. */
export function parseTopic(text: string): Topic {
  const wrong = (why: string): never => {
    throw new FieldlapseError('BAD_TOPIC', `topic ${JSON.stringify(text.slice(0, 160))}: ${why}`);
  };
  const [app, version, site, device, direction, ...rest] = text.split('/');
  if (app !== 'fieldlapse' || version !== String(protocolVersion)) return wrong(`does not begin with ${root}/`);
  if (site === undefined || !idPattern.test(site)) return wrong('the site is not an id');
  if (device === '_' && direction === 'notice') {
    const kind = rest[0] ?? '';
    return rest.length === 1 && noticeKinds.has(kind)
      ? { kind: 'notice', site: site as SiteId, notice: kind as NoticeKind }
      : wrong('unknown notice');
  }
  if (device === undefined || !idPattern.test(device)) return wrong('the device is not an id');
  const origin = { site: site as SiteId, device: device as DeviceId };
  if (direction === 'down') {
    const kind = rest[0] ?? '';
    return rest.length === 1 && downKinds.has(kind)
      ? { kind: 'down', ...origin, down: kind as DownKind }
      : wrong('unknown topic under down/');
  }
  if (direction !== 'up') return wrong('neither up/ nor down/');
  const [first, frame, part, offset] = rest;
  if (rest.length === 1 && (first === 'readings' || first === 'alert' || first === 'report' || first === 'status')) {
    return { kind: first, ...origin };
  }
  if (first !== 'frame') return wrong('unknown topic under up/');
  if (frame === undefined || !frameIdPattern.test(frame)) return wrong('the frame id is not 26 of a–z and 2–7');
  if (rest.length === 3 && part === 'meta') return { kind: 'frame-meta', ...origin, frame: frame as FrameId };
  if (rest.length === 4 && part === 'chunk') {
    const isOffset = offset !== undefined && offsetPattern.test(offset) && Number(offset) <= maxOffset;
    if (!isOffset) return wrong('the chunk offset is not a number of 32 bits');
    return { kind: 'frame-chunk', ...origin, frame: frame as FrameId, offset: Number(offset) };
  }
  return wrong('unknown topic under up/frame/');
}

/** True where `filter` (with `+` and `#`) matches `topic` [MQTT-4.7.1]; wildcards first match no `$SYS` [MQTT-4.7.2-1]. */
export function topicMatches(filter: string, topic: string): boolean {
  if (topic.startsWith('$') && (filter.startsWith('#') || filter.startsWith('+'))) return false;
  const want = filter.split('/');
  const have = topic.split('/');
  for (const [index, part] of want.entries()) {
    if (part === '#') return true;
    if (index >= have.length || (part !== '+' && part !== have[index])) return false;
  }
  return want.length === have.length;
}
