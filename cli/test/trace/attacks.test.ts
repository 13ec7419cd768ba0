import { createHash } from 'node:crypto';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { attacked, buildFarm, type BuiltFarm, type Scene } from '../support/attacked-farm.ts';
import { harvestLot, season } from '../support/lot-farm.ts';

let farm: BuiltFarm;
beforeAll(async () => {
  farm = await buildFarm();
}, 240_000);
afterAll(() => rm(farm.root, { recursive: true, force: true }));

const film = createHash('sha256').update('as good as a film').digest('hex');
const spray = `event like '%99EC%'`;
const everything = ['trace-log', 'records/log.sqlite', 'records/lots.sqlite'];

/** What an attack shows to a buyer other than the newer label; the folder in question where it is another. */
interface Shown {
  readonly qr?: string;
  readonly file?: string;
  readonly scene?: Scene;
}
type Act = (scene: Scene) => Shown | void | Promise<Shown | void>;

/**
 * What somebody does to a farm of two labels, all of it witnessed, and what catches it: a code on the page of the started server
 * (`health`), a step of `fieldlapse verify` on the lot.json that this server hands out, `log check --since` with a saved checkpoint.
 */
const attacks: readonly (readonly [what: string, caughtBy: string, act: Act])[] = [
  ['edits an event', 'verify: entries commitmentWrong@1', inTheLog(`update logEntries set event = replace(event, '99EC', '9 EC') where ${spray}`)],
  ['deletes an event', 'verify: entries eventMissing@1', inTheLog(`update logEntries set event = null, salt = null where ${spray}`)],
  ['leaves out the spray with its entry', 'verify: chains chainGap@1', inTheLog(`delete from logEntries where ${spray}`)],
  ['edits the entry', 'verify: inclusion inclusionWrong@1', inTheLog(`update logEntries set entry = '{"c":"AAAA' || substr(entry, 11) where ${spray}`)],
  ['exchanges two events', 'verify: chains chainGap@1', exchangeSprayAndFilm],
  ['swaps the film', 'verify: attachments attachmentChanged', swapFilm],
  ['prints the code of another record', 'verify: label labelHead', () => ({ qr: farm.newerQr.slice(0, -43) + 'A'.repeat(43) })],
  ['puts the label on another product', 'verify: label labelNames', () => ({ qr: farm.newerQr.replace('09520000020019', '09520000010010') })],
  ['edits a file of the log', 'health: LOG_EDITED', editBundle],
  ['puts back an old folder of the log', 'health: LOG_ROLLED_BACK', ({ putBack }) => putBack('older', 'trace-log')],
  ['puts back old records of the log', 'verify: entries eventMissing@3', ({ putBack }) => putBack('older', 'records/log.sqlite')],
  ['puts back old records of lots and records something else', 'health: LOG_CONFLICT', recordInOldLots],
  ['puts back folder and records, where a witness is asked', 'health: LOG_BEHIND_WITNESS', restore],
  ['puts back folder and records, where somebody saved a checkpoint', 'log check: LOG_ROLLED_BACK', restore],
  ['puts back folder and records, where a buyer has the label', 'verify: label labelHead', restore],
  ['loses folder and records and begins again with the same key', 'health: LOG_BEHIND_WITNESS', beginAgain],
  ['goes on from an old copy and comes back to the witness', 'health: LOG_FORKED', goOnAndComeBack],
  ['goes on from an old copy, where somebody asks for a witness', 'log check: PROOF_REFUSED', goOnAndComeBack],
  ['goes on from an old copy, where somebody saved a checkpoint', 'log check: LOG_FORKED', goOnAlone],
  ['runs two copies with one witness', 'health: LOG_FORKED', runTwoCopies],
]; // prettier-ignore

function inTheLog(statement: string): Act {
  return ({ sql }) => sql('log', statement);
}

