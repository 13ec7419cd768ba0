import { idPattern, severities, timeZoneName } from '@fieldlapse/contracts';
import { durationMs } from '@fieldlapse/runtime';
import { z } from 'zod';

const name = z.string().regex(idPattern, 'use 1–32 of a–z, 0–9 and -, starting with a letter or digit');
const clockTime = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'write HH:MM');
const isLoopback = (host: string) => ['localhost', '127.0.0.1', '::1', '[::1]'].includes(host);
const severity = z.enum(severities);
const secretFile = z.string().min(1).max(500);
const least = severity.default('notice').describe('nothing less than this goes there');

const channelConfig = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('push').describe('Web Push to browsers that the contact has subscribed'), least }),
  z.strictObject({
    kind: z.literal('email').describe('by alerts.smtp'),
    to: z.email('write an e-mail address').max(254).describe('where to'),
    least,
  }),
  z.strictObject({
    kind: z.literal('webhook').describe('a signed HTTP POST'),
    url: z
      .url({ protocol: /^https?$/ })
      .max(1000)
      .refine(
        (url) => url.startsWith('https:') || isLoopback(new URL(url).hostname),
        'https, or an address of this machine',
      )
      .refine((url) => new URL(url).username === '', 'no user and password in the address')
      .describe('where to'),
    secretFile: secretFile.describe('file with the secret that signs, from the data folder where the path is relative'),
    least,
  }),
  z.strictObject({ kind: z.literal('mqtt').describe('notice/message of the farm on the broker'), least }),
  z.strictObject({
    kind: z.literal('adapter').describe('a channel of your own (docs/channels.md)'),
    adapter: name.describe('one of alerts.adapters'),
    address: z
      .string()
      .min(1)
      .max(200)
      .describe('what the adapter knows the contact by: a telephone number, a chat id'),
    least,
  }),
]);
export type ChannelConfig = z.infer<typeof channelConfig>;

/** Who is told of alerts. */
export const contactConfig = z.strictObject({
  id: name.describe('the contact, unique; nothing else of a contact stands in logs'),
  name: z.string().min(1).max(80).describe('what people call the contact'),
  language: z.enum(['vi', 'en']).default('vi').describe('of the messages'),
  roles: z
    .array(z.enum(['farmer', 'technician']))
    .min(1)
    .max(2)
    .default(['farmer'])
    .describe('farmers hear of crops and animals, technicians of equipment'),
  sites: z.array(name).min(1).max(100).optional().describe('only of these farms; of all where absent'),
  step: z.int().min(1).max(9).default(1).describe('who is told first; the next step where nobody has acknowledged'),
  least: severity.default('notice').describe('nothing less than this is told'),
  timeZone: timeZoneName.describe('of the quiet hours'),
  quietHours: z
    .strictObject({
      from: clockTime.describe('HH:MM'),
      to: clockTime.describe('HH:MM, on the next day where it is earlier'),
      unless: severity.default('urgent').describe('from this on the contact is woken'),
    })
    .optional()
    .describe('what comes then waits for one digest at their end'),
  channels: z
    .array(channelConfig)
    .max(8)
    .default([])
    .describe('how the contact is reached; each message goes by all of them'),
});
export type ContactConfig = z.infer<typeof contactConfig>;

export const smtpConfig = z
  .strictObject({
    host: z.string().min(1).max(253).describe('mail server'),
    port: z.int().min(1).max(65_535).default(587).describe('its port'),
    security: z
      .enum(['starttls', 'tls', 'none'])
      .default('starttls')
      .describe('starttls is insisted on; tls from the first byte (port 465); none in plain text'),
    from: z
      .string()
      .regex(/^[^\r\n]*@[^\r\n@]+$/, 'write an address, or Name <address>')
      .max(300)
      .describe('sender'),
    user: z.string().max(254).optional().describe('name to log in with'),
    passwordFile: secretFile
      .optional()
      .describe('file with the password; the variable FIELDLAPSE_SMTP_PASSWORD is used where absent'),
    caFile: secretFile
      .optional()
      .describe("PEM file with the authority of the server's certificate, where this machine does not know it"),
    plainText: z
      .boolean()
      .default(false)
      .describe('allow security: none to another machine; passwords can be read on the way'),
  })
  .refine(({ security, host, plainText }) => security !== 'none' || isLoopback(host) || plainText, {
    path: ['security'],
    error: 'mail in plain text to another machine: say plainText: true where that is meant',
  });
