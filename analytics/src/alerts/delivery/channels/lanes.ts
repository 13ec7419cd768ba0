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

/** Where messages to one browser of a channel wait. */
export const browserLane = (channel: string, endpoint: string): string =>
  `${channel}:${sha256Hex(endpoint).slice(0, 16)}`;

/** The channel that a lane belongs to; undefined where the contact has it no more. */
export function channelOfLane(contact: ContactConfig, lane: string): NamedChannel | undefined {
  const [name] = lane.split(':');
  return channelsOf(contact).find((channel) => channel.name === name);
}

/** Where a channel reaches the contact; of browsers their lane says it. */
export function addressOf(channel: ChannelConfig, lane: string): string {
  if (channel.kind === 'email') return channel.to;
  if (channel.kind === 'webhook') return channel.url;
  if (channel.kind === 'adapter') return channel.address;
  return lane;
}
