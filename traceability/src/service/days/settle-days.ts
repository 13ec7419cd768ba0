import { addDays, startOfLocalDay, timeZoneOf, type SiteConfig } from '@fieldlapse/contracts';
import type { DueLotDayRow, LotRow } from '@fieldlapse/store';
import { growingLots, growsOn, recordSeen, seasonOf } from '../feeds/record-seen.ts';
import type { Service } from '../service.ts';
import { growthDay } from './growth-day.ts';
import { sensorDay } from './sensor-day.ts';

const settlePatienceMs = 10_000;

/** Sums up the days that are over and whose readings have come so far; those that wait stay due. */
export async function settleDays(service: Service): Promise<void> {
  const { db } = service.lots;
  const due = await db.selectFrom('dueDays').selectAll().orderBy('day').orderBy('site').execute();
  const written = (await (await service.intake())?.writtenSeq()) ?? 0;
  for (const row of due) {
    if (service.signal.aborted) return;
    if (row.acceptedSeq > written || !isOver(service, row)) continue;
    if (!(await service.series.settled(settlePatienceMs))) return;
    await settleDay(service, row);
    // A change that came meanwhile has raised the number: the day stays due.
    const done = db.deleteFrom('dueDays').where('site', '=', row.site).where('day', '=', row.day);
    await done.where('acceptedSeq', '=', row.acceptedSeq).execute();
  }
}

function isOver({ sites, clock, dayGraceMs }: Service, { site, day }: DueLotDayRow): boolean {
  return clock.now() >= startOfLocalDay(addDays(day, 1), timeZoneOf(sites(), site)) + dayGraceMs;
}

async function settleDay(service: Service, { site, day }: DueLotDayRow): Promise<void> {
  const config = service.sites().find(({ id }) => id === site);
  if (!config) return;
  const span = { from: startOfLocalDay(day, config.timeZone), to: startOfLocalDay(addDays(day, 1), config.timeZone) };
  for (const lot of await growingLots(service, site)) {
    if (!growsOn(service, lot, day)) continue;
    await settleSensors(service, config, lot, day, span);
    await settleCameras(service, config, lot, day, span);
  }
}

interface Span {
  readonly from: number;
  readonly to: number;
}

async function settleSensors(
  service: Service,
  config: SiteConfig,
  lot: LotRow,
  day: string,
  span: Span,
): Promise<void> {
  for (const { name: sensor, plot } of config.sensors) {
    if (plot !== lot.plot) continue;
    const seen = await sensorDay(service.series, { site: config.id, sensor, ...span });
    if (seen) await recordSeen(service, lot, `sensor/${sensor}/${day}`, seen);
  }
}

async function settleCameras(
  service: Service,
  config: SiteConfig,
  lot: LotRow,
  day: string,
  span: Span,
): Promise<void> {
  const measures = await service.measures();
  if (!measures) return;
  for (const { name: camera, plot } of config.cameras) {
    if (plot !== lot.plot) continue;
    const seen = await growthDay(measures, { site: config.id, camera, ...span }, seasonOf(service, lot)?.subject);
    if (!seen) continue;
    const source = `growth/${camera}/${day}`;
    // Cited first: a frame is never deleted between the record and its citation.
    await service.citations.cite([seen.frame], `${lot.id}/${source}`, Date.now());
    await recordSeen(service, lot, source, seen);
  }
}
