import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startOfLocalDay, type ClockSource, type QuantityName } from '@fieldlapse/contracts';
import { simConfig, startMqttNode, startSimFarm } from '@fieldlapse/firmware-sim';
import { silentLogger, sleep, systemClock } from '@fieldlapse/runtime';
import { expect, onTestFinished } from 'vitest';
import { demoPlace } from '../../src/server-config.ts';
import { freePort } from './free-port.ts';
import { commandsOn, type LotFarm } from './lot-farm.ts';

/** Sown in January and ripe in April: the last days of the season, which camera and sensor see. */
export const seasonDays = ['2025-04-10', '2025-04-11', '2025-04-12', '2025-04-13', '2025-04-14'] as const;
const sowing = '2025-01-10';
export const [site, camera, sensor] = ['ba-lang', 'ruong', 'tram-1'];
const [device, boot] = ['nut-1', '1-00000001'];
const [hourMs, minuteMs] = [3_600_000, 60_000];
const midnightOf = (day: string): number => startOfLocalDay(day, demoPlace.timeZone);

/** A rule of the farm's own: the simulated weather is so hot on some of the afternoons. */
const heatRule = `v: 1
rules:
  - id: nang-nong
    kind: crop
    severity: warning
    when: { level: { of: airTempC, above: 31.2, clear: 30, unit: °C } }
    texts:
      vi: { title: Nắng nóng trên ruộng, what: "Trời đang {value} °C tại {place}.", todo: Giữ nước ruộng 5–7 cm. }
      en: { title: Heat on the field, what: "It is {value} °C at {place}.", todo: Keep 5–7 cm of water in the field. }
    source: the farm's own experience
`;

export interface SimulatedSeason extends LotFarm {
  /** Where the page will be, as labels say it. */
  readonly url: string;
  /** Sends what camera and sensor saw, day by day as each is over by the server's clock, once the server runs. */
  live(): Promise<void>;
}

/**
 * A data folder whose `fieldlapse start` lives the last days of a season at one day every 3 s, on the clock of the demo, for a farm
 * that keeps lots. Nothing else in it is written by hand.
 */
export async function simulatedSeason(): Promise<SimulatedSeason> {
  const folder = await mkdtemp(join(tmpdir(), 'fieldlapse-season-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }));
  const [httpPort, mqttPort] = [await freePort(), await freePort()];
  const url = `http://localhost:${httpPort}`;
  const config = {
    ...{ demo: true, http: { port: httpPort }, mqtt: { port: mqttPort } },
    alerts: { packs: ['rice'] },
    // The model that is shipped has never seen drawn rice: it calls ripe fields bare.
    analytics: { models: [{ model: 'none' }] },
    traceability: {
      ...{ companyPrefix: '952000000', publicUrl: url, answerWords: true },
      places: [{ site, gln: '9520000000011' }],
    },
    sites: [
      {
        ...{ id: site, title: 'Ruộng lúa Ba Láng', ...demoPlace, plots: [{ id: 'thua-1', title: 'Thửa 1' }] },
        seasons: [{ id: 'dong-xuan', plot: 'thua-1', subject: 'Lúa', sowing, end: seasonDays.at(-1) }],
        cameras: [{ name: camera, title: 'Ruộng lúa', plot: 'thua-1', schedule: '0 12,14,16 * * *' }],
        sensors: [{ name: sensor, title: 'Trạm thời tiết', plot: 'thua-1' }],
      },
    ],
  };
  await writeFile(join(folder, 'fieldlapse.yaml'), JSON.stringify(config));
  const begin = { sownAt: midnightOf(sowing), reachedAt: midnightOf(seasonDays[0]) - hourMs };
  await writeFile(join(folder, 'demo.json'), JSON.stringify({ v: 1, ...begin }));
  const farm = commandsOn(folder);
  await writeFile(join(folder, 'rules.yaml'), heatRule);
  await farm.must('rules', 'import', join(folder, 'rules.yaml'));
  const token = (await farm.must('device', 'add', device, '--site', site)).trim();
  return { ...farm, url, live: () => live(url, { host: '127.0.0.1', port: mqttPort, token }) };
}

async function live(url: string, broker: { host: string; port: number; token: string }): Promise<void> {
  const sim = simConfig.parse({ seed: 7, sownOn: sowing, cameras: [{ name: camera, width: 320, height: 180 }] });
  const farm = await startSimFarm({ config: sim, clock: systemClock, logger: silentLogger });
  let now = midnightOf(seasonDays[0]);
  const source = (): ClockSource => 'ntp';
  const clock = { ...systemClock, now: () => now, mono: () => now - midnightOf(seasonDays[0]), source };
  const node = startMqttNode({ config: { site, device, boot, ...broker }, clock, logger: silentLogger });
  try {
    for (const day of seasonDays) {
      const midnight = midnightOf(day);
      while ((await serverTime(url)) < midnight + 24 * hourMs) await sleep(100);
      // The one nearest to noon first: it is what the record cites of the day.
      for (const hour of [12, 14, 16]) {
        now = midnight + hour * hourMs;
        expect(await node.sendFrame(camera, await farm.cameras[0]!.scene.jpegAt(now))).toMatchObject({ s: 'stored' });
      }
      now = midnight + 24 * hourMs - minuteMs;
      const quantities: QuantityName[] = ['airTempC', 'relHumidityPct', 'waterLevelCm'];
      const hours = Array.from({ length: 24 }, (_, hour) => midnight + hour * hourMs);
      const readings = hours.flatMap((t) => quantities.map((quantity) => ({ sensor, quantity, t, value: farm.truth.readingAt(quantity, t).value }))); // prettier-ignore
      expect(await node.sendReadings(readings)).toMatchObject({ s: 'stored' });
    }
  } finally {
    await node.close();
    await farm.close();
  }
}

/** UTC ms by the clock of the server, as the page hears it. */
async function serverTime(url: string): Promise<number> {
  const answer = await fetch(`${url}/api/sites/${site}/alerts`);
  return ((await answer.json()) as { now: number }).now;
}
