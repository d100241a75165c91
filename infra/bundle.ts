import { createHash } from 'node:crypto';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join, relative } from 'node:path';
import { build, version as esbuildVersion } from 'esbuild';
import type { BuildOptions, BuildResult, Metafile, OutputFile } from 'esbuild';

/** What one bundling did, with the folder that holds one asset folder a function. */
export interface BundledFunctions {
  functionsFolder: string;
  names: string[];
  /** True when every input was as it was the last time, so that nothing was built. */
  reused: boolean;
  milliseconds: number;
}

/** A file that goes into an asset as it is: `to` is relative to the asset's folder. */
interface CopiedFile {
  from: string;
  to: string;
}

/** What dist/meta/inputs.json keeps: enough to know that building again would give the same files. */
interface BuiltFrom {
  key: string;
  inputs: Record<string, string>;
  outputs: string[];
}

type Build = BuildResult<{ write: false; metafile: true }>;

const typstPackage = '@myriaddreamin/typst-ts-node-compiler';
const typstNativePackage = `${typstPackage}-linux-x64-gnu`;

/** The faces that a statement is set in. Read by the PDF adapter from `./fonts/` beside index.mjs. */
const fontFiles = [
  'ibm-plex-serif/400Regular/IBMPlexSerif_400Regular.ttf',
  'ibm-plex-serif/400Regular_Italic/IBMPlexSerif_400Regular_Italic.ttf',
  'ibm-plex-serif/600SemiBold/IBMPlexSerif_600SemiBold.ttf',
  'ibm-plex-serif/LICENSE_FONT',
  'ibm-plex-sans/400Regular/IBMPlexSans_400Regular.ttf',
  'ibm-plex-sans/600SemiBold/IBMPlexSans_600SemiBold.ttf',
];

/** CommonJS packages inside an ES module still call `require`; Lambda gives them none. */
const requireBanner =
  "import { createRequire as createRequireOfBundle } from 'node:module';" +
  'const require = createRequireOfBundle(import.meta.url);';

/**
 * Bundles every functions/<name>/handler.ts into dist/functions/<name>/index.mjs, a folder that Lambda can run.
 *
 * One esbuild call makes them all. Metafiles go to dist/meta/<name>.json and source maps to
 * dist/maps/<name>.mjs.map, outside the assets. When no input changed, nothing is built.
 * Files are replaced one by one and only if they differ, so that two bundlings at once do no harm.
 */
export async function bundleFunctions(projectFolder: string): Promise<BundledFunctions> {
  const startedAt = performance.now();
  const dist = join(projectFolder, 'dist');
  const names = functionNames(projectFolder);
  const reused = isUpToDate(projectFolder, names);
  if (!reused) {
    const built: Build = await build(buildOptions(projectFolder, names));
    writeAssets(projectFolder, names, built);
  }
  const milliseconds = Math.round(performance.now() - startedAt);
  return { functionsFolder: join(dist, 'functions'), names, reused, milliseconds };
}

function functionNames(projectFolder: string): string[] {
  const folder = join(projectFolder, 'functions');
  return readdirSync(folder)
    .filter((name) => existsSync(join(folder, name, 'handler.ts')))
    .toSorted();
}

function buildOptions(projectFolder: string, names: string[]) {
  return {
    absWorkingDir: projectFolder,
    entryPoints: names.map((name) => ({ in: `functions/${name}/handler.ts`, out: `${name}/index` })),
    outdir: 'dist/functions',
    outExtension: { '.js': '.mjs' },
    bundle: true,
    write: false,
    metafile: true,
    minify: true,
    sourcemap: 'external',
    legalComments: 'none',
    format: 'esm',
    platform: 'node',
    target: 'node24',
    mainFields: ['module', 'main'],
    external: [`${typstPackage}*`],
    banner: { js: requireBanner },
    logLevel: 'warning',
  } as const satisfies BuildOptions;
}

function writeAssets(projectFolder: string, names: string[], built: Build): void {
  const dist = join(projectFolder, 'dist');
  const outputs: string[] = [];
  const copiedFrom: string[] = [];
  for (const name of names) {
    const assetFolder = join(dist, 'functions', name);
    const code = join(assetFolder, 'index.mjs');
    writeIfChanged(code, outputFile(built, code).contents);
    writeIfChanged(join(dist, 'maps', `${name}.mjs.map`), outputFile(built, `${code}.map`).contents);
    writeIfChanged(join(dist, 'meta', `${name}.json`), metafileOf(built.metafile, name));
    const copied = usesTypst(built.metafile, name) ? typstFiles(projectFolder) : [];
    for (const { from, to } of copied) copyIfChanged(from, join(assetFolder, to));
    const wanted = [code, ...copied.map(({ to }) => join(assetFolder, to))];
    removeAllBut(assetFolder, new Set(wanted));
    outputs.push(...wanted);
    copiedFrom.push(...copied.map(({ from }) => from));
  }
  removeFoldersOfGoneFunctions(join(dist, 'functions'), names);
  const inputs = [...Object.keys(built.metafile.inputs), ...copiedFrom.map((file) => relative(projectFolder, file))];
  const builtFrom: BuiltFrom = {
    key: buildKey(projectFolder, names),
    inputs: Object.fromEntries(inputs.map((input) => [input, fingerprint(join(projectFolder, input))])),
    outputs: outputs.map((file) => relative(projectFolder, file)),
  };
  writeIfChanged(inputsFile(projectFolder), JSON.stringify(builtFrom, undefined, 1));
}