export type SmtpConfig = z.infer<typeof smtpConfig>;

const duration = (preset: string, text: string) => durationMs.prefault(preset).describe(text);

/** Who is told of alerts, how and when: part of `alerts` in the server's configuration. */
export const deliveryConfig = z.strictObject({
  contacts: z
    .array(contactConfig)
    .max(200)
    .refine(
      (contacts) => new Set(contacts.map(({ id }) => id)).size === contacts.length,
      'two contacts have the same id',
    )
    .default([])
    .describe('who is told; nobody where empty'),
  telling: z
    .strictObject({
      lateAfter: duration(
        '2h',
        'what is older when it is heard of is no news: it goes into a digest if it still stands',
      ),
      gather: duration('10m', 'a digest of late news waits so long for more of the same'),
      repeatAfter: duration('6h', 'an alert that comes back sooner after its last message says nothing new'),
      endAfter: duration('1h', 'an alert counts as over when it has been clear for so long'),
      ends: z.boolean().default(true).describe('tell, without sound, that an alert is over or less bad'),
      remindAfter: z
        .array(durationMs)
        .max(6)
        .prefault(['1h', '4h', '12h'])
        .describe('ages at which what nobody has acknowledged is told again'),
      escalateAfter: duration('30m', 'the next step of contacts is told so long after the one before'),
      escalateFrom: severity.default('warning').describe('nothing less than this is escalated'),
      giveUpAfter: duration('24h', 'a message that could not be sent for so long is given up'),
      digestAfter: duration('10m', 'what could not be sent for so long is told as one digest'),
    })
    .prefault({})
    .describe('when what is told'),
  smtp: smtpConfig.optional().describe('how e-mail is sent; needed for channels of kind email'),
  push: z
    .strictObject({
      subject: z
        .string()
        .regex(/^(mailto:[^@\s]+@[^@\s]+|https:[^\s]+)$/, 'write mailto:you@example.org or an https address')
        .default('mailto:fieldlapse@localhost')
        .describe('how push services reach whoever runs the server; Apple refuses localhost'),
      services: z
        .array(z.string().regex(/^[a-z0-9.-]{1,253}$/, 'write a host name in lower case'))
        .max(32)
        .default(['fcm.googleapis.com', 'push.services.mozilla.com', 'notify.windows.com', 'push.apple.com'])
        .describe('hosts of push services, and all below them; browsers at others are refused'),
    })
    .prefault({})
    .describe('Web Push; its keys are made at the first start'),
  adapters: z
    .array(
      z.strictObject({
        name: name.describe('the adapter, unique'),
        file: z
          .string()
          .regex(/^[^/\\:]+(\/[^/\\:]+)*\.(mjs|js|ts)$/, 'a module below the data folder, such as channels/zalo-oa.mjs')
          .describe('module in the data folder; it runs with the rights of the server'),
        settings: z
          .record(z.string().regex(/^[A-Za-z][A-Za-z0-9]{0,31}$/, 'use letters and digits'), z.string().max(1000))
          .default({})
          .describe('handed to the module'),
        secretFile: secretFile.optional().describe('file with its secret'),
      }),
    )
    .max(16)
    .default([])
    .describe('channels of your own (docs/channels.md)'),
});
export type DeliveryConfig = z.infer<typeof deliveryConfig>;
