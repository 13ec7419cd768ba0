import { readFile } from 'node:fs/promises';
import { colourMethod, coverMethod, indexValidatedFor, measurePixels, plantMask } from '@fieldlapse/analytics';
import { FieldlapseError, type CoverConfig, type FrameMeasure } from '@fieldlapse/contracts';
import { areaMask, decodeView, uprightSize, type Area } from '@fieldlapse/imaging';

/** What one method says of a photo. */
export interface MethodMeasure extends FrameMeasure {
  /** Name and version. */
  readonly method: string;
  /** Crops that it was measured on with real photos; absent where it means the same for all. */
  readonly validatedFor?: readonly string[];
}

/** A photo that was measured. */
export interface MeasuredPhoto {
  readonly photo: string;
  /** Pixels as people see it, EXIF orientation applied. */
  readonly width: number;
  readonly height: number;
  readonly methods: readonly MethodMeasure[];
  /** Plants of the area in a grid over the whole photo, 1 or 0. */
  readonly plants: { readonly width: number; readonly height: number; readonly mask: Uint8Array };
}

/** Measures a photo on the metric grid. Throws the errors of `decodeView`; `BAD_ARGUMENT` where the file cannot be read. */
export async function measurePhoto(
  photo: string,
  area: Area,
  cover: Pick<CoverConfig, 'threshold'>,
): Promise<MeasuredPhoto> {
  const jpeg = await readFile(photo).catch((cause: NodeJS.ErrnoException) => {
    throw new FieldlapseError('BAD_ARGUMENT', `cannot be read: ${cause.code ?? cause.message}`, { cause });
  });
  const size = await uprightSize(jpeg);
  const picture = await decodeView(jpeg);
  const mask = areaMask(area, picture.width, picture.height);
  const measure = measurePixels(picture, mask, { cover });
  const covers = only(measure, (metric) => metric.endsWith('Cover'));
  return {
    ...{ photo, ...size },
    methods: [
      { method: colourMethod, ...only(measure, (metric) => !metric.endsWith('Cover')) },
      { method: coverMethod(cover), validatedFor: indexValidatedFor, ...covers },
    ],
    plants: { width: picture.width, height: picture.height, mask: plantMask(picture, mask, cover) },
  };
}

function only({ values, withheld, uncertainty }: FrameMeasure, wanted: (metric: string) => boolean): FrameMeasure {
  const part = <T>(of: T): T =>
    Object.fromEntries(Object.entries(of as object).filter(([metric]) => wanted(metric))) as T;
  return { values: part(values), withheld: part(withheld), uncertainty: part(uncertainty) };
}
