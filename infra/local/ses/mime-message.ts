import addressparser from 'nodemailer/lib/addressparser';
import { parseHeaderValue } from 'nodemailer/lib/mime-funcs';

/** One header as it was sent, unfolded; encoded words are still encoded. */
export interface MimeHeader {
  name: string;
  value: string;
}

/** One leaf of the message: a body or an attachment, its transfer encoding undone. */
export interface MimePart {
  contentType: string;
  charset: string;
  fileName?: string;
  isAttachment: boolean;
  content: Buffer;
}

export interface MimeMessage {
  headers: MimeHeader[];
  /** In the order of the message. */
  parts: MimePart[];
}

export class MimeError extends Error {
  override readonly name = 'MimeError';
}

const DEEPEST_NESTING = 10;

/**
 * Reads messages of the shape that nodemailer's MailComposer makes: CRLF line ends, multipart bodies, base64,
 * quoted-printable or plain text. It is not a general reader, and throws MimeError on anything else.
 */
export function readMimeMessage(raw: Uint8Array): MimeMessage {
  // latin1 gives one character a byte, so that nothing is lost before a part's own character set is known.
  const { headers, body } = splitEntity(Buffer.from(raw).toString('latin1'));
  return { headers, parts: leavesOf(headers, body, 0) };
}

/** The first header of that name; names do not mind their case. */
export function headerOf(headers: readonly MimeHeader[], name: string): string | undefined {
  return headers.find((header) => header.name.toLowerCase() === name.toLowerCase())?.value;
}

/** The text of a text part, by its character set. */
export function textOf(part: MimePart): string {
  return decodeText(part.content, part.charset);
}

/** Undoes RFC 2047: `=?UTF-8?Q?caf=C3=A9?=` becomes `café`. A letter split between two words is put together again. */
export function decodeWords(value: string): string {
  const apart = value.replace(/(\?=)[ \t]+(?==\?[^?\s]+\?[BQbq]\?)/g, '$1');
  return apart.replace(/(?:=\?[^?\s]+\?[BQbq]\?[^?\s]*\?=)+/g, decodeRun);
}

/** The mailboxes of an address header or parameter, groups flattened, names decoded. */
export function mailboxesOf(value: string): { name: string; address: string }[] {
  return addressparser(value, { flatten: true }).map(({ name, address }) => ({ name: decodeWords(name), address }));
}

function splitEntity(entity: string): { headers: MimeHeader[]; body: string } {
  if (entity.startsWith('\r\n')) return { headers: [], body: entity.slice(2) };
  const end = entity.indexOf('\r\n\r\n');
  if (end === -1) {
    throw new MimeError('The message has no blank line between header and body; lines must end with CR LF.');
  }
  return { headers: readHeaders(entity.slice(0, end)), body: entity.slice(end + 4) };
}

function readHeaders(block: string): MimeHeader[] {
  const headers: MimeHeader[] = [];
  for (const line of block.split('\r\n')) {
    // eslint-disable-next-line no-control-regex
    if (/[\r\n\0]/.test(line)) throw new MimeError('A header contains a bare CR, a bare LF or a NUL.');
    const last = headers.at(-1);
    if (/^[ \t]/.test(line) && last !== undefined) {
      last.value += line;
      continue;
    }
    const [, name, value] = /^([!-9;-~]+):[ \t]*(.*)$/.exec(line) ?? [];
    if (name === undefined || value === undefined) {
      throw new MimeError(`Line ${headers.length + 1} of a header is not of the form 'Name: value'.`);
    }
    headers.push({ name, value });
  }
  return headers;
}

function leavesOf(headers: readonly MimeHeader[], body: string, depth: number): MimePart[] {
  const type = parseHeaderValue(headerOf(headers, 'content-type') ?? 'text/plain', { stripComments: true });
  const contentType = type.value.toLowerCase();
  if (!contentType.startsWith('multipart/')) return [leafOf(headers, body, { contentType, params: type.params })];
  if (depth === DEEPEST_NESTING) throw new MimeError('The parts of the message are nested too deeply.');
  return splitMultipart(body, type.params['boundary']).flatMap((entity) => {
    const part = splitEntity(entity);
    return leavesOf(part.headers, part.body, depth + 1);
  });
}

