export { findFfmpeg, type Ffmpeg } from './find-ffmpeg.ts';
export {
  joinableFilm,
  measureFragments,
  patchFragments,
  type FilmParts,
  type FragmentMeasure,
} from './mp4/fragments.ts';
export { joinMp4, type Mp4Join } from './mp4/join-mp4.ts';
export { retimeMp4 } from './mp4/retime.ts';
export { rawPictures, runFfmpeg, streamFfmpeg } from './run-ffmpeg.ts';
export type { FfmpegRun } from './start-ffmpeg.ts';
