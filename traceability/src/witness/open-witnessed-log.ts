import type { Policy } from '@fieldlapse/proof';
import { openLog, type ConfirmedLog, type LogOptions, type TransparencyLog } from '../log/open-log.ts';
import { checkWithWitnesses, startWitnessRounds, type WitnessReport } from './witness-rounds.ts';

export interface WitnessedLogOptions extends Omit<LogOptions, 'confirm'> {
  /** Ours: whose witnesses are asked. */
  readonly policy?: Policy;
  /** Asks an anchor as witnesses are asked; throws where it has seen more or another history. */
  readonly askAnchor?: (log: ConfirmedLog) => Promise<WitnessReport>;
}

/** The log as a service runs it. */
export interface WitnessedTransparencyLog extends TransparencyLog {
  /** What each witness and the anchor said at the start; empty where there is none to ask. */
  readonly atStart: readonly WitnessReport[];
  /** What people should see: that a witness has seen more than there is here, or another history. */
  troubles(): readonly { readonly code: string; readonly message: string }[];
}

/**
 * Opens the log, has the witnesses of the policy and the anchor confirm that it is not an old copy before anything is appended, and
 * shows witnesses every head from then on. Throws as {@link openLog} does, `LOG_BEHIND_WITNESS` and `LOG_BEHIND_ANCHOR`. Where nobody
 * outside could be asked the log runs, and says that this was not checked; once a witness says later that it must not go on,
 * appending throws that.
 */
export async function openWitnessedLog(options: WitnessedLogOptions): Promise<WitnessedTransparencyLog> {
  const { logger, policy, askAnchor } = options;
  const witnesses = policy?.witnesses ?? [];
  let atStart: readonly WitnessReport[] = [];
  const log = await openLog({
    ...options,
    confirm: async (opened) => {
      const asked = await Promise.all([checkWithWitnesses(opened, witnesses), askAnchor?.(opened)]);
      atStart = asked.flat().filter((report) => report !== undefined);
    },
  });
  if (!atStart.some(({ state }) => state === 'agrees'))
    logger.warn({ witnesses: atStart }, 'not checked: whether folder and records of the log are both an old copy');
  const rounds = startWitnessRounds(log, witnesses, logger);
  const refusing = <Args extends unknown[], Result>(action: (...args: Args) => Promise<Result>) => {
    return (...args: Args): Promise<Result> => {
      const refusal = rounds.refusal();
      return refusal ? Promise.reject(refusal) : action(...args);
    };
  };
  return {
    ...log,
    atStart,
    append: refusing(log.append),
    appendOwn: refusing(log.appendOwn),
    troubles: () => [rounds.refusal() ?? []].flat().map(({ code, message }) => ({ code, message })),
    async close() {
      await rounds.close();
      await log.close();
    },
  };
}
