import type { AlertDecision } from '@fieldlapse/contracts';
import type { AlertReader, DecisionReader, LotRow } from '@fieldlapse/store';
import { namespace } from '../../lots/events/terms.ts';
import type { Service } from '../service.ts';
import { alertAddress, isAbout } from './alerts.ts';
import { cursorOf, moveCursor } from './cursors.ts';
import { publicWords } from './public-words.ts';
import { growingLots, recordSeen } from './record-seen.ts';

const batch = 500;

/**
 * The address of a decision, by its line in the feed. Its own id is a hash over who decided: in a record that everybody reads,
 * names could be tried against it.
 */
const decisionAddress = ({ seq }: AlertDecision): string => `${namespace}decision/${seq}`;

/**
 * Records that somebody took an alert on, once, on the lot that the alert is about; never who. A snooze says nothing of the crop and
 * is left out. What becomes of the alert later changes nothing of it.
 */
export async function followAnswers(service: Service): Promise<void> {
  const [decisions, alerts] = [await service.decisions(), await service.alerts()];
  if (!decisions || !alerts) return;
  for (const lot of await growingLots(service)) await followLot(service, { decisions, alerts }, lot);
}

interface Readers {
  readonly decisions: DecisionReader;
  readonly alerts: AlertReader;
}

async function followLot(service: Service, { decisions, alerts }: Readers, lot: LotRow): Promise<void> {
  const { db } = service.lots;
  for (let seq = await cursorOf(db, `decisions/${lot.id}`); !service.signal.aborted;) {
    const found = await decisions.after(seq, batch);
    const last = found.at(-1);
    if (!last) return;
    for (const decision of found) {
      if (decision.kind === 'acknowledged') await answer(service, alerts, lot, decision);
    }
    seq = last.seq;
    await moveCursor(db, `decisions/${lot.id}`, seq);
  }
}

async function answer(service: Service, alerts: AlertReader, lot: LotRow, decision: AlertDecision): Promise<void> {
  const alert = await alerts.alert(decision.alert);
  // The day on which it began tells the season, however late somebody answers.
  if (!alert || !isAbout(service, lot, { target: alert.target, at: alert.raisedAt })) return;
  const source = `decision/${decision.id}`;
  // A decision never changes: what is recorded of it stands, also where people corrected or erased it.
  if (await service.lots.reader.factOfSource(`${lot.id}/${source}`)) return;
  const words = await publicWords(service, decision);
  await recordSeen(service, lot, source, {
    ...{ kind: 'answer', at: decision.at, inResponseTo: alertAddress(decision.alert) },
    ...{ decision: decisionAddress(decision), ...(words !== undefined && { words }) },
  });
}
