export { areaMask, type Area, type Rectangle } from './area.ts';
export { decodeFor, decodeView, makeThumbnail, uprightSize, viewWidth, type RgbPicture } from './decode.ts';
export { lightVersion, lumaAfter, measureLight, type LightMeasure } from './light/measure-light.ts';
export { encodeLight } from './light/srgb.ts';
export { applyTone, toneCurve } from './light/tone.ts';
export { maxPicturePixels, readJpegHeader, type JpegHeader } from './jpeg-header.ts';
export { profileOf, profileRows } from './profile.ts';
export { measureQuality, qualityThresholds, qualityWidth, type MeasuredFrame } from './quality.ts';
