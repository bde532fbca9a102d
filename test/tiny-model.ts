import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { OnnxGraph } from '../src/embed/use/onnx.ts';

/** Letters and what stands between words, so that every text has tokens. */
const special = ['[PAD]', '[UNK]', '[CLS]', '[SEP]'];
/** From one code point up to another: Latin, Arabic, Thai, Japanese, some Chinese, pictographs. */
const SCRIPTS = [
  [0x21, 0x250],
  [0x600, 0x700],
  [0xe00, 0xe80],
  [0x3040, 0x3100],
  [0x4e00, 0xa000],
  [0x1f300, 0x1faff],
] as const;
const WIDTH = 32;

/**
 * Writes a sentence-transformers model such as come from the hub, made of one table: a random vector for each token
 * (single characters, and their continuations), and the sum of all tokens in the first place, which is what cls pooling takes.
 */
export async function writeTinyModel(folder: string, pooling: 'mean' | 'cls'): Promise<void> {
  const characters = SCRIPTS.flatMap(([from, to]) =>
    Array.from({ length: to - from }, (_, i) => String.fromCodePoint(i + from)),
  );
  const vocabulary = [...special, ...characters, ...characters.map((c) => `##${c}`)];
  const flags = { pooling_mode_cls_token: pooling === 'cls', pooling_mode_mean_tokens: pooling === 'mean' };
  const write = async (file: string, content: object | Uint8Array) => {
    await mkdir(join(folder, file, '..'), { recursive: true });
    await writeFile(join(folder, file), content instanceof Uint8Array ? content : JSON.stringify(content));
  };
  await write('config.json', { model_type: 'bert', hidden_size: WIDTH, architectures: ['BertModel'] });
  await write('tokenizer_config.json', {
    tokenizer_class: 'BertTokenizer',
    model_max_length: 512,
    pad_token: '[PAD]',
    unk_token: '[UNK]',
  });
  await write('1_Pooling/config.json', flags);
  await write('tokenizer.json', tokenizer(vocabulary));
  await write('onnx/model.onnx', model(vocabulary.length));
}

function tokenizer(vocabulary: readonly string[]): object {
  return {
    version: '1.0',
    truncation: null,
    padding: null,
    added_tokens: special.map((content, id) => ({
      ...{ id, content, special: true, normalized: false },
      ...{ single_word: false, lstrip: false, rstrip: false },
    })),
    normalizer: {
      ...{ type: 'BertNormalizer', clean_text: true, handle_chinese_chars: true },
      ...{ strip_accents: null, lowercase: true },
    },
    pre_tokenizer: { type: 'BertPreTokenizer' },
    post_processor: {
      type: 'TemplateProcessing',
      single: [
        { SpecialToken: { id: '[CLS]', type_id: 0 } },
        { Sequence: { id: 'A', type_id: 0 } },
        { SpecialToken: { id: '[SEP]', type_id: 0 } },
      ],
      pair: [],
      special_tokens: {
        '[CLS]': { id: '[CLS]', ids: [2], tokens: ['[CLS]'] },
        '[SEP]': { id: '[SEP]', ids: [3], tokens: ['[SEP]'] },
      },
    },
    decoder: { type: 'WordPiece', prefix: '##', cleanup: true },
    model: {
      type: 'WordPiece',
      unk_token: '[UNK]',
      continuing_subword_prefix: '##',
      max_input_chars_per_word: 100,
      vocab: Object.fromEntries(vocabulary.map((token, id) => [token, id])),
    },
  };
}

function model(tokens: number): Uint8Array {
  let state = 7;
  const table = Float32Array.from({ length: tokens * WIDTH }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) | 0;
    return state / 2 ** 31;
  });
  table.fill(0, 0, WIDTH); // of padding
  const graph = new OnnxGraph();
  const ids = graph.input('input_ids', ['texts', 'tokens']);
  const mask = graph.input('attention_mask', ['texts', 'tokens']);
  const looked = graph.node('Gather', [graph.floats([tokens, WIDTH], table), ids]);
  const weight = graph.node('Cast', [graph.node('Unsqueeze', [mask, graph.integers(-1)])], { to: 1 });
  const masked = graph.node('Mul', [looked, weight]);
  const all = graph.node('ReduceSum', [masked, graph.integers(1)], { keepdims: 1 });
  const rest = graph.node('Slice', [masked, graph.integers(1), graph.integers(100_000), graph.integers(1)]);
  const output = graph.node('Concat', [all, rest], { axis: 1 });
  return graph.encode(output, ['texts', 'tokens', WIDTH], 'last_hidden_state');
}
