const windowMs = 60_000;
const mostAddresses = 10_000;

export interface LoginLimit {
  /** True where the address has used up its failures of this minute and the id has never logged in from it. */
  mustWait(address: string, id: string): boolean;
  failed(address: string): void;
  succeeded(address: string, id: string): void;
}

/**
 * Counts failed logins per address. A device that knows its token still gets in from a blocked address where it has
 * logged in before, so one broken neighbour behind the same router (or on loopback) does not lock out the others.
 */
export function loginLimit(maxFailures: number, nowMs: () => number = () => performance.now()): LoginLimit {
  const failures = new Map<string, { since: number; count: number }>();
  // Grows with the identities that exist, not with what strangers send: only successes are remembered.
  const lastAddress = new Map<string, string>();
  const current = (address: string) => {
    const entry = failures.get(address);
    return entry && nowMs() - entry.since < windowMs ? entry : undefined;
  };
  return {
    mustWait: (address, id) => (current(address)?.count ?? 0) >= maxFailures && lastAddress.get(id) !== address,
    failed(address) {
      const entry = current(address);
      if (entry) {
        entry.count += 1;
        return;
      }
      failures.delete(address);
      if (failures.size >= mostAddresses) failures.delete(failures.keys().next().value!);
      failures.set(address, { since: nowMs(), count: 1 });
    },
    succeeded: (address, id) => void lastAddress.set(id, address),
  };
}
