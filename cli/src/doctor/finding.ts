import { errorTable, FieldlapseError } from '@fieldlapse/contracts';

/** What `fieldlapse doctor` says of one thing. */
export interface Finding {
  readonly what: string;
  /** `note`: nothing is wrong, but somebody may want to know. */
  readonly state: 'ok' | 'note' | 'bad';
  readonly text: string;
}

/** What is wrong, and what to do. */
export function bad(what: string, error: unknown): Finding {
  const text = error instanceof FieldlapseError ? `${error.message} → ${errorTable[error.code].remedy}` : String(error);
  return { what, state: 'bad', text };
}
