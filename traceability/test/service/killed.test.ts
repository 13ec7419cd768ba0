import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sleep } from '@fieldlapse/runtime';
import type { Stores } from '@fieldlapse/store';
import { expect, it } from 'vitest';
import { feedOwners } from '../support/feed-owners.ts';
import { examine } from '../support/killed/examine.ts';
import { growingLot, openKilledStores, plots, sowingDay, startJoined } from '../support/killed/farm.ts';
import type { Ledger, Told } from '../support/killed/told.ts';
import { writeFeeds } from '../support/killed/write-feeds.ts';

const kills = Number(process.env['FIELDLAPSE_KILLS'] ?? 12);
const killsPerFarm = 6;
const recorder = join(import.meta.dirname, '../support/killed/recording-process.ts');

/** Runs the recorder until it is killed: now and then while it starts, else at some moment of its work. What it told. */
async function runAndKill(root: string, sowing: string): Promise<Told[]> {
  const child = spawn(process.execPath, [recorder, root, sowing], { stdio: ['ignore', 'pipe', 'pipe'] });
  const ended = once(child, 'close');
  let text = '';
  let errors = '';
  child.stderr.on('data', (part: Buffer) => (errors += part.toString()));
  const works = new Promise<void>((resolve) => {
    child.stdout.on('data', (part: Buffer) => {
      text += part.toString();
      if (text.includes('\n')) resolve();
    });
  });
  await Promise.race([Math.random() < 0.2 ? sleep(Math.random() * 3000) : works, ended]);
  await Promise.race([sleep(Math.random() * 2000), ended]);
  child.kill('SIGKILL');
  await ended;
  if (child.signalCode !== 'SIGKILL') throw new Error(`the recorder ended by itself: ${errors}`);
  // The last line may be cut.
  const lines = text.split('\n').slice(0, -1);
  return lines.map((line) => JSON.parse(line) as Told);
}

interface KilledFarm {
  readonly ledger: Ledger;
  readonly faults: readonly string[];
  /** Entries in the log. */
  readonly size: number;
}

/** A farm whose service is killed so often; looked at after each restart. Its folder stays where something is wrong. */
async function killedFarm(times: number): Promise<KilledFarm> {
  const root = await mkdtemp(join(tmpdir(), 'fieldlapse-joined-'));
  const sowing = sowingDay();
  const stores = await openKilledStores(root);
  const owners = await feedOwners(stores);
  const ledger: Ledger = { told: [], edges: new Map(), seen: new Map() };
  await createGrowingLots(root, stores, sowing);
  const faults: string[] = [];
  let size = 0;
  for (let kill = 1; kill <= times && faults.length === 0; kill += 1) {
    const stop = new AbortController();
    const feeding = writeFeeds(owners, ledger, stop.signal);
    const told = await runAndKill(root, sowing);
    stop.abort();
    await feeding;
    ledger.told.push(...told);
    const joined = await startJoined(root, stores, sowing, 600_000);
    await joined.service.catchUp();
    const lots = (await joined.service.lots.reader.lots()).map(({ id }) => id);
    // Growing lots are in the bundles of what was harvested of them.
    const labelled = new Set(told.flatMap((one) => ('lot' in one ? [one.lot] : [])));
    const proven = kill === times ? lots : lots.filter((lot) => labelled.has(lot));
    faults.push(...(await examine(joined, ledger, proven)).map((fault) => `${root}, after kill ${kill}: ${fault}`));
    ({ size } = joined.log.head());
    await joined.close();
  }
  await owners.close();
  await stores.close();
  if (faults.length === 0) await rm(root, { recursive: true });
  return { ledger, faults, size };
}

async function createGrowingLots(root: string, stores: Stores, sowing: string): Promise<void> {
  const { service, close } = await startJoined(root, stores, sowing, 600_000);
  for (const plot of plots) {
    const [gtin = '', number = ''] = growingLot(plot).split('/');
    await service.lots.create({ kind: 'growing', site: 'farm', plot, season: `s-${plot}`, producer: null, gtin, number }); // prettier-ignore
  }
  await close();
}

it(
  `${kills} kills of the joined service while people record and feeds arrive: nothing is lost, nothing is there twice`,
  { timeout: 120_000 + kills * 30_000 },
  async () => {
    const farms: KilledFarm[] = [];
    // Proving all of a farm takes the longer the more there is of it.
    for (let left = kills; left > 0; left -= killsPerFarm) {
      const farm = await killedFarm(Math.min(left, killsPerFarm));
      farms.push(farm);
      if (farm.faults.length > 0) break;
      process.stderr.write(`${kills - left + Math.min(left, killsPerFarm)} kills: ${farm.size} entries\n`);
    }
    const count = (name: string) => farms.flatMap(({ ledger }) => ledger.told).filter((one) => name in one).length;
    const sum = (of: (farm: KilledFarm) => number) => farms.reduce((all, farm) => all + of(farm), 0);
    console.log(
      `killed ${kills} times: ${count('fact')} facts, ${count('label')} labels, ${count('erased')} erasures and ${count('corrected')} corrections acknowledged, ` +
        `${sum(({ ledger }) => ledger.edges.size)} edges of alerts, ${sum(({ ledger }) => ledger.seen.size)} answers and days, ${sum(({ size }) => size)} entries in ${farms.length} logs`,
    );
    expect(farms.flatMap(({ faults }) => faults).slice(0, 20)).toEqual([]);
    expect(count('fact')).toBeGreaterThan(kills);
  },
);
