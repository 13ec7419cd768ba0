import {
  canonicalText,
  checkChain,
  equalBytes,
  parseCheckpoint,
  parseEntry,
  parseJson,
  parseLabelCode,
  verifyBundle,
  type Entry,
} from '@fieldlapse/proof';
import type { StoredChainEntry, StoredFact } from '@fieldlapse/store';
import { lotFileOf } from '@fieldlapse/traceability';
import { recomputeLog } from '../../../src/log/tiles/recompute.ts';
import { growingLot, plots, type startJoined } from './farm.ts';
import type { Ledger, Told } from './told.ts';

type Joined = Awaited<ReturnType<typeof startJoined>>;

/** Everything that is not as it must be once the service has caught up: empty where all is well. */
export async function examine(joined: Joined, ledger: Ledger, lotsToProve: readonly string[]): Promise<string[]> {
  const { lots } = joined.service;
  const all = (await lots.reader.lots()).map(({ id, tag }) => ({ id, tag }));
  const chains = new Map<string, Chain>();
  for (const { id, tag } of all) {
    const rows = (await joined.log.records.chain(tag)).map(({ entry, ...row }) => ({ ...row, text: entry, entry: parseEntry(entry) })); // prettier-ignore
    chains.set(id, { tag, rows, asked: await lots.reader.chain(id) });
  }
  return [
    ...(await forks(joined, ledger)),
    ...[...chains].flatMap(([lot, chain]) => chainFaults(lot, chain)),
    ...(await eventFaults(joined, chains)),
    ...(await factFaults(joined, ledger)),
    ...(await feedFaults(joined, ledger)),
    ...labelFaults(ledger, chains),
    ...(await bundleFaults(joined, ledger, lotsToProve)),
  ];
}

interface Chain {
  readonly tag: string;
  /** What the log holds. */
  readonly rows: readonly {
    readonly seq: number;
    readonly text: string;
    readonly entry: Entry;
    readonly leafHash: string;
    readonly event: string | null;
  }[];
  /** What the records of lots say of it. */
  readonly asked: readonly StoredChainEntry[];
}

const pick = <K extends string>(told: readonly Told[], name: K) =>
  told.filter((one): one is Extract<Told, Record<K, unknown>> => name in one);

async function forks({ log, store }: Joined, { told }: Ledger): Promise<string[]> {
  const signed = (await log.records.checkpoints()).map(({ note }) => note);
  const heads = [...pick(told, 'head').map(({ head }) => head), ...signed].map((note) => parseCheckpoint(note));
  const { roots } = await recomputeLog(store, { size: log.head().size, sizes: heads.map(({ size }) => size) });
  return heads.flatMap(({ size, root }) => (equalBytes(roots.get(size)!, root) ? [] : [`fork at ${size}`]));
}

/** Gapless in the log, and the same entries as the records asked for, each once. */
function chainFaults(lot: string, { tag, rows, asked }: Chain): string[] {
  checkChain(tag, rows);
  const places = new Set(asked.map(({ place }) => place));
  if (asked.length !== rows.length || places.size !== rows.length || places.has(null))
    return [`${lot}: ${rows.length} entries in the log, ${asked.length} asked for at ${places.size} places`];
  return asked.flatMap(({ place, head, kind }) => {
    const row = rows[place!]!;
    const isSame = row.leafHash === head && (row.entry.k === 'ev' ? 'event' : row.entry.k) === kind;
    return isSame ? [] : [`${lot}: entry ${place} is a ${row.entry.k}, not the ${kind} that was asked for`];
  });
}

/** Each event stands once in its chain, as it was recorded; erased ones are gone everywhere. */
async function eventFaults({ service }: Joined, chains: ReadonlyMap<string, Chain>): Promise<string[]> {
  const faults: string[] = [];
  for (const { seq, lot, event, loggedAt } of await service.lots.db.selectFrom('events').selectAll().execute()) {
    const { asked, rows } = chains.get(lot)!;
    const entries = asked.filter((one) => one.kind === 'event' && one.event === seq);
    if (entries.length !== 1 || loggedAt === null) faults.push(`event ${seq} of ${lot} has ${entries.length} entries`);
    const erasures = asked.filter((one) => one.kind === 'erase' && one.event === seq).length;
    const place = entries[0]?.place ?? -1;
    const said = rows.filter(({ entry }) => entry.k === 'erase' && entry.e === place).length;
    if (erasures > 1 || said !== erasures) faults.push(`event ${seq} of ${lot} is erased ${said} times`);
    const kept = rows[place]?.event ?? null;
    const isGone = event === null && kept === null;
    if (erasures > 0 ? !isGone : isGone || kept !== canonical(event)) faults.push(`event ${seq} of ${lot} differs`);
  }
  return faults;
}

