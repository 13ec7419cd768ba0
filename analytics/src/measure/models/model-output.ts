/** Probability of each class at each pixel of a grid that lies over the whole picture. */
export interface SegmentationOutput {
  readonly task: 'segmentation';
  readonly width: number;
  readonly height: number;
  readonly classes: readonly string[];
  /** Class by class, row by row: classes × height × width, 0–1; of two classes maybe the last alone. {@link planeOf} reads both. */
  readonly probabilities: Float32Array<ArrayBuffer>;
}

/** The probabilities of one of an output's classes: height × width, 0–1. */
export function planeOf({ width, height, classes, probabilities }: SegmentationOutput, index: number): Float32Array {
  const size = width * height;
  if (probabilities.length === classes.length * size) return probabilities.subarray(index * size, (index + 1) * size);
  return index === 1 ? probabilities : probabilities.map((last) => 1 - last);
}

/** Probability of each class for the whole picture. */
export interface ClassificationOutput {
  readonly task: 'classification';
  readonly classes: readonly string[];
  readonly probabilities: Float32Array<ArrayBuffer>;
}

/** A thing that was found; its sides are shares of the picture's width and height, 0–1. */
export interface DetectedBox {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
  readonly class: string;
  /** 0–1. */
  readonly score: number;
}

export interface DetectionOutput {
  readonly task: 'detection';
  /** Best first. */
  readonly boxes: readonly DetectedBox[];
}

/** What a model says of a picture. */
export type ModelOutput = SegmentationOutput | ClassificationOutput | DetectionOutput;
