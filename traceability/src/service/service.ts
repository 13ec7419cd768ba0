import type { SiteConfig } from '@fieldlapse/contracts';
import type { Clock, Logger } from '@fieldlapse/runtime';
import type {
  AlertReader,
  Citations,
  DecisionReader,
  IntakeReader,
  MeasureReader,
  SeriesStore,
} from '@fieldlapse/store';
import type { Lots } from '../lots/records/open-lots.ts';
import type { FilmFeed } from './feeds/films.ts';

/** Everything that the parts of the running service share. */
export interface Service {
  readonly lots: Lots;
  readonly citations: Citations;
  readonly series: SeriesStore;
  readonly sites: () => readonly SiteConfig[];
  readonly clock: Clock;
  readonly logger: Logger;
  readonly signal: AbortSignal;
  /** Other services' records: undefined until they have made them. */
  readonly intake: () => Promise<IntakeReader | undefined>;
  readonly measures: () => Promise<MeasureReader | undefined>;
  readonly alerts: () => Promise<AlertReader | undefined>;
  readonly decisions: () => Promise<DecisionReader | undefined>;
  readonly films: FilmFeed | undefined;
  /** So long after its end a day is summed up: readings come late. */
  readonly dayGraceMs: number;
  /** Whether the words of people who answer alerts come into the record, and the names that never do. */
  readonly answerWords: boolean;
  readonly people: () => readonly string[];
}
