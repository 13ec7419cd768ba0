/** Namespace of our own terms: `traceability/context/v1.jsonld` says what they mean. Never changed; another meaning gets a /v2/. */
export const namespace = 'https://ns.agri-trace.example/v1/';

/** What every event of ours is read with; cbvmda is declared, for the standard hash knows no prefix that is not. */
export const eventContext: readonly unknown[] = [
  'https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld',
  { cbvmda: 'urn:epcglobal:cbv:mda:', agri: namespace },
];

/** Business steps that the standard has no word for. */
export const ownSteps = {
  irrigating: `${namespace}bizstep/irrigating`,
  fertilising: `${namespace}bizstep/fertilising`,
  protecting: `${namespace}bizstep/applying-plant-protection`,
  publishing: `${namespace}bizstep/publishing`,
  resolving: `${namespace}bizstep/resolving`,
} as const;

/** How sensor readings became a day's summary. */
export const daySummaryMethod = `${namespace}method/day-summary-1`;
/** A method without a model file, by its name and version. */
export const methodAddress = (method: string): string => `${namespace}method/${encodeURIComponent(method)}`;
export const ruleAddress = (rule: string): string => `${namespace}rule/${encodeURIComponent(rule)}`;
