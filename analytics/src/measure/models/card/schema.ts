import { idPattern } from '@fieldlapse/contracts';
import { z } from 'zod';

const share = z.number().min(0).max(1);
const sidePx = z.int().min(16).max(4096);
const triple = z.tuple([z.number(), z.number(), z.number()]);
const tensorName = z.string().min(1).max(200);
const className = z.string().regex(idPattern, 'use 1–32 of a–z, 0–9 and -, starting with a letter or digit');
const fileName = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/, 'name a file in the same folder');

const fit = z.strictObject({
  longestSidePx: sidePx.describe('longest side of the picture as the model sees it; smaller ones are not enlarged'),
  multipleOf: z
    .int()
    .min(1)
    .max(256)
    .default(1)
    .describe('sides are filled up to a multiple of this by repeating the edge'),
});
const fixed = z.strictObject({
  width: sidePx.describe('width of the input, px'),
  height: sidePx.describe('height of the input, px'),
  fit: z.enum(['letterbox', 'stretch']).describe('bars where the shape differs, or another shape'),
  barDn: z.int().min(0).max(255).default(114).describe('grey of the bars, DN'),
});
const tiles = z
  .strictObject({
    tilePx: z.int().min(64).max(2048).describe('side of a tile'),
    overlapPx: z
      .int()
      .min(0)
      .max(512)
      .default(32)
      .describe('how far tiles reach into each other, at most a third of a tile'),
  })
  .refine(({ tilePx, overlapPx }) => overlapPx * 3 <= tilePx, {
    path: ['overlapPx'],
    error: 'at most a third of tilePx',
  });

const size = z
  .strictObject({
    fit: fit.optional().describe('any shape: the picture is reduced until its longest side fits'),
    fixed: fixed.optional().describe('one shape for every picture'),
    tiles: tiles.optional().describe('the whole picture at its own size, tile by tile'),
  })
  .refine((all) => Object.values(all).filter(Boolean).length === 1, 'say one of fit, fixed and tiles')
  .describe('what the picture is made to before the model sees it: one of fit, fixed and tiles');

const input = z
  .strictObject({
    name: tensorName.describe('name of the input tensor'),
    type: z.enum(['float32', 'uint8']).default('float32').describe('element type of the tensor'),
    layout: z.enum(['NCHW', 'NHWC']).default('NCHW').describe('order of its dimensions'),
    colour: z.enum(['RGB', 'BGR']).default('RGB').describe('order of its channels'),
    scale: z
      .number()
      .positive()
      .default(1 / 255)
      .describe('a pixel of 0–255 is multiplied by this; 1/255 where absent, 1 for uint8'),
    mean: triple.default([0, 0, 0]).describe('then this is taken away, by channel in the order of `colour`'),
    std: triple
      .refine((values) => values.every((value) => value > 0), 'above 0')
      .default([1, 1, 1])
      .describe('then it is divided by this'),
    size,
  })
  .refine(
    ({ type, scale, mean, std }) =>
      type === 'float32' ||
      (mean.every((value) => value === 0) && std.every((value) => value === 1) && (scale === 1 || scale === 1 / 255)),
    {
      path: ['type'],
      error: 'uint8 takes pixels as they are: leave out scale, mean and std',
    },
  )
  .describe('the picture as the model takes it: (pixel × scale − mean) ÷ std');

const classNames = z.array(className).min(1);
const covers = z.strictObject({
  greenCover: classNames.optional().describe('classes of green plants'),
  plantCover: classNames.optional().describe('classes of plants, green or not'),
  cropCover: classNames.optional().describe('classes of the crop'),
  weedCover: classNames.optional().describe('classes of weeds'),
});

const kind = z
  .enum(['probability', 'logits'])
  .describe('what the numbers are; logits go through a sigmoid (one channel) or a softmax');
const layout = z.enum(['NCHW', 'NHWC']).default('NCHW').describe('order of its dimensions');
const tolerance = z.number().positive().max(0.1).default(1e-3).describe('largest difference of any number that passes');
const goldenInput = fileName.describe('a PNG beside the card');

/** Fields of every card, whatever the task. */
const common = {
  v: z.literal(1).describe('version of the card’s format'),
  name: className.describe('name of the model, that of its folder'),
  version: z
    .string()
    .regex(/^\d{1,4}\.\d{1,4}\.\d{1,4}$/, 'write 1.0.0')
    .describe('its version, that of its folder; metrics of two versions are kept apart'),
  title: z
    .strictObject({
      vi: z.string().min(1).max(120).describe('in Vietnamese'),
      en: z.string().min(1).max(120).describe('in English'),
    })
    .describe('what people read'),
  experimental: z.boolean().default(false).describe('shown beside everything that it measures'),
  default: z.boolean().default(false).describe('measures every camera that names no model'),
  sha256: z
    .string()
    .regex(/^[0-9a-f]{64}$/, 'write 64 hex digits in lower case')
    .describe('SHA-256 of model.onnx'),
  opset: z.int().min(7).max(30).optional().describe('ONNX opset of model.onnx'),
  licence: z.string().min(1).max(120).describe('licence, an SPDX name where there is one'),
  attribution: z.string().max(2000).optional().describe('whom the licence asks to name'),
  trainedOn: z.string().min(1).max(2000).describe('pictures that it learnt from'),
  validatedFor: z
    .array(z.string().min(1).max(60))
    .max(100)
    .default([])
    .describe('crops or animals that the accuracy was measured on; others are marked as not validated'),
  accuracy: z.record(z.string(), z.unknown()).default({}).describe('what was measured, shown as it is'),
  input,
  classes: z
    .array(className)
    .min(1)
    .max(1000)
    .refine((all) => new Set(all).size === all.length, 'a class stands twice')
    .describe('names of the classes in the order of the output'),
};

