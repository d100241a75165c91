import MailComposer from 'nodemailer/lib/mail-composer';
import { describe, expect, it } from 'vitest';
import {
  decodeWords,
  headerOf,
  mailboxesOf,
  MimeError,
  readMimeMessage,
  textOf,
} from '../../../../infra/local/ses/mime-message.ts';

type MailOptions = ConstructorParameters<typeof MailComposer>[0];

async function compose(options: MailOptions) {
  return readMimeMessage(
    await new MailComposer({ from: 'a@example.com', to: 'b@example.com', ...options }).compile().build(),
  );
}

describe('readMimeMessage', () => {
  it('reads both bodies and each attachment of a composed message, byte for byte', async () => {
    const pdf = Buffer.from(Array.from({ length: 3000 }, (_, n) => (n * 7) % 256));
    const { parts } = await compose({
      text: 'Dear client,\nCafé – 2 000 $ = a lot.   \n\n.a dot\n',
      html: '<p>Café</p>',
      attachments: [
        { filename: 'statement.pdf', content: pdf, contentType: 'application/pdf' },
        {
          filename: 'Übersicht über alles, auch über das, was länger ist.csv',
          content: 'a;b',
          contentType: 'text/csv',
        },
      ],
    });
    expect(parts.map((part) => [part.contentType, part.fileName, part.isAttachment])).toEqual([
      ['text/plain', undefined, false],
      ['text/html', undefined, false],
      ['application/pdf', 'statement.pdf', true],
      ['text/csv', 'Übersicht über alles, auch über das, was länger ist.csv', true],
    ]);
    expect(parts[0] && textOf(parts[0]).replaceAll('\r\n', '\n')).toBe(
      'Dear client,\nCafé – 2 000 $ = a lot.   \n\n.a dot\n',
    );
    expect(parts[1] && textOf(parts[1])).toBe('<p>Café</p>');
    expect(parts[2]?.content.equals(pdf)).toBe(true);
  });

  it('reads a text of one part in each encoding that the composer chooses', async () => {
    for (const [text, encoding] of [
      ['plain', undefined],
      ['naïve', 'quoted-printable'],
      ['naïve', 'base64'],
      ['Привет', undefined],
      [`${'x'.repeat(2000)} =3D`, undefined],
    ] as const) {
      const { parts } = await compose({ text, ...(encoding === undefined ? {} : { textEncoding: encoding }) });
      expect(parts.map((part) => textOf(part).trimEnd())).toEqual([text]);
    }
  });

  it('tells apart boundaries of which one begins another', async () => {
    const attachments = Array.from({ length: 12 }, (_, n) => ({ filename: `${n}.txt`, content: `part ${n}` }));
    const { parts } = await compose({ text: 'See below.', attachments });
    expect(parts.slice(1).map((part) => part.content.toString())).toEqual(attachments.map(({ content }) => content));
  });

  it('reads a long subject with letters outside ASCII', async () => {
    const subject = 'Statement for April 1999 — PMR and Associates, LLC — zażółć gęślą jaźń, Ελληνικά 🪵';
    const { headers } = await compose({ subject, text: 'x' });
    expect(decodeWords(headerOf(headers, 'subject') ?? '')).toBe(subject);
  });

  it.each([
    ['no blank line after the header', 'From: a@example.com'],
    ['lines ended by LF alone', 'From: a@example.com\n\nText'],
    ['a header with a bare CR', 'From: a@example.com\rBcc: x@example.com\r\n\r\nText'],
    ['a header with a bare LF', 'Subject: hello\nBcc: x@example.com\r\n\r\nText'],
    ['a line without a colon', 'From: a@example.com\r\nnonsense\r\n\r\nText'],
    ['a multipart without boundary', 'Content-Type: multipart/mixed\r\n\r\nText'],
    ['a multipart without its end', 'Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nA: 1\r\n\r\nText\r\n'],
    ['a multipart without a part', 'Content-Type: multipart/mixed; boundary=b\r\n\r\n--b--\r\n'],
    ['base64 with other characters', 'Content-Transfer-Encoding: base64\r\n\r\nnot base64!'],
    ['an encoding nobody knows', 'Content-Transfer-Encoding: x-own\r\n\r\nText'],
  ])('refuses %s', (_, raw) => {
    expect(() => readMimeMessage(Buffer.from(raw))).toThrow(MimeError);
  });

  it('refuses parts nested without end', () => {
    const nest = (depth: number): string =>
      depth === 0
        ? 'A: 1\r\n\r\nx'
        : `Content-Type: multipart/mixed; boundary=b${depth}\r\n\r\n--b${depth}\r\n${nest(depth - 1)}\r\n--b${depth}--`;
    expect(readMimeMessage(Buffer.from(nest(9))).parts).toHaveLength(1);
    expect(() => readMimeMessage(Buffer.from(nest(12)))).toThrow(MimeError);
  });
});

describe('decodeWords', () => {
  it.each([
    ['=?UTF-8?Q?caf=C3=A9_au_lait?=', 'café au lait'],
    ['=?utf-8?B?Y2Fmw6k=?= for =?iso-8859-1?Q?=E9t=E9?=', 'café for été'],
    ['=?UTF-8?Q?caf=C3?= =?UTF-8?Q?=A9?=', 'café'],
    ['no words = none?', 'no words = none?'],
    ['=?x-unknown?Q?a=E9?=', 'aé'],
  ])('reads %s as %s', (encoded, decoded) => {
    expect(decodeWords(encoded)).toBe(decoded);
  });
});

describe('mailboxesOf', () => {
  it('keeps a comma in a quoted name and flattens groups', () => {
    expect(mailboxesOf('"Rost, Patrick" <pr@example.com>, Board: a@example.com, b@example.com;')).toEqual([
      { name: 'Rost, Patrick', address: 'pr@example.com' },
      { name: '', address: 'a@example.com' },
      { name: '', address: 'b@example.com' },
    ]);
  });
});
