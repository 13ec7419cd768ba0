const idsAtOnce = 500;

/** Cuts a list of ids into as many as one query may name at once. */
export function* idBatches(ids: readonly string[]): Generator<readonly string[]> {
  for (let at = 0; at < ids.length; at += idsAtOnce) yield ids.slice(at, at + idsAtOnce);
}
