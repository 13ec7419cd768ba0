import { FieldlapseError } from '@fieldlapse/contracts';

/** Opens another service's records at first use, again at the next where the owner has not made its records yet. */
export function onceThere<T>(open: () => Promise<T>): {
  get(): Promise<T | undefined>;
  close(end: (opened: T) => Promise<void>): Promise<void>;
} {
  let opening: Promise<T | undefined> | undefined;
  const opened = async (): Promise<T | undefined> => {
    try {
      return await open();
    } catch (error) {
      opening = undefined;
      if (error instanceof FieldlapseError && error.code === 'RECORDS_MISSING') return undefined;
      throw error;
    }
  };
  return {
    get: () => (opening ??= opened()),
    async close(end) {
      const there = await opening;
      if (there !== undefined) await end(there);
    },
  };
}
