import type { Load } from './load.ts';
import { hasMosquitto, ownProcessFlags, rssAtIdle, run, startMosquitto, startOurs, type Server } from './servers.ts';

export interface BenchFigure {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  readonly goal?: string;
  readonly met?: boolean;
}

const pairs = 5;
const idleConnections = 5000;

/** What a load is worth in its unit when it took so many seconds. */
interface Trial {
  readonly name: string;
  readonly unit: string;
  readonly goal: number;
  readonly load: (port: number) => Load;
  readonly amount: number;
}

const perPublisher = 800;
const frames = 4800;
const frameBytes = 130_000;

const trials: readonly Trial[] = [
  {
    name: 'QoS 1, 200 B, 50 publishers to one subscriber',
    unit: 'messages/s',
    goal: 0.7,
    amount: 50 * perPublisher,
    load: (port) => ({ kind: 'messages', port, publishers: 50, perPublisher, payloadBytes: 200 }),
  },
  {
    name: 'frames in packets of 127 KB, 8 publishers to one subscriber',
    unit: 'MB/s',
    goal: 0.6,
    amount: (frames * frameBytes) / 1e6,
    load: (port) => ({ kind: 'frames', port, publishers: 8, frames, payloadBytes: frameBytes }),
  },
];

/**
 * Our broker with identity, rights and guard on against Debian's mosquitto with a password file, each in its own
 * process, the load in a third. A ratio is the median of alternating pairs. Without mosquitto only memory is measured.
 */
export async function benchMqtt(): Promise<BenchFigure[]> {
  const ours = await startOurs();
  const theirs = hasMosquitto() ? await startMosquitto(idleConnections) : undefined;
  try {
    const figures: BenchFigure[] = [];
    if (theirs) for (const trial of trials) figures.push(...(await compare(trial, ours, theirs)));
    else console.log('broker against mosquitto: skipped, /usr/sbin/mosquitto is absent (apt-get install mosquitto)');
    return [...figures, ...(await memory(theirs))];
  } finally {
    await ours.close();
    await theirs?.close();
  }
}

async function compare(trial: Trial, ours: Server, theirs: Server): Promise<BenchFigure[]> {
  const rate = async (server: Server) => {
    const { seconds, cpuSeconds } = await run(server, trial.load(server.port));
    return { perSecond: trial.amount / seconds, perCpuSecond: trial.amount / cpuSeconds };
  };
  // Warm: the compiler has seen the paths that a broker that has run for a minute has seen.
  for (let n = 0; n < 2; n += 1) await rate(ours);
  await rate(theirs);
  const results: { ours: Awaited<ReturnType<typeof rate>>; theirs: Awaited<ReturnType<typeof rate>> }[] = [];
  for (let n = 0; n < pairs; n += 1) results.push({ ours: await rate(ours), theirs: await rate(theirs) });
  const ratio = median(results.map((pair) => pair.ours.perSecond / pair.theirs.perSecond));
  const { name, unit, goal } = trial;
  return [
    { name: `${name}: broker`, value: median(results.map((pair) => pair.ours.perSecond)), unit },
    { name: `${name}: mosquitto`, value: median(results.map((pair) => pair.theirs.perSecond)), unit },
    { name: `${name}: ratio`, value: ratio, unit: '×', goal: `≥ ${goal}`, met: ratio >= goal },
    {
      name: `${name}: ratio per CPU second`,
      value: median(results.map((pair) => pair.ours.perCpuSecond / pair.theirs.perCpuSecond)),
      unit: '×',
    },
  ];
}

/** On fresh brokers, so that earlier loads do not count. */
async function memory(theirs: Server | undefined): Promise<BenchFigure[]> {
  const name = `memory at ${idleConnections} idle connections`;
  const rss = async (flags: string[]) => {
    const fresh = await startOurs(flags);
    return rssAtIdle(fresh, idleConnections).finally(() => fresh.close());
  };
  const value = await rss(ownProcessFlags);
  return [
    { name: `${name}: broker, ${ownProcessFlags.join(' ')}`, value, unit: 'MB', goal: '≤ 250', met: value <= 250 },
    { name: `${name}: broker, no flags`, value: await rss([]), unit: 'MB' },
    ...(theirs ? [{ name: `${name}: mosquitto`, value: await rssAtIdle(theirs, idleConnections), unit: 'MB' }] : []),
  ];
}

const median = (values: number[]) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!;
