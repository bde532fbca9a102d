import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { stripTypeScriptTypes } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Context } from 'hono';

// The page is made of modules that browsers load as they are: the packages' own, and the TypeScript of page/ without its
// types, just as Node runs the rest of Hubbub. So there is nothing to build, and nothing comes from elsewhere.

const page = fileURLToPath(new URL('./page/', import.meta.url));

const index = readFileSync(join(page, 'index.html'), 'utf8');
const [, importMap = ''] = /<script type="importmap">(.*?)<\/script>/s.exec(index)!;

/** Packages that the page imports, by the names it knows them under. */
const packages = Object.keys((JSON.parse(importMap) as { imports: Record<string, string> }).imports);

/** What a content security policy has to allow so that the import map works: browsers read it from the page only. */
export const importMapHash = `'sha256-${createHash('sha256').update(importMap).digest('base64')}'`;

/** Modules of the adapters and the core that the page shares, so that it says and does the same as they do. */
const shared: Record<string, string> = {
  '/match-words.ts': '../match-words.ts',
  '/topic-words.ts': '../topic-words.ts',
  '/emphasis.ts': '../emphasis.ts',
  '/src/map/labels.ts': '../../src/map/labels.ts',
};

const fonts = ['latin', 'latin-ext', 'cyrillic', 'greek'];

interface File {
  type: string;
  body: string | Uint8Array<ArrayBuffer>;
  etag: string;
}
const known = new Map<string, Promise<File | undefined>>();

/** Answers with one of the page's files. Any path without a dot is the page itself, which shows the view of that name. */
export async function serveFile(context: Context): Promise<Response> {
  const { path } = context.req;
  const name = path.includes('.') ? path : '/';
  if (!known.has(name)) known.set(name, read(name));
  const file = await known.get(name);
  if (!file) {
    known.delete(name); // whoever asks for nonsense must not fill the memory
    return context.text('There is no such file.\n', 404);
  }
  const headers = { 'content-type': file.type, etag: file.etag, 'cache-control': 'no-cache' };
  if (context.req.header('if-none-match') === file.etag) return context.body(null, 304, headers);
  return context.body(file.body, 200, headers);
}

async function read(path: string): Promise<File | undefined> {
  if (path === '/') return file('text/html; charset=utf-8', index);
  const [, name = ''] = /^\/packages\/([\w/-]+)\.js$/.exec(path) ?? [];
  if (packages.includes(name)) {
    const code = await readFile(installed(name), 'utf8');
    return file(javascript, code.replace(/\n\/\/# sourceMappingURL=.*/, ''));
  }
  const common = Object.hasOwn(shared, path) ? shared[path] : undefined;
  if (common) {
    const code = await readFile(new URL(common, import.meta.url), 'utf8');
    return file(javascript, withoutTypes(code));
  }
  const [, script] = /^\/page\/((?:[\w-]+\/)*[\w-]+)\.ts$/.exec(path) ?? [];
  if (script) {
    const code = await readIfThere(join(page, `${script}.ts`));
    return code === undefined ? undefined : file(javascript, withoutTypes(code.toString()));
  }
  const [, font] = /^\/fonts\/inter-([a-z-]+)\.woff2$/.exec(path) ?? [];
  if (font && fonts.includes(font)) {
    const name = `@fontsource-variable/inter/files/inter-${font}-wght-normal.woff2`;
    return file('font/woff2', await readFile(installed(name)));
  }
  const [, asset, ending] = /^\/page\/([\w-]+)\.(css|svg)$/.exec(path) ?? [];
  const body = asset && (await readIfThere(join(page, `${asset}.${ending}`)));
  return body ? file(ending === 'css' ? 'text/css; charset=utf-8' : 'image/svg+xml', body) : undefined;
}

/** Where a package has a file. */
const installed = (name: string) => fileURLToPath(import.meta.resolve(name));

const javascript = 'text/javascript; charset=utf-8';

function file(type: string, body: string | Buffer<ArrayBuffer>): File {
  const etag = `"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"`;
  return { type, body, etag };
}

const readIfThere = (path: string): Promise<Buffer<ArrayBuffer> | undefined> =>
  readFile(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });

/** What Node does to every file of ours. The first call would warn that the function may still change. */
function withoutTypes(code: string): string {
  const { emitWarning } = process;
  process.emitWarning = () => {};
  try {
    return stripTypeScriptTypes(code);
  } finally {
    process.emitWarning = emitWarning;
  }
}
