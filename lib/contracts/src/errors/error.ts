import { analyticsErrors } from './analytics.ts';
import { cliErrors } from './cli.ts';
import { edgeErrors } from './edge.ts';
import { filmErrors } from './film.ts';
import { httpErrors } from './http.ts';
import { intakeErrors } from './intake.ts';
import { logErrors } from './log.ts';
import { lotErrors } from './lots.ts';
import { runtimeErrors } from './runtime.ts';
import { simErrors } from './sim.ts';
import { storeErrors } from './store.ts';
import { wireErrors } from './wire.ts';

/** The error codes by the part of Fieldlapse that raises them. */
export const errorTables = {
  wire: wireErrors,
  runtime: runtimeErrors,
  store: storeErrors,
  edge: edgeErrors,
  intake: intakeErrors,
  film: filmErrors,
  analytics: analyticsErrors,
  'transparency log': logErrors,
  lots: lotErrors,
  http: httpErrors,
  simulator: simErrors,
  'command line': cliErrors,
} as const satisfies Record<string, Record<string, ErrorEntry>>;

/** Every stable error code with what it means and what to do about it; `docs/errors.md` is this table. */
export const errorTable = {
  ...wireErrors,
  ...runtimeErrors,
  ...storeErrors,
  ...edgeErrors,
  ...intakeErrors,
  ...filmErrors,
  ...analyticsErrors,
  ...logErrors,
  ...lotErrors,
  ...httpErrors,
  ...simErrors,
  ...cliErrors,
} as const satisfies Record<string, ErrorEntry>;

export interface ErrorEntry {
  /** What is wrong, in one sentence. */
  readonly meaning: string;
  /** What the reader does about it. */
  readonly remedy: string;
}

export type ErrorCode = keyof typeof errorTable;

/** The one base of our errors: a stable code, a message that says where and what to do, and the cause. */
export class FieldlapseError extends Error {
  override readonly name: string = 'FieldlapseError';
  readonly code: ErrorCode;

  constructor(code: ErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** True for a code of {@link errorTable}: narrows what came over the wire. */
export function isErrorCode(text: string): text is ErrorCode {
  return Object.hasOwn(errorTable, text);
}