function exchangeSprayAndFilm({ sql }: Scene): void {
  const chain = `lotTag = (select lotTag from logEntries where ${spray})`;
  sql('log', `update logEntries set seq = -1 where ${chain} and seq = 1`);
  sql('log', `update logEntries set seq = 1 where ${chain} and seq = 2`);
  sql('log', `update logEntries set seq = 2 where seq = -1`);
}

/** The server hands out what lies under the digest. */
async function swapFilm({ folder, serve }: Scene): Promise<Shown> {
  await writeFile(join(folder, 'published', film), 'another film');
  const file = join(folder, 'shown.mp4');
  const answer = await fetch(`${await serve()}/files/${film}`);
  await writeFile(file, Buffer.from(await answer.arrayBuffer()));
  return { file };
}

/** Of the bundles the one that the head needs. */
async function editBundle({ folder }: Scene): Promise<void> {
  const [, size] = (await readFile(join(folder, 'trace-log/checkpoint'), 'utf8')).split('\n');
  const bundle = join(folder, `trace-log/tile/entries/000.p/${size}`);
  await writeFile(bundle, (await readFile(bundle, 'latin1')).replace('"s":1', '"s":2'), 'latin1');
}

async function recordInOldLots(scene: Scene): Promise<void> {
  await scene.putBack('older', 'records/lots.sqlite');
  await scene.serve();
  await treat(scene, 'Kali');
}

function restore({ putBack }: Scene): Promise<void> {
  return putBack('older', ...everything);
}

async function beginAgain({ folder }: Scene): Promise<void> {
  for (const part of ['trace-log', 'records']) await rm(join(folder, part), { recursive: true });
}

/** Farther than the witness has seen the log that it knows; nobody is asked. */
async function goOnAlone(scene: Scene): Promise<void> {
  await restore(scene);
  const policy = join(scene.folder, 'policy.txt');
  const asked = await readFile(policy, 'utf8');
  await writeFile(policy, asked.replace(/^witness .*\n/m, '').replace('quorum w', 'quorum none'));
  for (const invoice of ['1', '2', '3', '4']) await sell(scene, invoice);
  await scene.must('lot', 'label', harvestLot);
}

async function goOnAndComeBack(scene: Scene): Promise<void> {
  const policy = join(scene.folder, 'policy.txt');
  const asked = await readFile(policy, 'utf8');
  await goOnAlone(scene);
  await writeFile(policy, asked);
}

async function runTwoCopies(): Promise<Shown> {
  const one = await attacked(farm, 'older', { seen: 'older' });
  const scene = await attacked(farm, 'older', { beside: one });
  expect([await one.troubles(), await scene.troubles()]).toEqual([[], []]);
  await treat(one, 'Kali');
  await one.witnessedAfter('older');
  await treat(scene, 'Urê');
  return { scene };
}

async function sell({ must }: Scene, invoice: string): Promise<void> {
  await must('lot', 'sell', '--content', `${harvestLot}=10`, '--invoice', invoice, '--buyer', '9520000000776');
}

async function treat({ must }: Scene, product: string): Promise<void> {
  await must('lot', 'treat', season, '--at', '2026-01-12 08:00', '--means', 'fertiliser', '--product', product, '--interval', '0'); // prettier-ignore
}

/** What is said of it by whom the row names. */
async function saidOf({ scene, qr = farm.newerQr, file }: Shown & { readonly scene: Scene }, caughtBy: string) {
  const [who = '', code = ''] = caughtBy.split(': ');
  if (who === 'health') return scene.troubles(code);
  if (who === 'log check') return [await scene.checkedSince('newer')];
  // The server hands out what it has, also where nobody could tell it that it must not go on.
  await scene.stopWitness();
  return scene.failures(qr, ...(file === undefined ? [] : ['--file', file]));
}

