import { FieldlapseError, sha256Hex } from '@fieldlapse/contracts';
import { parseConfig } from '@fieldlapse/runtime';
import { modelCard, type ModelCard } from './schema.ts';

const maxCardBytes = 256 * 1024;

/** A card with the hash of the file that it stood in. */
export interface ReadCard {
  readonly card: ModelCard;
  readonly cardSha256: string;
}

/**
 * Reads a `model.json`; throws `MODEL_REFUSED` that names line, column and field of every fault, and the field that was
 * probably meant.
 */
export function readCard(bytes: Uint8Array): ReadCard {
  if (bytes.length > maxCardBytes) {
    throw new FieldlapseError('MODEL_REFUSED', `model.json: ${bytes.length} bytes, at most ${maxCardBytes}`);
  }
  try {
    // JSON is YAML, and the reader of configuration names places and near misses.
    const card = parseConfig(modelCard, Buffer.from(bytes).toString('utf8'), 'model.json');
    return { card: plain(card), cardSha256: sha256Hex(bytes) };
  } catch (cause) {
    if (!(cause instanceof FieldlapseError)) throw cause;
    throw new FieldlapseError('MODEL_REFUSED', cause.message, { cause });
  }
}

/** Bytes are taken as they are, whatever the defaults for numbers say. */
function plain(card: ModelCard): ModelCard {
  return card.input.type === 'float32' ? card : { ...card, input: { ...card.input, scale: 1 } };
}

/** Identity of a model for records: changes with a byte of `model.onnx` or of `model.json`. */
export function modelHashOf({ card, cardSha256 }: ReadCard): string {
  return sha256Hex(`${card.sha256}\n${cardSha256}`);
}
