import type { EpcisCaptures, PublicLots } from '@fieldlapse/contracts';
import type { CaptureReader, LotReader } from '@fieldlapse/store';
import type { App } from '../../app.ts';
import { answerFailures } from '../../http/problems.ts';
import { epcisCaptureRoutes } from './capture.ts';
import { discoveryRoute } from './discovery.ts';
import { exceptionOf } from './exceptions.ts';
import { epcisQueryRoutes } from './query.ts';
import { eventsOfLots, eventsOfPartners } from './sources.ts';

export interface EpcisParts {
  readonly lots: () => Promise<LotReader | undefined>;
  /** What holds events of lots against the log; nothing does where it is absent. */
  readonly publicLots: Pick<PublicLots, 'alteredEvents'> | undefined;
  readonly captured: () => Promise<CaptureReader | undefined>;
  /** Undefined where nobody may hand over events. */
  readonly captures: EpcisCaptures | undefined;
}

/** The interfaces of EPCIS 2.0, with problems as the standard names them: give them a scope of their own. */
export function epcisRoutes(app: App, { lots, publicLots, captured, captures }: EpcisParts): void {
  answerFailures(app, exceptionOf);
  const takesEvents = captures !== undefined;
  discoveryRoute(app, '/epcis/events', takesEvents ? 'GET, HEAD, POST' : 'GET, HEAD', takesEvents);
  epcisQueryRoutes(app, {
    lots: eventsOfLots(lots, async (seqs) => publicLots?.alteredEvents(seqs) ?? []),
    partners: eventsOfPartners(captured),
  });
  if (!captures) return;
  discoveryRoute(app, '/epcis/capture', 'POST', true);
  epcisCaptureRoutes(app, captures);
}
