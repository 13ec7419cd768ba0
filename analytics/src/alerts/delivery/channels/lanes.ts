import { sha256Hex } from '@fieldlapse/contracts';
import type { ChannelConfig, ContactConfig } from '../config.ts';

/** One of a contact's channels, by a name that stays when its address is mended: `email`, and `email-2` for a second one. */
export interface NamedChannel {
  readonly name: string;
  readonly config: ChannelConfig;
}

export function channelsOf({ channels }: ContactConfig): NamedChannel[] {
  const counts = new Map<string, number>();
  return channels.map((config) => {
    const count = (counts.get(config.kind) ?? 0) + 1;
    counts.set(config.kind, count);
    return { name: count === 1 ? config.kind : `${config.kind}-${count}`, config };
  });
}

/** Where messages to one browser wait. */
export const browserLane = (channel: string, endpoint: string): string =>
  `${channel}:${sha256Hex(endpoint).slice(0, 16)}`;

/** The channel that a lane belongs to, and of a browser's lane the hash of its address. */
export function laneParts(lane: string): { readonly channel: string; readonly browser: string | undefined } {
  const [channel = '', browser] = lane.split(':');
  return { channel, browser };
}
