import { sensorSeries, type AlertTransition } from '@fieldlapse/contracts';
import { silentLogger } from '@fieldlapse/runtime';
import {
  intakeMigrations,
  measureMigrations,
  openStores,
  type IntakeTables,
  type MeasureTables,
} from '@fieldlapse/store';
import { openAlertRecords, type AlertRecords } from './alert-rows.ts';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const sown = Date.parse('2025-11-02T00:00:00+07:00');
/** The heat alert of the season: from noon to evening of 20 December. */
export const heatAt = Date.parse('2025-12-20T12:00:00+07:00');

/** What cameras, sensors and alerts saw of a season of so many days, as the services that own these records write it. */
export async function writeSeenSeason(folder: string, days: number): Promise<void> {
  const stores = await openStores({ folder, logger: silentLogger });
  const intake = await stores.records.openOwn<IntakeTables>('intake', intakeMigrations);
  const measures = await stores.records.openOwn<MeasureTables>('measure', measureMigrations);
  const alerts = await openAlertRecords(stores);
  for (let day = 0; day < days; day += 1) {
    const midnight = sown + day * dayMs;
    const series = sensorSeries('farm', 'tram-1', 'airTempC');
    const hot = midnight === heatAt - 12 * hourMs ? 7 : 0;
    await stores.series.append(
      Array.from({ length: 24 }, (_, hour) => ({
        series,
        t: midnight + hour * hourMs,
        value: 26 + 6 * Math.sin(((hour - 8) / 24) * 2 * Math.PI) + hot,
      })),
    );
    // Every fifth day the picture could not be measured.
    if (day % 5 !== 4)
      await measures
        .insertInto('metrics')
        .values(coverOf(day, midnight + 12 * hourMs))
        .execute();
  }
  await intake.insertInto('cursors').values({ name: 'series', acceptedSeq: 0 }).execute();
  await tellHeat(alerts);
  await stores.close();
}

function coverOf(day: number, observedAt: number): MeasureTables['metrics'] {
  const plantCover = 0.05 + 0.75 / (1 + Math.exp(-(day - 35) / 9));
  return {
    ...{ f: `f${day}`, area: 'roi', method: 'canopy-1.0.0', site: 'farm', camera: 'gate', observedAt },
    ...{ timeQuality: 'measured', measured: JSON.stringify({ plantCover }), uncertainty: '{"plantCover":0.02}' },
    ...{ withheld: '{}', classes: null, sha256: 'a'.repeat(64), modelHash: 'b'.repeat(64), areaVersion: '1' },
    ...{ inputs: 'x', measuredAt: 1 },
  };
}

async function tellHeat(db: AlertRecords): Promise<void> {
  const words = { what: '', todo: '' };
  const texts = { vi: { title: 'Nắng nóng', ...words }, en: { title: 'Heat', ...words } };
  const rule = { kind: 'crop', severity: 'warning', scope: 'sensor', texts, source: '', unverified: false };
  await db.insertInto('rules').values({ revision: 'r1', id: 'heat', origin: 'pack:citrus', rule: JSON.stringify(rule), unit: '°C', level: 38, since: 1, active: 1 }).execute(); // prettier-ignore
  const where = { site: 'farm', plot: null, sensor: 'tram-1', camera: null, device: null };
  await db.insertInto('alerts').values({ alert: 'heat-1', history: 'h', rule: 'heat', revision: 'r1', kind: 'crop', ...where, state: 'cleared', raisedAt: heatAt, clearedAt: heatAt + 6 * hourMs, severity: 'warning', worst: 'warning', value: 39.4, blindSince: null, changedSeq: 1 }).execute(); // prettier-ignore
  for (const [kind, at, value] of [
    ['raised', heatAt, 39.4],
    ['cleared', heatAt + 6 * hourMs, 33.1],
  ] as const) {
    const transition: AlertTransition = { id: `t-${kind}`, rule: 'heat', revision: 'r1', target: { site: 'farm', sensor: 'tram-1' }, kind, severity: 'warning', at, value }; // prettier-ignore
    await db.insertInto('changes').values({ alert: 'heat-1', change: kind, transition: JSON.stringify(transition), replaces: null, recordedAt: 1 }).execute(); // prettier-ignore
  }
}
