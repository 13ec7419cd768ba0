import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { fieldlapse } from '../support/command.ts';

const rule = (id: string, more = '') => `  - id: ${id}
    kind: crop
    severity: warning
    when: { level: { of: airTempC, above: 35, clear: 33 } }
    texts:
      vi: { title: Nóng, what: Nóng quá, todo: Tưới mát }
      en: { title: Hot, what: Too hot, todo: Cool }
    source: test
${more}`;

it('rules are imported, listed, exported as they were written, and removed; a wrong one is named and stops no other', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'fieldlapse-rules-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const [file, out, data] = [join(folder, 'mine.yaml'), join(folder, 'out.yaml'), join(folder, 'data')];
  await writeFile(
    file,
    `v: 1\nrules:\n${rule('hot', '    dwell: 30m\n')}${rule('lost', '    only: { sites: [nowhere] }\n')}`,
  );

  const imported = await fieldlapse(['rules', 'import', file, '--data', data]);
  expect(imported.code).toBe(1);
  expect(imported.stderr).toMatch(/mine\.yaml:\d+:\d+: lost: only\.sites: there is no site "nowhere"/);
  const listed = await fieldlapse(['rules', 'list', '--data', data]);
  expect(listed.stdout).toMatch(/^hot\timport\t\w+\tcrop\twarning\tNóng · Hot$/m);
  expect(listed.stdout).toMatch(/^rice-salt\tpack:rice\t/m);
  expect(listed.stdout).not.toMatch(/^lost/m);

  expect((await fieldlapse(['rules', 'export', '--data', data, '--out', out])).code).toBe(0);
  const exported = await readFile(out, 'utf8');
  expect(exported).toMatch(/dwell: 30m/);
  expect((await fieldlapse(['rules', 'import', out, '--data', data])).code).toBe(0);
  expect((await fieldlapse(['rules', 'remove', 'hot', '--data', data])).code).toBe(0);
  const again = await fieldlapse(['rules', 'remove', 'hot', '--data', data]);
  expect(again.code).not.toBe(0);
  expect(again.stderr).toMatch(/RULE_MISSING/);
}, 120_000);
