import { ModelFault } from '../model-fault.ts';

/** Field numbers of onnx.proto3 that lead to tensors, and of what a tensor says about where its numbers are. */
const model = { graph: 7, opsetImport: 8, trainingInfo: 20, functions: 25 };
const training = { initialization: 1, algorithm: 2 };
const graph = { node: 1, initializer: 5, sparseInitializer: 15 };
const sparse = { values: 1, indices: 2 };
const functionBody = { node: 7, attributeProto: 11 };
const node = { attribute: 5 };
const attribute = { tensor: 5, graph: 6, tensors: 10, graphs: 11, sparseTensor: 22, sparseTensors: 23 };
const tensor = { externalData: 13, dataLocation: 14 };
const opset = { domain: 1, version: 2 };
const maxDepth = 60;

/**
 * Reads as much of an ONNX file as says whether all of its numbers are in it. onnxruntime would read files that a model
 * names, whichever they are, even where it is given the model as bytes. Returns the opset; throws a ModelFault where the
 * bytes are no ONNX model or point to other files.
 */
export function requireSelfContained(bytes: Uint8Array): { opset: number | undefined } {
  let opsetVersion: number | undefined;
  let graphs = 0;
  for (const { field, value } of fieldsOf(bytes)) {
    if (!(value instanceof Uint8Array)) continue;
    if (field === model.graph) graphs += 1;
    if (field === model.graph) inGraph(value, 0);
    if (field === model.opsetImport) opsetVersion = opsetOf(value) ?? opsetVersion;
    if (field === model.functions) inFunction(value);
    if (field === model.trainingInfo)
      for (const part of below(value, training.initialization, training.algorithm)) inGraph(part, 0);
  }
  if (graphs === 0) throw new ModelFault('model.onnx', 'is no ONNX model: it has no graph');
  return { opset: opsetVersion };
}

function inGraph(bytes: Uint8Array, depth: number): void {
  if (depth > maxDepth) throw new ModelFault('model.onnx', 'has graphs in graphs without end');
  for (const part of below(bytes, graph.node)) inNode(part, depth);
  for (const part of below(bytes, graph.initializer)) inTensor(part);
  for (const part of below(bytes, graph.sparseInitializer)) inSparse(part);
}

function inFunction(bytes: Uint8Array): void {
  for (const part of below(bytes, functionBody.node)) inNode(part, 0);
  for (const part of below(bytes, functionBody.attributeProto)) inAttribute(part, 0);
}

function inNode(bytes: Uint8Array, depth: number): void {
  for (const part of below(bytes, node.attribute)) inAttribute(part, depth);
}

function inAttribute(bytes: Uint8Array, depth: number): void {
  for (const part of below(bytes, attribute.tensor, attribute.tensors)) inTensor(part);
  for (const part of below(bytes, attribute.sparseTensor, attribute.sparseTensors)) inSparse(part);
  for (const part of below(bytes, attribute.graph, attribute.graphs)) inGraph(part, depth + 1);
}

function inSparse(bytes: Uint8Array): void {
  for (const part of below(bytes, sparse.values, sparse.indices)) inTensor(part);
}

function inTensor(bytes: Uint8Array): void {
  for (const { field, value } of fieldsOf(bytes)) {
    const elsewhere = field === tensor.externalData || (field === tensor.dataLocation && value !== 0);
    if (elsewhere) {
      const how = 'save it as one file (onnx.save with save_as_external_data=False)';
      throw new ModelFault('model.onnx', `keeps its numbers in other files, which are never read: ${how}`);
    }
  }
}

function opsetOf(bytes: Uint8Array): number | undefined {
  const fields = [...fieldsOf(bytes)];
  const domain = fields.find(({ field }) => field === opset.domain)?.value;
  const own = domain === undefined || (domain instanceof Uint8Array && Buffer.from(domain).toString() === 'ai.onnx');
  const version = fields.find(({ field }) => field === opset.version)?.value;
  return (own || (domain instanceof Uint8Array && domain.length === 0)) && typeof version === 'number'
    ? version
    : undefined;
}

/** Messages in the fields of these numbers. */
function* below(bytes: Uint8Array, ...numbers: number[]): Generator<Uint8Array> {
  for (const { field, value } of fieldsOf(bytes)) {
    if (numbers.includes(field) && value instanceof Uint8Array) yield value;
  }
}

/** The fields of a protobuf message: numbers of varints, bytes of everything with a length; fixed-width ones are passed over. */
function* fieldsOf(bytes: Uint8Array): Generator<{ field: number; value: number | Uint8Array }> {
  let at = 0;
  const varint = (): number => {
    let value = 0;
    for (let scale = 1, length = 0; length < 10; scale *= 128, length += 1) {
      const byte = bytes[at++];
      if (byte === undefined) break;
      value += (byte & 127) * scale;
      if (byte < 128) return value;
    }
    throw broken();
  };
  while (at < bytes.length) {
    const key = varint();
    const [field, wire] = [Math.floor(key / 8), key % 8];
    if (field === 0) throw broken();
    if (wire === 0) {
      yield { field, value: varint() };
      continue;
    }
    const length = wire === 1 ? 8 : wire === 5 ? 4 : wire === 2 ? varint() : NaN;
    if (!(at + length <= bytes.length)) throw broken();
    if (wire === 2) yield { field, value: bytes.subarray(at, at + length) };
    at += length;
  }
}

const broken = () => new ModelFault('model.onnx', 'is no ONNX model, or is cut off');
