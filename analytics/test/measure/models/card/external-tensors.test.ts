import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { requireSelfContained } from '../../../../src/measure/models/card/external-tensors.ts';
import { fixtures } from '../../../support/models.ts';

const onnx = (name: string) => readFileSync(join(fixtures, name));

describe('a model that has all of its numbers in its file', () => {
  it.each(['plant/1.0.0/model.onnx', 'spots/1.0.0/model.onnx', 'endless.onnx'])('%s passes, with its opset', (name) => {
    expect(requireSelfContained(onnx(name))).toEqual({ opset: 13 });
  });
});

describe('a model that points to other files', () => {
  it.each(['external.onnx', 'external-constant.onnx'])('%s is refused', (name) => {
    expect(() => requireSelfContained(onnx(name))).toThrow('model.onnx: keeps its numbers in other files');
  });

  it('is refused where the tensor stands in the body of a loop', () => {
    // ModelProto.graph → GraphProto.node → attribute → graph → initializer → data_location = EXTERNAL
    const tensor = Uint8Array.of(14 << 3, 1);
    const nested = [5, 6, 5, 1, 7].reduce((inner, field) => message(field, inner), tensor);
    expect(() => requireSelfContained(nested)).toThrow('model.onnx: keeps its numbers in other files');
  });
});

it('bytes that are no model are refused, wherever a model is cut off', () => {
  const whole = onnx('plant/1.0.0/model.onnx');
  for (let length = 0; length < whole.length; length += 1) {
    const cut = whole.subarray(0, length);
    // Between two fields of the file a cut cannot be seen here; the hash sees it.
    const result = attempt(() => requireSelfContained(cut));
    expect(result === undefined || /^model\.onnx: is no ONNX model/.test(result), `${length}: ${result}`).toBe(true);
  }
});

it('graphs in graphs without end are refused', () => {
  let nested: Uint8Array = new Uint8Array();
  for (let depth = 0; depth < 100; depth += 1) nested = message(1, message(5, message(6, nested)));
  expect(() => requireSelfContained(message(7, nested))).toThrow('model.onnx: has graphs in graphs without end');
});

function attempt(action: () => unknown): string | undefined {
  try {
    action();
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}

/** A protobuf field with a length. */
function message(field: number, body: Uint8Array): Uint8Array<ArrayBuffer> {
  const length: number[] = [];
  for (let left = body.length; ; left = Math.floor(left / 128)) {
    length.push(left >= 128 ? (left % 128) + 128 : left);
    if (left < 128) break;
  }
  return Uint8Array.from([(field << 3) | 2, ...length, ...body]);
}