describe('attacks through the server', { timeout: 240_000 }, () => {
  it('none: nobody says anything, with either label', async () => {
    const scene = await attacked(farm, 'newer');
    expect(await scene.troubles()).toEqual([]);
    for (const qr of [farm.olderQr, farm.newerQr]) expect(await scene.failures(qr)).toEqual([]);
    expect(await scene.checkedSince('older')).toBe('ok');
  });

  it('records of lots that are edited once the log has them change nothing of what buyers are shown', async () => {
    const scene = await attacked(farm, 'newer');
    scene.sql('lots', `update events set event = replace(event, '99EC', '9 EC') where ${spray}`);
    scene.sql('lots', `update facts set body = replace(body, '99EC', '9 EC') where body like '%99EC%'`);
    expect(await scene.failures(farm.newerQr)).toEqual([]);
    const page = await scene.serve();
    expect(await (await fetch(`${page}/lot.json`)).text()).toContain('Dầu khoáng 99EC');
    const events = new URL('/epcis/events', page);
    const listed = await fetch(`${events.href}?perPage=500`);
    expect(listed.headers.get('fieldlapse-left-out')).toBe('EVENT_ALTERED 2');
    const text = await listed.text();
    expect(text).toContain('NPK 16-16-8');
    expect(text).not.toContain('9 EC');
    const [{ eventId }] = scene.rows<{ eventId: string }>('lots', 'select eventId from events where seq = 2');
    const asked = await fetch(`${events.href}/${encodeURIComponent(eventId)}`);
    expect(await asked.json()).toMatchObject({ status: 500, code: 'EVENT_ALTERED', type: 'epcisException:ImplementationException' }); // prettier-ignore
  });

  it.each(attacks)('%s: %s', async (_what, caughtBy, act) => {
    const scene = await attacked(farm, 'newer');
    const shown = await act(scene);
    expect(await saidOf({ scene, ...shown }, caughtBy)).toContain(caughtBy.split(': ')[1]);
  });
});

/** Commands that extend the log where no server runs. */
const extending = [
  ['log', 'key', 'rotate'],
  ['log', 'key', 'retire', '00000000'],
  ['log', 'replace', '--origin', 'localhost/log2'],
  ['lot', 'label', harvestLot],
  ['lot', 'release', harvestLot],
  ['lot', 'erase-event', '2'],
];

describe('a command without a server', { timeout: 240_000 }, () => {
  it('does not extend a log of which a witness has seen more', async () => {
    const scene = await attacked(farm, 'newer');
    await restore(scene);
    // So that another label is called for.
    await sell(scene, '1');
    const paths = ['trace-log/checkpoint', 'secrets/trace-keys.json'].map((path) => join(scene.folder, path));
    const before = await Promise.all(paths.map((path) => readFile(path, 'utf8')));
    for (const command of extending) {
      const { code, stderr } = await scene.run(...command);
      expect([code, stderr], command.join(' ')).toEqual([1, expect.stringMatching(/^LOG_BEHIND_WITNESS: witness\.example/)]); // prettier-ignore
    }
    expect(await Promise.all(paths.map((path) => readFile(path, 'utf8')))).toEqual(before);
  });

  it('goes on where the witness agrees, says so where none could be asked, and does not go on from a fork', async () => {
    const scene = await attacked(farm, 'newer');
    expect((await scene.run('log', 'key', 'rotate')).stderr).not.toContain('Not checked');
    await scene.stopWitness();
    const [, key = ''] = /# key ([0-9a-f]{8})/.exec(await scene.must('log', 'key', 'show')) ?? [];
    const retired = await scene.run('log', 'key', 'retire', key);
    expect([retired.code, retired.stderr]).toEqual([0, expect.stringMatching(/^Not checked: whether this log is an old copy \(witness\.example\/university: .*does not answer/)]); // prettier-ignore
    const fork = await attacked(farm, 'newer');
    await goOnAndComeBack(fork);
    expect((await fork.run('log', 'key', 'rotate')).stderr).toMatch(/^LOG_FORKED/);
  });
});
