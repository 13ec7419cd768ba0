import { FieldlapseError } from '@fieldlapse/contracts';
import { noteText, parseNote } from '@fieldlapse/proof';
import { sleep, type Logger, type Running } from '@fieldlapse/runtime';
import type { WitnessReport } from '../witness/witness-rounds.ts';
import type { AnchorConfig } from './anchor-config.ts';
import { isSamePlace, readAnchorState, saveAnchorState, type AnchorState } from './anchor-state.ts';
import { judgeHead, type JudgedLog } from './judge-head.ts';
import type { AnchorPlace, AnchorView, AnchorWriter } from './ports.ts';
import { stuckAfterMs, writeHeads } from './write-heads.ts';

export interface AnchorParts {
  readonly config: AnchorConfig;
  /** Opens the chain, until the signal; asked again until it succeeds. */
  readonly open: (place: AnchorPlace, signal: AbortSignal) => Promise<AnchorWriter>;
  /** File of what was sent and seen. */
  readonly statePath: string;
  /** UTC ms. */
  readonly now: () => number;
  readonly logger: Logger;
}

/** What is wrong with the anchor now. */
export interface AnchorTrouble {
  readonly code: string;
  readonly message: string;
}

/** The anchor of a log, as its writer sees it. */
export interface Anchor {
  /**
   * Asks the chain whether this log is an old copy, before anything is appended. Throws `LOG_BEHIND_ANCHOR` and `LOG_FORKED`;
   * whatever else keeps the chain from saying it is reported as not checked.
   */
  confirm(log: JudgedLog): Promise<WitnessReport>;
  /** One look: compares what stands there with the log, and goes on with writing. Throws what is wrong. */
  look(log: JudgedLog, isAsked?: boolean): Promise<AnchorState>;
  /** Looks again and again; errors are troubles, never more. */
  follow(log: JudgedLog, pollMs?: number): Running;
  troubles(): readonly AnchorTrouble[];
}

const patienceAtStartMs = 10_000;
const settledPauseMs = 10 * 60_000;
const waitingPauseMs = 15_000;

export function anchorOf({ config, open, statePath, now, logger }: AnchorParts): Anchor {
  const stop = new AbortController();
  let chain: AnchorWriter | undefined;
  let troubles: readonly AnchorTrouble[] = [];

  const place = (): AnchorPlace => anchorPlace(config);

  /** What the chain holds, once it is no other history than the log's. */
  async function judged(log: JudgedLog): Promise<AnchorView> {
    chain ??= await open(place(), stop.signal);
    if (chain.origin !== log.head().origin)
      throw new FieldlapseError('ANCHOR_MISPLACED', `${place().contract} is the anchor of ${chain.origin}`);
    const view = await chain.view();
    if (view.head) await judgeHead(view.head, log);
    return view;
  }

  async function known(): Promise<AnchorState> {
    const state = await readAnchorState(statePath);
    return state && isSamePlace(state, place()) ? state : place();
  }

  async function look(log: JudgedLog, isAsked = false): Promise<AnchorState> {
    const view = await judged(log);
    let state: AnchorState = { ...(await known()), seen: seenIn(view, now()) };
    await saveAnchorState(statePath, state);
    const own = log.head();
    const head = { ...own, note: ownSignatures(own.note, own.origin) };
    const save = (sent: NonNullable<AnchorState['sent']>) => saveAnchorState(statePath, (state = { ...state, sent }));
    await writeHeads({ chain: chain!, config, head, now: now(), isAsked, save }, view, state);
    return state;
  }

  /** One look that tells its trouble. Resolves to how long the next one can wait, ms. */
  async function lookAndTell(log: JudgedLog): Promise<number> {
    try {
      const { sent, seen } = await look(log);
      troubles = sent?.fate === 'waits' && now() - sent.firstAt > stuckAfterMs ? [stuck(sent.hash, sent.firstAt)] : [];
      const isSettled = sent?.fate !== 'waits' && (seen?.confirmations ?? Infinity) >= config.confirmations;
      return isSettled ? Math.min(settledPauseMs, Math.max(config.every, waitingPauseMs)) : waitingPauseMs;
    } catch (error) {
      if (!(error instanceof FieldlapseError)) throw error;
      troubles = [{ code: error.code, message: error.message }];
      if (!stop.signal.aborted) logger.warn({ error }, 'the anchor is behind; it goes on later');
      return waitingPauseMs * 4;
    }
  }

  return {
    look,
    troubles: () => troubles,
    async confirm(log) {
      const witness = `chain ${config.chainId}`;
      const done = new AbortController();
      const late = sleep(patienceAtStartMs, done.signal).catch(() => undefined);
      try {
        const view = await Promise.race([judged(log), late]);
        if (!view) return { witness, state: 'notChecked', why: 'the node takes too long' };
        if (!view.head) return { witness, state: 'notChecked', why: 'nothing is anchored yet' };
        return { witness, state: 'agrees' };
      } catch (error) {
        if (!(error instanceof FieldlapseError) || /^LOG_/.test(error.code)) throw error;
        return { witness, state: 'notChecked', why: error.message };
      } finally {
        done.abort(new Error('done'));
      }
    },
    follow(log, pollMs) {
      const following = (async () => {
        while (!stop.signal.aborted) {
          const pauseMs = await lookAndTell(log).catch((error: unknown) => {
            logger.error({ error }, 'the anchor failed');
            return settledPauseMs;
          });
          await sleep(pollMs ?? pauseMs, stop.signal).catch(() => {});
        }
      })();
      return {
        async close() {
          stop.abort(new Error('closed'));
          await following;
        },
      };
    },
  };
}

/** Where the configuration says that the anchor is. Throws `ANCHOR_MISPLACED` before it was deployed. */
export function anchorPlace({ chainId, contract }: AnchorConfig): AnchorPlace {
  if (contract !== undefined) return { chainId, contract };
  throw new FieldlapseError('ANCHOR_MISPLACED', 'traceability.anchor names no contract yet');
}

/** What a chain holds, as it is remembered. */
export function seenIn({ block, head }: AnchorView, askedAt: number): AnchorState['seen'] {
  if (!head) return undefined;
  const { size, transaction, at } = head;
  return { size, transaction, at, block: head.block, confirmations: block - head.block + 1, askedAt };
}

/** A note without the signatures of witnesses: on a chain every byte is paid for, and they prove it without one. */
function ownSignatures(note: string, origin: string): string {
  const { text, signatures } = parseNote(note);
  return noteText({ text, signatures: signatures.filter(({ name }) => name === origin) });
}

const stuck = (hash: string, sinceMs: number): AnchorTrouble => ({
  code: 'ANCHOR_STUCK',
  message: `transaction ${hash} waits since ${new Date(sinceMs).toISOString()}`,
});
