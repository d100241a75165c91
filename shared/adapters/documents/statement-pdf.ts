import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { NodeCompiler, PdfStandard } from '@myriaddreamin/typst-ts-node-compiler';
import type { NodeTypstDocument } from '@myriaddreamin/typst-ts-node-compiler';
import { ConfigError, InvariantError } from '../../core/errors.ts';
import type { StatementSheet } from './statement-sheet.ts';
import { statementTemplate } from './statement-template.ts';
import { NOTCHED_LENGTH, notchesOf } from './tally-stick.ts';

/** Where each face lies in its npm package; the bundle has the files alone. */
const FACES = [
  { folder: 'ibm-plex-serif/400Regular', file: 'IBMPlexSerif_400Regular.ttf' },
  { folder: 'ibm-plex-serif/600SemiBold', file: 'IBMPlexSerif_600SemiBold.ttf' },
  { folder: 'ibm-plex-sans/400Regular', file: 'IBMPlexSans_400Regular.ttf' },
  { folder: 'ibm-plex-sans/600SemiBold', file: 'IBMPlexSans_600SemiBold.ttf' },
];

/** Typst keeps what it has laid out; a warm function forgets what the last few documents did not use. */
const CACHE_AGE = 4;

/**
 * A function that sets a sheet as a tagged PDF, dated `sealedAtEpochSeconds`: the same sheet gives the same bytes. It
 * meets PDF/UA-1 (ISO 14289), which forbids a character that no font of ours draws: such a one is spelled out, an
 * emoji as `[U+1F98A]`. Errors: `config.missing` without the fonts, `invariant.broken` when the template is wrong.
 */
export function createPdfSetter(fontsFolder: URL | string) {
  let compiler: NodeCompiler | undefined;
  return (sheet: StatementSheet, sealedAtEpochSeconds: number): Uint8Array => {
    compiler ??= NodeCompiler.create({ fontArgs: [{ fontBlobs: readFaces(fontsFolder) }] });
    const press: Press = { compiler, creationTimestamp: sealedAtEpochSeconds };
    const data = JSON.stringify({ ...sheet, notches: notchesOf(sheet.tallyCode), notchedLength: NOTCHED_LENGTH });
    try {
      return print(press, data);
    } finally {
      compiler.evictCache(CACHE_AGE);
    }
  };
}

interface Press {
  readonly compiler: NodeCompiler;
  readonly creationTimestamp: number;
}

function print({ compiler, creationTimestamp }: Press, data: string): Uint8Array {
  const pdfOf = (document: NodeTypstDocument, pdfStandard: PdfStandard) =>
    compiler.pdf(document, { pdfStandard, pdfTags: true, creationTimestamp });
  const document = layOut(compiler, data);
  try {
    return pdfOf(document, PdfStandard.UA_1);
  } catch (refusal) {
    const spelled = layOut(compiler, spellOut(data, refusal));
    try {
      return pdfOf(spelled, PdfStandard.UA_1);
    } catch {
      // Better a box for a character than no statement.
      return pdfOf(spelled, PdfStandard.V_1_7);
    }
  }
}

function layOut(compiler: NodeCompiler, sheet: string): NodeTypstDocument {
  const compiled = compiler.compile({ mainFileContent: statementTemplate, inputs: { sheet } });
  if (compiled.result !== null) return compiled.result;
  const diagnostics = compiled.takeDiagnostics()?.shortDiagnostics ?? [];
  throw new InvariantError('The PDF cannot be set; the template is wrong, not the statement.', {}, diagnostics);
}

/**
 * Typst has no other way to say what it cannot draw than the text of its refusal: the text `\"🦊\"` could not be
 * displayed. Text with ASCII in it stays, because replacing a figure wherever it stands would change amounts.
 */
function spellOut(data: string, refusal: unknown): string {
  const message = refusal instanceof Error ? refusal.message : String(refusal);
  const undrawable = [...message.matchAll(/the text `\\*"(.+?)\\*"` could not be displayed/g)]
    .map(([, text = '']) => text.replace(/\\+u\{([0-9a-f]+)\}/g, (_, hex: string) => character(hex)))
    .filter((text) => !/\p{ASCII}/u.test(text))
    .sort((a, b) => b.length - a.length);
  return undrawable.reduce((spelled, text) => spelled.replaceAll(text, Array.from(text, codePoint).join('')), data);
}

function character(hex: string): string {
  return String.fromCodePoint(Number.parseInt(hex, 16));
}

function codePoint(text: string): string {
  return `[U+${(text.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}]`;
}

function readFaces(fontsFolder: URL | string): Buffer[] {
  const root = typeof fontsFolder === 'string' ? fontsFolder : fileURLToPath(fontsFolder);
  return FACES.map(({ folder, file }) => {
    const path = [join(root, file), join(root, folder, file)].find((candidate) => existsSync(candidate));
    if (path === undefined) {
      throw new ConfigError(
        `The font file ${file} is not in the fonts folder. Copy it from @expo-google-fonts (infra/bundle.ts does), ` +
          'or name the folder that has it.',
        { file },
      );
    }
    return readFileSync(path);
  });
}
