import {
  exportOrder,
  FieldlapseError,
  sha256Hex,
  type ExportOrder,
  type FilmRange,
  type FilmSource,
} from '@fieldlapse/contracts';

type Format = ExportOrder['format'];

const kinds: Record<Format, { readonly extension: string; readonly mediaType: string }> = {
  mp4: { extension: 'mp4', mediaType: 'video/mp4' },
  webm: { extension: 'webm', mediaType: 'video/webm' },
  gif: { extension: 'gif', mediaType: 'image/gif' },
  webp: { extension: 'webp', mediaType: 'image/webp' },
  'report-pdf': { extension: 'pdf', mediaType: 'application/pdf' },
  'report-jpeg': { extension: 'jpg', mediaType: 'image/jpeg' },
  stills: { extension: 'zip', mediaType: 'application/zip' },
};

export function extensionOf(format: Format): string {
  return kinds[format].extension;
}

export function mediaTypeOf(format: Format): string {
  return kinds[format].mediaType;
}

// Parts of an order that mean something for films alone, and the formats that take them.
const takenBy: readonly [keyof ExportOrder, readonly Format[]][] = [
  ['pace', ['mp4', 'webm', 'gif', 'webp']],
  ['compare', ['mp4', 'webm', 'gif', 'webp']],
  ['overlays', ['mp4', 'webm', 'gif', 'webp', 'stills']],
  ['maxBytes', ['gif', 'webp']],
  ['publish', ['mp4', 'webm']],
];

/** Reads an order strictly, and leaves out what asks for nothing. Throws `BAD_EXPORT` with the name of the part that does not fit. */
export function checkedOrder(wanted: unknown): ExportOrder {
  const parsed = exportOrder.safeParse(wanted);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw badExport(issue?.path.join('.') ?? 'order', issue?.message ?? 'not an order');
  }
  const { overlays, publish, ...rest } = parsed.data;
  const drawn = overlays && (overlays.date || overlays.daysAfterSowing || overlays.stage || overlays.series);
  const order: ExportOrder = { ...rest, ...(drawn && { overlays }), ...(publish && { publish }) };
  for (const [part, formats] of takenBy) {
    if (order[part] !== undefined && !formats.includes(order.format)) {
      throw badExport(part, `goes with the formats ${formats.join(', ')}, not with ${order.format}`);
    }
  }
  if (order.publish && order.compare) throw badExport('publish', 'a film of two cameras belongs to no lot');
  rangeOf(order, '');
  if (order.compare) rangeOf(order.compare, 'compare.');
  return order;
}

/** The part of the camera's life that is meant. Throws `BAD_EXPORT`. */
export function rangeOf({ kind, from, to }: FilmSource, prefix = ''): FilmRange {
  if (from !== undefined && to !== undefined && to < from) throw badExport(`${prefix}to`, `${to} is before ${from}`);
  if (kind === 'day') {
    if (from === undefined) throw badExport(`${prefix}from`, 'a film of a day needs its day');
    return { kind, from, to: from };
  }
  if (kind === 'range' && (from === undefined || to === undefined)) {
    throw badExport(`${prefix}${from === undefined ? 'from' : 'to'}`, 'a film of a range needs its first and last day');
  }
  if (kind === 'full' && (from !== undefined || to !== undefined)) {
    throw badExport(`${prefix}kind`, 'a full film has no first and last day; ask for kind range');
  }
  return { kind, ...(from !== undefined && { from }), ...(to !== undefined && { to }) };
}

export function badExport(part: string, why: string): FieldlapseError {
  return new FieldlapseError('BAD_EXPORT', `${part}: ${why}`);
}

/** Names an export: the same order of films that show the same has the same name. */
export function exportIdOf(planned: string): string {
  return sha256Hex(`export 1 ${planned}`).slice(0, 26);
}

/** What a person's computer calls the file: `ruong-1-season-2026-03-01..2026-06-20.mp4`. */
export function fileNameOf(order: ExportOrder, firstDay: string, lastDay: string): string {
  const other = order.compare
    ? `-vs-${order.compare.site === order.site ? '' : `${order.compare.site}-`}${order.compare.camera}`
    : '';
  const days = firstDay === lastDay ? firstDay : `${firstDay}..${lastDay}`;
  return `${order.site}-${order.camera}${other}-${order.kind}-${days}.${extensionOf(order.format)}`;
}
