import { FieldlapseError, type ExportOrder, type FilmExport, type FilmExports } from '@fieldlapse/contracts';

/** Exports that a test makes go on: `path` is the file of each that is ready. */
export function exportsOf(path: string, clock: { now(): number }) {
  const made: FilmExport[] = [];
  const set = (id: string, next: Partial<FilmExport>): FilmExport => {
    const index = made.findIndex((candidate) => candidate.id === id);
    const before = made[index];
    if (!before) throw new FieldlapseError('EXPORT_MISSING', `export ${id}`);
    return (made[index] = { ...before, ...next });
  };
  const filmExports: FilmExports = {
    async order(order: ExportOrder) {
      const now = clock.now();
      made.unshift({
        ...{ id: `export${made.length}`, order, state: 'waiting', done: 0, total: 100, etaMs: null, bytes: null },
        ...{ mediaType: 'video/mp4', fileName: `${order.camera}.${order.format}`, error: null },
        ...{ orderedAt: now, endedAt: null },
      });
      return made[0] as FilmExport;
    },
    list: async () => made,
    get: async (id) => set(id, {}),
    cancel: async (id) => set(id, { state: 'cancelled', endedAt: clock.now() }),
    file: async () => path,
  };
  return { made, filmExports, set };
}
