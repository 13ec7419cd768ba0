import { ProofFault, reason, type Reason } from '../../fault.ts';
import { toBase64Url } from '../../bytes/base64.ts';
import { commitmentOf } from '../../record/commitment.ts';
import { failed, notChecked, ok, type ReadChain, type StepOutcome } from '../step.ts';

const mostReasons = 20;

/** Step 2: every event is the one that its entry committed to; one that was erased, which an entry of its chain says, cannot be checked. */
export function checkEntries(chains: readonly ReadChain[]): StepOutcome {
  const wrong: Reason[] = [];
  const erased: Reason[] = [];
  let events = 0;
  for (const [chain, { entries }] of chains.entries()) {
    const erasures = new Set(entries.flatMap(({ entry }) => (entry.k === 'erase' ? [entry.e] : [])));
    for (const { entry, event, salt } of entries) {
      const at = { chain, seq: entry.s };
      if (entry.k !== 'ev') {
        if (event) wrong.push(reason('eventUnasked', at));
      } else if (!event || !salt) {
        if (erasures.has(entry.s)) erased.push(reason('erased', at));
        else wrong.push(reason('eventMissing', at));
      } else {
        events += 1;
        if (!matches(entry.c, event, salt)) wrong.push(reason('commitmentWrong', at));
      }
    }
  }
  if (wrong.length > 0) return failed(...wrong.slice(0, mostReasons));
  const seen = reason('entriesOk', { events });
  // Nobody can say any more what an erased event was: a record must not look complete without it.
  return erased.length > 0 ? notChecked(seen, ...erased) : ok(seen);
}

function matches(commitment: string, ...[event, salt]: Parameters<typeof commitmentOf>): boolean {
  try {
    return toBase64Url(commitmentOf(event, salt)) === commitment;
  } catch (error) {
    if (error instanceof ProofFault) return false;
    throw error;
  }
}
