import { describe, expect, it } from 'vitest';
import { headerOf, decodeWords, mailboxesOf, readMimeMessage, textOf } from '../../../infra/local/ses/mime-message.ts';
import { composeMail } from '../../../shared/adapters/ses/mime.ts';
import type { Mail } from '../../../shared/adapters/ses/mime.ts';
import { InputError } from '../../../shared/core/errors.ts';

const pdf = Uint8Array.from([37, 80, 68, 70, 0, 255, 13, 10, 46, 13, 10]);

function aMail(changes: Partial<Mail> = {}): Mail {
  return {
    from: 'Tallystick <statements@mail.example.com>',
    to: ['accounts@client.example.com'],
    subject: 'Statement No. 3 to 30 June 1999: Agreement of Investor Relations Services',
    html: '<p>Closing balance −1,000.00</p>',
    text: 'Closing balance −1,000.00\n.\nFrom here on\n',
    pdf,
    pdfName: 'auxer-pmr-1999-statement-1999-06-30-client.pdf',
    headers: { 'X-Tallystick-Statement': 'auxer-pmr-1999/1999-06-30/client/1' },
    ...changes,
  };
}

async function composed(changes: Partial<Mail> = {}) {
  const raw = await composeMail(aMail(changes));
  return { source: Buffer.from(raw).toString('latin1'), message: readMimeMessage(raw) };
}

describe('composeMail', () => {
  it('carries text and HTML as alternatives and the PDF byte for byte', async () => {
    const { message } = await composed();
    const [text, html, attached, ...others] = message.parts;
    expect(others).toEqual([]);
    expect(text && [text.contentType, textOf(text).replaceAll('\r\n', '\n')]).toEqual(['text/plain', aMail().text]);
    expect(html && [html.contentType, textOf(html)]).toEqual(['text/html', aMail().html]);
    expect(attached?.contentType).toBe('application/pdf');
    expect(attached?.fileName).toBe('auxer-pmr-1999-statement-1999-06-30-client.pdf');
    expect(Array.from(attached?.content ?? [])).toEqual(Array.from(pdf));
  });

  it('encodes a subject that is not ASCII, so that it can be read again', async () => {
    const subject = `Statement: Ąuxer – 日本 ${'Ελλάδα '.repeat(20)}end`;
    const { message, source } = await composed({ subject });
    expect(source.slice(0, source.indexOf('\r\n\r\n'))).toMatch(/^[\x20-\x7e\r\n]*$/);
    expect(decodeWords(headerOf(message.headers, 'subject') ?? '')).toBe(subject);
  });

  it('sets each header once, and says that no person wrote it', async () => {
    const { message } = await composed({ headers: { 'Message-ID': '<one@mail.example.com>' } });
    const names = message.headers.map(({ name }) => name.toLowerCase());
    expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
    expect(headerOf(message.headers, 'Message-ID')).toBe('<one@mail.example.com>');
    expect(headerOf(message.headers, 'Auto-Submitted')).toBe('auto-generated');
    const { message: unnamed } = await composed();
    expect(unnamed.headers.filter(({ name }) => name.toLowerCase() === 'message-id')).toHaveLength(1);
  });

  it('goes to the addresses given and to nobody else', async () => {
    const to = ['"Chiaramonte, Eugene" <eugene@client.example.com>', 'accounts@client.example.com'];
    const { message } = await composed({ to });
    expect(mailboxesOf(headerOf(message.headers, 'to') ?? '')).toEqual([
      { name: 'Chiaramonte, Eugene', address: 'eugene@client.example.com' },
      { name: '', address: 'accounts@client.example.com' },
    ]);
    expect(headerOf(message.headers, 'cc') ?? headerOf(message.headers, 'bcc')).toBeUndefined();
  });

  it('ends every line with CR LF and keeps it under 998 characters', async () => {
    const { source } = await composed({ html: `<p>${'x'.repeat(5000)}</p>`, text: 'one\ntwo\n' });
    expect(source).toContain('one\r\ntwo');
    expect(source).not.toMatch(/[^\r]\n|\r[^\n]/);
    expect(Math.max(...source.split('\r\n').map((line) => line.length))).toBeLessThan(998);
  });

  it.each<[string, Partial<Mail>]>([
    ['from', { from: 'a@example.com\r\nBcc: b@example.com' }],
    ['from', { from: 'a@example.com, b@example.com' }],
    ['to', { to: [] }],
    ['to[0]', { to: ['a@example.com, b@example.com'] }],
    ['to[0]', { to: ['Name\r\nBcc: b@example.com <a@example.com>'] }],
    ['to[0]', { to: ['Friends: a@example.com, b@example.com;'] }],
    ['to[1]', { to: ['a@example.com', 'nobody'] }],
    ['subject', { subject: 'Statement\r\nBcc: b@example.com' }],
    ['pdfName', { pdfName: 'a.pdf\r\nX: y' }],
    ['headers["X-A"]', { headers: { 'X-A': 'b\nBcc: c@example.com' } }],
    ['headers["X-A\\r\\nBcc"]', { headers: { 'X-A\r\nBcc': 'c@example.com' } }],
    ['headers["bcc"]', { headers: { bcc: 'c@example.com' } }],
    ['headers["Content-Type"]', { headers: { 'Content-Type': 'text/plain' } }],
  ])('refuses what would change the headers, naming %s', async (field, changes) => {
    const refused = composeMail(aMail(changes)).catch((error: unknown) => error);
    const error = await refused;
    expect(error).toBeInstanceOf(InputError);
    expect(error instanceof InputError && error.problems.map((problem) => problem.field)).toEqual([field]);
  });
});
