import {
  FieldlapseError,
  timeZoneOf,
  type LotDesk,
  type LotLine,
  type Recorder,
  type SiteConfig,
} from '@fieldlapse/contracts';
import type { LotRow } from '@fieldlapse/store';
import { holderOf, labelOf, openLots, placesOf, type Fact, type Label, type Lots } from '@fieldlapse/traceability';
import { verbs, type VerbName } from '../../lots/fields.ts';
import { importTable } from '../../lots/import/import-table.ts';
import { knownLot } from '../../lots/known-lots.ts';
import { drawnLabel, labelLot, releaseLot } from '../../lots/labels.ts';
import { correctionOf, newFactOf } from '../../lots/new-fact.ts';
import { recordedOf } from '../../lots/recorded.ts';
import { tableOf } from '../../table/table-rows.ts';
import type { Context } from '../context.ts';

/** What a block of label and release rests on. */
const blocking: ReadonlySet<Fact['kind']> = new Set(['treatment', 'harvest', 'resolution']);

/** The records of lots for people who come over HTTP; they do what the commands `fieldlapse lot …` do. */
export async function openLotDesk(context: Context): Promise<LotDesk & { close(): Promise<void> }> {
  const { config, sites, folder } = context;
  const { publicUrl, recorders } = config.traceability;
  const logger = context.logger.child({ service: 'lots' });
  const own = context.lots ? undefined : await openOwnLots(context);
  const lots = (context.lots ?? own)!;
  const lotNamed = (name: string) => knownLot(lots.reader, name);
  const lastLabel = async (id: string): Promise<Label | undefined> =>
    publicUrl === undefined ? undefined : labelOf(lots.reader, id, publicUrl);
  const done = (by: Recorder, what: object) => logger.info({ recorder: by.name, ...what }, 'recorded over HTTP');

  return {
    recorderOf: (token) => {
      const found = holderOf(token, recorders);
      return found && { name: found.name, mayDecide: found.mayDecide };
    },
    lots: async (site) => (await lots.reader.lots(site)).map(lineOf),
    async sheet(name) {
      const id = await lotNamed(name);
      const recorded = await recordedOf(lots, id);
      return { ...lineOf((await lots.reader.lot(id))!), ...recorded, label: (await lastLabel(id)) ?? null };
    },
    create: ({ producer = null, ...lot }) => lots.create({ kind: 'growing', ...lot, producer }),
    async record(by, fact, { lot, note }) {
      const asked = await newFactOf(lots.reader, fact, { lot, note });
      if (asked.fact.kind === 'resolution') requireDecider(by);
      const outcome = await lots.record(asked);
      done(by, outcome);
      return outcome;
    },
    async correct(by, id, changes) {
      const correction = await correctionOf(lots.reader, id, changes);
      const kind = (await lots.reader.fact(id))?.kind as Fact['kind'];
      if (blocking.has(kind)) requireDecider(by);
      const outcome = await lots.correct(correction);
      done(by, { corrected: id, ...outcome });
      return outcome;
    },
    async importTable(by, bytes, { site, what, ...options }) {
      if (what !== undefined && !Object.hasOwn(verbs, what)) {
        throw new FieldlapseError('BAD_REQUEST', `what: write one of ${Object.keys(verbs).join(', ')}`);
      }
      const report = await importTable(lots, tableOf(Buffer.from(bytes), 'the table'), {
        ...options,
        ...{ what: what as VerbName | undefined, timeZone: timeZoneOf(sites(), farmOf(sites(), site)) },
        permit: ({ kind }) => kind === 'resolution' && requireDecider(by),
      });
      if (report.written) done(by, { rows: report.recorded });
      return report;
    },
    async label(name) {
      return labelLot(folder.root, config, lots, await lotNamed(name));
    },
    async picture(name, format, stickers) {
      const id = await lotNamed(name);
      const label = await labelOf(lots.reader, id, publicUrl);
      if (!label) throw new FieldlapseError('LOT_NO_LABEL', `lot ${id} has no label yet`);
      return drawnLabel(label, format, stickers);
    },
    release: async (name) => releaseLot(folder.root, config, lots, await lotNamed(name)),
    close: async () => own?.close(),
  };
}

/** Where the service that records runs in another process, or not at all. */
function openOwnLots({ stores, config, sites, clock }: Context): Promise<Lots> {
  const places = placesOf(() => config.traceability, sites);
  return openLots({ records: stores.records, places, now: () => clock.now() });
}

/** The farm that a table is of: the only one where none is named. Throws `UNKNOWN_SITE`, `BAD_REQUEST`. */
function farmOf(sites: readonly SiteConfig[], named: string | undefined): string {
  const found = named === undefined ? sites : sites.filter(({ id }) => id === named);
  if (found.length === 1 && found[0]) return found[0].id;
  if (named !== undefined) throw new FieldlapseError('UNKNOWN_SITE', `there is no site ${named}`);
  throw new FieldlapseError('BAD_REQUEST', `site: say which, ${sites.map(({ id }) => id).join(', ')}`);
}

function requireDecider({ name, mayDecide }: Recorder): void {
  if (!mayDecide) throw new FieldlapseError('DECISION_DENIED', `${name} may not decide`);
}

const lineOf = ({ id, kind, site, plot, season, createdAt }: LotRow): LotLine => ({ id, kind, site, plot, season, createdAt }); // prettier-ignore
