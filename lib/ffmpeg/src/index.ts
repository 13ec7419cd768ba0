export { findFfmpeg, type Ffmpeg } from './find-ffmpeg.ts';
export { joinableFilm, measureFragments, patchFragments, type FilmParts, type FragmentMeasure } from './fragments.ts';
export { runFfmpeg, type FfmpegRun } from './run-ffmpeg.ts';
