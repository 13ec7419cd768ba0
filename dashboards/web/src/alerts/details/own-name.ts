const storageKey = 'fieldlapse-name';

/** What the reader was called last time; empty where nobody said or the browser keeps nothing. */
export function keptName(): string {
  try {
    return localStorage.getItem(storageKey) ?? '';
  } catch {
    return '';
  }
}

/** Keeps the name for the next time, where the browser allows it. */
export function keepName(name: string): void {
  try {
    localStorage.setItem(storageKey, name);
  } catch {
    // Private windows may refuse storage: the name is asked for again.
  }
}
