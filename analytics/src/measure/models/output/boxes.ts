import type { DetectionCard } from '../card/schema.ts';
import type { Placement } from '../input/placement.ts';
import { ModelFault } from '../model-fault.ts';
import type { DetectedBox, DetectionOutput } from '../model-output.ts';
import { requireFinite, type RawTensor } from './raw-tensor.ts';

/** More than any use needs; keeps the comparing of all with all short. */
const maxCandidates = 5000;

interface TensorBox {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
  readonly score: number;
  readonly class: number;
}

/** The boxes of a picture from those of its tensors, best first; of boxes of a class that lie on one another the best stays. */
export function detectionOf(
  parts: readonly { readonly tensor: RawTensor; readonly placement: Placement }[],
  card: DetectionCard,
  picture: { width: number; height: number },
): DetectionOutput {
  const boxes = parts.flatMap(({ tensor, placement }) => {
    requireFinite(tensor);
    const found = card.output.format === 'yolo' ? yoloBoxes(tensor, card) : rowBoxes(tensor, card);
    return found.flatMap((box) => inPicture(box, placement, card, picture));
  });
  return { task: 'detection', boxes: bestOf(boxes, card.output.iouThreshold) };
}

/** Rows of left, top, right, bottom, score, number of the class. */
function rowBoxes({ dims, values }: RawTensor, { output, classes }: DetectionCard): TensorBox[] {
  const wide = dims.at(-1);
  if (wide !== 6 || dims.slice(0, -2).some((dim) => dim !== 1)) {
    throw new ModelFault('output.format', `"${output.name}" is ${dims.join(' × ')}, not 1 × boxes × 6`);
  }
  const boxes: TensorBox[] = [];
  for (let at = 0; at < values.length; at += 6) {
    const [left, top, right, bottom, score, number] = values.subarray(at, at + 6) as unknown as [
      number,
      number,
      number,
      number,
      number,
      number,
    ];
    if (score < output.scoreThreshold) continue;
    if (classes[number] === undefined)
      throw new ModelFault('classes', `a box is of class ${number}, there are ${classes.length}`);
    boxes.push({ left, top, right, bottom, score, class: number });
  }
  return boxes;
}

/** Rows or columns of centre x, centre y, width, height and a score for each class. */
function yoloBoxes({ dims, values }: RawTensor, { output, classes }: DetectionCard): TensorBox[] {
  const [rows = 0, columns = 0] = dims.slice(-2);
  const fields = 4 + classes.length;
  if (dims.length < 2 || dims.slice(0, -2).some((dim) => dim !== 1) || (rows !== fields && columns !== fields)) {
    throw new ModelFault(
      'classes',
      `"${output.name}" is ${dims.join(' × ')}: neither side is 4 + ${classes.length} classes`,
    );
  }
  const byRow = columns === fields;
  const count = byRow ? rows : columns;
  const [step, next] = byRow ? [fields, 1] : [1, columns];
  const boxes: TensorBox[] = [];
  for (let box = 0; box < count; box += 1) {
    const field = (index: number) => values[box * step + index * next]!;
    let best = 0;
    for (let index = 1; index < classes.length; index += 1) if (field(4 + index) > field(4 + best)) best = index;
    if (field(4 + best) < output.scoreThreshold) continue;
    const [x, y, width, height] = [field(0), field(1), field(2), field(3)];
    boxes.push({
      left: x - width / 2,
      top: y - height / 2,
      right: x + width / 2,
      bottom: y + height / 2,
      score: field(4 + best),
      class: best,
    });
  }
  return boxes;
}

/** A box of a tensor as shares of the picture, cut off at its sides; nothing where it lies outside. */
function inPicture(
  box: TensorBox,
  placement: Placement,
  card: DetectionCard,
  picture: { width: number; height: number },
): DetectedBox[] {
  const { source, content } = placement;
  const unit = card.output.coordinates === 'shares' ? placement : { width: 1, height: 1 };
  const across = (x: number) =>
    share((source.left + ((x * unit.width - content.left) * source.width) / content.width) / picture.width);
  const down = (y: number) =>
    share((source.top + ((y * unit.height - content.top) * source.height) / content.height) / picture.height);
  const [left, right] = [across(box.left), across(box.right)];
  const [top, bottom] = [down(box.top), down(box.bottom)];
  if (!(right > left && bottom > top)) return [];
  if (box.score > 1.001) throw new ModelFault('output.format', `a box has the score ${box.score}; scores are 0–1`);
  return [{ left, top, right, bottom, class: card.classes[box.class]!, score: Math.min(1, box.score) }];
}

const share = (value: number) => Math.max(0, Math.min(1, value));

/** Non-maximum suppression, class by class. */
function bestOf(boxes: readonly DetectedBox[], iouThreshold: number): DetectedBox[] {
  const kept: DetectedBox[] = [];
  for (const box of [...boxes].sort((a, b) => b.score - a.score).slice(0, maxCandidates)) {
    if (!kept.some((other) => other.class === box.class && overlap(other, box) > iouThreshold)) kept.push(box);
  }
  return kept;
}

/** Intersection over union. */
function overlap(a: DetectedBox, b: DetectedBox): number {
  const width = Math.min(a.right, b.right) - Math.max(a.left, b.left);
  const height = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
  if (width <= 0 || height <= 0) return 0;
  const shared = width * height;
  return shared / (area(a) + area(b) - shared);
}

const area = ({ left, top, right, bottom }: DetectedBox) => (right - left) * (bottom - top);
