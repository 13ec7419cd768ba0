import { FieldlapseError } from '@fieldlapse/contracts';
import { backoffMs, sleep, type Logger } from '@fieldlapse/runtime';
import { keyOfLine } from './line.ts';
import type { Outbox } from './outbox/outbox.ts';
import type { Quarantine } from './quarantine.ts';
import type { InfluxWriter } from './writer.ts';

const mostLines = 5000;
const fewestLines = 50;
const minWaitMs = 500;
const maxWaitMs = 30_000;

interface SenderParts {
  readonly outbox: Outbox;
  readonly quarantine: Quarantine;
  readonly write: InfluxWriter;
  readonly logger: Logger;
  /** 0–1. */
  readonly random: () => number;
}

/** Takes lines from the outbox to InfluxDB. */
export interface Sender {
  /** Why nothing goes at the moment, and since when in ms of `performance.now()`. */
  trouble(): { readonly error: FieldlapseError; readonly since: number } | undefined;
  /** Resolves when the request under way is answered. */
  close(): Promise<void>;
}

/**
 * Sends in the order of arrival, one request at a time, until all of a batch is stored or in quarantine. What InfluxDB
 * cannot take at the moment is tried again for ever, with growing waits; where it blames points, the lines are halved
 * until those stand alone; where they are too many at once, fewer go.
 */
export function startSender({ outbox, quarantine, write, logger, random }: SenderParts): Sender {
  const stop = new AbortController();
  const { signal } = stop;
  let trouble: { error: FieldlapseError; since: number } | undefined;
  let failures = 0;
  let linesAtOnce = mostLines;

  function cleared(): void {
    if (trouble && failures > 0) logger.info({ points: outbox.backlog().lines }, 'InfluxDB takes points again');
    [trouble, failures] = [undefined, 0];
  }

  async function waitAfter(error: FieldlapseError, retryAfterMs = 0): Promise<void> {
    failures += 1;
    if (trouble?.error.code !== error.code) logger.warn({ err: error }, 'points for InfluxDB wait');
    trouble = { error, since: trouble?.since ?? performance.now() };
    await sleep(Math.max(retryAfterMs, backoffMs(failures, minWaitMs, maxWaitMs, random)), signal);
  }

  /** Puts one line aside, whatever it takes. */
  async function setAside(line: string, answer: string): Promise<void> {
    for (;;) {
      try {
        await quarantine.add(line, answer);
        return cleared();
      } catch (error) {
        if (!(error instanceof FieldlapseError)) throw error;
        await waitAfter(error);
      }
    }
  }

  async function deliver(lines: readonly string[]): Promise<void> {
    const parts: (readonly string[])[] = [withoutReplaced(lines)];
    for (let part = parts.pop(); part; part = parts.pop()) {
      signal.throwIfAborted();
      if (part.length > linesAtOnce) {
        parts.push(part.slice(linesAtOnce), part.slice(0, linesAtOnce));
        continue;
      }
      const result = await write(part);
      if (result.outcome === 'stored') {
        linesAtOnce = Math.min(mostLines, linesAtOnce * 2);
        cleared();
      } else if (result.outcome === 'waits') {
        if (result.slow) linesAtOnce = Math.max(fewestLines, part.length >> 1);
        parts.push(part);
        await waitAfter(result.error, result.retryAfterMs);
      } else if (part.length > 1) {
        if (result.outcome === 'too-large') linesAtOnce = Math.max(fewestLines, part.length >> 1);
        parts.push(part.slice(part.length >> 1), part.slice(0, part.length >> 1));
      } else {
        await setAside(part[0] ?? '', result.answer);
      }
    }
  }

  const finished = (async () => {
    while (!signal.aborted) {
      try {
        const batch = await outbox.next(signal);
        await deliver(batch.lines);
        await outbox.delivered(batch);
      } catch (error) {
        if (signal.aborted) return;
        await waitAfter(asTrouble(error)).catch(() => {});
      }
    }
  })();

  return {
    trouble: () => trouble,
    async close() {
      stop.abort(new Error('closed'));
      await finished;
    },
  };
}

/** What else may fail is the own disk. */
function asTrouble(error: unknown): FieldlapseError {
  if (error instanceof FieldlapseError) return error;
  return new FieldlapseError('STORE_UNWRITABLE', (error as Error).message, { cause: error });
}

/** Where a point comes twice the last one stands; of two in one request the server would choose. */
function withoutReplaced(lines: readonly string[]): string[] {
  return [...new Map(lines.map((line) => [keyOfLine(line), line])).values()];
}
