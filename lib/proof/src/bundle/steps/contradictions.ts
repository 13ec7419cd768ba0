import { reason, type Reason } from '../../fault.ts';
import { isObject, type Json, type JsonObject } from '../../json/parse.ts';
import { failed, ok, type ReadChain, type StepOutcome } from '../step.ts';

interface Told {
  readonly chain: number;
  readonly seq: number;
  readonly id: string;
  readonly event: JsonObject;
  readonly atMs: number;
  /** Local day where it happened, counted from 1970. */
  readonly day: number;
}

const dayMs = 86_400_000;

/**
 * Step 8: whether the events contradict each other. A correction names the event that it corrects; a harvest within the
 * pre-harvest interval of a treatment needs an event that resolves it. Both stand in the record, they are not faults of it.
 */
export function checkContradictions(chains: readonly ReadChain[]): StepOutcome {
  const told = chains.flatMap(({ entries }, chain) =>
    entries.flatMap(({ event, entry }) => (event ? [toldOf(event, chain, entry.s)] : [])),
  );
  const corrections = told.filter(({ event }) => isObject(event['errorDeclaration']));
  const wrong = corrections
    .filter(({ id, seq, chain }) => !told.some((other) => other.id === id && other.chain === chain && other.seq < seq))
    .map(({ chain, seq }) => reason('correctsNothing', { chain, seq }));
  const valid = told.filter((one) => !corrections.some(({ id }) => id !== '' && id === one.id));
  const resolved = new Set(
    valid.flatMap(({ event }) => valuesOf(event, 'resolution').flatMap((one) => valuesOf(one, 'treatment'))),
  );
  const early = earlyHarvests(valid);
  const open = early.filter(({ treatment }) => !resolved.has(treatment.id));
  wrong.push(...open.map((pair) => reason('insideInterval', wordsOf(pair))));
  const notes: Reason[] = [
    ...corrections.map(({ chain, seq }) => reason('corrected', { chain, seq })),
    ...early.filter((pair) => !open.includes(pair)).map((pair) => reason('intervalResolved', wordsOf(pair))),
  ];
  return wrong.length > 0
    ? failed(...wrong, ...notes)
    : ok(reason('noContradiction', { events: told.length }), ...notes);
}

function toldOf(event: JsonObject, chain: number, seq: number): Told {
  const { eventID, eventTime, eventTimeZoneOffset } = event;
  const atMs = typeof eventTime === 'string' ? Date.parse(eventTime) : NaN;
  const id = typeof eventID === 'string' ? eventID : '';
  return { chain, seq, event, id, atMs, day: Math.floor((atMs + offsetMs(eventTimeZoneOffset)) / dayMs) };
}

/** `+07:00` in ms; 0 for what is none. */
function offsetMs(offset: Json | undefined): number {
  const [, sign, hours, minutes] = /^([+-])(\d\d):(\d\d)$/.exec(typeof offset === 'string' ? offset : '') ?? [];
  return (sign === '-' ? -1 : 1) * (Number(hours ?? 0) * 60 + Number(minutes ?? 0)) * 60_000;
}

interface EarlyHarvest {
  readonly treatment: Told;
  readonly harvest: Told;
  readonly days: number;
}

/** In local days, as the interval is meant: sprayed on the 1st with 7 days, the 8th is safe. */
function earlyHarvests(told: readonly Told[]): EarlyHarvest[] {
  const harvests = told.filter(({ event }) => event['type'] === 'TransformationEvent');
  return told.flatMap((treatment) => {
    const days = Math.max(
      0,
      ...valuesOf(treatment.event, 'preHarvestIntervalDays').filter((value) => typeof value === 'number'),
    );
    return harvests
      .filter(({ atMs, day }) => atMs >= treatment.atMs && day < treatment.day + days)
      .map((harvest) => ({ treatment, harvest, days }));
  });
}

const wordsOf = ({ treatment, harvest, days }: EarlyHarvest) => ({
  ...{ treatment: treatment.seq, harvest: harvest.seq, days },
  after: harvest.day - treatment.day,
});

/** Values of every field of that name, whatever prefix it has in front: `agri:treatment` is `treatment`. */
function valuesOf(json: Json, name: string): Json[] {
  if (typeof json !== 'object' || json === null) return [];
  return Object.entries(json).flatMap(([key, value]) => {
    const own = !Array.isArray(json) && key.slice(key.lastIndexOf(':') + 1) === name ? [value].flat() : [];
    return [...(own as Json[]), ...valuesOf(value, name)];
  });
}
