import protobuf from 'protobufjs/light.js';

// The parts of onnx.proto3 that a graph of constants and nodes needs, with the numbers of
// https://github.com/onnx/onnx/blob/main/onnx/onnx.proto3
const field = (type: string, id: number) => ({ type, id });
const repeated = (type: string, id: number) => ({ type, id, rule: 'repeated' });
const messages = {
  ModelProto: {
    irVersion: field('int64', 1),
    graph: field('GraphProto', 7),
    opsetImport: repeated('Opset', 8),
  },
  Opset: { domain: field('string', 1), version: field('int64', 2) },
  GraphProto: {
    node: repeated('Node', 1),
    name: field('string', 2),
    initializer: repeated('Tensor', 5),
    input: repeated('ValueInfo', 11),
    output: repeated('ValueInfo', 12),
  },
  Node: {
    input: repeated('string', 1),
    output: repeated('string', 2),
    opType: field('string', 4),
    attribute: repeated('Attribute', 5),
  },
  Attribute: {
    name: field('string', 1),
    f: field('float', 2),
    i: field('int64', 3),
    ints: repeated('int64', 8),
    type: field('int32', 20),
  },
  Tensor: {
    dims: repeated('int64', 1),
    dataType: field('int32', 2),
    name: field('string', 8),
    rawData: field('bytes', 9),
  },
  ValueInfo: { name: field('string', 1), type: field('TypeProto', 2) },
  TypeProto: { tensorType: field('TensorType', 1) },
  TensorType: { elemType: field('int32', 1), shape: field('Shape', 2) },
  Shape: { dim: repeated('Dimension', 1) },
  Dimension: { dimValue: field('int64', 1), dimParam: field('string', 2) },
};
const nested = Object.fromEntries(Object.entries(messages).map(([name, fields]) => [name, { fields }]));
const Model = protobuf.Root.fromJSON({ nested }).lookupType('ModelProto');

const FLOAT = 1;
const INT64 = 7;
const IR_VERSION = 8;
const OPSET = 17;

/** An integer, a list of integers, or a float (told apart by the wrapping, since 1 may be either). */
type Attribute = number | readonly number[] | { float: number };

/**
 * Builds an ONNX model node by node. Values are named by the strings that the methods return.
 *
 * @example
 * const graph = new OnnxGraph();
 * const doubled = graph.node('Mul', [graph.input('x', ['n']), graph.floats([], [2])]);
 * await InferenceSession.create(graph.encode(doubled, ['n']));
 */
export class OnnxGraph {
  readonly #nodes: object[] = [];
  readonly #constants: object[] = [];
  readonly #inputs: object[] = [];
  #names = 0;

  /** Declares a tensor of 64-bit integers that each run supplies. */
  input(name: string, shape: readonly (string | number)[]): string {
    this.#inputs.push(valueInfo(name, INT64, shape));
    return name;
  }

  floats(shape: readonly number[], values: Float32Array | readonly number[]): string {
    return this.#constant(shape, FLOAT, values instanceof Float32Array ? values : Float32Array.from(values));
  }

  integer(value: number): string {
    return this.#constant([], INT64, BigInt64Array.of(BigInt(value)));
  }

  integers(...values: number[]): string {
    return this.#constant([values.length], INT64, BigInt64Array.from(values, BigInt));
  }

  node(opType: string, input: readonly string[], attributes: Record<string, Attribute> = {}): string {
    return this.split(opType, input, 1, attributes)[0]!;
  }

  /** A node with several outputs. */
  split(opType: string, input: readonly string[], outputs: number, attributes: Record<string, Attribute>) {
    const output = Array.from({ length: outputs }, () => this.#name());
    const attribute = Object.entries(attributes).map(([name, value]) => ({
      name,
      ...encodeAttribute(value),
    }));
    this.#nodes.push({ input, output, opType, attribute });
    return output;
  }

  /** The model as bytes; its only output is the tensor of floats `output`, called `name` outside. */
  encode(output: string, shape: readonly (string | number)[], name = output): Uint8Array {
    if (name !== output)
      this.#nodes.push({ input: [output], output: [name], opType: 'Identity', attribute: [] });
    const graph = {
      name: 'hubbub',
      node: this.#nodes,
      initializer: this.#constants,
      input: this.#inputs,
      output: [valueInfo(name, FLOAT, shape)],
    };
    return Model.encode({
      irVersion: IR_VERSION,
      graph,
      opsetImport: [{ domain: '', version: OPSET }],
    }).finish();
  }

  #constant(dims: readonly number[], dataType: number, values: Float32Array | BigInt64Array): string {
    const name = this.#name();
    const rawData = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
    this.#constants.push({ dims, dataType, name, rawData });
    return name;
  }

  #name = () => `v${this.#names++}`;
}

function encodeAttribute(value: Attribute): object {
  const [FLOAT_ATTRIBUTE, INT_ATTRIBUTE, INTS_ATTRIBUTE] = [1, 2, 7];
  if (typeof value === 'number') return { i: value, type: INT_ATTRIBUTE };
  return 'float' in value ? { f: value.float, type: FLOAT_ATTRIBUTE } : { ints: value, type: INTS_ATTRIBUTE };
}

function valueInfo(name: string, elemType: number, shape: readonly (string | number)[]) {
  const dim = shape.map((d) => (typeof d === 'number' ? { dimValue: d } : { dimParam: d }));
  return { name, type: { tensorType: { elemType, shape: { dim } } } };
}
