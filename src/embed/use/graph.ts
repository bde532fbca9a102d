import { OnnxGraph } from './onnx.ts';
import type { Weights } from './weights.ts';

/** Tokens that the encoder reads of a text; what follows is left out. */
export const MAX_TOKENS = 128;
/** Length of the vectors that come out. */
export const USE_DIMENSIONS = 512;
/** Width of the token embeddings that go in. */
const TOKEN_WIDTH = 256;
const HEADS = 4;

/**
 * The Universal Sentence Encoder lite as an ONNX model: token ids of several texts OF ONE LENGTH go in as
 * `ids` [text, token], unit vectors [text, 512] come out. Texts of one length need neither padding nor a
 * mask, so a text's vector does not depend on what it is run together with.
 *
 * Transformer encoder of two layers, then the mean over the tokens, then one dense layer (Cer et al. 2018,
 * "Universal Sentence Encoder", https://arxiv.org/abs/1803.11175; the transformer is tensor2tensor's).
 */
export function buildEncoder(weights: Weights): Uint8Array {
  const graph = new OnnxGraph();
  const encoder = new Layers(graph, weights);
  const tokens = encoder.embed(graph.input('ids', ['texts', 'tokens']));
  const attended = encoder.attention(0, TOKEN_WIDTH, encoder.normalise(0, tokens));
  const first = encoder.feedForward(0, graph.node('Add', [encoder.widen(tokens), attended]));
  const again = encoder.attention(1, USE_DIMENSIONS, encoder.normalise(1, first));
  const second = encoder.feedForward(1, graph.node('Add', [first, again]));
  // ReduceMean sums in another order for a single text, and a lone row is multiplied by another routine.
  // Pooling, and the mean twice, keep a text's vector the same to the last bit whatever it is run with.
  const pooled = graph.node('GlobalAveragePool', [graph.node('Transpose', [second], { perm: [0, 2, 1] })]);
  const mean = graph.node('Transpose', [pooled], { perm: [0, 2, 1] });
  const twice = encoder.outputLayer(graph.node('Concat', [mean, mean], { axis: 1 }));
  const once = graph.node('Gather', [twice, graph.integer(0)], { axis: 1 });
  const output = graph.node('LpNormalization', [once], { axis: -1, p: 2 });
  return graph.encode(output, ['texts', USE_DIMENSIONS]);
}

const ENCODE = 'KonaTransformer/Encode';
const POSITIONS = `${ENCODE}/TransformerStack/Layer_0/AddTimingSignal/TimingSignal/ExpandDims_1`;
const CONCAT = 'ConcatPartitions/concat';

class Layers {
  readonly #graph: OnnxGraph;
  readonly #weights: Weights;

  constructor(graph: OnnxGraph, weights: Weights) {
    this.#graph = graph;
    this.#weights = weights;
  }

