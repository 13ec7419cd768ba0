import { copyFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { openDeliveryFarm } from '../service/delivery-farm.ts';
import { openEar } from '../service/http-ear.ts';

const examples = join(import.meta.dirname, '../../../../../docs/examples/channels');

async function farmWith(
  file: string,
  settings: Record<string, string>,
  address: string,
  files: Record<string, string>,
) {
  const adapters = [{ name: 'own', file: `channels/${file}`, settings, secretFile: 'own.secret' }];
  const contacts = [{ id: 'tu', name: 'Bà Tư', channels: [{ kind: 'adapter' as const, adapter: 'own', address }] }];
  const farm = await openDeliveryFarm({ contacts, adapters }, files);
  await mkdir(join(farm.root, 'channels'));
  await copyFile(join(examples, file), join(farm.root, 'channels', file));
  // It was not there when the farm was opened.
  expect(farm.health().map(({ code }) => code)).toEqual(['CHANNEL_REFUSED']);
  await farm.restart();
  expect(farm.health()).toEqual([]);
  return farm;
}

it('the example of an SMS gateway sends the short text without accents, once for each message', async () => {
  const ear = await openEar();
  ear.answers.push({ CodeResult: '99' }, { CodeResult: '100' });
  const settings = { brandname: 'TRAI', url: ear.url };
  const farm = await farmWith('sms-esms.mjs', settings, '0900000001', { 'own.secret': 'key\nword\n' });
  await farm.raise('a');
  await farm.look();
  await farm.pass(60_000, 10_000);
  const asked = ear.heard.map(({ body }) => JSON.parse(body.toString()) as Record<string, string>);
  expect(asked).toHaveLength(2);
  expect(asked[0]).toEqual({
    ...{ ApiKey: 'key', SecretKey: 'word', Phone: '0900000001', Brandname: 'TRAI', SmsType: '2', IsUnicode: '0' },
    ...{ Content: 'Khan cap: Nuoc qua man. Cong, tu 10:00 hom nay. Dong cong.', RequestId: asked[1]?.['RequestId'] },
  });
  expect((await farm.deliveries()).map(({ state }) => state)).toEqual(['sent']);
});

it('the example for Zalo renews its token, keeps the next one, and renews again where Zalo asks for it', async () => {
  const ear = await openEar();
  const tokens = (at: number) => ({
    access_token: `access-${at}`,
    refresh_token: `refresh-${at}`,
    expires_in: '90000',
  });
  ear.answers.push(tokens(1), { error: -216 }, tokens(2), { error: 0, message: 'Success' });
  const files = { 'own.secret': 'app secret', 'zalo.json': '{"refreshToken":"refresh-0"}' };
  const config = { appId: '42', api: ear.url, oauth: ear.url };
  const probe = await openDeliveryFarm({}, files);
  const farm = await farmWith('zalo-oa.mjs', { ...config, tokenFile: join(probe.root, 'zalo.json') }, 'user-7', files);
  await farm.raise('a');
  await farm.look();
  expect(ear.heard.map(({ path }) => path)).toEqual([
    ...['/v4/oa/access_token', '/v3.0/oa/message/cs', '/v4/oa/access_token', '/v3.0/oa/message/cs'],
  ]);
  expect(ear.heard[0]?.headers['secret_key']).toBe('app secret');
  expect(ear.heard[2]?.body.toString()).toContain('refresh_token=refresh-1');
  expect(ear.heard[3]?.headers['access_token']).toBe('access-2');
  expect(JSON.parse(ear.heard[3]!.body.toString())).toMatchObject({
    recipient: { user_id: 'user-7' },
    message: { text: expect.stringContaining('Khẩn cấp: Nước quá mặn') },
  });
  expect(JSON.parse(await readFile(join(probe.root, 'zalo.json'), 'utf8'))).toEqual({ refreshToken: 'refresh-2' });
  expect((await farm.deliveries()).map(({ state }) => state)).toEqual(['sent']);
});

it('a module that answers nonsense fails its message and nothing else', async () => {
  const adapters = [{ name: 'own', file: 'own.mjs' }];
  const channels = [{ kind: 'adapter' as const, adapter: 'own', address: 'x' }, { kind: 'mqtt' as const }];
  const farm = await openDeliveryFarm({ contacts: [{ id: 'tu', name: 'Bà Tư', channels }], adapters });
  await writeFile(join(farm.root, 'own.mjs'), 'export const openChannel = () => ({ send: async () => "thanks" });');
  await farm.restart();
  await farm.raise('a');
  await farm.look();
  expect(farm.published.map(({ topic }) => topic)).toEqual(['fieldlapse/1/farm/_/notice/message']);
  const rows = await farm.deliveries();
  expect(rows.find(({ channel }) => channel === 'adapter')).toMatchObject({ state: 'waiting', fault: 'ZodError' });
});
