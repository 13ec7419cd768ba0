export const filmErrors = {
  NOT_A_JPEG: {
    meaning: 'The bytes are not a JPEG picture, or its headers are damaged.',
    remedy: 'Let the camera deliver baseline or progressive JPEG; convert other formats first.',
  },
  JPEG_TRUNCATED: {
    meaning: 'A JPEG ends before its end-of-image marker.',
    remedy: 'Fetch or copy the picture again; a card that does this often is failing.',
  },
  PICTURE_TOO_LARGE: {
    meaning: 'A picture has more pixels than Fieldlapse decodes.',
    remedy: 'Lower the resolution of the camera to at most 100 megapixels.',
  },
  PICTURE_BROKEN: {
    meaning: 'A JPEG has good headers but its picture cannot be decoded.',
    remedy: 'The frame is shown as a gap; check camera, cable and card if it repeats.',
  },
  FFMPEG_MISSING: {
    meaning: 'No usable ffmpeg (one with libx264 and the mp4 muxer) was found.',
    remedy: 'Run `apt-get install ffmpeg`, or set FFMPEG_PATH to one that has libx264.',
  },
  FFMPEG_FAILED: {
    meaning: 'ffmpeg ended with an error.',
    remedy: 'The message ends with what ffmpeg said last; `fieldlapse doctor` shows which ffmpeg is used.',
  },
  FFMPEG_TIMEOUT: {
    meaning: 'ffmpeg ran longer than its limit, or stood still, and was killed.',
    remedy: 'It is tried again by itself; if it repeats, check the load of the machine and FFMPEG_PATH.',
  },
  BAD_MP4: {
    meaning: 'An encoded film part is not the fragmented MP4 that it should be.',
    remedy: 'Delete the blob that the message names: it is derived and is rebuilt from the frames.',
  },
  FILM_EMPTY: {
    meaning: 'The chosen days have no frame that can be shown.',
    remedy: 'Choose other days; a film appears a few seconds after its first frame.',
  },
  FILM_MISSING: {
    meaning: 'A part of a film is not, or no longer, in the store.',
    remedy: 'Load the playlist again: the day was encoded anew.',
  },
  BAD_EXPORT: {
    meaning: 'A film cannot be exported as it was ordered.',
    remedy: 'The message names the part of the order that does not go with the rest, and what does.',
  },
  TOO_MANY_EXPORTS: {
    meaning: 'So many exports are waiting that no more are taken.',
    remedy: 'Wait for one to end, or cancel one.',
  },
  EXPORT_MISSING: {
    meaning: 'There is no export of that id; finished ones are kept for a while only.',
    remedy: 'Order it again: what is unchanged is made quickly.',
  },
  EXPORT_UNFINISHED: {
    meaning: 'An export was asked for its file before it was finished.',
    remedy: 'Ask for its state until it is ready; a failed one says why.',
  },
  MOVE_MISSING: {
    meaning: 'There is no camera move of that id.',
    remedy: 'Ask for the moves of the camera again.',
  },
} as const;
