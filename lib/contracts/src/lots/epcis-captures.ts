/** What a document may hold at most; told to partners in headers [EPCIS 2.0, section 12.6]. */
export const captureLimits = { documentBytes: 1024 * 1024, events: 500 } as const;

/** Why an event of a document was not kept. */
export interface CaptureProblem {
  readonly code: 'EPCIS_INVALID' | 'EVENT_EXISTS';
  /** Where in the document, as a JSON pointer [RFC 6901]. */
  readonly pointer: string;
  /** What is wrong and what to write instead, in English. */
  readonly message: string;
}

/** What is done with a document of which events cannot be kept: nothing is kept, or the other events are. */
export type CaptureBehaviour = 'rollback' | 'proceed';

/** A document that a partner handed over, and what came of it. */
export interface CaptureJob {
  readonly id: string;
  readonly behaviour: CaptureBehaviour;
  /** Real UTC ms. */
  readonly createdAt: number;
  readonly finishedAt: number;
  /** How many of its events are kept. */
  readonly captured: number;
  /** Empty where all are; at most 100. */
  readonly problems: readonly CaptureProblem[];
}

/** Takes EPCIS events of partners; handed to whoever listens for them. */
export interface EpcisCaptures {
  /** The partner whose token it is; undefined where it is nobody's. */
  partnerOf(token: string): string | undefined;
  /**
   * Keeps the events of an EPCISDocument; resolves when that is durable. What is wrong with single events stands in the
   * job. Throws `EPCIS_UNREADABLE`, `EPCIS_INVALID` where the document around the events is wrong, `REQUEST_TOO_LARGE`, and
   * `CAPTURE_FULL` where the partner's events would take more than they may: then nothing of it is kept.
   */
  keepDocument(bytes: Uint8Array, by: string, behaviour: CaptureBehaviour): Promise<CaptureJob>;
  /** Keeps one event that brings its own `@context`. Throws `EPCIS_UNREADABLE`, `EPCIS_INVALID`, `EVENT_EXISTS`, `CAPTURE_FULL`. */
  keepEvent(bytes: Uint8Array, by: string): Promise<{ readonly eventId: string }>;
  /** A document of that partner; undefined where there is none, or it is too long ago. */
  job(id: string, by: string): Promise<CaptureJob | undefined>;
}
