import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { FieldlapseError, type PushSubscriptionJson } from '@fieldlapse/contracts';
import type { Logger } from '@fieldlapse/runtime';
import type { DeliveryConfig } from '../config.ts';
import { openAdapter } from './adapter.ts';
import type { Channel } from './channel.ts';
import { channelsOf } from './lanes.ts';
import { openMqttChannel, type Publish } from './mqtt-channel.ts';
import { openVapidKeys } from './push/vapid.ts';
import { openWebhook } from './webhook.ts';

const passwordVariable = 'FIELDLAPSE_SMTP_PASSWORD';

export interface ChannelParts {
  readonly config: DeliveryConfig;
  /** The data folder, and its folder of secrets. */
  readonly root: string;
  readonly secretsFolder: string;
  readonly publish: Publish;
  /** The browser that a lane of a contact leads to. */
  readonly subscription: (contact: string, lane: string) => Promise<PushSubscriptionJson | undefined>;
  readonly logger: Logger;
}

/** Every channel that a contact names, by contact and channel name; one that cannot be opened says so at every message. */
export interface OpenChannels {
  of(contact: string, channel: string): Channel | undefined;
  readonly faults: readonly FieldlapseError[];
  close(): Promise<void>;
}

export async function openChannels(parts: ChannelParts): Promise<OpenChannels> {
  const faults: FieldlapseError[] = [];
  const byUse = new Map<string, Promise<Channel>>();
  const byName = new Map<string, Channel>();
  for (const contact of parts.config.contacts) {
    for (const { name, config } of channelsOf(contact)) {
      const use = useOf(config);
      if (!byUse.has(use))
        byUse.set(
          use,
          usable(() => open(parts, config), parts.logger, faults),
        );
      byName.set(`${contact.id} ${name}`, await byUse.get(use)!);
    }
  }
  return {
    of: (contact, channel) => byName.get(`${contact} ${channel}`),
    faults,
    async close() {
      for (const channel of byUse.values()) await (await channel).close?.();
    },
  };
}

type Channels = DeliveryConfig['contacts'][number]['channels'][number];

/** Contacts share a mail server, an adapter, a key pair; each webhook has a secret of its own. */
function useOf(config: Channels): string {
  if (config.kind === 'webhook') return `webhook ${config.secretFile}`;
  return config.kind === 'adapter' ? `adapter ${config.adapter}` : config.kind;
}

async function open(
  { config, root, secretsFolder, publish, subscription }: ChannelParts,
  channel: Channels,
): Promise<Channel> {
  const secret = (file: string) => readSecret(resolve(root, file));
  switch (channel.kind) {
    case 'push': {
      const { openWebPush } = await import('./push/web-push.ts');
      return openWebPush({ ...config.push, keys: await openVapidKeys(secretsFolder), subscription });
    }
    case 'email': {
      const { smtp } = config;
      if (!smtp)
        throw new FieldlapseError('CHANNEL_REFUSED', 'a contact is told by e-mail, and alerts.smtp is missing');
      const password = smtp.passwordFile === undefined ? process.env[passwordVariable] : secret(smtp.passwordFile);
      const ca = smtp.caFile === undefined ? undefined : secret(smtp.caFile);
      return (await import('./smtp.ts')).openSmtp(smtp, { password: password ?? '', ca });
    }
    case 'webhook':
      return openWebhook(secret(channel.secretFile));
    case 'mqtt':
      return openMqttChannel(publish);
    case 'adapter': {
      const adapter = config.adapters.find(({ name }) => name === channel.adapter);
      if (!adapter) throw new FieldlapseError('CHANNEL_REFUSED', `alerts.adapters has no "${channel.adapter}"`);
      return openAdapter(root, adapter, adapter.secretFile === undefined ? '' : secret(adapter.secretFile));
    }
  }
}

/** One channel that cannot be opened never stops the others: its messages wait for it to be mended. */
async function usable(opening: () => Promise<Channel>, logger: Logger, faults: FieldlapseError[]): Promise<Channel> {
  try {
    return await opening();
  } catch (error) {
    const known =
      error instanceof FieldlapseError ? error : new FieldlapseError('CHANNEL_REFUSED', (error as Error).message);
    logger.error({ code: known.code }, known.message);
    faults.push(known);
    return { send: async () => ({ outcome: 'failed', fault: known.code }) };
  }
}

function readSecret(path: string): string {
  let secret = '';
  try {
    secret = readFileSync(path, 'utf8').trim();
  } catch (cause) {
    throw new FieldlapseError('SECRET_UNREADABLE', (cause as Error).message, { cause });
  }
  if (secret === '') throw new FieldlapseError('SECRET_UNREADABLE', `${path} is empty`);
  return secret;
}
