import { cameraStateNames, mainArea, metricSeries, type MetricName } from '@fieldlapse/contracts';
import type { MeasureChange, MeasureReader } from '@fieldlapse/store';
import { pointsOf, type LiveSeries, type Shelf } from '../farm/shelf.ts';
import { stateSeries } from '../farm/states.ts';
import { beginOf } from '../history/open-history.ts';
import { reopenChanged } from './readings.ts';
import type { Service, State } from '../state/state.ts';
import { touch, type Touched } from '../state/touched.ts';

const changesPerPage = 500;

/** Reads a page of the feed of measurements. Gives how far it came; undefined where there is nothing new. */
export async function takeMetrics(service: Service, state: State, touched: Touched): Promise<number | undefined> {
  const reader = await service.measures();
  const changes = await reader?.changesAfter(state.cursors.metrics, changesPerPage);
  const last = changes?.at(-1);
  if (!reader || !changes || !last) return undefined;
  const ofFrames = changes.filter(({ site, area, f }) => state.configs.has(site) && area === mainArea && f !== null);
  for (const own of Map.groupBy(ofFrames, ({ site, camera, method }) => `${site}/${camera}/${method}`).values()) {
    await takeCamera(service, state, reader, own, touched);
  }
  return last.measuredSeq;
}

async function takeCamera(
  service: Service,
  state: State,
  reader: MeasureReader,
  changes: readonly MeasureChange[],
  touched: Touched,
): Promise<void> {
  const { site, camera, method } = changes[0]!;
  const times = changes.map(({ observedAt }) => observedAt ?? Infinity);
  const now = service.clock.now();
  for (const time of times) state.times.note(site, cameraClock(camera), time, now);
  const [newest] = await reader.newest({ site, camera, area: mainArea, method }, 1);
  const metrics = Object.keys(newest?.measured ?? {}) as MetricName[];
  if (openCamera(state.shelf, { site, camera, method, metrics })) state.unplanned = true;
  const series = seriesOf(state.shelf, { site, camera, method });
  for (const one of series) await lookAgain(service, state, one, Math.min(...times), touched);
}

/** Under this name a camera's own time is kept beside those of devices, whose ids have no `/`. */
export const cameraClock = (camera: string): string => `camera/${camera}`;

/** Opens the series that a camera's measurements fill; true where one is new. */
function openCamera(
  shelf: Shelf,
  of: {
    readonly site: string;
    readonly camera: string;
    readonly method: string;
    readonly metrics: readonly MetricName[];
  },
): boolean {
  const { site, camera, method, metrics } = of;
  const names = [
    ...metrics.map((metric) => metricSeries({ site, camera, area: mainArea, metric, method })),
    ...(method.startsWith('index-')
      ? cameraStateNames.map((state) => stateSeries({ site, kind: 'camera', name: camera, state }))
      : []),
  ];
  const fresh = names.filter((name) => !shelf.get(name));
  for (const name of fresh) shelf.open(name);
  return fresh.length > 0;
}

function seriesOf(shelf: Shelf, of: { site: string; camera: string; method: string }): LiveSeries[] {
  const metrics = new RegExp(`^~${of.site}/${of.camera}/${mainArea}/[^/]+/${of.method.replaceAll('.', '\\.')}$`);
  const states = stateSeries({ site: of.site, kind: 'camera', name: of.camera, state: 'viewMoved' }).replace(
    /viewMoved$/,
    '',
  );
  return [...shelf.all()].filter(({ name }) => metrics.test(name) || name.startsWith(states));
}

/** Measurements change with their frame's time and with what is found out later: a series that rules look at is compared as a whole. */
async function lookAgain(
  service: Service,
  state: State,
  series: LiveSeries,
  changedFrom: number,
  touched: Touched,
): Promise<void> {
  const users = [...(state.users.get(series) ?? [])].flatMap((key) => state.running.get(key) ?? []);
  if (users.length === 0) return;
  const needed = Math.min(...users.map((running) => beginOf(running) - running.history.lookbackMs));
  await state.shelf.ensure(series, Math.max(changedFrom, needed));
  const to = Number.MAX_SAFE_INTEGER;
  const before = pointsOf(series.buffer, series.keptFrom, to);
  const now = await state.load(series.name, series.keptFrom, to);
  const at = now.findIndex(({ t, value }, index) => before[index]?.t !== t || before[index]?.value !== value);
  const first = at < 0 && before.length > now.length ? now.length : at;
  if (first < 0) return;
  const from = Math.min(now[first]?.t ?? Infinity, before[first]?.t ?? Infinity);
  await reopenChanged(service, state, [series], from);
  series.buffer.recall(series.keptFrom, to, now);
  touch(touched, series, from);
}
