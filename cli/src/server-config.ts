import { existsSync, readFileSync, statSync } from 'node:fs';
import { alertsConfig, analyticsConfig, deliveryConfig } from '@fieldlapse/analytics';
import { siteConfig, type SiteConfig } from '@fieldlapse/contracts';
import { loadConfig, writeFileDurably } from '@fieldlapse/runtime';
import { traceabilityConfig } from '@fieldlapse/traceability';
import { parseDocument } from 'yaml';
import { z } from 'zod';
import { lockWhenFree, type DataFolder } from './data-folder.ts';
import { seriesConfig } from './series/series-config.ts';

const port = z.int().min(0).max(65_535);

/** `fieldlapse.yaml` in the data folder: what the server is and which farms it serves. */
export const serverConfig = z.strictObject({
  http: z
    .strictObject({
      host: z
        .enum(
          ['127.0.0.1', '::1', 'localhost'],
          'only this machine may open the page until accounts exist; use a tunnel or proxy',
        )
        .default('127.0.0.1')
        .describe('address of the web page'),
      allowedHosts: z
        .array(z.string().regex(/^[a-z0-9.-]{1,253}$/, 'write a host name in lower case, without port'))
        .max(32)
        .default([])
        .describe('names that the page may be opened by besides localhost, those of a proxy say'),
      port: port.default(8080).describe('port of the web page; 0 takes any free one'),
    })
    .prefault({})
    .describe('the web page and its API'),
  mqtt: z
    .strictObject({
      host: z.string().default('127.0.0.1').describe('address that devices connect to'),
      port: port.default(1883).describe('port of the MQTT broker; 0 takes any free one'),
    })
    .prefault({})
    .describe('the embedded MQTT broker'),
  retention: z
    .strictObject({
      keepOriginalsDays: z
        .int()
        .min(1)
        .max(36_500)
        .optional()
        .describe(
          'pictures of days older than so many are deleted once films show them; previews and films stay; all pictures are kept where absent',
        ),
      keepPerDay: z
        .int()
        .min(1)
        .max(1000)
        .default(3)
        .describe('pictures of every older day that stay: the best ones, spread over the day'),
      minFreeBytes: z
        .int()
        .min(1)
        .optional()
        .describe('delete, oldest day first, only while less than this is free on the disk; always where absent'),
    })
    .prefault({})
    .describe('which pictures may be deleted; never those that a record cites or an alarm belongs to'),
  analytics: analyticsConfig.prefault({}).describe('how frames are measured'),
  alerts: alertsConfig
    .extend(deliveryConfig.shape)
    .prefault({})
    .describe('which rules are in force, who is told of what they find, and how'),
  traceability: traceabilityConfig.prefault({}).describe('lots and their records'),
  series: seriesConfig.prefault({}).describe('where the numbers of sensors and pictures lie, and for how long'),
  demo: z.boolean().default(false).describe('run the simulated farm and its edge node beside the server'),
  sites: z.array(siteConfig).default([]).describe('the farms'),
});
export type ServerConfig = z.infer<typeof serverConfig>;

const header = `# Fieldlapse server. Every field is described in docs/config.md; sites are re-read while the server runs.
`;

export const demoSite = 'demo';
export const demoCamera = 'ruong-lua';
export const demoSensor = 'tram-1';
/** Five captures a day from sunrise to dusk: as many as a machine of two cores draws and encodes while days take 3 s. */
export const demoSchedule = '0 6-18/3 * * *';
export const demoPlace = { timeZone: 'Asia/Ho_Chi_Minh', latitude: 10.03, longitude: 105.78 };

/** Rules that fit the demo: its sensors speak each three hours, so that silence and readings that stand still would mean nothing. */
export const demoPacks = ['rice', 'nodes'] as const;

/** Numbers of GS1's examples; the labels of the demo open the page on this machine. */
export const demoTraceability = (httpPort: number) => ({
  ...{ companyPrefix: '952000000', publicUrl: `http://localhost:${httpPort}` },
  places: [{ site: demoSite, gln: '9520000000011' }],
});

/** The farm of the demo: rice near Cần Thơ, sown when the demo season starts. */
export function demoFarm(sowing: string): z.input<typeof siteConfig> {
  return {
    id: demoSite,
    title: 'Ruộng lúa mẫu',
    ...demoPlace,
    plots: [{ id: 'thua-1', title: 'Thửa 1' }],
    seasons: [{ id: 'vu-1', plot: 'thua-1', subject: 'Lúa', sowing }],
    cameras: [{ name: demoCamera, title: 'Ruộng lúa', plot: 'thua-1', schedule: demoSchedule }],
    sensors: [{ name: demoSensor, title: 'Trạm thời tiết', plot: 'thua-1' }],
  };
}

/** Writes the first configuration of a folder; leaves one that is there. */
export async function ensureConfig(folder: DataFolder, first: z.input<typeof serverConfig>): Promise<void> {
  if (existsSync(folder.config)) return;
  const document = parseDocument(header);
  document.contents = document.createNode(first) as typeof document.contents;
  await writeFileDurably(folder.config, document.toString());
}

export function readConfig(folder: DataFolder): ServerConfig {
  return existsSync(folder.config) ? loadConfig(serverConfig, folder.config) : serverConfig.parse({});
}

/** The farms as the file says now; after an edit that does not parse, the last good ones, and `onError` hears why. */
export function liveSites(folder: DataFolder, onError: (error: unknown) => void): () => readonly SiteConfig[] {
  let sites = readConfig(folder).sites;
  let readAt = modifiedAt(folder);
  let checkedAt = performance.now();
  return () => {
    // Asked for every frame: look at the file at most once a second.
    if (performance.now() - checkedAt < 1000) return sites;
    checkedAt = performance.now();
    const changed = modifiedAt(folder);
    if (changed === readAt) return sites;
    readAt = changed;
    try {
      sites = readConfig(folder).sites;
    } catch (error) {
      onError(error);
    }
    return sites;
  };
}

/** Adds a camera, and its site where it is new, keeping the comments of the file. Returns what was added. */
export async function addCamera(
  folder: DataFolder,
  site: string,
  camera: string,
): Promise<{ site: boolean; camera: boolean }> {
  await ensureConfig(folder, { sites: [] });
  const unlock = await lockWhenFree(folder, 'config');
  try {
    const { sites } = readConfig(folder);
    const index = sites.findIndex(({ id }) => id === site);
    const known = sites[index]?.cameras.some(({ name }) => name === camera) ?? false;
    if (known) return { site: false, camera: false };
    const document = parseDocument(readFileSync(folder.config, 'utf8'));
    if (!document.has('sites')) document.set('sites', document.createNode([]));
    if (index < 0) document.addIn(['sites'], { id: site, cameras: [{ name: camera }] });
    else if (sites[index]?.cameras.length) document.addIn(['sites', index, 'cameras'], { name: camera });
    else document.setIn(['sites', index, 'cameras'], [{ name: camera }]);
    await writeFileDurably(folder.config, document.toString());
    return { site: index < 0, camera: true };
  } finally {
    unlock();
  }
}

const modifiedAt = (folder: DataFolder) => (existsSync(folder.config) ? statSync(folder.config).mtimeMs : 0);
