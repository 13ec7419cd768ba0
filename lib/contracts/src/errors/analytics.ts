export const analyticsErrors = {
  MODEL_REFUSED: {
    meaning:
      'A model cannot be used: its card, its file or its golden test is wrong, or it needs more than the limits.',
    remedy: 'The message names the field or tensor; mend it and the model is tried again. Frames are measured later.',
  },
  MODEL_MISSING: {
    meaning: 'There is no model of that name and version.',
    remedy: 'Put model.onnx and model.json into DATA/models/<name>/<version>/, or name one that is there.',
  },
  MODEL_FAILED: {
    meaning: 'A model did not finish on a picture, ran out of memory, or gave numbers that are none. Others go on.',
    remedy: 'The frame says so and is tried again after the model changes; measure a smaller picture if it repeats.',
  },
  MASK_REFUSED: {
    meaning: 'A mask of an area cannot be used: it is no PNG in black and white, or marks nothing.',
    remedy:
      'Save it as PNG with 255 (white) for the area and 0 for the rest, over the whole picture; say which colour is inside.',
  },
  RULE_REFUSED: {
    meaning: 'An alert rule cannot be used; the others are in force.',
    remedy: 'The message names the rule and what to write instead; mend it and import it again.',
  },
  RULE_MISSING: {
    meaning: 'No alert rule of that id was imported.',
    remedy:
      'List them with `fieldlapse rules list`; rules of a pack are left out by leaving the pack out of `alerts.packs`.',
  },
  COUNTER_LABELS: {
    meaning:
      'A table of counted photos cannot be learned from: a row is wrong, a photo is missing, or they are too few.',
    remedy: 'The message names file and line, or what is missing; mend the table or count more photos of the view.',
  },
} as const;
