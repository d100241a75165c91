import addressparser from 'nodemailer/lib/addressparser';
import MailComposer from 'nodemailer/lib/mail-composer';
import { InputError } from '../../core/errors.ts';
import type { Problem } from '../../core/errors.ts';

export interface Mail {
  /** One mailbox: `statements@example.com` or `Statements <statements@example.com>`. */
  readonly from: string;
  /** One mailbox each; nobody else gets the message. */
  readonly to: readonly string[];
  readonly subject: string;
  readonly html: string;
  readonly text: string;
  /** Attached to a statement; a notice has none. */
  readonly pdf?: Uint8Array;
  readonly pdfName?: string;
  /** More headers by name, such as `X-Tallystick-Statement`. Message-ID and Date are set here when not given. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** Headers that decide who gets the message and how it is read come from the fields of `Mail` alone. */
const OWN_HEADERS = new Set(
  ['from', 'sender', 'to', 'cc', 'bcc', 'reply-to', 'subject', 'mime-version', 'auto-submitted'].concat([
    'content-type',
    'content-transfer-encoding',
    'content-disposition',
  ]),
);

// eslint-disable-next-line no-control-regex
const CONTROL = /[\u0000-\u001f\u007f]/;
const ADDRESS = /^[^\s,;:<>()[\]"\\@]+@[^\s,;:<>()[\]"\\@]+$/;

/**
 * Composes the raw message for SES: text and HTML as alternatives, the PDF attached, lines ending in CR LF, marked as
 * `Auto-Submitted: auto-generated` (RFC 3834) so that no answering machine answers it.
 * Errors: `input.invalid`, naming every field, for an address that is not one mailbox and for a control character
 * (such as the CR LF of an injected header) in anything that becomes a header.
 */
export async function composeMail(mail: Mail): Promise<Uint8Array> {
  assertComposable(mail);
  const composer = new MailComposer({
    from: mail.from,
    to: [...mail.to],
    subject: mail.subject,
    text: mail.text,
    html: mail.html,
    attachments: attachmentsOf(mail),
    headers: { ...mail.headers, 'Auto-Submitted': 'auto-generated' },
    newline: 'win',
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  return composer.compile().build();
}

/** Errors: `input.invalid`, as {@link composeMail} says. */
export function assertComposable(mail: Mail): void {
  const problems = problemsOf(mail);
  if (problems.length === 0) return;
  throw new InputError('The message cannot be composed: its headers would not say what they should.', problems);
}

function attachmentsOf({ pdf, pdfName }: Mail) {
  if (pdf === undefined || pdfName === undefined) return [];
  return [{ filename: pdfName, content: Buffer.from(pdf), contentType: 'application/pdf' }];
}

function problemsOf({ from, to, subject, pdfName = '', headers = {} }: Mail): Problem[] {
  const lines = [
    { field: 'subject', value: subject },
    { field: 'pdfName', value: pdfName },
    ...Object.entries(headers).map(([name, value]) => ({ field: `headers[${JSON.stringify(name)}]`, value })),
  ];
  return [
    ...(to.length === 0 ? [problem('to', 'no address', 'one mailbox or more', 'Give the address of the party.')] : []),
    ...[from, ...to].flatMap((mailbox, index) => mailboxProblems(index === 0 ? 'from' : `to[${index - 1}]`, mailbox)),
    ...lines
      .filter(({ value }) => CONTROL.test(value))
      .map(({ field }) =>
        problem(field, 'a control character', 'one line of text', 'Take out line breaks and the like.'),
      ),
    ...Object.keys(headers).flatMap(headerNameProblems),
  ];
}

function mailboxProblems(field: string, mailbox: string): Problem[] {
  const [parsed, ...others] = addressparser(mailbox, { flatten: true });
  const isOne = others.length === 0 && parsed !== undefined && ADDRESS.test(parsed.address);
  if (isOne && !CONTROL.test(mailbox)) return [];
  const fix = 'Give one address, with or without a name before it, on one line.';
  return [problem(field, 'something else', 'one mailbox, such as Name <name@example.com>', fix)];
}

function headerNameProblems(name: string): Problem[] {
  const field = `headers[${JSON.stringify(name)}]`;
  if (OWN_HEADERS.has(name.toLowerCase())) {
    return [problem(field, 'a header that is set here', 'any other header', 'Use the field of that name.')];
  }
  if (/^[A-Za-z0-9-]+$/.test(name)) return [];
  return [problem(field, 'a name with other characters', 'letters, digits and hyphens', 'Correct the name.')];
}

function problem(field: string, found: string, allowed: string, fix: string): Problem {
  return { field, found, allowed, fix };
}