  embed(ids: string): string {
    const graph = this.#graph;
    // The original looks each token up twice and adds the two.
    const looked = graph.node('Gather', [this.#weight('module/Embeddings_en'), ids]);
    const doubled = graph.node('Mul', [looked, graph.floats([], [2])]);
    const length = graph.node('Slice', [graph.node('Shape', [ids]), graph.integers(1), graph.integers(2)]);
    const all = graph.floats([MAX_TOKENS, TOKEN_WIDTH], this.#positions());
    const positions = graph.node('Slice', [all, graph.integers(0), length, graph.integers(0)]);
    return graph.node('Add', [doubled, positions]);
  }

  attention(layer: number, width: number, x: string): string {
    const graph = this.#graph;
    const prefix = `${ENCODE}/Layer_${layer}/TransformerLayer/MultiheadAttention`;
    const transform = (name: string, from: string, shape: number[]) =>
      this.#dense(from, `${prefix}/${name}/kernel/part_0`, `${prefix}/${name}/bias/${CONCAT}`, shape);
    const byHead = (x: string, perm: number[]) =>
      graph.node('Transpose', [graph.node('Reshape', [x, graph.integers(0, 0, HEADS, width / HEADS)])], {
        perm,
      });

    const qkv = transform('qkv_transform_single', x, [width, 3 * width]);
    const [q, k, v] = graph.split('Split', [qkv], 3, { axis: -1 }) as [string, string, string];
    const scale = graph.floats([], [(width / HEADS) ** -0.5]);
    const scaled = graph.node('Mul', [byHead(q, [0, 2, 1, 3]), scale]);
    const scores = graph.node('Softmax', [graph.node('MatMul', [scaled, byHead(k, [0, 2, 3, 1])])], {
      axis: -1,
    });
    const seen = graph.node('MatMul', [scores, byHead(v, [0, 2, 1, 3])]);
    const joined = graph.node('Transpose', [seen], { perm: [0, 2, 1, 3] });
    const flat = graph.node('Reshape', [joined, graph.integers(0, 0, width)]);
    return transform('output_transform_single', flat, [width, USE_DIMENSIONS]);
  }

  feedForward(layer: number, x: string): string {
    const graph = this.#graph;
    const prefix = `${ENCODE}/Layer_${layer}/TransformerLayer/FFN`;
    const stack = `${ENCODE}/TransformerStack/Layer_${layer}/TransformerLayer/FFN`;
    const convolve = (name: string, from: string) =>
      this.#dense(from, `${stack}/${name}/Tensordot/Reshape_1`, `${prefix}/${name}/bias/${CONCAT}`);
    const normal = this.#normalise(`${prefix}/layer_prepostprocess/layer_norm`, x);
    return graph.node('Add', [x, convolve('conv2', graph.node('Relu', [convolve('conv1', normal)]))]);
  }

  normalise(layer: number, x: string): string {
    return this.#normalise(`${ENCODE}/Layer_${layer}/TransformerLayer/layer_prepostprocess/layer_norm`, x);
  }

  /** Brings the tokens to the width of the first layer's output, so that the two can be added. */
  widen(x: string): string {
    const prefix = `${ENCODE}/Layer_0/TransformerLayer/dense`;
    return this.#dense(x, `${prefix}/kernel/${CONCAT}`, `${prefix}/bias/${CONCAT}`);
  }

  outputLayer(x: string): string {
    const prefix = 'hidden_layers/tanh_layer_0';
    return this.#graph.node('Tanh', [this.#dense(x, `${prefix}/weights`, `${prefix}/bias`)]);
  }

  #normalise(prefix: string, x: string): string {
    const scale = this.#weight(`${prefix}/layer_norm_scale/${CONCAT}`);
    const bias = this.#weight(`${prefix}/layer_norm_bias/${CONCAT}`);
    return this.#graph.node('LayerNormalization', [x, scale, bias], { axis: -1, epsilon: { float: 1e-6 } });
  }

  #dense(x: string, kernel: string, bias: string, shape?: readonly number[]): string {
    const product = this.#graph.node('MatMul', [x, this.#weight(kernel, shape)]);
    return this.#graph.node('Add', [product, this.#weight(bias)]);
  }

  #weight(name: string, shape?: readonly number[]): string {
    const weight = this.#weights.get(name)!;
    return this.#graph.floats(shape ?? weight.shape, weight.values);
  }

  /** Sines and cosines of each position at rising wavelengths (Vaswani et al. 2017, section 3.5). */
  #positions(): Float32Array {
    const frequencies = this.#weights.get(POSITIONS)!.values;
    const half = TOKEN_WIDTH / 2;
    return Float32Array.from({ length: MAX_TOKENS * TOKEN_WIDTH }, (_, i) => {
      const [position, column] = [Math.floor(i / TOKEN_WIDTH), i % TOKEN_WIDTH];
      const angle = Math.fround(position * frequencies[column % half]!);
      return column < half ? Math.sin(angle) : Math.cos(angle);
    });
  }
}
