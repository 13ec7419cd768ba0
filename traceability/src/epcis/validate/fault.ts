/** What is wrong at one place of a document. */
export type FaultCode =
  /** A field that must be there is not. */
  | 'missing'
  /** A field that this kind of object does not have, or that may not stand here. */
  | 'not-here'
  /** A value of another kind: a number where text belongs, say. */
  | 'wrong-type'
  /** Text that has not the form of the field. */
  | 'wrong-form'
  /** No word of the vocabulary, and no URI of somebody else's. */
  | 'unknown-word'
  | 'too-few'
  | 'repeated'
  /** A prefix that `@context` does not declare: a warning, the event's hash names the prefix then. */
  | 'undeclared-prefix';

/** One fault of an EPCIS document. */
export interface EpcisFault {
  /** Where, as a JSON pointer [RFC 6901]; empty for the document itself. */
  readonly pointer: string;
  readonly code: FaultCode;
  /** What is wrong, in English. */
  readonly message: string;
  /** What to write instead. */
  readonly instead: string;
  /** True where the document is valid all the same. */
  readonly warning?: true;
}

/** A document with more faults than this is not looked at further. */
export const mostFaults = 100;

/** Where a check stands, and where it says what is wrong. */
export interface Place {
  readonly pointer: string;
  readonly faults: EpcisFault[];
}

/** The place of a field or an element below. */
export function below({ pointer, faults }: Place, key: string | number): Place {
  return { pointer: `${pointer}/${String(key).replaceAll('~', '~0').replaceAll('/', '~1')}`, faults };
}

/** Notes a fault at a place. */
export function say({ pointer, faults }: Place, code: FaultCode, message: string, instead: string): void {
  if (faults.length < mostFaults) faults.push({ pointer, code, message, instead });
}
