import { extname } from 'node:path';
import { exportOrder, FieldlapseError, type ExportOrder, type FilmRange } from '@fieldlapse/contracts';

/** What `fieldlapse film` was told, as the options are called. */
export interface OrderArguments {
  readonly camera: string;
  readonly site?: string;
  readonly kind: FilmRange['kind'];
  readonly from?: string;
  readonly to?: string;
  readonly out: string;
  readonly format?: ExportOrder['format'];
  readonly fps?: number;
  readonly daysPerSec?: number;
  readonly duration?: number;
  readonly overlay?: string;
  readonly maxSide?: number;
  readonly maxBytes?: number;
  readonly lang?: ExportOrder['language'];
  readonly compareCamera?: string;
  readonly compareSite?: string;
  readonly compareKind?: string;
  readonly compareFrom?: string;
  readonly compareTo?: string;
  readonly align?: string;
  readonly publish?: boolean;
}

const formats: Readonly<Record<string, ExportOrder['format']>> = {
  ...{ '.webm': 'webm', '.gif': 'gif', '.webp': 'webp', '.zip': 'stills' },
  ...{ '.pdf': 'report-pdf', '.jpg': 'report-jpeg', '.jpeg': 'report-jpeg' },
};

/** The order that the options ask for. Throws `BAD_ARGUMENT` with the option that is wrong. */
export function orderOf(args: OrderArguments, site: string): ExportOrder {
  const { camera, kind, from, to, out, format, maxSide, maxBytes, lang, publish } = args;
  checkDays(args);
  const order = exportOrder.safeParse({
    ...{ site, camera, kind, from, to: kind === 'day' ? from : to, maxSide, maxBytes, language: lang, publish },
    format: format ?? formats[extname(out).toLowerCase()] ?? 'mp4',
    ...{ pace: paceOf(args), overlays: overlaysOf(args.overlay), compare: compareOf(args, site) },
  });
  if (order.success) return order.data;
  const [issue] = order.error.issues;
  throw new FieldlapseError('BAD_ARGUMENT', `${issue?.path.join('.')}: ${issue?.message}`);
}

/** The part of the camera's life that an order shows. */
export function rangeOf({ kind, from, to }: Pick<ExportOrder, 'kind' | 'from' | 'to'>): FilmRange {
  return { kind, ...(from !== undefined && { from }), ...(to !== undefined && { to }) };
}

function checkDays({ kind, from, to, compareFrom, compareTo }: OrderArguments): void {
  const wrong = [from, to, compareFrom, compareTo].find((day) => day !== undefined && !/^\d{4}-\d{2}-\d{2}$/.test(day));
  if (wrong !== undefined) throw new FieldlapseError('BAD_ARGUMENT', `"${wrong}" is not a day (YYYY-MM-DD)`);
  if (kind === 'day' && from === undefined) throw new FieldlapseError('BAD_ARGUMENT', '--kind day needs --from DAY');
  if (kind === 'range' && (from === undefined || to === undefined)) {
    throw new FieldlapseError('BAD_ARGUMENT', '--kind range needs --from DAY and --to DAY');
  }
}

function paceOf({ fps, daysPerSec, duration }: OrderArguments): ExportOrder['pace'] {
  const paces = [
    ...(fps === undefined ? [] : [{ fps }]),
    ...(daysPerSec === undefined ? [] : [{ daysPerSec }]),
    ...(duration === undefined ? [] : [{ durationSec: duration }]),
  ];
  if (paces.length > 1) {
    throw new FieldlapseError(
      'BAD_ARGUMENT',
      'give one of --fps, --days-per-sec and --duration, they exclude each other',
    );
  }
  return paces[0];
}

const overlayNames = { date: 'date', days: 'daysAfterSowing', stage: 'stage' } as const;

function overlaysOf(list: string | undefined): unknown {
  if (list === undefined) return undefined;
  const overlays: Record<string, unknown> = {};
  for (const name of list.split(',').map((part) => part.trim())) {
    const [, series] = /^series=(.+)$/.exec(name) ?? [];
    if (series !== undefined) overlays['series'] = series;
    else if (Object.hasOwn(overlayNames, name)) overlays[overlayNames[name as keyof typeof overlayNames]] = true;
    else throw new FieldlapseError('BAD_ARGUMENT', `--overlay takes date, days, stage and series=NAME, not "${name}"`);
  }
  return overlays;
}

function compareOf(args: OrderArguments, site: string): unknown {
  const { compareCamera, compareSite, compareKind, compareFrom, compareTo, align } = args;
  const others = [compareSite, compareKind, compareFrom, compareTo, align].some((option) => option !== undefined);
  if (compareCamera === undefined && compareSite === undefined) {
    if (!others) return undefined;
    // The same camera in another season.
    if (compareFrom === undefined)
      throw new FieldlapseError('BAD_ARGUMENT', 'a comparison needs --compare-camera CAMERA');
  }
  return {
    ...{ site: compareSite ?? site, camera: compareCamera ?? args.camera, kind: compareKind ?? args.kind, align },
    ...(compareFrom === undefined ? {} : { from: compareFrom }),
    ...(compareTo === undefined ? {} : { to: compareTo }),
  };
}
