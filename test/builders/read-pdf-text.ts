import { inflateSync } from 'node:zlib';

interface PdfObject {
  readonly dictionary: string;
  readonly stream: Buffer | undefined;
}

/**
 * The text of each page of a PDF as Typst writes them, a run of one font a line. It reads the bytes alone, through
 * the tables that map glyphs to characters, so it sees what a reader of the document can select and search. Not a
 * general reader: it knows classic objects, Flate streams, and fonts with two-byte codes and a ToUnicode table.
 */
export function readPdfText(pdf: Uint8Array): string[] {
  const objects = readObjects(Buffer.from(pdf));
  const pages = [...objects.values()].filter(({ dictionary }) => /\/Type \/Page\b/.test(dictionary));
  return pages.map(({ dictionary }) => {
    const fonts = new Map<string, Map<number, string>>();
    for (const [, name = '', id = ''] of dictionary.matchAll(/\/(f\d+) (\d+) 0 R/g)) {
      fonts.set(name, readToUnicode(objects, id));
    }
    return readContent(objectAt(objects, /\/Contents (\d+)/.exec(dictionary)?.[1]).stream, fonts);
  });
}

function readObjects(pdf: Buffer): Map<string, PdfObject> {
  const text = pdf.toString('latin1');
  const objects = new Map<string, PdfObject>();
  const start = /\n(\d+) 0 obj\n(<<[\s\S]*?>>)\n(stream\r?\n|endobj)/g;
  for (let found = start.exec(text); found !== null; found = start.exec(text)) {
    const [whole, id = '', dictionary = '', end] = found;
    const length = end === 'endobj' ? 0 : Number(/\/Length (\d+)/.exec(dictionary)?.[1]);
    const from = found.index + whole.length;
    const raw = pdf.subarray(from, from + length);
    const stream = end === 'endobj' ? undefined : dictionary.includes('/FlateDecode') ? inflateSync(raw) : raw;
    objects.set(id, { dictionary, stream });
    start.lastIndex = from + length - (length === 0 ? 1 : 0);
  }
  return objects;
}

function objectAt(objects: Map<string, PdfObject>, id: string | undefined): PdfObject {
  const found = id === undefined ? undefined : objects.get(id);
  if (found === undefined) throw new Error(`The PDF has no object ${id}; it is not laid out as Typst lays it out.`);
  return found;
}

function readToUnicode(objects: Map<string, PdfObject>, font: string): Map<number, string> {
  const id = /\/ToUnicode (\d+)/.exec(objectAt(objects, font).dictionary)?.[1];
  const table = objectAt(objects, id).stream?.toString('latin1') ?? '';
  if (/beginbfrange/.test(table)) throw new Error('A font has a ToUnicode range, which is not read here.');
  const blocks = [...table.matchAll(/beginbfchar\n([\s\S]*?)endbfchar/g)].map(([, block = '']) => block).join('');
  const pairs = blocks.matchAll(/^<([0-9A-F]{4})> <([0-9A-F]+)>$/gm);
  return new Map(Array.from(pairs, ([, code = '', text = '']) => [Number.parseInt(code, 16), utf16(text)]));
}

function readContent(content: Buffer | undefined, fonts: Map<string, Map<number, string>>): string {
  if (content === undefined) throw new Error('A page of the PDF has no content.');
  const token = /\/(f\d+) [\d.]+ Tf|ActualText <FEFF([0-9A-F]+)>|\b(EMC)\b|(\[[^\]]*\] TJ|<[0-9A-Fa-f]*> Tj)/g;
  const runs: string[] = [];
  let font = new Map<number, string>();
  let isReplaced = false;
  for (const [, fontName, actual, end, glyphs] of withHexStrings(content.toString('latin1')).matchAll(token)) {
    if (fontName !== undefined) font = fonts.get(fontName) ?? new Map<number, string>();
    else if (actual !== undefined) {
      runs.push(utf16(actual));
      isReplaced = true;
    } else if (end !== undefined) isReplaced = false;
    else if (glyphs !== undefined && !isReplaced) runs.push(decode(glyphs, font));
  }
  return runs.join('\n');
}

function decode(glyphs: string, font: Map<number, string>): string {
  const hex = [...glyphs.matchAll(/<([0-9A-Fa-f]*)>/g)].map(([, digits]) => digits).join('');
  return hex.replace(/.{4}/g, (code) => font.get(Number.parseInt(code, 16)) ?? '\ufffd');
}

/** Writes `(...)` strings as `<...>`: in them parentheses may nest and brackets mean nothing. */
function withHexStrings(content: string): string {
  let result = '';
  let depth = 0;
  for (const [piece] of content.matchAll(/\\[0-7]{1,3}|\\[\s\S]|[\s\S]/g)) {
    if (piece === '(' && depth++ === 0) result += '<';
    else if (piece === ')' && --depth === 0) result += '>';
    else result += depth === 0 ? piece : Buffer.from(unescape(piece), 'latin1').toString('hex');
  }
  return result;
}

function unescape(piece: string): string {
  if (/^\\[0-7]/.test(piece)) return String.fromCharCode(Number.parseInt(piece.slice(1), 8));
  const named: Record<string, string> = { '\\n': '\n', '\\r': '\r', '\\t': '\t', '\\b': '\b', '\\f': '\f' };
  return piece.startsWith('\\') ? (named[piece] ?? piece.slice(1)) : piece;
}

function utf16(hex: string): string {
  return Buffer.from(hex, 'hex').swap16().toString('utf16le');
}