function splitMultipart(body: string, boundary: string | undefined): string[] {
  if (boundary === undefined || boundary === '') throw new MimeError('A multipart content type has no boundary.');
  const escaped = boundary.replace(/[.*+?^${}()|[\]\\/-]/g, '\\$&');
  const delimiter = new RegExp(`\\r\\n--${escaped}(--)?[ \\t]*(?:\\r\\n|$)`, 'g');
  // Each delimiter owns the line break before it; a part that is empty shares one with the delimiter before.
  const text = `\r\n${body}`;
  const parts: string[] = [];
  let start: number | undefined;
  for (let found = delimiter.exec(text); found !== null; found = delimiter.exec(text)) {
    if (start !== undefined) parts.push(text.slice(start, Math.max(start, found.index)));
    if (found[1] !== undefined) {
      if (parts.length === 0) throw new MimeError('A multipart body has no part.');
      return parts;
    }
    start = found.index + found[0].length;
    delimiter.lastIndex = start - 2;
  }
  throw new MimeError('A multipart body does not end with its closing boundary.');
}

function leafOf(
  headers: readonly MimeHeader[],
  body: string,
  type: { contentType: string; params: Record<string, string> },
): MimePart {
  const disposition = parseHeaderValue(headerOf(headers, 'content-disposition') ?? 'inline');
  const fileName = disposition.params['filename'] ?? type.params['name'];
  return {
    contentType: type.contentType,
    charset: type.params['charset'] ?? 'utf-8',
    ...(fileName === undefined ? {} : { fileName: decodeWords(fileName) }),
    isAttachment: disposition.value.toLowerCase() === 'attachment' || fileName !== undefined,
    content: decodeTransfer(body, (headerOf(headers, 'content-transfer-encoding') ?? '7bit').trim().toLowerCase()),
  };
}

function decodeTransfer(body: string, encoding: string): Buffer {
  switch (encoding) {
    case 'base64':
      if (/[^A-Za-z0-9+/=\s]/.test(body)) throw new MimeError('A base64 part contains something else.');
      return Buffer.from(body, 'base64');
    case 'quoted-printable':
      return decodeQuotedPrintable(body);
    case '7bit':
    case '8bit':
    case 'binary':
      return Buffer.from(body, 'latin1');
    default:
      throw new MimeError('A part has an unknown Content-Transfer-Encoding.');
  }
}

function decodeQuotedPrintable(body: string): Buffer {
  const joined = body.replace(/[ \t]+(?=\r\n|$)/g, '').replace(/=\r\n/g, '');
  return Buffer.from(
    joined.replace(/=([0-9A-Fa-f]{2})/g, (_, hex: string) => byte(hex)),
    'latin1',
  );
}

function decodeRun(run: string): string {
  const words = [...run.matchAll(/=\?([^?\s]+)\?([BQbq])\?([^?\s]*)\?=/g)].map(
    ([, charset = '', form = '', text = '']) => ({
      charset: charset.split('*', 1)[0]?.toLowerCase() ?? '',
      bytes: form.toUpperCase() === 'B' ? Buffer.from(text, 'base64') : decodeQ(text),
    }),
  );
  const charset = words[0]?.charset ?? 'utf-8';
  if (words.every((word) => word.charset === charset)) {
    return decodeText(Buffer.concat(words.map((word) => word.bytes)), charset);
  }
  return words.map((word) => decodeText(word.bytes, word.charset)).join('');
}

function decodeQ(text: string): Buffer {
  const spaced = text.replace(/_/g, ' ');
  return Buffer.from(
    spaced.replace(/=([0-9A-Fa-f]{2})/g, (_, hex: string) => byte(hex)),
    'latin1',
  );
}

function byte(hex: string): string {
  return String.fromCharCode(Number.parseInt(hex, 16));
}

/** A character set that is not known is read as latin1: the page then shows something, if not the right letters. */
function decodeText(bytes: Uint8Array, charset: string): string {
  try {
    return new TextDecoder(charset).decode(bytes);
  } catch {
    return Buffer.from(bytes).toString('latin1');
  }
}
