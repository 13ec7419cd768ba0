/** What everybody may know of a lot that stands in no event: who grows it, and how often its page was opened. */
export interface AboutLot {
  readonly gtin: string;
  readonly lot: string;
  /** As the farm calls itself. */
  readonly site: string;
  /** What grows, as the farm calls it; null where no season says it. */
  readonly subject: string | null;
  readonly timeZone: string;
  /** Who grows it, where they agreed to be named; else the co-operative that stands in for them; null where there is neither. */
  readonly producer: { readonly name: string; readonly address: string | null; readonly standsIn: boolean } | null;
  /** Where the newest label of the lot stands on a chain too, as the service saw it last; null where it does not. */
  readonly anchor: AnchoredLabel | null;
  /** How often the page was opened, this time included. */
  readonly scans: number;
}

/** A text as it is sent. */
export interface PackedText {
  readonly gzip: Uint8Array;
  /** SHA-256 of the text, base64url: tells one version from another. */
  readonly tag: string;
}

/** What our server says of a head on a chain that covers a label; whoever wants to know asks the chain. */
export interface AnchoredLabel {
  readonly chainId: number;
  readonly contract: string;
  /** Entries of the log that the head covers. */
  readonly size: number;
  readonly block: number;
  readonly transaction: string;
  /** Blocks that held it, its own included, at `askedAt` (UTC ms). */
  readonly confirmations: number;
  readonly askedAt: number;
}

/** The lots as buyers may see them; handed to whoever serves them. */
export interface PublicLots {
  /** `id` is `GTIN/LOT`. Throws `LOT_UNKNOWN`, also for lots without a label. */
  about(id: string): Promise<AboutLot>;
  /** Counts that a page was opened; nothing of who did is kept. */
  countScan(id: string): Promise<void>;
  /** `lot.json`. Throws `LOT_UNKNOWN`, `LOG_MISSING`. */
  lotFile(id: string): Promise<PackedText>;
  /** The C2SP `.tlog-proof` of an entry. Throws `LOT_UNKNOWN`, `LOG_MISSING`. */
  proof(id: string, place: number): Promise<string>;
  /** A film or paper that an event of the lot names; undefined where the lot has none of that digest. */
  file(id: string, sha256Hex: string): Promise<{ readonly path: string; readonly mediaType: string } | undefined>;
  /**
   * Of events of the records, whatever their lots, the numbers of those that are not what the log holds of them: somebody has
   * changed them since. What waits for the log is not among them, nor what the log was given back without its event.
   */
  alteredEvents(seqs: readonly number[]): Promise<readonly number[]>;
  /** The policy that we publish (C2SP tlog-policy). */
  policy(): Promise<string>;
  /** A file of the log by its path below the log's folder; undefined where there is none. */
  logFile(path: string): Promise<Uint8Array | undefined>;
}
