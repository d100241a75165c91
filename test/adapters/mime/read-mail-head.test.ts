import { describe, expect, it } from 'vitest';
import { readMailHead } from '../../../shared/adapters/mime/read-mail-head.ts';

const read = (text: string | Uint8Array) => readMailHead(typeof text === 'string' ? Buffer.from(text) : text);

describe('the head of a mail', () => {
  it('is its fields from the top, unfolded, with every one that comes twice', async () => {
    const mail =
      'Received: a\r\nDKIM-Signature: v=1;\r\n d=x.example\r\nreceived: b\r\nFrom: A <a@x.example>\r\n\r\nTo: nobody';
    expect(await read(mail)).toMatchObject({
      headers: [
        { name: 'received', value: 'a' },
        { name: 'dkim-signature', value: expect.stringMatching(/^v=1; ?d=x\.example$/) },
        { name: 'received', value: 'b' },
        { name: 'from', value: 'A <a@x.example>' },
      ],
      from: [{ name: 'A', address: 'a@x.example' }],
      to: [],
    });
  });

  it('has the mailboxes of To and Cc, groups taken apart and names decoded', async () => {
    const mail =
      'From: a@x.example\r\nTo: =?utf-8?q?J=C3=BCrgen?= <j@x.example>, Team: b@x.example, c@x.example;\r\nCc: "D, E" <d@x.example>\r\n\r\n';
    expect(await read(mail)).toMatchObject({
      to: [{ name: 'Jürgen', address: 'j@x.example' }, { address: 'b@x.example' }, { address: 'c@x.example' }],
      cc: [{ name: 'D, E', address: 'd@x.example' }],
    });
  });

  it('makes no address of what is none', async () => {
    const cc = `=?utf-8?b?${Buffer.from('<x@y.example>').toString('base64')}?=`;
    const head = await read(`From: undisclosed\r\nTo: "x@y.example"\r\nCc: ${cc}\r\n\r\n`);
    expect(head).toMatchObject({ from: [{ address: '' }], to: [{ address: '' }], cc: [{ address: '' }] });
  });

  it('is read whatever the body is', async () => {
    const body = Buffer.concat([Buffer.from('From: a@x.example\r\n\r\n'), Buffer.alloc(5 * 1024 * 1024, 0xff)]);
    expect(await read(body)).toMatchObject({ from: [{ address: 'a@x.example' }] });
  });

  it.each([
    ['', 'malformed'],
    ['From: a@x.example', 'malformed'],
    ['From: a@x.example\n\nbody', 'malformed'],
    ['From: a@x.example\nTo: b\r\n\r\n', 'malformed'],
    ['From: a@x.example\rTo: b\r\n\r\n', 'malformed'],
    ['From: a\0@x.example\r\n\r\n', 'malformed'],
    ['From : a@x.example\r\n\r\n', 'malformed'],
    [' From: a@x.example\r\n\r\n', 'malformed'],
    ['From a@x.example\r\n\r\n', 'malformed'],
    ['Fröm: a@x.example\r\n\r\n', 'malformed'],
    [`X: ${'x'.repeat(128 * 1024)}\r\n\r\n`, 'headers-too-long'],
  ])('that breaks the rules is not read further: %.30j', async (text, why) => {
    expect(await read(text)).toBe(why);
  });
});
