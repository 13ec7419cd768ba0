import type { RgbPicture } from '@fieldlapse/imaging';
import { Tensor, type InferenceSession } from 'onnxruntime-node';
import type { ModelCard } from '../card/schema.ts';
import { placementsOf, type Placement } from '../input/placement.ts';
import { tensorOf, type TensorValues } from '../input/tensor.ts';
import { ModelFault } from '../model-fault.ts';
import type { ModelOutput } from '../model-output.ts';
import { detectionOf } from '../output/boxes.ts';
import { classificationOf } from '../output/classification.ts';
import type { RawTensor } from '../output/raw-tensor.ts';
import { blendTiles, segmentationOf } from '../output/segmentation.ts';
import { reasonOf } from './open-session.ts';

/** Larger outputs belong to no picture; 64 million numbers are 256 MB. */
const maxOutputElements = 64 * 2 ** 20;

/** Input of the last run of a session: filled anew by the next one, since pages that are new cost a tenth of a run. */
const inputs = new WeakMap<InferenceSession, TensorValues>();

/** Part of a picture with what the model gave for it. */
interface Part {
  readonly tensor: RawTensor;
  readonly placement: Placement;
}

/** Runs a model on a picture, tile by tile where the card asks for it; throws a ModelFault where it does not come to an end. */
export async function runPicture(
  session: InferenceSession,
  card: ModelCard,
  picture: RgbPicture,
): Promise<ModelOutput> {
  const parts: Part[] = [];
  for (const placement of placementsOf(card.input, picture)) {
    parts.push({ tensor: await runPart(session, card, picture, placement), placement });
  }
  const first = parts[0]!;
  switch (card.task) {
    case 'segmentation':
      if (card.input.size.tiles) return blendTiles(parts, card, picture, card.input.size.tiles.overlapPx);
      return segmentationOf(first.tensor, card, first.placement);
    case 'classification':
      return classificationOf(
        parts.map(({ tensor }) => tensor),
        card,
      );
    case 'detection':
      return detectionOf(parts, card, picture);
  }
}

async function runPart(
  session: InferenceSession,
  { input, output }: ModelCard,
  picture: RgbPicture,
  placement: Placement,
): Promise<RawTensor> {
  const { values, dims } = tensorOf(picture, placement, input, inputs.get(session));
  inputs.set(session, values);
  const feed = values instanceof Uint8Array ? new Tensor('uint8', values, dims) : new Tensor('float32', values, dims);
  try {
    // Only the output that is asked for: others may be large.
    const given = (await session.run({ [input.name]: feed }, [output.name]))[output.name];
    if (!(given?.data instanceof Float32Array))
      throw new ModelFault('output.name', `"${output.name}" holds no float32`);
    if (given.size > maxOutputElements)
      throw new ModelFault('output.name', `${given.size} numbers, at most ${maxOutputElements}`);
    return { dims: given.dims, values: given.data };
  } catch (cause) {
    if (cause instanceof ModelFault) throw cause;
    throw new ModelFault('run', reasonOf(cause), { cause });
  }
}
