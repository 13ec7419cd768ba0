import type { AlertTarget, Severity } from '@fieldlapse/contracts';
import type { PlannedLine, Saying } from '../plan/planned.ts';
import type { Language } from './words.ts';

/** What is known of the alert of a line, beyond what was planned. */
export interface LineFacts {
  readonly line: PlannedLine;
  readonly rule: string;
  readonly target: AlertTarget;
  /** The rule's texts in the contact's language, with braces. */
  readonly texts: { readonly title: string; readonly what: string; readonly todo: string };
  readonly value: number | null;
  readonly unit: string;
  readonly level: number | null;
  readonly unverified: boolean;
  /** UTC ms since when its sensors are silent; null while they speak. */
  readonly blindSince: number | null;
  /** When the water may be taken in again, in the contact's language; empty where no tide is known. */
  readonly tide: string;
  readonly place: string;
  /** Title of the farm. */
  readonly site: string;
  readonly timeZone: string;
}

/** What a message says of one alert, for machines. */
export interface ToldAlert {
  readonly alert: string;
  readonly rule: string;
  readonly target: AlertTarget;
  readonly says: Saying;
  readonly severity: Severity;
  /** UTC ms, observed time. */
  readonly raisedAt: number;
  readonly clearedAt: number | null;
}

/** A message as every channel gets it; the same message always has the same id and text. */
export interface AlertMessage {
  /** Names the message on one channel: whoever has seen it does not show it again. */
  readonly id: string;
  /** Messages of one tag take each other's place on a screen. */
  readonly tag: string;
  readonly language: Language;
  /** The worst that stands; of what is over the worst that was. */
  readonly severity: Severity;
  /** True where nothing asks for a deed: it is over, or was none. */
  readonly calm: boolean;
  readonly title: string;
  readonly body: string;
  /** All in at most 160 characters, for SMS. */
  readonly short: string;
  /** The worst first; of very many the first 100. */
  readonly alerts: readonly ToldAlert[];
  /** UTC ms, server time. */
  readonly at: number;
}
