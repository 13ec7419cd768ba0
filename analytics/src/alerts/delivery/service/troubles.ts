import type { ErrorCode } from '@fieldlapse/contracts';

interface Trouble {
  readonly code: ErrorCode;
  readonly message: string;
}

/** What keeps alerts from reaching people, for those who look after the server. */
export interface Troubles {
  /** How the last try on a lane went; null where it worked. */
  tried(lane: string, fault: string | null, now: number): void;
  /** Roles and farms that alerts stand for and that nobody has. */
  unheard(places: readonly string[]): void;
  list(): readonly Trouble[];
}

/** A channel that fails for less than this is nobody's business. */
const patienceMs = 10 * 60_000;

export function openTroubles(standing: readonly Trouble[], now: () => number): Troubles {
  const failing = new Map<string, { since: number; fault: string }>();
  let places: readonly string[] = [];
  return {
    tried(lane, fault, at) {
      if (fault === null) failing.delete(lane);
      else failing.set(lane, { since: failing.get(lane)?.since ?? at, fault });
    },
    unheard: (found) => void (places = found),
    list: () => [
      ...standing,
      ...[...failing].flatMap(([lane, { since, fault }]): Trouble[] => {
        if (now() - since < patienceMs) return [];
        const message = `messages to ${lane} have failed since ${new Date(since).toISOString()}: ${fault}`;
        return [{ code: 'DELIVERY_FAILING', message }];
      }),
      ...places.map((place): Trouble => ({ code: 'NOBODY_TOLD', message: `alerts for the ${place} reach nobody` })),
    ],
  };
}
