import { randomUUID } from 'node:crypto';
import { startOfLocalDay } from '@fieldlapse/contracts';
import { sleep } from '@fieldlapse/runtime';
import { dayMs } from '../farm.ts';
import { hourMs, type feedOwners } from '../feed-owners.ts';
import { grownDays, growingLot, plots } from './farm.ts';
import type { Ledger } from './told.ts';

type Owners = Awaited<ReturnType<typeof feedOwners>>;

/** Writes lines into the feeds until the signal, as the services that own them do; notes in the ledger what is to come of them. */
export async function writeFeeds(owners: Owners, { edges, seen }: Ledger, signal: AbortSignal): Promise<void> {
  const acts = [raise, revise, withdraw, answer, measure, read];
  while (!signal.aborted) {
    await acts[Math.floor(Math.random() * acts.length)]!();
    await sleep(Math.random() * 250, signal).catch(() => {});
  }

  async function raise(): Promise<void> {
    const [id, plot] = [randomUUID(), somePlot()];
    await owners.told('raised', id, someTime(), { alert: `a-${id}`, sensor: plot });
    edges.set(`alert/${id}`, { lot: growingLot(plot), isWithdrawn: false });
  }

  async function revise(): Promise<void> {
    const [old, edge] = someEdge();
    if (!edge) return;
    const id = randomUUID();
    const plot = edge.lot.slice(-2);
    await owners.told('revised', id, someTime(), { alert: `a-${id}`, sensor: plot, replaces: idOf(old) });
    edges.set(old, { ...edge, isWithdrawn: true });
    edges.set(`alert/${id}`, edge);
  }

  async function withdraw(): Promise<void> {
    const [source, edge] = someEdge();
    if (!edge) return;
    await owners.told('withdrawn', idOf(source), someTime(), {
      alert: `a-${idOf(source)}`,
      sensor: edge.lot.slice(-2),
    });
    edges.set(source, { ...edge, isWithdrawn: true });
  }

  async function answer(): Promise<void> {
    const [source, edge] = someEdge();
    if (!edge) return;
    const id = randomUUID();
    await owners.decided(id, Date.now(), { alert: `a-${idOf(source)}` });
    seen.set(`${edge.lot}/decision/${id}`, 'answer');
  }

  /** A frame of some day, or the same frame measured again. */
  async function measure(): Promise<void> {
    const [plot, day] = [somePlot(), someDay()];
    const measured = JSON.stringify({ greenCover: Math.round(Math.random() * 1000) / 1000 });
    await owners.measured(`${plot}-${day}`, noonOf(day), { camera: plot, measured });
    seen.set(`${growingLot(plot)}/growth/${plot}/${day}`, 'growth');
  }

  async function read(): Promise<void> {
    const [plot, day] = [somePlot(), someDay()];
    const at = noonOf(day) + Math.floor(Math.random() * hourMs);
    await owners.read(plot, 'airTempC', [[at, Math.round(Math.random() * 400) / 10]]);
    seen.set(`${growingLot(plot)}/sensor/${plot}/${day}`, 'sensorDay');
  }

  /** An edge that stands. */
  function someEdge() {
    const standing = [...edges].filter(([, { isWithdrawn }]) => !isWithdrawn);
    return standing[Math.floor(Math.random() * standing.length)] ?? (['', undefined] as const);
  }
}

const idOf = (source: string): string => source.slice('alert/'.length);
const somePlot = (): string => plots[Math.floor(Math.random() * plots.length)]!;
const someTime = (): number => Date.now() - Math.floor(Math.random() * (grownDays - 4) * dayMs);
/** A day that is over and within the season. */
const someDay = (): string =>
  new Date(Date.now() - (2 + Math.floor(Math.random() * (grownDays - 4))) * dayMs).toISOString().slice(0, 10);
const noonOf = (day: string): number => startOfLocalDay(day, 'Asia/Ho_Chi_Minh') + 12 * hourMs;
