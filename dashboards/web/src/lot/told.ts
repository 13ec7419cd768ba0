import { fixedLengths, isObject, type Json, type JsonObject, type ReadChain } from '@fieldlapse/proof';

export type ToldKind =
  | 'installation'
  | 'planting'
  | 'plantProtection'
  | 'fertiliser'
  | 'irrigation'
  | 'observation'
  | 'growth'
  | 'sensorDay'
  | 'alert'
  | 'answer'
  | 'labTest'
  | 'harvest'
  | 'packing'
  | 'shipping'
  | 'sale'
  | 'film'
  | 'decision'
  | 'label'
  | 'release'
  | 'erased';

/** One thing that the record says, as a reader sees it. */
export interface Told {
  readonly kind: ToldKind;
  /** `2026-03-18T06:00` by the clock of the farm; empty for entries that are no events. */
  readonly at: string;
  readonly chain: number;
  readonly seq: number;
  readonly event?: JsonObject;
  /** Declared wrong later: shown struck through, never left out. */
  readonly isWrong: boolean;
  /** Recorded after the label in hand: not fixed by its code. */
  readonly isAfterLabel: boolean;
}

/** Everything that the chains tell, by time; corrections mark what they correct. `labelSeq` is the place of the label in hand. */
export function toldBy(chains: readonly ReadChain[], labelSeq: number | undefined): Told[] {
  const declarations = new Set<string>();
  for (const { entries } of chains)
    for (const { event } of entries)
      if (event && isObject(event['errorDeclaration']))
        declarations.add(`${String(event['eventID'])} ${declaredOf(event)}`);
  const wrong = new Set([...declarations].map((one) => one.slice(0, one.lastIndexOf(' '))));
  const fixed = fixedLengths(chains, labelSeq);
  const told = chains.flatMap(({ entries, lotTag }, chain) =>
    entries.flatMap(({ entry, event }): Told[] => {
      const isAfterLabel = entry.s >= (fixed.get(lotTag) ?? 0) && labelSeq !== undefined;
      const place = { chain, seq: entry.s, isAfterLabel };
      if (entry.k === 'label' || entry.k === 'release') return [{ ...place, kind: entry.k, at: '', isWrong: false }];
      if (entry.k !== 'ev') return [];
      if (!event) return [{ ...place, kind: 'erased', at: '', isWrong: false }];
      // The declaration repeats the event that it corrects: that one is marked instead.
      if (isObject(event['errorDeclaration'])) return [];
      const at = String(event['eventTime']).slice(0, 16);
      return [{ ...place, kind: kindOf(event), at, event, isWrong: wrong.has(String(event['eventID'])) }];
    }),
  );
  return told.sort(byTime);
}

const declaredOf = (event: JsonObject): string => String(textAt(event, 'errorDeclaration', 'declarationTime'));

/** What has no time of its own stays behind what came before it in its chain. */
function byTime(a: Told, b: Told): number {
  if (a.at === '' || b.at === '') return a.at === b.at ? a.seq - b.seq : a.at === '' ? 1 : -1;
  return a.at < b.at ? -1 : a.at > b.at ? 1 : b.chain - a.chain || a.seq - b.seq;
}

function kindOf(event: JsonObject): ToldKind {
  const step = String(event['bizStep'] ?? '').replace(/^.*\//, '');
  if (event['type'] === 'AssociationEvent') return 'installation';
  if (event['type'] === 'TransformationEvent') return 'harvest';
  if (event['type'] === 'AggregationEvent') return 'packing';
  if (event['type'] === 'TransactionEvent') return 'sale';
  if (step === 'sensor_reporting') return 'agri:alarm' in event ? 'alert' : 'sensorDay';
  if (step === 'inspecting') return inspectionOf(event);
  return kindsByStep[step] ?? 'observation';
}

const kindsByStep: Readonly<Record<string, ToldKind>> = {
  commissioning: 'planting',
  'applying-plant-protection': 'plantProtection',
  fertilising: 'fertiliser',
  irrigating: 'irrigation',
  publishing: 'film',
  resolving: 'decision',
  shipping: 'shipping',
};

function inspectionOf(event: JsonObject): ToldKind {
  if ('persistentDisposition' in event) return 'labTest';
  if ('agri:answer' in event) return 'answer';
  return valueAt(event, 'sensorElementList', 0, 'sensorMetadata', 'rawData') === undefined ? 'observation' : 'growth';
}

/** The value below a path of names and places; undefined where there is none. */
export function valueAt(json: Json | undefined, ...path: readonly (string | number)[]): Json | undefined {
  let value: Json | undefined = json;
  for (const step of path) {
    if (typeof step === 'number') value = Array.isArray(value) ? (value as readonly Json[])[step] : undefined;
    else value = isObject(value ?? null) ? (value as JsonObject)[step] : undefined;
  }
  return value;
}

export function textAt(json: Json | undefined, ...path: readonly (string | number)[]): string | undefined {
  const value = valueAt(json, ...path);
  return typeof value === 'string' ? value : undefined;
}

export function numberAt(json: Json | undefined, ...path: readonly (string | number)[]): number | undefined {
  const value = valueAt(json, ...path);
  return typeof value === 'number' ? value : undefined;
}

export function listAt(json: Json | undefined, ...path: readonly (string | number)[]): readonly Json[] {
  const value = valueAt(json, ...path);
  return Array.isArray(value) ? (value as readonly Json[]) : [];
}
