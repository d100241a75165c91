import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { beforeEach, describe, expect, it } from 'vitest';
import { bundleFunctions } from '../../infra/bundle.ts';

const realProject = dirname(dirname(import.meta.dirname));

const greetHandler = `
  import { greeting } from '../../shared/greeting.ts';
  import { stringify } from 'yaml';
  export async function handler(event: { name: string }): Promise<string> {
    return stringify({ said: greeting + event.name });
  }`;

const printHandler = `
  import { NodeCompiler } from '@myriaddreamin/typst-ts-node-compiler';
  import { readdirSync } from 'node:fs';
  import { fileURLToPath } from 'node:url';
  export async function handler() {
    const fonts = fileURLToPath(new URL('./fonts/', import.meta.url));
    const compiler = NodeCompiler.create({ fontArgs: [{ fontPaths: [fonts] }] });
    const pdf = compiler.pdf({ mainFileContent: '#set text(font: "IBM Plex Serif")\\nUSD 2,000.00' });
    return { fonts: readdirSync(fonts).toSorted(), pdf: Buffer.from(pdf).subarray(0, 5).toString() };
  }`;

let project: string;

beforeEach(() => {
  project = mkdtempSync(join(tmpdir(), 'tallystick-bundle-'));
  symlinkSync(join(realProject, 'node_modules'), join(project, 'node_modules'));
  put('package.json', '{"type":"module"}');
  put('package-lock.json', '{}');
  put('shared/greeting.ts', `export const greeting = 'Hello, ';`);
  put('functions/greet/handler.ts', greetHandler);
});

function put(path: string, contents: string): void {
  mkdirSync(dirname(join(project, path)), { recursive: true });
  writeFileSync(join(project, path), contents);
}

async function runBundled(name: string, event: unknown): Promise<unknown> {
  const code = pathToFileURL(join(project, 'dist', 'functions', name, 'index.mjs'));
  const { handler } = (await import(`${code.href}?${Math.random()}`)) as { handler: (event: unknown) => unknown };
  return handler(event);
}

describe('bundling', () => {
  it('makes an ES module that runs, CommonJS packages included', async () => {
    await bundleFunctions(project);
    expect(await runBundled('greet', { name: 'Ada' })).toBe('said: Hello, Ada\n');
  });

  it('keeps the metafile and the source map outside the asset', async () => {
    await bundleFunctions(project);
    const meta = JSON.parse(readFileSync(join(project, 'dist/meta/greet.json'), 'utf8')) as { inputs: object };
    expect(Object.keys(meta.inputs)).toContain('shared/greeting.ts');
    expect(existsSync(join(project, 'dist/maps/greet.mjs.map'))).toBe(true);
    expect(existsSync(join(project, 'dist/functions/greet/index.mjs.map'))).toBe(false);
  });

  it('builds nothing when nothing changed', async () => {
    const first = await bundleFunctions(project);
    const second = await bundleFunctions(project);
    expect([first.reused, second.reused]).toEqual([false, true]);
  });

  it.each([
    ['an imported file', () => put('shared/greeting.ts', `export const greeting = 'Good day, ';`)],
    ['the lock file', () => put('package-lock.json', '{"changed":true}')],
    ['the set of functions', () => put('functions/other/handler.ts', 'export const handler = () => 1;')],
    ['what was built', () => rmSync(join(project, 'dist/functions/greet/index.mjs'))],
  ])('builds again when %s changed', async (_what, change) => {
    await bundleFunctions(project);
    change();
    expect(await bundleFunctions(project)).toMatchObject({ reused: false });
    expect(existsSync(join(project, 'dist/functions/greet/index.mjs'))).toBe(true);
  });

  it('takes away the asset of a function that is gone, and files that no longer belong into an asset', async () => {
    put('functions/other/handler.ts', 'export const handler = () => 1;');
    await bundleFunctions(project);
    rmSync(join(project, 'functions/other'), { recursive: true });
    put('dist/functions/greet/left-over.txt', 'old');
    await bundleFunctions(project);
    expect(existsSync(join(project, 'dist/functions/other'))).toBe(false);
    expect(existsSync(join(project, 'dist/functions/greet/left-over.txt'))).toBe(false);
  });

  it('leaves a file alone that would be the same, so that the asset keeps its hash and time', async () => {
    await bundleFunctions(project);
    const code = join(project, 'dist/functions/greet/index.mjs');
    utimesSync(code, 1000, 1000);
    put('package-lock.json', '{"changed":true}');
    await bundleFunctions(project);
    expect(readFileSync(code, 'utf8')).toContain('Hello, ');
    expect(statSync(code).mtimeMs).toBe(1_000_000);
  });

  it('puts typesetter and fonts beside the one function that prints, so that it prints there', async () => {
    put('functions/print/handler.ts', printHandler);
    await bundleFunctions(project);
    rmSync(join(project, 'node_modules'));
    expect(await runBundled('print', {})).toEqual({
      fonts: [
        'IBMPlexSans_400Regular.ttf',
        'IBMPlexSans_600SemiBold.ttf',
        'IBMPlexSerif_400Regular.ttf',
        'IBMPlexSerif_400Regular_Italic.ttf',
        'IBMPlexSerif_600SemiBold.ttf',
        'LICENSE_FONT',
      ],
      pdf: '%PDF-',
    });
    expect(existsSync(join(project, 'dist/functions/greet/node_modules'))).toBe(false);
  });
});