function isUpToDate(projectFolder: string, names: string[]): boolean {
  const file = inputsFile(projectFolder);
  if (!existsSync(file)) return false;
  // Written by writeAssets alone; a file of another shape gives another key and is built anew.
  const builtFrom = JSON.parse(readFileSync(file, 'utf8')) as BuiltFrom;
  if (builtFrom.key !== buildKey(projectFolder, names)) return false;
  if (!builtFrom.outputs.every((output) => existsSync(join(projectFolder, output)))) return false;
  return Object.entries(builtFrom.inputs).every(([input, known]) => {
    const path = join(projectFolder, input);
    return existsSync(path) && fingerprint(path) === known;
  });
}

/** Everything that decides the result besides the inputs themselves: this program, the options, the packages. */
function buildKey(projectFolder: string, names: string[]): string {
  const lockFile = join(projectFolder, 'package-lock.json');
  const parts = [
    esbuildVersion,
    JSON.stringify(buildOptions('', names)),
    JSON.stringify(fontFiles),
    readFileSync(import.meta.filename, 'utf8'),
    existsSync(lockFile) ? readFileSync(lockFile, 'utf8') : 'no lock file',
  ];
  return createHash('sha256').update(parts.join('\n')).digest('hex');
}

/** Content for source files; size and time for the large native file, whose version the lock file already names. */
function fingerprint(path: string): string {
  const { size, mtimeMs } = statSync(path);
  if (size > 4_000_000) return `${size} bytes, ${mtimeMs}`;
  return createHash('sha256').update(readFileSync(path)).digest('hex');
}

function inputsFile(projectFolder: string): string {
  return join(projectFolder, 'dist', 'meta', 'inputs.json');
}

function outputFile(built: Build, path: string): OutputFile {
  const found = built.outputFiles.find((file) => file.path === path);
  if (!found) throw new Error(`esbuild gave no ${path}. Look at the entry points in infra/bundle.ts.`);
  return found;
}

function metafileOf(metafile: Metafile, name: string): string {
  const output = metafile.outputs[`dist/functions/${name}/index.mjs`];
  const inputs = Object.fromEntries(Object.keys(output?.inputs ?? {}).map((path) => [path, metafile.inputs[path]]));
  return JSON.stringify({ inputs, outputs: { [`dist/functions/${name}/index.mjs`]: output } });
}

function usesTypst(metafile: Metafile, name: string): boolean {
  const imports = metafile.outputs[`dist/functions/${name}/index.mjs`]?.imports ?? [];
  return imports.some(({ external, path }) => external === true && path.startsWith(typstPackage));
}

/** The typesetter cannot be bundled (its engine is a native file), so both of its packages travel beside the code. */
function typstFiles(projectFolder: string): CopiedFile[] {
  const packages = [typstPackage, typstNativePackage].flatMap((name) => packageFiles(projectFolder, name));
  const fonts = fontFiles.map((file) => ({
    from: join(projectFolder, 'node_modules', '@expo-google-fonts', file),
    to: `fonts/${basename(file)}`,
  }));
  return [...packages, ...fonts];
}

function packageFiles(projectFolder: string, name: string): CopiedFile[] {
  const folder = packageFolder(projectFolder, name);
  return readdirSync(folder)
    .filter((file) => /^(LICENSE|package\.json|.*\.js|.*\.node)$/.test(file))
    .map((file) => ({ from: join(folder, file), to: `node_modules/${name}/${file}` }));
}

function packageFolder(projectFolder: string, name: string): string {
  try {
    return dirname(createRequire(join(projectFolder, 'package.json')).resolve(`${name}/package.json`));
  } catch (cause) {
    throw new Error(
      `The package ${name} is not installed, and the statement function needs it in its asset (Lambda is linux x64). ` +
        'Run `npm install --os=linux --cpu=x64 --libc=glibc` in the project folder.',
      { cause },
    );
  }
}

function writeIfChanged(path: string, contents: string | Uint8Array): void {
  const wanted = Buffer.from(contents);
  if (existsSync(path) && readFileSync(path).equals(wanted)) return;
  replaceFile(path, (temporary) => writeFileSync(temporary, wanted));
}

function copyIfChanged(from: string, to: string): void {
  if (existsSync(to) && statSync(to).size === statSync(from).size && readFileSync(to).equals(readFileSync(from)))
    return;
  replaceFile(to, (temporary) => copyFileSync(from, temporary));
}

function replaceFile(path: string, write: (temporary: string) => void): void {
  mkdirSync(dirname(path), { recursive: true });
  const temporary = join(dirname(path), `.${basename(path)}.${process.pid}`);
  write(temporary);
  renameSync(temporary, path);
}

/** Leaves fresh dot files alone: another bundling may be about to rename one into place. */
function removeAllBut(folder: string, wanted: ReadonlySet<string>): void {
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    if (!entry.isFile() || wanted.has(path)) continue;
    const isBeingWritten = entry.name.startsWith('.') && Date.now() - statSync(path).mtimeMs < 60_000;
    if (!isBeingWritten) rmSync(path, { force: true });
  }
}

function removeFoldersOfGoneFunctions(functionsFolder: string, names: string[]): void {
  for (const name of readdirSync(functionsFolder)) {
    if (!names.includes(name)) rmSync(join(functionsFolder, name), { recursive: true });
  }
}
