import type { Generated } from 'kysely';

/** A growing lot is one season on one plot; a harvest lot is what was cut at once, from one growing lot or several. */
export interface LotRow {
  /** `GTIN/LOT`. */
  id: string;
  /** 16 random bytes, base64url: its name in the log, which says nothing to who does not know the lot. */
  tag: string;
  kind: 'growing' | 'harvest';
  site: string;
  /** Null where a harvest lot comes from several plots. */
  plot: string | null;
  /** Of a growing lot. */
  season: string | null;
  /** Who grows it, as the private table of parties has it. */
  producer: string | null;
  /** Real UTC ms. */
  createdAt: number;
}

/** A growing lot that a harvest lot was cut from. */
export interface LotParentRow {
  lot: string;
  parent: string;
}

/** Something that happened to lots. It is never altered: what was wrong is corrected by a row beside it. */
export interface FactRow {
  id: Generated<number>;
  kind: string;
  /** UTC ms. */
  at: number;
  /** JSON of the fact. */
  body: string;
  recordedAt: number;
  /** Names what a service saw, so that it is recorded once and found again when it is revised; null for what people record. */
  source: string | null;
}

export interface FactLotRow {
  fact: number;
  lot: string;
}

/** That a fact was wrong, and which one is right instead. */
export interface CorrectionRow {
  fact: number;
  reason: 'did_not_occur' | 'incorrect_data';
  by: number | null;
  at: number;
}

/** One event in the chain of one lot, in the order of recording: what the log is to hold. */
export interface LotEventRow {
  seq: Generated<number>;
  lot: string;
  fact: number;
  kind: 'fact' | 'correction';
  eventId: string;
  /** JSON of the EPCIS event; null where it was erased. */
  event: string | null;
  /** Real UTC ms at which the log said that it is durable there; null before. */
  loggedAt: number | null;
}

/**
 * One entry of the chain of a lot, on its way into the log: every event gets one, and what people ask for (label, release,
 * erasure) is written here first. The place is durable before the log is told, so that a crash repeats an entry and never
 * doubles it.
 */
export interface ChainEntryRow {
  id: Generated<number>;
  lot: string;
  kind: 'link' | 'event' | 'label' | 'release' | 'erase';
  /** `seq` of the event that it holds, or that it erases. */
  event: number | null;
  /** Number of the last event that stands before it. */
  after: number;
  /** JSON of the entry, for a link. */
  body: string | null;
  /** Place in the chain, from 0; null until it has one. */
  place: number | null;
  /** Leaf hash (base64url); null until it is durable in the log. */
  head: string | null;
  /** Real UTC ms. */
  requestedAt: number;
}

/** How far the service has read a feed. */
export interface LotCursorRow {
  name: string;
  seq: number;
}

/** A local day of a farm that is to be summed up, or summed up again. */
export interface DueLotDayRow {
  site: string;
  day: string;
  /** The change of intake's feed that touched it last; its points are complete once that one is written. */
  acceptedSeq: number;
}

/** Who somebody is: never in an event, and erasable. */
export interface PartyRow {
  id: string;
  kind: 'household' | 'cooperative' | 'company';
  gln: string | null;
  /** The co-operative that stands in for a household that does not want to be named. */
  cooperative: string | null;
  name: string;
  address: string | null;
  phone: string | null;
  /** Real UTC ms at which the party agreed that its name and address are shown, and its planting area code; null where not. */
  nameConsentAt: number | null;
  areaCodeConsentAt: number | null;
}

/** What somebody wrote beside a fact: never in an event, and erasable. */
export interface PrivateNoteRow {
  fact: number;
  note: string;
}

/** The database `lots`: written by traceability and the commands that record; read by everybody. */
export interface LotTables {
  lots: LotRow;
  lotParents: LotParentRow;
  facts: FactRow;
  factLots: FactLotRow;
  corrections: CorrectionRow;
  events: LotEventRow;
  chainEntries: ChainEntryRow;
  cursors: LotCursorRow;
  dueDays: DueLotDayRow;
  parties: PartyRow;
  privateNotes: PrivateNoteRow;
}
