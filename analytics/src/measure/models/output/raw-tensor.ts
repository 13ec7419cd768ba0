import { ModelFault } from '../model-fault.ts';

/** What a model gave, as onnxruntime hands it over. */
export interface RawTensor {
  readonly dims: readonly number[];
  readonly values: Float32Array;
}

/** Refuses numbers that are none: one of them would spoil every mean. */
export function requireFinite({ values }: RawTensor): void {
  let sum = 0;
  // A finite number less itself is 0, others give NaN, and so does what NaN is added to: no branch for each.
  for (let at = 0; at < values.length; at += 1) sum += values[at]! - values[at]!;
  if (sum === 0) return;
  const at = values.findIndex((value) => !Number.isFinite(value));
  throw new ModelFault('output', `number ${at} of ${values.length} is ${values[at]}`);
}

const dust = 1e-3;

/** A probability as it was given, 0–1; rounding may leave a little more, anything else says that these are no probabilities. */
export function asProbability(value: number): number {
  if (value >= 0 && value <= 1) return value;
  if (value < -dust || value > 1 + dust) throw new ModelFault('output.kind', `${value} is no probability; logits?`);
  return value < 0 ? 0 : 1;
}

/** {@link asProbability} of all of them, in place. */
export function requireProbabilities(values: Float32Array): void {
  for (let at = 0; at < values.length; at += 1) {
    const value = values[at]!;
    if (!(value >= 0 && value <= 1)) values[at] = asProbability(value);
  }
}

export function sigmoid(logit: number): number {
  return 1 / (1 + Math.exp(-logit));
}

/** Turns `count` logits, `step` apart, into probabilities that add up to 1; in place. */
export function softmax(values: Float32Array, start: number, step: number, count: number): void {
  let most = -Infinity;
  for (let at = 0; at < count; at += 1) most = Math.max(most, values[start + at * step]!);
  let sum = 0;
  for (let at = 0; at < count; at += 1) {
    const power = Math.exp(values[start + at * step]! - most);
    values[start + at * step] = power;
    sum += power;
  }
  for (let at = 0; at < count; at += 1) values[start + at * step]! /= sum;
}
