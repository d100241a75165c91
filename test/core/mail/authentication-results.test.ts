import { describe, expect, it } from 'vitest';
import { dkimResults, receiptHeaders } from '../../../shared/core/mail/authentication-results.ts';
import { aReadMail, MAIL_ID, ownFields, sentFields } from '../../builders/a-proof.ts';

const resultsOf = (results: string, authority?: string) =>
  dkimResults(ownFields({ results, ...(authority === undefined ? {} : { authority }) }));

describe('the fields that SES puts on top', () => {
  it('end at the first receipt', () => {
    const forged = sentFields({ 'x-ses-receipt': 'forged' });
    expect(receiptHeaders([...ownFields(), ...forged], MAIL_ID)).toEqual(ownFields());
  });

  it.each([
    ['of another mail', ownFields({ id: 'another' })],
    ['without a receipt', ownFields().slice(0, -1)],
    ['without a line of receiving', ownFields().filter(({ name }) => name !== 'received')],
    ['with two', [...ownFields().slice(0, 2), ...ownFields().slice(1)]],
    [
      'by another server',
      ownFields().map((one) => ({ ...one, value: one.value.replace('amazonaws.com', 'evil.example') })),
    ],
  ])('are not there in a message %s', (_, own) => {
    expect(receiptHeaders(aReadMail({ own, sent: [] }).headers, MAIL_ID)).toBeUndefined();
  });
});

describe('the results of SES', () => {
  it('are those of each signature', () => {
    const results =
      'spf=pass (a b) client-ip=1; envelope-from=a@b.example; helo=h; dkim=pass header.i=@PMR.example; dkim=fail header.i=me@other.example; DKIM=none; dmarc=pass header.from=pmr.example;';
    expect(resultsOf(results)).toEqual([
      { result: 'pass', domain: 'pmr.example' },
      { result: 'fail', domain: 'other.example' },
      { result: 'none', domain: undefined },
    ]);
    expect(resultsOf('dkim=pass header.d=pmr.example')).toEqual([{ result: 'pass', domain: 'pmr.example' }]);
  });

  it('are none in comments and in quotation marks, however deep', () => {
    const inside = 'dkim=pass header.i=@pmr.example;';
    expect(resultsOf(`spf=pass (${inside} (${inside}) ${inside}) x;`)).toEqual([]);
    expect(resultsOf(`spf=pass "${inside}\\"${inside}" x;`)).toEqual([]);
    expect(resultsOf(`spf=pass (\\); ${inside}`)).toEqual([]);
    expect(resultsOf(`spf=pass ((a); ${inside}) x`)).toEqual([]);
    expect(resultsOf(`spf=pass "(" dkim; ${inside}`)).toHaveLength(1);
    expect(resultsOf(`spf=pass ) ; ${inside}`)).toHaveLength(1);
    expect(resultsOf(`spf=pass (") ; ${inside}`)).toHaveLength(1);
  });

  it('are read with or without a space before them', () => {
    expect(resultsOf('spf=pass;dkim=pass header.i=@pmr.example')).toHaveLength(1);
    expect(resultsOf('spf=pass; dkim=pass header.i=@pmr.example', ' AmazonSES.com ')).toHaveLength(1);
  });

  it('name no domain where two are named', () => {
    expect(resultsOf('dkim=pass header.i=@a.example header.d=b.example')).toEqual([
      { result: 'pass', domain: undefined },
    ]);
  });

  it('are of words alone, not of what only begins like one', () => {
    expect(resultsOf('xdkim=pass header.i=@pmr.example; dkim=pass1; dkimx=pass')).toEqual([]);
  });

  it.each([
    ['of another server', 'dkim=pass header.i=@pmr.example', 'mx.evil.example'],
    ['with two verdicts on SPF', 'spf=pass; spf=fail; dkim=pass header.i=@pmr.example', undefined],
    ['with two verdicts on DMARC', 'dmarc=pass; dmarc=fail; dkim=pass header.i=@pmr.example', undefined],
  ])('cannot be read for sure %s', (_, results, authority) => {
    expect(resultsOf(results, authority)).toBeUndefined();
  });

  it('are not there where there is no such field', () => {
    expect(dkimResults([])).toBeUndefined();
  });
});
