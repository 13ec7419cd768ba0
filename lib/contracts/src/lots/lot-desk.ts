/** Who may record over HTTP. */
export interface Recorder {
  readonly name: string;
  /** May record decisions about lots that were harvested too early, and correct what such a block rests on. */
  readonly mayDecide: boolean;
}

/** A lot as a list shows it. */
export interface LotLine {
  /** `GTIN/LOT`. */
  readonly id: string;
  readonly kind: 'growing' | 'harvest';
  readonly site: string;
  readonly plot: string | null;
  readonly season: string | null;
  /** UTC ms. */
  readonly createdAt: number;
}

/** A label that can be printed. */
export interface LotLabel {
  /** Leaf hash of its entry, base64url. */
  readonly head: string;
  /** Place in the lot's chain. */
  readonly place: number;
  /** What the QR code says. */
  readonly text: string;
  /** Version of the QR code; above 6 it wants more than a small sticker. */
  readonly version: number;
  readonly isReleased: boolean;
}

/** What is recorded of a lot; nothing of it names a person. */
export interface LotSheet extends LotLine {
  readonly parents: readonly string[];
  readonly facts: readonly {
    /** Number in the records. */
    readonly id: number;
    readonly lots: readonly string[];
    /** Its fields, `kind` and `at` (UTC ms) among them. */
    readonly fact: { readonly kind: string; readonly at: number };
    readonly recordedAt: number;
    /** Present where it was declared wrong; `by` is the fact that is right instead. */
    readonly corrected?: { readonly at: number; readonly reason: string; readonly by?: number };
  }[];
  /** Harvests inside a pre-harvest interval: without a decision they block label and release. */
  readonly earlyHarvests: readonly {
    readonly treatment: number;
    readonly harvest: number;
    readonly product: string;
    readonly treatedOn: string;
    readonly harvestedOn: string;
    readonly safeFrom: string;
    readonly resolution?: { readonly fact: number; readonly decision: string; readonly authorisedAs: string };
  }[];
  /** The last label whose entry is in the log. */
  readonly label: LotLabel | null;
}

/** What became of a fact: `duplicate` is recorded already, nothing was written. */
export type FactOutcome =
  | { readonly outcome: 'recorded'; readonly fact: number; readonly eventId: string }
  | { readonly outcome: 'duplicate'; readonly fact: number };

/** How a table is read: docs/lots.md has its columns. */
export interface LotTableOptions {
  /** The farm; the only one where absent. */
  readonly site?: string | undefined;
  /** The lot and the work of every row, where the table has no such column. */
  readonly lot?: string | undefined;
  readonly what?: string | undefined;
  readonly dates?: 'dmy' | 'mdy' | 'iso' | undefined;
  readonly dryRun?: boolean | undefined;
}

/** What became of a table: all of it is recorded, or nothing. */
export interface LotTableReport {
  readonly written: boolean;
  readonly rows: number;
  readonly recorded: number;
  readonly known: number;
  readonly faults: readonly {
    readonly line: number;
    readonly column?: string;
    readonly code: string;
    readonly message: string;
  }[];
  /** Heads of columns that are not read. */
  readonly unread: readonly string[];
}

/**
 * Records lots for people who are not at the command line; handed to whoever listens for them. Names of lots are `GTIN/LOT`, or
 * the number alone where one lot has it. What every method may throw: `LOT_UNKNOWN`, and what docs/lots.md says of its rules.
 */
export interface LotDesk {
  /** Whose token it is; undefined where it is nobody's. */
  recorderOf(token: string): Recorder | undefined;
  lots(site?: string): Promise<LotLine[]>;
  sheet(lot: string): Promise<LotSheet>;
  /** The growing lot of a season; returns its id. Throws `BAD_GS1_KEY`, `LOT_EXISTS`, `SITE_WITHOUT_GLN`. */
  create(lot: {
    readonly gtin: string;
    readonly number: string;
    readonly site: string;
    readonly plot: string;
    readonly season: string;
    readonly producer?: string | undefined;
  }): Promise<string>;
  /**
   * Records a fact, `at` in UTC ms, of a lot; a harvest makes that lot, and packing, shipping and sale name theirs themselves.
   * Throws `FACT_INVALID`, `DECISION_DENIED`.
   */
  record(
    by: Recorder,
    fact: Readonly<Record<string, unknown>>,
    of: { readonly lot?: string | undefined; readonly note?: string | undefined },
  ): Promise<FactOutcome>;
  /** Declares a fact wrong: it was otherwise, or did not happen where nothing is changed. Throws `FACT_UNKNOWN`, `FACT_CORRECTED`, `DECISION_DENIED`. */
  correct(by: Recorder, fact: number, changes: Readonly<Record<string, unknown>>): Promise<FactOutcome>;
  /** Throws `BAD_TABLE`, `AMBIGUOUS_DATES`; what is wrong with single rows stands in the report. */
  importTable(by: Recorder, bytes: Uint8Array, options: LotTableOptions): Promise<LotTableReport>;
  /** Resolves once the label's entry is in the log; the label that there is where nothing came after it. Throws `LOT_LOG_WAITS`. */
  label(lot: string): Promise<LotLabel>;
  /** The last label, drawn; a `pdf` has that many stickers. Throws `LOT_NO_LABEL`. */
  picture(lot: string, format: 'svg' | 'png' | 'pdf', stickers: number): Promise<Uint8Array>;
  /** Closes the lot; resolves once that is in the log. Throws `LOT_NO_LABEL`, `LOT_RELEASED`, `LOT_LOG_WAITS`. */
  release(lot: string): Promise<void>;
}