const canonical = (text: string | null): string => canonicalText(parseJson(text ?? 'null'));

async function factFaults({ service: { lots } }: Joined, { told }: Ledger): Promise<string[]> {
  const faults: string[] = [];
  const events = Map.groupBy(await lots.db.selectFrom('events').selectAll().execute(), ({ fact }) => fact);
  for (const { fact, lots: of } of pick(told, 'fact')) {
    const stored = await lots.reader.fact(fact);
    const made = (events.get(fact) ?? []).filter(({ kind }) => kind === 'fact').map(({ lot }) => lot);
    if (!stored || made.sort().join() !== of.toSorted().join())
      faults.push(`fact ${fact} has events of ${made.join()}`);
  }
  for (const { erased } of pick(told, 'erased')) {
    const left = (events.get(erased) ?? []).filter(({ event }) => event !== null);
    if ((await lots.reader.fact(erased))?.kind !== 'erased' || left.length > 0)
      faults.push(`fact ${erased} is not erased: ${left.length} events of it are left`);
  }
  for (const { corrected } of pick(told, 'corrected'))
    if (!(await lots.reader.fact(corrected))?.correction) faults.push(`fact ${corrected} is not corrected`);
  return faults;
}

/** Each line of a feed is recorded once; what was taken back there is declared wrong. */
async function feedFaults({ service: { lots } }: Joined, { edges, seen }: Ledger): Promise<string[]> {
  const facts: StoredFact[] = [];
  for (const plot of plots) facts.push(...(await lots.reader.facts(growingLot(plot))));
  const bySource = Map.groupBy(facts.filter(({ source }) => source !== null), ({ source }) => source!); // prettier-ignore
  const faults = [...edges].flatMap(([source, { lot, isWithdrawn }]) => {
    const found = bySource.get(`${lot}/${source}`) ?? [];
    const isRight = found.length === 1 && (found[0]!.correction !== undefined) === isWithdrawn;
    const states = found.map(({ correction }) => (correction ? 'wrong' : 'right')).join();
    return isRight ? [] : [`${source}, ${isWithdrawn ? 'taken back' : 'standing'}: recorded as ${states}`];
  });
  for (const [source, kind] of seen) {
    const standing = (bySource.get(source) ?? []).filter(({ correction }) => !correction);
    if (standing.length !== 1 || standing[0]!.kind !== kind) faults.push(`${source} stands ${standing.length} times`);
  }
  return faults;
}

/** What was asked for is there once; what was printed stays. */
function labelFaults({ told }: Ledger, chains: ReadonlyMap<string, Chain>): string[] {
  return [
    ...pick(told, 'label').flatMap(({ label, lot }) => {
      const asked = chains.get(lot)!.asked.filter(({ id, kind }) => id === label && kind === 'label');
      return asked.length === 1 ? [] : [`label ${label} of ${lot} is there ${asked.length} times`];
    }),
    ...pick(told, 'printed').flatMap(({ printed, lot }) => {
      const { head } = parseLabelCode(printed);
      const labels = chains.get(lot)!.rows.filter(({ entry, leafHash }) => entry.k === 'label' && leafHash === head);
      return labels.length === 1 ? [] : [`the printed label ${head} of ${lot} is there ${labels.length} times`];
    }),
  ];
}

/** The bundles verify, each against every label that was printed of its lot. */
async function bundleFaults({ log, service: { lots } }: Joined, { told }: Ledger, ids: readonly string[]) {
  const faults: string[] = [];
  for (const id of ids) {
    const text = await lotFileOf(log, lots.reader, id, { policyHash: 'A'.repeat(43) });
    const printed = pick(told, 'printed').filter(({ lot }) => lot === id);
    const codes = [undefined, ...new Set(printed.map((one) => one.printed))];
    for (const code of codes) {
      const { steps } = verifyBundle(text, code === undefined ? {} : { code: parseLabelCode(code) });
      const wrong = steps.filter(({ state }) => state === 'failed');
      faults.push(...wrong.map(({ step, reasons }) => `${id}, ${code}: ${step} ${JSON.stringify(reasons)}`));
    }
  }
  return faults;
}
