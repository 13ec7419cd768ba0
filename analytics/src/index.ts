export { coverByIndex, plantMask, type IndexCover } from './measure/pixels/cover/cover.ts';
export { indicesOf, type Indices, type MeanColour } from './measure/pixels/indices.ts';
export {
  colourMethod,
  coverMethod,
  indexValidatedFor,
  measurePixels,
  nothing as nothingMeasured,
  type PixelOptions,
} from './measure/pixels/measure-pixels.ts';
export { sunElevationDeg } from './measure/pixels/sun.ts';
export { pixelMetrics } from './measure/pixels/validity.ts';
