import { expect, it } from 'vitest';
import { minuteMs, openDeliveryFarm } from '../service/delivery-farm.ts';
import { certificateFile, headerOf, openMailServer, textOf } from './mail-server.ts';

const contacts = [{ id: 'tu', name: 'Bà Tư', channels: [{ kind: 'email' as const, to: 'tu@farm.example' }] }];
const from = 'Trại <canh-bao@farm.example>';
const smtpOf = (port: number) => ({ host: '127.0.0.1', port, from, caFile: certificateFile });

it('a message arrives over STARTTLS with its Vietnamese words, and says that a machine wrote it', async () => {
  const server = await openMailServer({ password: 'secret word' });
  const smtp = { ...smtpOf(server.port), user: 'trai', passwordFile: 'mail.secret' };
  const farm = await openDeliveryFarm({ contacts, smtp }, { 'mail.secret': 'secret word\n' });
  await farm.raise('a');
  await farm.look();
  expect(server.mails).toHaveLength(1);
  const [mail] = server.mails;
  expect(mail).toMatchObject({ to: ['tu@farm.example'], secure: true, user: 'trai' });
  expect(headerOf(mail!, 'Subject')).toBe('Khẩn cấp: Nước quá mặn');
  expect(headerOf(mail!, 'To')).toBe('Bà Tư <tu@farm.example>');
  expect(headerOf(mail!, 'Auto-Submitted')).toBe('auto-generated');
  expect(headerOf(mail!, 'Importance')).toBe('high');
  const [{ id } = { id: '' }] = await farm.deliveries();
  expect(headerOf(mail!, 'Message-ID')).toBe(`<${id}@farm.example>`);
  expect(textOf(mail!).replaceAll('\r\n', '\n').trim()).toBe(
    'Nước tại cong mặn 0,62 g/L. Đóng cống.\nfarm · cong, từ 10:00 hôm nay',
  );
});

it('without STARTTLS nothing is sent, and with a wrong password it is tried again', async () => {
  const bare = await openMailServer({ starttls: false });
  const farm = await openDeliveryFarm({ contacts, smtp: smtpOf(bare.port) });
  await farm.raise('a');
  await farm.look();
  expect(bare.mails).toEqual([]);
  expect((await farm.deliveries())[0]).toMatchObject({ state: 'waiting', attempts: 1 });

  const strict = await openMailServer({ password: 'right' });
  const smtp = { ...smtpOf(strict.port), user: 'trai', passwordFile: 'p' };
  const other = await openDeliveryFarm({ contacts, smtp }, { p: 'wrong' });
  await other.raise('a');
  await other.look();
  expect(strict.mails).toEqual([]);
  const [row] = await other.deliveries();
  expect(row).toMatchObject({ state: 'waiting', fault: 'SMTP 535 (EAUTH)' });
});

it('a certificate that nobody vouches for is not taken', async () => {
  const server = await openMailServer();
  const { caFile: _unknown, ...smtp } = smtpOf(server.port);
  const farm = await openDeliveryFarm({ contacts, smtp });
  await farm.raise('a');
  await farm.look();
  expect(server.mails).toEqual([]);
  expect((await farm.deliveries())[0]?.fault).toMatch(/^SMTP /);
});

it('an address that the server does not know is given up and does not stop the next contact', async () => {
  const server = await openMailServer({ refuse: (to) => (to.startsWith('tu@') ? { code: 550 } : undefined) });
  const more = { id: 'nam', name: 'Năm', channels: [{ kind: 'email' as const, to: 'nam@farm.example' }] };
  const farm = await openDeliveryFarm({ contacts: [...contacts, more], smtp: smtpOf(server.port) });
  await farm.raise('a');
  await farm.look();
  expect(server.mails.map(({ to }) => to)).toEqual([['nam@farm.example']]);
  const states = new Map((await farm.deliveries()).map(({ contact, state, fault }) => [contact, `${state} ${fault}`]));
  expect(states.get('tu')).toMatch(/^dead SMTP 550/);
  expect(states.get('nam')).toBe('sent null');
});

it('a mail server that is away for an hour: one digest when it is back, no personal word in the records of faults', async () => {
  let refusing = true;
  const server = await openMailServer({ refuse: () => (refusing ? { code: 451 } : undefined) });
  const farm = await openDeliveryFarm({ contacts, smtp: smtpOf(server.port) });
  await farm.raise('a');
  await farm.pass(30 * minuteMs, minuteMs);
  await farm.raise('b', { rule: 'heat', severity: 'warning' });
  await farm.pass(30 * minuteMs, minuteMs);
  refusing = false;
  await farm.pass(6 * minuteMs, minuteMs);
  expect(server.mails).toHaveLength(1);
  expect(headerOf(server.mails[0]!, 'Subject')).toBe('2 cảnh báo đang còn');
  const faults = (await farm.attempts()).map(({ fault }) => fault);
  expect(faults.join(' ')).not.toMatch(/farm\.example|Tư/);
});
