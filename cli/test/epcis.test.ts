import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { fieldlapse } from './support/command.ts';

const event = {
  '@context': ['https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld'],
  ...{
    type: 'ObjectEvent',
    action: 'OBSERVE',
    bizStep: 'shipping',
    epcList: ['https://id.gs1.org/00/095200000000000011'],
  },
  ...{ eventTime: '2026-03-19T05:00:00+07:00', eventTimeZoneOffset: '+07:00' },
};

it('epcis validate names what is wrong and exits with 2; hash prints an id a line', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'fieldlapse-epcis-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const [good, bad, broken] = ['good.json', 'bad.jsonld', 'broken.json'].map((name) => join(folder, name)) as [string, string, string]; // prettier-ignore
  await writeFile(good, JSON.stringify(event));
  await writeFile(bad, JSON.stringify({ ...event, bizStep: 'sending' }));
  await writeFile(broken, '{"type": ');
  const validated = await fieldlapse(['epcis', 'validate', good, bad]);
  expect(validated.code).toBe(2);
  expect(validated.stdout).toContain(`${good}: valid`);
  expect(validated.stdout).toMatch(/\/bizStep: unknown-word: "sending" .* → write one of/);
  const hashed = await fieldlapse(['epcis', 'hash', good, good]);
  expect(hashed).toMatchObject({ code: 0, stderr: '' });
  expect(hashed.stdout).toMatch(/^(ni:\/\/\/sha-256;[0-9a-f]{64}\?ver=CBV2\.0\n)\1$/);
  const refused = await fieldlapse(['epcis', 'hash', broken]);
  expect(refused.code).toBe(1);
  expect(refused.stderr).toMatch(/^EPCIS_UNREADABLE: .*broken\.json/);
});
