import { expect, it } from 'vitest';
import { deliveryConfig } from '../../../src/alerts/delivery/config.ts';
import { planSettings, plannedContact } from '../../../src/alerts/delivery/service/planned-contacts.ts';

const contactWith = (channel: object) => ({ contacts: [{ id: 'tu', name: 'Bà Tư', channels: [channel] }] });
const refused = (config: object) => deliveryConfig.safeParse(config).error?.issues.map(({ message }) => message);

it('secrets never travel in plain text unless somebody says so', () => {
  const hook = { kind: 'webhook', url: 'http://example.org/hook', secretFile: 's' };
  expect(refused(contactWith(hook))).toEqual(['https, or an address of this machine']);
  expect(refused(contactWith({ ...hook, url: 'http://127.0.0.1:9000/hook' }))).toBeUndefined();
  expect(refused(contactWith({ ...hook, url: 'https://me:word@example.org/' }))).toEqual([
    'no user and password in the address',
  ]);
  const smtp = { host: 'mail.example.org', from: 'a@example.org', security: 'none' };
  expect(refused({ smtp })).toHaveLength(1);
  expect(refused({ smtp: { ...smtp, plainText: true } })).toBeUndefined();
  expect(refused({ smtp: { ...smtp, host: 'localhost' } })).toBeUndefined();
  expect(
    refused({ smtp: { ...smtp, security: 'starttls', from: 'a@example.org\r\nBcc: b@example.org' } }),
  ).toHaveLength(1);
});

it('adapters lie below the data folder', () => {
  const adapter = (file: string) => refused({ adapters: [{ name: 'own', file }] });
  expect(adapter('channels/own.mjs')).toBeUndefined();
  for (const file of ['/etc/own.mjs', 'c:\\own.mjs', 'channels/own.sh']) expect(adapter(file), file).toHaveLength(1);
});

it('two contacts of one id are refused', () => {
  const contact = { id: 'tu', name: 'Bà Tư' };
  expect(refused({ contacts: [contact, contact] })).toEqual(['two contacts have the same id']);
});

it('quiet hours and durations become minutes and milliseconds', () => {
  const config = deliveryConfig.parse({
    contacts: [{ id: 'tu', name: 'Bà Tư', quietHours: { from: '21:30', to: '05:00' } }],
    telling: { remindAfter: ['4h', '30m'] },
  });
  expect(plannedContact(config.contacts[0]!)).toMatchObject({
    ...{ roles: ['farmer'], step: 1, timeZone: 'Asia/Ho_Chi_Minh' },
    quiet: { fromMinute: 1290, toMinute: 300, unless: 'urgent' },
  });
  expect(planSettings(config)).toMatchObject({ remindAfterMs: [1_800_000, 14_400_000], repeatAfterMs: 21_600_000 });
});
