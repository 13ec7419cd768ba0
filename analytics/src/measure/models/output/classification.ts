import type { ClassificationCard } from '../card/schema.ts';
import { ModelFault } from '../model-fault.ts';
import type { ClassificationOutput } from '../model-output.ts';
import { asProbability, requireFinite, sigmoid, softmax, type RawTensor } from './raw-tensor.ts';

/** Probabilities of the classes; one number is that of the last of two. Of several tiles the mean. */
export function classificationOf(tensors: readonly RawTensor[], card: ClassificationCard): ClassificationOutput {
  const sums = new Float32Array(card.classes.length);
  for (const tensor of tensors) {
    const own = probabilitiesOf(tensor, card);
    for (let at = 0; at < sums.length; at += 1) sums[at]! += own[at]! / tensors.length;
  }
  return { task: 'classification', classes: card.classes, probabilities: sums };
}

function probabilitiesOf(tensor: RawTensor, { output, classes }: ClassificationCard): Float32Array {
  const count = tensor.values.length;
  if (count !== classes.length && !(count === 1 && classes.length === 2)) {
    throw new ModelFault(
      'classes',
      `"${output.name}" is ${tensor.dims.join(' × ')}: ${count} numbers for ${classes.length} classes`,
    );
  }
  requireFinite(tensor);
  if (count === 1) {
    const last = output.kind === 'logits' ? sigmoid(tensor.values[0]!) : asProbability(tensor.values[0]!);
    return Float32Array.of(1 - last, last);
  }
  const values = tensor.values.slice();
  if (output.kind === 'logits') softmax(values, 0, 1, count);
  return values.map(asProbability);
}
