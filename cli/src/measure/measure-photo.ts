import { readFile } from 'node:fs/promises';
import {
  colourMethod,
  coverMethod,
  indexValidatedFor,
  measurePixels,
  plantMask,
  type AreaMask,
} from '@fieldlapse/analytics';
import { FieldlapseError, type CoverConfig, type FrameMeasure, type MetricName } from '@fieldlapse/contracts';
import { areaMask, decodeView, photoAsJpeg, uprightSize, type Area } from '@fieldlapse/imaging';
import type { Photo, PhotoModel } from './photo-model.ts';

/** What one method says of a photo. */
export interface MethodMeasure extends FrameMeasure {
  /** Name and version. */
  readonly method: string;
  /** Crops on whose real photos it was measured; absent where it means the same for all. */
  readonly validatedFor?: readonly string[];
}

/** A photo that was measured. */
export interface MeasuredPhoto {
  readonly photo: string;
  /** Pixels as people see it, EXIF orientation applied. */
  readonly width: number;
  readonly height: number;
  readonly methods: readonly MethodMeasure[];
  /** Plants of the area in a grid over the whole photo, as the last method finds them. */
  readonly plants: AreaMask;
}

/** How photos are measured. */
export interface PhotoMeasuring {
  readonly area: Area;
  readonly cover: Pick<CoverConfig, 'threshold'>;
  /** Asked besides the index. */
  readonly model?: PhotoModel | undefined;
}

/** Measures a photo on the metric grid. Throws the errors of `decodeView`; `BAD_ARGUMENT` where the file cannot be read. */
export async function measurePhoto(path: string, { area, cover, model }: PhotoMeasuring): Promise<MeasuredPhoto> {
  const bytes = await readFile(path).catch((cause: NodeJS.ErrnoException) => {
    throw new FieldlapseError('BAD_ARGUMENT', `cannot be read: ${cause.code ?? cause.message}`, { cause });
  });
  const jpeg = await photoAsJpeg(bytes);
  const size = await uprightSize(jpeg);
  const photo: Photo = { jpeg, ...size, picture: await decodeView(jpeg) };
  const { picture } = photo;
  const grid = { width: picture.width, height: picture.height };
  const mask = areaMask(area, grid.width, grid.height);
  const measure = measurePixels(picture, mask, { cover });
  const byIndex = { method: coverMethod(cover), validatedFor: indexValidatedFor, ...only(measure, isCover) };
  const byModel = model && (await measureByModel(photo, mask && { mask, ...grid }, measure, model));
  return {
    ...{ photo: path, ...size },
    methods: [
      { method: colourMethod, ...only(measure, (metric) => !isCover(metric)) },
      byIndex,
      ...(byModel ? [byModel.measure] : []),
    ],
    plants: byModel?.plants ?? { mask: plantMask(picture, mask, cover), ...grid },
  };
}

const isCover = (metric: string): boolean => metric.endsWith('Cover');

function only({ values, withheld, uncertainty }: FrameMeasure, wanted: (metric: string) => boolean): FrameMeasure {
  const part = <T>(of: T): T =>
    Object.fromEntries(Object.entries(of as object).filter(([metric]) => wanted(metric))) as T;
  return { values: part(values), withheld: part(withheld), uncertainty: part(uncertainty) };
}

/** What spoils a picture for the index spoils it for a model; a model that fails on it says so. */
async function measureByModel(
  photo: Photo,
  area: AreaMask | undefined,
  pixels: FrameMeasure,
  model: PhotoModel,
): Promise<{ measure: MethodMeasure; plants?: AreaMask | undefined }> {
  const named = { method: model.method, validatedFor: model.validatedFor };
  try {
    const { values, uncertainty, plants } = await model.measure(photo, area);
    const seen = plants && area ? inside(plants, area) : plants;
    const reason = pixels.withheld.plantCover;
    if (!reason) return { measure: { ...named, values, uncertainty, withheld: {} }, plants: seen };
    const withheld = Object.fromEntries((Object.keys(values) as MetricName[]).map((metric) => [metric, reason]));
    return { measure: { ...named, values: {}, uncertainty: {}, withheld }, plants: seen };
  } catch (error) {
    if (!(error instanceof FieldlapseError) || error.code !== 'MODEL_FAILED') throw error;
    return { measure: { ...named, values: {}, uncertainty: {}, withheld: { plantCover: 'model-failed' } } };
  }
}

/** The plants that lie in the area, in their own grid. */
function inside({ mask, width, height }: AreaMask, area: AreaMask): AreaMask {
  const kept = mask.map((plant, at) => {
    const x = Math.floor((((at % width) + 0.5) * area.width) / width);
    const y = Math.floor(((Math.floor(at / width) + 0.5) * area.height) / height);
    return plant & area.mask[y * area.width + x]!;
  });
  return { mask: kept, width, height };
}
