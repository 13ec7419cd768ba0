import { FieldlapseError } from '@fieldlapse/contracts';
import { openFilmState, surveyDays, type RetentionPolicy, type StayReason } from '@fieldlapse/ingest';
import { lifecycle, systemClock } from '@fieldlapse/runtime';
import { openCitationReader, openIntakeReader, openStores, type CitationReader, type Stores } from '@fieldlapse/store';
import { openDataFolder, openLog } from '../data-folder.ts';
import { readConfig, type ServerConfig } from '../server-config.ts';
import { seriesOptions } from '../series/series-config.ts';
import { freeBytes } from '../start/retention.ts';

export interface RetentionArguments {
  readonly data: string;
  readonly dryRun?: boolean;
  readonly days?: number;
  readonly perDay?: number;
  readonly json?: boolean;
}

/** What would become of a camera's pictures. */
interface CameraPlan {
  readonly site: string;
  readonly camera: string;
  /** Pictures that would be deleted, and their bytes. */
  goFrames: number;
  goBytes: number;
  /** Frames that stay, by reason; `young` are those of days that the limit does not reach. */
  readonly stay: Partial<Record<StayReason | 'young', number>>;
}

/** `fieldlapse retention --dry-run`: the plan of the service, also beside a running server. */
export async function retentionCommand(args: RetentionArguments): Promise<void> {
  if (!args.dryRun) {
    const how = 'set retention.keepOriginalsDays in fieldlapse.yaml and the server deletes by itself';
    throw new FieldlapseError('BAD_ARGUMENT', `without --dry-run this command does nothing: ${how}`);
  }
  const folder = openDataFolder(args.data);
  const config = readConfig(folder);
  const policy = policyOf(config, args);
  const open = lifecycle();
  try {
    const series = seriesOptions(folder, config.series);
    const stores = await openStores({ folder: folder.root, logger: openLog(folder, 'retention'), series });
    open.add('stores', stores.close);
    const cameras = await planned(stores, config, policy);
    const free = await freeBytes(folder);
    const waits = policy.minFreeBytes !== undefined && free >= policy.minFreeBytes;
    const result = {
      policy,
      active: config.retention.keepOriginalsDays !== undefined,
      freeBytes: free,
      waits,
      cameras,
    };
    process.stdout.write(args.json ? `${JSON.stringify(result)}\n` : describe(result));
  } finally {
    await open.close();
  }
}

function policyOf({ retention }: ServerConfig, { days, perDay }: RetentionArguments): RetentionPolicy {
  const keepOriginalsDays = days ?? retention.keepOriginalsDays;
  if (keepOriginalsDays === undefined) {
    const how = 'set retention.keepOriginalsDays in fieldlapse.yaml, or try one with --days 90';
    throw new FieldlapseError('BAD_ARGUMENT', `retention is off, all pictures are kept: ${how}`);
  }
  return { ...retention, keepOriginalsDays, keepPerDay: perDay ?? retention.keepPerDay };
}

async function planned(stores: Stores, { sites }: ServerConfig, policy: RetentionPolicy): Promise<CameraPlan[]> {
  const open = lifecycle();
  try {
    const intake = await openIntakeReader(stores.records);
    open.add('intake', intake.close);
    const film = await openFilmState(stores.records, stores.blobs, intake);
    open.add('films', film.close);
    const citations = await citationsOf(stores);
    if (citations) open.add('citations', citations.close);
    const citedAmong = citations?.citedAmong ?? (async () => new Set<string>());
    const cameras = new Map<string, CameraPlan>();
    const now = () => systemClock.now();
    for await (const day of surveyDays({ policy, intake, film, citedAmong, sites: () => sites, now })) {
      const key = `${day.site}/${day.camera}`;
      const plan = cameras.get(key) ?? { site: day.site, camera: day.camera, goFrames: 0, goBytes: 0, stay: {} };
      cameras.set(key, plan);
      plan.goFrames += day.retire.length;
      for (const { bytes } of day.retire) plan.goBytes += bytes;
      for (const { reason } of day.stay) plan.stay[reason] = (plan.stay[reason] ?? 0) + 1;
      if (day.young > 0) plan.stay.young = (plan.stay.young ?? 0) + day.young;
    }
    return [...cameras.values()].sort((a, b) => `${a.site}/${a.camera}`.localeCompare(`${b.site}/${b.camera}`));
  } finally {
    await open.close();
  }
}

/** Nobody has cited where nobody has made the citations; the service makes them before it deletes, this command changes nothing. */
async function citationsOf({ records }: Stores): Promise<CitationReader | undefined> {
  return openCitationReader(records).catch((error: unknown) => {
    if (error instanceof FieldlapseError && error.code === 'RECORDS_MISSING') return undefined;
    throw error;
  });
}

const reasons: Record<StayReason | 'young', string> = {
  young: 'not old enough',
  'best-of-day': 'best of their day',
  film: 'needed by a film',
  cited: 'cited by a record',
  alert: 'belong to an alarm',
  'film-not-current': 'film not encoded yet',
  'not-in-film': 'not shown by the film',
  'uncertain-time': 'time uncertain',
};

function describe(result: {
  policy: RetentionPolicy;
  active: boolean;
  waits: boolean;
  cameras: readonly CameraPlan[];
}): string {
  const { policy, cameras } = result;
  const rows = cameras.map(({ site, camera, goFrames, goBytes, stay }) => {
    const why = Object.entries(reasons).flatMap(([reason, text]) => {
      const frames = stay[reason as StayReason];
      return frames === undefined ? [] : [`${frames} ${text}`];
    });
    return [`${site}/${camera}`, String(goFrames), `${(goBytes / 1e6).toFixed(1)} MB`, why.join(', ') || 'none'];
  });
  const head = ['camera', 'would go', 'bytes', 'stay'];
  const widths = head.map((title, at) => Math.max(title.length, ...rows.map((row) => row[at]?.length ?? 0)));
  const lines = [head, ...rows].map((row) =>
    row
      .map((text, at) => text.padEnd(widths[at] ?? 0))
      .join('  ')
      .trimEnd(),
  );
  const rule = `Pictures are kept for ${policy.keepOriginalsDays} days, then ${policy.keepPerDay} of each day.`;
  const notes = [
    ...(result.active ? [] : ['Retention is off: this is a trial, the server deletes nothing.']),
    ...(result.waits ? ['Nothing goes now: more than minFreeBytes is free.'] : []),
  ];
  return `${[rule, ...notes, ...lines].join('\n')}\n`;
}
