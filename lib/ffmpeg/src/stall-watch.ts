/** Notices that a program stands still although nobody keeps it waiting. */
export interface StallWatch {
  /** A sign of life. */
  moved(): void;
  /** The program waits for us, or we for somebody else: until `resume` nothing is its fault. */
  pause(): void;
  resume(): void;
  close(): void;
}

const looksPerLimit = 5;

/**
 * Calls `onStall` once, after about `limitMs` without a sign of life. It counts looks, not clock time: where the whole
 * machine slept, or our own process was stopped, the program gets its time afterwards. Watches nothing where no limit is given.
 */
export function stallWatch(limitMs: number | undefined, onStall: () => void): StallWatch {
  let idleLooks = 0;
  let pauses = 0;
  const look = (): void => {
    if (pauses > 0) return;
    idleLooks += 1;
    if (idleLooks > looksPerLimit) {
      clearInterval(timer);
      onStall();
    }
  };
  const timer = limitMs === undefined ? undefined : setInterval(look, limitMs / looksPerLimit);
  return {
    moved() {
      idleLooks = 0;
    },
    pause() {
      pauses += 1;
    },
    resume() {
      pauses -= 1;
      idleLooks = 0;
    },
    close: () => clearInterval(timer),
  };
}
