import { timeZoneOf } from '@fieldlapse/contracts';
import type { LotRow } from '@fieldlapse/store';
import { knownLot } from '../../lots/known-lots.ts';
import { withLots } from '../../lots/open-lots.ts';
import { recordedOf, type RecordedOfLot } from '../../lots/recorded.ts';
import { siteOf } from '../../lots/site.ts';

export interface CreateArguments {
  readonly data: string;
  readonly gtin: string;
  readonly site?: string;
  readonly plot: string;
  readonly season: string;
  readonly producer?: string;
}

/** `fieldlapse lot create`: the growing lot of a season. */
export async function createCommand(number: string, args: CreateArguments): Promise<void> {
  await withLots(args.data, async (lots, config) => {
    const { gtin, plot, season, producer = null } = args;
    const id = await lots.create({ kind: 'growing', gtin, number, site: siteOf(config, args.site), plot, season, producer }); // prettier-ignore
    process.stdout.write(`${id}\n`);
  });
}

/** `fieldlapse lot list`. */
export async function listCommand(args: { data: string; site?: string; json?: boolean }): Promise<void> {
  await withLots(args.data, async (lots) => {
    const rows = await lots.reader.lots(args.site);
    const line = ({ id, kind, site, plot, season }: LotRow) => [id, kind, site, plot ?? '', season ?? ''].join('  ').trimEnd(); // prettier-ignore
    process.stdout.write(args.json ? `${JSON.stringify(rows)}\n` : rows.map((row) => `${line(row)}\n`).join(''));
  });
}

/** `fieldlapse lot show`: what is recorded of a lot, or its events as an EPCIS document. */
export async function showCommand(
  name: string,
  args: { data: string; json?: boolean; epcis?: boolean },
): Promise<void> {
  await withLots(args.data, async (lots, config) => {
    const id = await knownLot(lots.reader, name);
    const lot = (await lots.reader.lot(id))!;
    if (args.epcis) {
      const events = (await lots.reader.events(id, 0, 100_000)).flatMap(({ event }) => (event ? [JSON.parse(event) as object] : [])); // prettier-ignore
      process.stdout.write(`${JSON.stringify(documentOf(events), null, 1)}\n`);
      return;
    }
    const report = { ...lot, ...(await recordedOf(lots, id)) };
    process.stdout.write(
      args.json ? `${JSON.stringify(report)}\n` : describe(report, timeZoneOf(config.sites, lot.site)),
    );
  });
}

function documentOf(eventList: readonly object[]): object {
  return {
    '@context': ['https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld'],
    ...{ type: 'EPCISDocument', schemaVersion: '2.0', creationDate: new Date().toISOString() },
    epcisBody: { eventList },
  };
}

type Shown = LotRow & RecordedOfLot;

function describe(lot: Shown, timeZone: string): string {
  const clock = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'short' });
  const lines = lot.facts.map(({ id, fact, corrected }) => {
    const { kind, at, ...rest } = fact;
    const wrong = corrected
      ? `  (${corrected.by === undefined ? 'did not happen' : `corrected by ${corrected.by}`})`
      : '';
    return `${String(id).padStart(6)}  ${clock.format(at)}  ${kind}  ${JSON.stringify(rest)}${wrong}`;
  });
  const blocks = lot.earlyHarvests.map((one) => {
    const what = `harvested on ${one.harvestedOn}, ${one.product} of ${one.treatedOn} is safe from ${one.safeFrom} (fact ${one.treatment})`;
    return one.resolution
      ? `decided as ${one.resolution.authorisedAs}: ${one.resolution.decision}; ${what}`
      : `BLOCKED, no label and no release: ${what}`;
  });
  const from = lot.parents.length > 0 ? `  from ${lot.parents.join(', ')}` : '';
  return `${[`${lot.id}  ${lot.kind} lot of ${lot.site}${from}`, ...lines, ...blocks].join('\n')}\n`;
}

export interface PartyArguments {
  readonly data: string;
  readonly kind: 'household' | 'cooperative' | 'company';
  readonly name?: string;
  readonly gln?: string;
  readonly cooperative?: string;
  readonly address?: string;
  readonly phone?: string;
  readonly consent?: string;
  readonly erase?: boolean;
}

/** `fieldlapse lot party`: keeps or erases who somebody is. The id is printed. */
export async function partyCommand(id: string | undefined, args: PartyArguments): Promise<void> {
  await withLots(args.data, async (lots) => {
    if (args.erase && id !== undefined) {
      await lots.eraseParty(id);
      process.stdout.write(`${id} is erased\n`);
      return;
    }
    const consents = new Set((args.consent ?? '').split(',').map((one) => one.trim()));
    const { kind, name = '', gln = null, cooperative = null, address = null, phone = null } = args;
    const agreed = (what: string) => (consents.has(what) ? Date.now() : null);
    const kept = await lots.putParty({
      ...(id !== undefined && { id }),
      ...{ kind, name, gln, cooperative, address, phone },
      ...{ nameConsentAt: agreed('name'), areaCodeConsentAt: agreed('area-code') },
    });
    process.stdout.write(`${kept}\n`);
  });
}
