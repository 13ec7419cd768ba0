import { FieldlapseError, type CameraMoves, type FilmReader, type SiteConfig } from '@fieldlapse/contracts';
import { sleep, type Logger } from '@fieldlapse/runtime';
import type { Alerts } from '../alerts/open-alerts.ts';
import type { AlertDesk } from '../alerts/desk.ts';
import { alertChanges } from './alert-changes.ts';
import type { Catalog } from '../catalog.ts';
import type { Measures } from '../metrics/open-measures.ts';

/** What a page is told: only that something changed, and where. */
export type LiveMessage =
  | { kind: 'time' }
  | { kind: 'frame'; site: string; camera: string }
  | { kind: 'readings'; site: string }
  | { kind: 'device'; site: string; device: string }
  | { kind: 'film'; site: string; camera: string; hash: string }
  | { kind: 'metric'; site: string; camera: string }
  | { kind: 'alert'; site: string };

/** The changes of the stores as they happen, for at most {@link maxClients} pages. */
export interface LiveFeed {
  readonly clients: number;
  /** Calls `send` for each change until the returned function is called; undefined where all places are taken. */
  join(send: (message: LiveMessage) => void): (() => void) | undefined;
  close(): Promise<void>;
}

const maxClients = 64;
const pollMs = 500;
const maxChangesAtOnce = 2000;
/** A film follows its frames by seconds: it is looked at in every round, so many times after its camera's last change or its own, */
const filmLooks = 60;
/** and once in so many rounds later on: days may wait long for the encoder, and the answer to a moved camera rebuilds them. */
const restingRounds = 20;

interface FeedOptions {
  readonly catalog: Catalog;
  readonly measures: Measures;
  readonly alerts: Alerts;
  readonly desk?: Pick<AlertDesk, 'decisions'>;
  readonly films: FilmReader;
  readonly moves?: CameraMoves;
  readonly sites: () => readonly SiteConfig[];
  readonly logger: Logger;
}

/** Reads the change feed twice a second while somebody watches, and never otherwise. */
export function liveFeed({ catalog, measures, alerts, desk, films, moves, sites, logger }: FeedOptions): LiveFeed {
  const clients = new Set<(message: LiveMessage) => void>();
  const stop = new AbortController();
  const watched = new Map<string, { site: string; camera: string; looks: number; state: string | undefined }>();
  let polling: Promise<void> | undefined;

  const tell = (message: LiveMessage) => {
    for (const send of clients) send(message);
  };

  async function poll(): Promise<void> {
    let seq = await catalog.lastAcceptedSeq();
    let statuses = await statusTimes();
    let measuredSeq = (await (await measures.get())?.lastMeasuredSeq()) ?? 0;
    const alerted = desk && (await alertChanges(alerts, desk.decisions));
    // What was stored before anybody looked may still be waiting for the encoder.
    for (const site of sites()) {
      for (const camera of (await catalog.cameras(site)).keys()) watchFilm(site.id, camera);
    }
    for (let round = 0; clients.size > 0 && !stop.signal.aborted; round += 1) {
      const changes = await catalog.changesAfter(seq, maxChangesAtOnce);
      seq = changes.at(-1)?.acceptedSeq ?? seq;
      for (const message of messagesOf(changes)) {
        tell(message);
        if (message.kind === 'frame') watchFilm(message.site, message.camera);
      }
      const before = statuses;
      statuses = await statusTimes();
      for (const [key, { at, site, device }] of statuses) {
        if (at !== before.get(key)?.at) tell({ kind: 'device', site, device });
      }
      measuredSeq = await tellMetrics(measuredSeq);
      for (const site of (await alerted?.sites()) ?? []) tell({ kind: 'alert', site });
      await lookAtFilms(round % restingRounds === 0);
      await sleep(pollMs, stop.signal).catch(() => {});
    }
  }

  async function statusTimes() {
    const devices = await catalog.devices();
    return new Map(devices.map(({ site, device, statusAt }) => [`${site}/${device}`, { site, device, at: statusAt }]));
  }

  function watchFilm(site: string, camera: string): void {
    const key = `${site}/${camera}`;
    watched.set(key, { site, camera, looks: filmLooks, state: watched.get(key)?.state });
  }

  /** Tells each camera once that has new measurements; returns how far the feed was read. */
  async function tellMetrics(seq: number): Promise<number> {
    const changes = (await (await measures.get())?.changesAfter(seq, maxChangesAtOnce)) ?? [];
    for (const [, [change]] of Map.groupBy(changes, ({ site, camera }) => `${site}/${camera}`)) {
      if (change) tell({ kind: 'metric', site: change.site, camera: change.camera });
    }
    return changes.at(-1)?.measuredSeq ?? seq;
  }

  async function lookAtFilms(all: boolean): Promise<void> {
    for (const film of watched.values()) {
      if (film.looks === 0 && !all) continue;
      film.looks = Math.max(0, film.looks - 1);
      const { site, camera } = film;
      const hash = await hashOf(site, camera, 'full');
      // The season's film is measured first and comes later than the frames themselves.
      const state = `${hash}/${await hashOf(site, camera, 'season')}/${await movesOf(site, camera)}`;
      if (hash === undefined || state === film.state) continue;
      film.state = state;
      film.looks = filmLooks;
      tell({ kind: 'film', site, camera, hash });
    }
  }

  async function hashOf(site: string, camera: string, kind: 'full' | 'season'): Promise<string | undefined> {
    try {
      return (await films.manifest(site, camera, { kind })).hash;
    } catch (error) {
      if (!(error instanceof FieldlapseError && error.code === 'FILM_EMPTY'))
        logger.warn({ error, site, camera }, 'no film');
      return undefined;
    }
  }

  async function movesOf(site: string, camera: string): Promise<string> {
    return ((await moves?.list(site, camera)) ?? []).map(({ id, state }) => `${id} ${state}`).join();
  }

  async function pollForEver(): Promise<void> {
    while (clients.size > 0 && !stop.signal.aborted) {
      await poll().catch(async (error: unknown) => {
        logger.warn({ error }, 'the change feed cannot be read; trying again');
        await sleep(5000, stop.signal).catch(() => {});
      });
    }
    polling = undefined;
  }

  return {
    get clients() {
      return clients.size;
    },
    join(send) {
      if (clients.size >= maxClients || stop.signal.aborted) return undefined;
      clients.add(send);
      polling ??= pollForEver();
      return () => void clients.delete(send);
    },
    async close() {
      stop.abort(new Error('closed'));
      clients.clear();
      await polling;
    },
  };
}

/** What changes say to pages, each place once; a thinned frame alters the film's gaps just as a stored one its pictures. */
function messagesOf(changes: readonly { kind: string; site: string; camera: string | null }[]): LiveMessage[] {
  const messages = new Map<string, LiveMessage>();
  for (const { kind, site, camera } of changes) {
    if (kind === 'readings' || kind === 'readings-time') messages.set(site, { kind: 'readings', site });
    else if (camera !== null) messages.set(`${site}/${camera}`, { kind: 'frame', site, camera });
  }
  return [...messages.values()];
}
