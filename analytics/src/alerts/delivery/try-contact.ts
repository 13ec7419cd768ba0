import { FieldlapseError, sha256Hex } from '@fieldlapse/contracts';
import type { Channel, Recipient, SendOutcome } from './channels/channel.ts';
import { addressOf, browserLane, channelsOf } from './channels/lanes.ts';
import type { AlertMessage } from './message/message.ts';
import type { Language } from './message/words.ts';
import { openService, type OpenParts } from './service/open.ts';

/** How trying one channel went. */
export interface Tried {
  readonly channel: string;
  readonly outcome: SendOutcome | { readonly outcome: 'skipped'; readonly fault: string };
}

const timeoutMs = 30_000;
const texts: Readonly<Record<Language, { readonly title: string; readonly body: string }>> = {
  vi: { title: 'Tin thử', body: 'Bạn sẽ nhận cảnh báo của trang trại tại đây. Không cần làm gì.' },
  en: { title: 'Test message', body: 'Alerts of the farm will reach you here. Nothing needs to be done.' },
};

/**
 * Sends a test message to a contact on each channel, outside the outbox: MQTT needs the running server and is passed over.
 * Throws `CONTACT_MISSING`, and `RECORDS_OWNED` in the process that delivers.
 */
export async function tryContact(parts: OpenParts, id: string): Promise<Tried[]> {
  const contact = parts.config.contacts.find((one) => one.id === id);
  if (!contact) {
    const known = parts.config.contacts.map((one) => one.id).join(', ') || 'none';
    throw new FieldlapseError('CONTACT_MISSING', `no contact has the id ${id}; configured are: ${known}`);
  }
  const { service, close } = await openService(parts, async () => false, new AbortController().signal);
  try {
    const message = testMessage(contact.language, Date.now());
    const tried: Tried[] = [];
    for (const { name, config } of channelsOf(contact)) {
      const channel = service.channels.of(id, name)!;
      const browsers = config.kind === 'push' ? await service.browsers.of(id) : [];
      const lanes = config.kind === 'push' ? browsers.map(({ endpoint }) => browserLane(name, endpoint)) : [name];
      if (lanes.length === 0) tried.push({ channel: name, outcome: skipped('no browser has subscribed') });
      for (const lane of lanes) {
        const to = { contact: id, name: contact.name, address: addressOf(config, lane) };
        const outcome = config.kind === 'mqtt' ? skipped('needs the running server') : await send(channel, message, to);
        tried.push({ channel: lane, outcome });
      }
    }
    return tried;
  } finally {
    await close();
  }
}

const skipped = (fault: string) => ({ outcome: 'skipped', fault }) as const;

async function send(channel: Channel, message: AlertMessage, to: Recipient): Promise<SendOutcome> {
  try {
    return await channel.send(message, to, AbortSignal.timeout(timeoutMs));
  } catch (error) {
    return { outcome: 'failed', fault: (error as Error).name };
  }
}

function testMessage(language: Language, at: number): AlertMessage {
  const id = sha256Hex(`test ${at}`).slice(0, 32);
  const { title, body } = texts[language];
  return {
    ...{ id, tag: id, language, severity: 'notice', calm: false, title: `Fieldlapse: ${title}`, body },
    ...{ short: `Fieldlapse: ${title}. ${body}`, alerts: [], at },
  };
}
