import PostalMime, { addressParser } from 'postal-mime';
import type { ReadMail } from '../../core/mail/mail-receipt.ts';
import type { Mailbox } from '../../core/mail/mailbox.ts';
import type { ReadMailHead } from '../../ports/mail-intake.ts';

/** Ten times what a long list of recipients takes. */
const MOST_HEAD_BYTES = 128 * 1024;
const END_OF_HEAD = Buffer.from('\r\n\r\n');
/** A field's name is printable and ends at its colon; a folded line begins with a blank. */
const LINE = /^(?:[!-9;-~]+:|[ \t])/;

/**
 * Reads the fields of a message and the mailboxes in From, To and Cc. The body is not looked at: whatever a person or a
 * program would make of it is no part of the proof. Lines have to end as RFC 5322 has them and hold no NUL, so that every
 * reader, the one that checked the signature among them, sees the same fields.
 */
export const readMailHead: ReadMailHead = async (raw) => {
  const bytes = Buffer.from(raw.buffer, raw.byteOffset, raw.byteLength);
  const end = bytes.subarray(0, MOST_HEAD_BYTES + END_OF_HEAD.length).indexOf(END_OF_HEAD);
  if (end === -1) return bytes.length > MOST_HEAD_BYTES ? 'headers-too-long' : 'malformed';
  const head = bytes.subarray(0, end);
  if (!isWellFormed(head)) return 'malformed';
  try {
    return await readHead(bytes.subarray(0, end + END_OF_HEAD.length));
  } catch {
    return 'malformed'; // The library says why in its own words, which may quote the mail.
  }
};

function isWellFormed(head: Buffer): boolean {
  // One character a byte: the check is about bytes.
  const lines = head.toString('latin1').split('\r\n');
  // eslint-disable-next-line no-control-regex
  return lines.every((line, at) => !/[\r\n\0]/.test(line) && LINE.test(line) && (at > 0 || !/^[ \t]/.test(line)));
}

async function readHead(head: Buffer): Promise<ReadMail> {
  const { headers } = await PostalMime.parse(head, { maxHeadersSize: 2 * MOST_HEAD_BYTES });
  const fields = headers.map(({ key, value }) => ({ name: key, value: value.trim() }));
  const mailboxes = (name: string): readonly Mailbox[] =>
    fields.filter((field) => field.name === name).flatMap(({ value }) => mailboxesOf(value));
  return { headers: fields, from: mailboxes('from'), to: mailboxes('to'), cc: mailboxes('cc') };
}

/**
 * A group is taken apart. An address that does not stand in the field as it is, outside of quotation marks (of an encoded word,
 * say, or of a quoted name without one), is none; its mailbox stays, so that whoever reads on sees that there was something.
 */
function mailboxesOf(value: string): Mailbox[] {
  const stated = value.replaceAll(/"(?:[^"\\]|\\.)*"/g, '');
  return addressParser(value, { flatten: true }).map(({ name, address = '' }) => ({
    name,
    address: stated.includes(address) ? address : '',
  }));
}
