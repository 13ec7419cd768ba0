import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { silentLogger, systemClock } from '@fieldlapse/runtime';
import { openStores } from '@fieldlapse/store';
import { expect, it, onTestFinished } from 'vitest';
import { deliveryConfig } from '../../../src/alerts/delivery/config.ts';
import { tryContact } from '../../../src/alerts/delivery/try-contact.ts';
import { openEar } from './service/http-ear.ts';

it('a test message goes out on each channel of a contact, and what goes wrong is said', async () => {
  const root = await mkdtemp(join(tmpdir(), 'fieldlapse-try-'));
  onTestFinished(() => rm(root, { recursive: true, force: true }));
  await writeFile(join(root, 's'), 'secret');
  const stores = await openStores({ folder: root, logger: silentLogger });
  onTestFinished(() => stores.close());
  const [good, bad] = [await openEar(), await openEar(500)];
  const config = deliveryConfig.parse({
    contacts: [
      {
        ...{ id: 'tu', name: 'Bà Tư' },
        channels: [
          { kind: 'webhook', url: good.url, secretFile: 's' },
          { kind: 'webhook', url: bad.url, secretFile: 's' },
          ...[{ kind: 'push' }, { kind: 'mqtt' }],
        ],
      },
    ],
  });
  const parts = { config, stores, sites: () => [], clock: systemClock, logger: silentLogger };
  const tried = (contact: string) => tryContact({ ...parts, root, secretsFolder: join(root, 'secrets') }, contact);
  expect((await tried('tu')).map(({ channel, outcome }) => [channel, outcome.outcome])).toEqual([
    ['webhook', 'sent'],
    ['webhook-2', 'failed'],
    ['push', 'skipped'],
    ['mqtt', 'skipped'],
  ]);
  expect(JSON.parse(good.heard[0]!.body.toString())).toMatchObject({ title: 'Fieldlapse: Tin thử', alerts: [] });
  await expect(tried('nobody')).rejects.toMatchObject({ code: 'CONTACT_MISSING' });
});
