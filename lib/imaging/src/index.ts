export { areaMask, boxOf, countedFrom, countedTo, type Area, type PixelBox, type Rectangle } from './area.ts';
export { readBitMask, type BitMask, type InsideColour } from './bit-mask.ts';
export { decodeFor, decodePng, decodeView, makeThumbnail, uprightSize, viewWidth, type RgbPicture } from './decode.ts';
export { lightVersion, lumaAfter, measureLight, type LightMeasure } from './light/measure-light.ts';
export { applyTone, toneCurve } from './light/tone.ts';
export { maxPicturePixels, readJpegHeader, type JpegHeader } from './jpeg-header.ts';
export { photoAsJpeg } from './photo-as-jpeg.ts';
export { profileOf, profileRows } from './profile.ts';
export { measureQuality, qualityThresholds, qualityWidth, type MeasuredFrame } from './quality/measure-quality.ts';
export {
  judgeFrame,
  judgeTraits,
  teaches,
  type FrameJudgement,
  type GateFlag,
  type GateNumbers,
} from './quality/judge.ts';
export { gateThresholds, type GateThreshold } from './quality/thresholds.ts';
export { gateVersion, traitsOf, type FrameTraits } from './quality/traits.ts';
export { grayOf, type GrayPicture } from './view/gray.ts';
export {
  bareEdges,
  composePoses,
  invertPose,
  movePoint,
  poseDistance,
  poseOfArea,
  stillPose,
  type Pose,
} from './view/pose.ts';
export {
  describeView,
  registerView,
  viewThresholds,
  type Registration,
  type ViewDescription,
} from './view/register.ts';
export { warpPicture } from './view/warp.ts';
