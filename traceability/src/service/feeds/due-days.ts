import { addDays, daysBetween, localDayOf, timeZoneOf } from '@fieldlapse/contracts';
import { alone, type LotDb } from '../../lots/records/open.ts';
import type { Service } from '../service.ts';
import { cursorOf, moveCursor, type FeedName } from './cursors.ts';
import { growingLots, seasonOf } from './record-seen.ts';

const batch = 2000;

interface TouchedDay {
  readonly site: string;
  readonly day: string;
}

/** Notes the local days that readings touch, late ones too. */
export async function noteReadings(service: Service): Promise<void> {
  const intake = await service.intake();
  if (!intake) return;
  const { db } = service.lots;
  for (let seq = await cursorOf(db, 'intake'); !service.signal.aborted;) {
    const changes = await intake.changesAfter(seq, batch);
    const last = changes.at(-1);
    if (!last) return;
    const readings = changes.filter(({ kind }) => kind === 'readings' || kind === 'readings-time');
    const days = readings.flatMap(({ site, day }) => (day === null ? [] : [{ site, day }]));
    seq = last.acceptedSeq;
    await note(db, 'intake', seq, days, seq);
  }
}

/** Notes the local days whose pictures were measured, or measured again. */
export async function noteMeasures(service: Service): Promise<void> {
  const measures = await service.measures();
  if (!measures) return;
  const { db } = service.lots;
  for (let seq = await cursorOf(db, 'measures'); !service.signal.aborted;) {
    const changes = await measures.changesAfter(seq, batch);
    const last = changes.at(-1);
    if (!last) return;
    const days = changes.flatMap(({ site, observedAt }) =>
      observedAt === null ? [] : [{ site, day: localDayOf(observedAt, timeZoneOf(service.sites(), site)) }],
    );
    seq = last.measuredSeq;
    await note(db, 'measures', seq, days, 0);
  }
}

/** Notes the days that a lot has grown before it was created here: what was seen then belongs to it too. */
export async function notePastDays(service: Service): Promise<void> {
  const { lots, clock, sites } = service;
  for (const lot of await growingLots(service)) {
    const season = seasonOf(service, lot);
    if (!season || (await cursorOf(lots.db, `days/${lot.id}`)) > 0) continue;
    const today = localDayOf(clock.now(), timeZoneOf(sites(), lot.site));
    const last = season.end !== undefined && season.end < today ? season.end : today;
    const count = Math.max(0, Math.min(mostPastDays, daysBetween(season.sowing, last)));
    const days = Array.from({ length: count }, (_, at) => ({ site: lot.site, day: addDays(season.sowing, at) }));
    await note(lots.db, `days/${lot.id}`, 1, days, 0);
  }
}
/** Orchards stand for decades; a lot is one season of theirs. */
const mostPastDays = 800;

/** Days and cursor in one transaction: a crash loses neither. */
function note(db: LotDb, feed: FeedName, seq: number, days: readonly TouchedDay[], acceptedSeq: number): Promise<void> {
  return alone(db, async (trx) => {
    for (const { site, day } of new Map(days.map((one) => [`${one.site} ${one.day}`, one])).values()) {
      await trx
        .insertInto('dueDays')
        .values({ site, day, acceptedSeq })
        .onConflict((on) =>
          on.columns(['site', 'day']).doUpdateSet((eb) => ({
            acceptedSeq: eb.fn('max', ['dueDays.acceptedSeq', eb.val(acceptedSeq)]),
          })),
        )
        .execute();
    }
    await moveCursor(trx, feed, seq);
    return { result: undefined };
  });
}
