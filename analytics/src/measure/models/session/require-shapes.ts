import type { InferenceSession } from 'onnxruntime-node';
import type { ModelCard } from '../card/schema.ts';
import { ModelFault } from '../model-fault.ts';

type Metadata = InferenceSession.ValueMetadata;

/** Compares the tensors that a model declares with those of its card; throws a ModelFault that names the field. */
export function requireShapes(session: InferenceSession, card: ModelCard): void {
  requireInput(session.inputMetadata, card.input);
  const output = named(session.outputMetadata, card.output.name, 'output.name');
  if (output.type !== 'float32')
    throw new ModelFault('output.name', `"${output.name}" holds ${output.type}, must be float32`);
  if (card.task === 'segmentation' && output.shape.length > 0) requireChannels(output.shape, card);
}

function requireInput(inputs: readonly Metadata[], input: ModelCard['input']): void {
  const { shape, type } = named(inputs, input.name, 'input.name');
  const other = inputs.find(({ name }) => name !== input.name);
  if (other) throw new ModelFault('input.name', `the model also wants "${other.name}", which nothing gives it`);
  if (type !== input.type) throw new ModelFault('input.type', `the model takes ${type}`);
  if (shape.length === 0) return;
  const shown = `the model takes ${shape.join(' × ')}`;
  if (shape.length !== 4) throw new ModelFault('input.name', `${shown}, not a picture`);
  const planar = input.layout === 'NCHW';
  const [channels, otherwise] = planar ? [shape[1]!, shape[3]!] : [shape[3]!, shape[1]!];
  const [width, height] = planar ? [shape[3]!, shape[2]!] : [shape[2]!, shape[1]!];
  if (!may(shape[0]!, 1)) throw new ModelFault('input.name', `${shown}: pictures come one by one`);
  if (!may(channels, 3) || (channels !== 3 && otherwise === 3)) {
    throw new ModelFault('input.layout', `${shown}: ${input.layout} needs 3 channels there`);
  }
  requireSides(width, height, input.size);
}

function requireSides(width: number | string, height: number | string, size: ModelCard['input']['size']): void {
  const shown = `the model takes ${width} × ${height}`;
  if (size.fixed) {
    if (!may(width, size.fixed.width)) throw new ModelFault('input.size.fixed.width', shown);
    if (!may(height, size.fixed.height)) throw new ModelFault('input.size.fixed.height', shown);
  } else if (size.tiles) {
    if (!may(width, size.tiles.tilePx) || !may(height, size.tiles.tilePx))
      throw new ModelFault('input.size.tiles.tilePx', shown);
  } else if (typeof width === 'number' || typeof height === 'number') {
    throw new ModelFault('input.size.fit', `${shown} alone: use fixed`);
  }
}

function requireChannels(
  shape: readonly (number | string)[],
  { output, classes }: ModelCard & { task: 'segmentation' },
): void {
  const shown = `"${output.name}" is ${shape.join(' × ')}`;
  if (shape.length !== 4) throw new ModelFault('output.layout', `${shown}, not four dimensions`);
  const channels = output.layout === 'NCHW' ? shape[1]! : shape[3]!;
  if (may(channels, classes.length) || (channels === 1 && classes.length === 2)) return;
  throw new ModelFault('classes', `${shown} in ${output.layout}: ${channels} channels for ${classes.length} classes`);
}

function named(all: readonly Metadata[], name: string, field: string): Metadata & { isTensor: true } {
  const found = all.find((one) => one.name === name);
  if (!found) {
    const names = all.map((one) => `"${one.name}"`).join(', ');
    throw new ModelFault(field, `no tensor "${name}" in the model; there is ${names}`);
  }
  if (!found.isTensor) throw new ModelFault(field, `"${name}" is no tensor`);
  return found;
}

/** Whether a declared dimension, a number or the name of an open one, can be this. */
function may(declared: number | string, size: number): boolean {
  return typeof declared !== 'number' || declared === size;
}
