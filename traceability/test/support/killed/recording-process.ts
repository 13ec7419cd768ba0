// The traceability service with people who record and ask, until it is killed; tells what it was told is done.
import { randomBytes } from 'node:crypto';
import { writeSync } from 'node:fs';
import { FieldlapseError } from '@fieldlapse/contracts';
import { sleep } from '@fieldlapse/runtime';
import { askErasure, askLabel, labelOf, type Fact } from '@fieldlapse/traceability';
import { growingLot, harvestGtin, openKilledStores, plots, startJoined } from './farm.ts';
import type { Told } from './told.ts';

const [root = '', sowing = ''] = process.argv.slice(2);
const tell = (what: Told) => writeSync(1, `${JSON.stringify(what)}\n`);
const any = <T>(list: readonly T[]): T | undefined => list[Math.floor(Math.random() * list.length)];

const joined = await startJoined(root, await openKilledStores(root), sowing, 20);
const { lots } = joined.service;
tell({ head: joined.log.head().note });

let lastAt = Date.now() - 1;
/** In the past, and never twice the same. */
const newTime = (): number => (lastAt = Math.min(Date.now(), lastAt + 1));

async function irrigate(): Promise<void> {
  const of = plots.filter(() => Math.random() < 0.4).map(growingLot);
  if (of.length === 0) return;
  const fact: Fact = { kind: 'irrigation', at: newTime(), volumeLitres: 1 + Math.floor(Math.random() * 500) };
  const { outcome, fact: id } = await lots.record({ lots: of, fact });
  if (outcome === 'recorded') tell({ fact: id, lots: of });
}

async function harvest(): Promise<void> {
  const from = plots.filter(() => Math.random() < 0.4).map(growingLot);
  if (from.length === 0) return;
  const number = `H${randomBytes(6).toString('hex')}`;
  const lot = `${harvestGtin}/${number}`;
  const fact: Fact = { kind: 'harvest', at: newTime(), from, kilograms: 10, certificates: [], countryOfOrigin: 'VN' };
  const of = { kind: 'harvest', site: 'farm', plot: null, season: null, producer: null } as const;
  const made = await lots.record({ lots: [lot], fact, create: { ...of, gtin: harvestGtin, number } });
  tell({ fact: made.fact, lots: [lot] });
  if (Math.random() < 0.5) await label(lot);
}

async function label(lot: string | undefined): Promise<void> {
  if (lot === undefined) return;
  tell({ label: await askLabel(lots, lot), lot });
  const printed = await labelOf(lots.reader, lot, 'https://truy.example');
  if (printed) tell({ printed: printed.text, lot });
}

/** One of the latest irrigations of a lot. */
async function someFact(): Promise<number | undefined> {
  const facts = await lots.reader.facts(growingLot(any(plots)!), ['irrigation']);
  return any(facts.slice(-15))?.id;
}

const acts: readonly (() => Promise<void>)[] = [
  ...[irrigate, irrigate, irrigate, irrigate, harvest],
  async () => label(any((await lots.reader.lots()).filter(({ kind }) => kind === 'harvest'))?.id),
  async () => {
    const fact = await someFact();
    if (fact === undefined) return;
    await askErasure(lots, fact);
    tell({ erased: fact });
  },
  async () => {
    const fact = await someFact();
    if (fact === undefined) return;
    const isWrong = Math.random() < 0.5;
    const instead: Fact = { kind: 'irrigation', at: newTime(), volumeLitres: 7 };
    await lots.correct({ fact, ...(!isWrong && { instead }) });
    tell({ corrected: fact });
  },
];

async function keepActing(): Promise<void> {
  for (;;) {
    await any(acts)!().catch((error: unknown) => {
      // Two people may mean the same fact: one of them is refused.
      if (!(error instanceof FieldlapseError) || !/^FACT_/.test(error.code)) throw error;
    });
    await sleep(Math.random() * 15);
  }
}

async function keepTellingHeads(): Promise<void> {
  for (;;) {
    await sleep(50);
    tell({ head: joined.log.head().note });
  }
}

await Promise.all([keepActing(), keepActing(), keepTellingHeads()]);
