// `npm run bench [-- film series …] [-- --json]`: runs the benchmarks and prints their figures as a table and as JSON.
import { cpus, totalmem } from 'node:os';

interface BenchFigure {
  name: string;
  value: number;
  unit: string;
  goal?: string;
  met?: boolean;
}

const benches: Record<string, () => Promise<BenchFigure[]>> = {
  film: async () => (await import('../ingest/bench/film.ts')).benchFilm(),
  append: async () => (await import('../ingest/bench/append.ts')).benchAppend(),
  series: async () => (await import('../lib/store/bench/series.ts')).benchSeries(),
  mqtt: async () => (await import('../broker/bench/mqtt.ts')).benchMqtt(),
  intake: async () => (await import('../cli/bench/intake.ts')).benchIntake(),
  models: async () => (await import('../analytics/bench/models.ts')).benchModels(),
  http: async () => (await import('../cli/bench/http.ts')).benchHttp(),
  seek: async () => (await import('../cli/bench/seek.ts')).benchSeek(),
  measure: async () => (await import('../analytics/bench/measure.ts')).benchMeasure(),
  'measure-memory': async () => (await import('../analytics/bench/measure/memory.ts')).benchMeasureMemory(),
  alerts: async () => [
    ...(await (await import('../analytics/bench/alerts.ts')).benchAlerts()),
    ...(await (await import('../cli/bench/alerts.ts')).benchLiveAlerts()),
  ],
  tide: async () => (await import('../cli/bench/tide.ts')).benchTide(),
  'trace-log': async () => (await import('../traceability/bench/log.ts')).benchLog(),
  verifier: async () => (await import('../cli/bench/verifier.ts')).benchVerifier(),
  'lot-file': async () => (await import('../cli/bench/lot-file.ts')).benchLotFile(),
  edge: async () => (await import('../edge-agent/bench/edge.ts')).benchEdge(),
};

const chosen = process.argv.slice(2).filter((word) => !word.startsWith('-'));
const unknown = chosen.find((name) => !Object.hasOwn(benches, name));
if (unknown !== undefined) {
  process.stderr.write(`No benchmark "${unknown}"; there are ${Object.keys(benches).join(', ')}\n`);
  process.exit(1);
}

const figures: (BenchFigure & { bench: string })[] = [];
for (const name of chosen.length > 0 ? chosen : Object.keys(benches)) {
  process.stderr.write(`bench ${name} …\n`);
  figures.push(...(await benches[name]!()).map((figure) => ({ bench: name, ...figure })));
}
const shown = figures.map(({ bench, name, value, unit, goal = '', met }) => ({
  bench,
  figure: name,
  value: `${Number(value.toPrecision(4))} ${unit}`.trim(),
  goal,
  met: met === undefined ? '' : met ? 'yes' : 'NO',
}));
console.table(shown);
const machine = {
  cpu: cpus()[0]?.model,
  cores: cpus().length,
  memoryGb: Math.round(totalmem() / 2 ** 30),
  node: process.version,
};
console.log(JSON.stringify({ at: new Date().toISOString(), machine, figures }, null, 2));