const segmentation = z.strictObject({
  ...common,
  task: z.literal('segmentation').describe('a class for every pixel'),
  output: z
    .strictObject({
      name: tensorName.describe(
        'name of the output tensor: classes × height × width, or one channel that is the probability of the last of two classes',
      ),
      kind,
      layout,
    })
    .describe('what the model gives'),
  threshold: share.default(0.5).describe('a pixel counts where the probabilities of a metric’s classes add up to this'),
  metrics: covers.default({}).describe('which classes make which cover'),
  golden: z
    .strictObject({
      input: goldenInput,
      output: z
        .strictObject({
          meanByClass: z.array(share).describe('mean probability of each class'),
          samples: z
            .array(
              z.strictObject({
                at: z.tuple([z.int().min(0), z.int().min(0)]).describe('column and row of the output'),
                values: z.array(share).describe('probability of each class'),
              }),
            )
            .max(1000)
            .default([])
            .describe('probabilities at some pixels of the output'),
          tolerance,
        })
        .describe('what must come out'),
    })
    .optional()
    .describe('a picture whose result is known; tried whenever the model is loaded'),
});

const classification = z.strictObject({
  ...common,
  task: z.literal('classification').describe('one class for the picture'),
  output: z
    .strictObject({ name: tensorName.describe('name of the output tensor: one number for each class'), kind })
    .describe('what the model gives'),
  golden: z
    .strictObject({
      input: goldenInput,
      output: z
        .strictObject({ probabilities: z.array(share).describe('probability of each class'), tolerance })
        .describe('what must come out'),
    })
    .optional()
    .describe('a picture whose result is known; tried whenever the model is loaded'),
});

const box = z.strictObject({
  left: share.describe('left side, share of the width'),
  top: share.describe('upper side, share of the height'),
  right: share.describe('right side, share of the width'),
  bottom: share.describe('lower side, share of the height'),
  class: className.describe('its class'),
  score: share.describe('its score'),
});
const detection = z.strictObject({
  ...common,
  task: z.literal('detection').describe('boxes around what is to be counted'),
  output: z
    .strictObject({
      name: tensorName.describe('name of the output tensor'),
      kind: z.literal('boxes').describe('boxes'),
      format: z
        .enum(['xyxy-score-class', 'yolo'])
        .describe(
          'rows of left, top, right, bottom, score, number of the class; or rows or columns of centre x, centre y, width, height, a score for each class',
        ),
      coordinates: z
        .enum(['pixels', 'shares'])
        .default('pixels')
        .describe('whether positions are pixels of the input or 0–1'),
      scoreThreshold: share.default(0.25).describe('boxes below are left out'),
      iouThreshold: share.default(0.45).describe('of two boxes of a class that overlap by more, the better stays'),
    })
    .describe('what the model gives'),
  metrics: z
    .strictObject({ count: z.array(className).min(1).optional().describe('classes that are counted') })
    .default({})
    .describe('which classes make which metric'),
  golden: z
    .strictObject({
      input: goldenInput,
      output: z
        .strictObject({ boxes: z.array(box).max(300).describe('all boxes, best first'), tolerance })
        .describe('what must come out'),
    })
    .optional()
    .describe('a picture whose result is known; tried whenever the model is loaded'),
});

/** `model.json` beside `model.onnx`: what the model is, what it takes and gives, and how good it was measured to be. */
export const modelCard = z
  .discriminatedUnion('task', [segmentation, classification, detection])
  .superRefine((card, context) => {
    if (card.task === 'classification') return;
    for (const [metric, classes] of Object.entries(card.metrics) as [string, string[] | undefined][]) {
      const stranger = classes?.find((name) => !card.classes.includes(name));
      if (stranger === undefined) continue;
      context.addIssue({ code: 'custom', path: ['metrics', metric], message: `"${stranger}" is none of the classes` });
    }
  });
export type ModelCard = z.infer<typeof modelCard>;
export type SegmentationCard = z.infer<typeof segmentation>;
export type ClassificationCard = z.infer<typeof classification>;
export type DetectionCard = z.infer<typeof detection>;
