import type { DatabaseSync } from 'node:sqlite';

/** Integer ids of series names: a name takes part in a point by 1–3 bytes instead of dozens. */
export interface SeriesIds {
  find(name: string): number | undefined;
  /** Finds or makes ids for names; part of the caller's transaction. Ids are kept only by {@link keep}, after its commit. */
  ensure(names: Iterable<string>): Map<string, number>;
  keep(ids: ReadonlyMap<string, number>): void;
  /** Series whose name starts with `prefix`, by name. */
  startingWith(prefix: string): { id: number; name: string }[];
}

export function seriesIds(database: DatabaseSync): SeriesIds {
  const known = new Map<string, number>();
  const select = database.prepare('select id from series where name = ?');
  const insert = database.prepare('insert into series (name) values (?)');
  const selectPrefix = database.prepare('select id, name from series where name >= ? and name < ? order by name');

  const find = (name: string): number | undefined => {
    const id = known.get(name) ?? (select.get(name)?.['id'] as number | undefined);
    if (id !== undefined) known.set(name, id);
    return id;
  };
  return {
    find,
    ensure: (names) => {
      const ids = new Map<string, number>();
      for (const name of names) {
        if (!ids.has(name)) ids.set(name, find(name) ?? Number(insert.run(name).lastInsertRowid));
      }
      return ids;
    },
    keep: (ids) => {
      for (const [name, id] of ids) known.set(name, id);
    },
    startingWith: (prefix) => selectPrefix.all(prefix, `${prefix}\u{10ffff}`) as { id: number; name: string }[],
  };
}
