import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { harvestedSeason, harvestLot, lotFarm, season } from '../support/lot-farm.ts';

interface Step {
  readonly step: string;
  readonly state: string;
  readonly reasons: readonly { readonly code: string }[];
}
interface Verified {
  readonly verdict: string;
  readonly steps: readonly Step[];
}
const stepOf = ({ steps }: Verified, name: string) => steps.find(({ step }) => step === name);

it('a season ends in a QR code whose bundle verifies; a swapped code, film or bundle fails by its step', async () => {
  const farm = await lotFarm();
  const { folder, run, must } = farm;
  await harvestedSeason(farm);
  const film = join(folder, 'phim.mp4');
  await writeFile(film, 'as good as a film');
  await must('lot', 'film', season, film);
  const picture = join(folder, 'label.svg');
  const qr = (await must('lot', 'label', harvestLot, '--out', picture)).trim();
  expect(qr).toMatch(/^https:\/\/truy\.example\/01\/09520000020019\/10\/CKH260129A#h=[\w-]{43}$/);
  expect(await readFile(picture, 'utf8')).toContain('<svg');
  expect((await must('lot', 'label', harvestLot)).trim()).toBe(qr);

  const policy = join(folder, 'policy.txt');
  await writeFile(policy, await must('log', 'key', 'show'));
  const lotFile = join(folder, 'lot.json');
  const proofs = join(folder, 'proofs');
  await must('lot', 'bundle', harvestLot, '--out', lotFile, '--proofs', proofs);
  const verify = async (...args: string[]) => {
    const { code, stdout } = await run('verify', lotFile, '--policy', policy, '--json', ...args);
    return { code, ...(JSON.parse(stdout) as Verified) };
  };
  const good = await verify('--qr', qr, '--file', film);
  // No witness outside has seen the log: amber is the best there is.
  expect(good).toMatchObject({ verdict: 'amber', code: 2 });
  expect(good.steps.map(({ step, state }) => [step, state])).toEqual([
    ['policy', 'notChecked'],
    ...['entries', 'inclusion', 'chains', 'label', 'attachments'].map((step) => [step, 'ok']),
    ['devices', 'notChecked'],
    ['contradictions', 'ok'],
  ]);
  // Link, harvest, and, because the film was recorded after the harvest, another link before the label.
  expect((await readdir(proofs)).sort()).toEqual(['0', '1', '2', '3'].map((place) => `000${place}.tlog-proof`));
  expect((await run('verify', join(proofs, '0001.tlog-proof'), '--policy', policy)).code).toBe(2);

  const swapped = join(folder, 'other.mp4');
  await writeFile(swapped, 'another film');
  expect(stepOf(await verify('--qr', qr, '--file', swapped), 'attachments')).toMatchObject({ state: 'failed', reasons: [{ code: 'attachmentChanged' }] }); // prettier-ignore
  const otherCode = `${qr.slice(0, -43)}${'A'.repeat(43)}`;
  expect(stepOf(await verify('--qr', otherCode), 'label')).toMatchObject({ state: 'failed', reasons: [{ code: 'labelHead' }] }); // prettier-ignore
  const edited = (await readFile(lotFile, 'utf8')).replace('99EC', '9 EC');
  await writeFile(lotFile, edited);
  expect(stepOf(await verify(), 'entries')).toMatchObject({ state: 'failed', reasons: [{ code: 'commitmentWrong' }] });

  await must(
    'lot',
    'pack',
    '--at',
    '2026-01-30 08:00',
    '--sscc',
    '095200000000000011',
    '--content',
    `${harvestLot}=400`,
  );
  const later = (await must('lot', 'label', harvestLot)).trim();
  expect(later).not.toBe(qr);
  await must('lot', 'release', harvestLot);
  expect((await run('lot', 'release', harvestLot)).stderr).toMatch(/^LOT_RELEASED/);
  expect((await must('lot', 'label', harvestLot)).trim()).toBe(later);
}, 120_000);

it('a harvest inside the interval gets no label until somebody in charge decides, and the record shows the decision', async () => {
  const farm = await lotFarm();
  const { folder, run, must } = farm;
  await harvestedSeason(farm, 14);
  expect((await run('lot', 'label', harvestLot)).stderr).toMatch(/^LOT_BLOCKED: .*Dầu khoáng 99EC on 2026-01-20, safe from 2026-02-03/); // prettier-ignore
  const { facts } = JSON.parse(await must('lot', 'show', season, '--json')) as { facts: { id: number; fact: { kind: string } }[] }; // prettier-ignore
  const treatment = facts.find(({ fact }) => fact.kind === 'treatment')!.id;
  await must('lot', 'resolve', harvestLot, '--treatment', String(treatment), '--decision', 'Mẫu kiểm nghiệm đạt', '--as', 'trưởng phòng chất lượng'); // prettier-ignore
  expect((await run('lot', 'release', harvestLot)).stderr).toMatch(/^LOT_NO_LABEL/);
  const qr = (await must('lot', 'label', harvestLot, '--format', 'pdf', '--out', join(folder, 'sheet.pdf'))).trim();
  expect((await readFile(join(folder, 'sheet.pdf'))).subarray(0, 5).toString()).toBe('%PDF-');
  const lotFile = join(folder, 'lot.json');
  await must('lot', 'bundle', harvestLot, '--out', lotFile);
  const { stdout } = await run('verify', lotFile, '--qr', qr, '--json');
  expect(stepOf(JSON.parse(stdout) as Verified, 'contradictions')).toMatchObject({ state: 'ok', reasons: [{}, { code: 'intervalResolved' }] }); // prettier-ignore

  // Erased: the record says so, every other proof still holds.
  expect(await must('lot', 'erase-event', String(treatment))).toContain('is erased (1 entry says so)');
  await must('lot', 'bundle', harvestLot, '--out', lotFile);
  expect(await readFile(lotFile, 'utf8')).not.toContain('99EC');
  const after = JSON.parse((await run('verify', lotFile, '--qr', qr, '--json')).stdout) as Verified;
  expect(after.verdict).toBe('amber');
  expect(stepOf(after, 'entries')?.reasons.map(({ code }) => code)).toEqual(['entriesOk', 'erased']);
  expect(['inclusion', 'chains', 'label'].map((step) => stepOf(after, step)?.state)).toEqual(['ok', 'ok', 'ok']);
}, 120_000);

it('a code that is too large for a small sticker is said to be, and without an address there is none', async () => {
  const long = await lotFarm('https://truy-xuat-nguon-goc.hop-tac-xa-chanh.example');
  await harvestedSeason(long);
  const made = await long.run('lot', 'label', harvestLot);
  expect(made.stderr).toContain('take a shorter host or lot number');
}, 120_000);
