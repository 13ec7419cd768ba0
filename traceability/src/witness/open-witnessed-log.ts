import type { Policy } from '@fieldlapse/proof';
import { openLog, type LogOptions, type TransparencyLog } from '../log/open-log.ts';
import { checkWithWitnesses, startWitnessRounds, type WitnessReport } from './witness-rounds.ts';

export interface WitnessedLogOptions extends Omit<LogOptions, 'confirm'> {
  /** Ours: whose witnesses are asked. */
  readonly policy?: Policy;
}

/** The log as a service runs it. */
export interface WitnessedTransparencyLog extends TransparencyLog {
  /** What each witness said at the start; empty where there is none to ask. */
  readonly atStart: readonly WitnessReport[];
  /** What people should see: that a witness has seen more than there is here, or another history. */
  troubles(): readonly { readonly code: string; readonly message: string }[];
}

/**
 * Opens the log, has the witnesses of the policy confirm that it is not an old copy before anything is appended, and shows them
 * every head from then on. Throws as {@link openLog} does, and `LOG_BEHIND_WITNESS`. Where nobody outside could be asked the log
 * runs, and says that this was not checked; once a witness says later that it must not go on, appending throws that.
 */
export async function openWitnessedLog(options: WitnessedLogOptions): Promise<WitnessedTransparencyLog> {
  const { logger, policy } = options;
  const witnesses = policy?.witnesses ?? [];
  let atStart: readonly WitnessReport[] = [];
  const log = await openLog({
    ...options,
    confirm: async (opened) => {
      atStart = await checkWithWitnesses(opened, witnesses);
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
