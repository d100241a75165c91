import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SmtpRefusal, takeMail, type IncomingMail } from '../../infra/local/ses/incoming-mail.ts';
import { readMailHead } from '../../shared/adapters/mime/read-mail-head.ts';
import { decideMail } from '../../shared/core/mail/decide-mail.ts';
import type { MailReceipt, Verdict } from '../../shared/core/mail/mail-receipt.ts';
import { plainAddress } from '../../shared/core/mail/mailbox.ts';
import { proveMail, type Proof } from '../../shared/core/mail/prove-mail.ts';
import { theTerms } from '../builders/a-contract.ts';
import { INTAKE, rawMail, REGISTER } from '../builders/a-mail.ts';

const RUNS = 1500;
const AT = new Date('1999-04-20T14:00:05.000Z');
const VICTIM = 'office@pmr.example';
const registered = { addresses: [VICTIM], intakeDomain: INTAKE };

/** What becomes of raw bytes that anybody may send, through SES's stand-in and the real reader of MIME. */
async function through(raw: Uint8Array, envelope: { from: string; hello: string }): Promise<Proof | string> {
  const stated: IncomingMail = {
    raw,
    to: [REGISTER],
    ...envelope,
    dkim: 'pass',
    spf: 'pass',
    spam: 'pass',
    virus: 'pass',
  };
  const taken = takeAny(stated);
  const { messageId, stored, headersTruncated, commonHeaders, verdicts } = taken;
  const verdict = (name: keyof typeof verdicts): Verdict => verdicts[name].status as Verdict;
  const receipt: MailReceipt = {
    mailId: messageId,
    receivedAt: AT.toISOString(),
    recipients: [REGISTER],
    envelopeFrom: envelope.from,
    ...(headersTruncated ? {} : { shownFrom: commonHeaders.from }),
    verdicts: {
      spam: verdict('spamVerdict'),
      virus: verdict('virusVerdict'),
      spf: verdict('spfVerdict'),
      dkim: verdict('dkimVerdict'),
      dmarc: verdict('dmarcVerdict'),
    },
    objectKey: messageId,
  };
  const head = await readMailHead(stored);
  return typeof head === 'string' ? head : proveMail(receipt, head, registered);
}

/** SES takes whatever comes; whether there is a signature that may pass is for the mutation to have left. */
function takeAny(mail: IncomingMail) {
  try {
    return takeMail(mail, mail.to, AT);
  } catch (error) {
    if (!(error instanceof SmtpRefusal)) throw error;
    return takeMail({ ...mail, dkim: 'none' }, mail.to, AT);
  }
}

/** The ways in which an address is shown, hidden, split and said twice. */
const victimInFrom = fc.constantFrom(
  VICTIM,
  `<${VICTIM}>`,
  `"${VICTIM}" <x@evil.example>`,
  `x@evil.example <${VICTIM}>`,
  `${VICTIM}, x@evil.example`,
  `x@evil.example, ${VICTIM}`,
  `Group: ${VICTIM}, x@evil.example;`,
  `(x@evil.example) ${VICTIM}`,
  `${VICTIM} (x@evil.example)`,
  `=?utf-8?q?${VICTIM.replace('@', '=40')}?= <x@evil.example>`,
  `=?utf-8?b?${Buffer.from(`<${VICTIM}>`).toString('base64')}?=`,
  `"a\r\n <${VICTIM}>" <x@evil.example>`,
  `<x@evil.example>\r\n <${VICTIM}>`,
  `${VICTIM}\0x@evil.example`,
  `<${VICTIM}@evil.example>`,
  `<@evil.example:${VICTIM}>`,
  `"office"@pmr.example`,
  'office@pmr.example.',
  'ｏffice@pmr.example',
);

const forgedSignature = fc.constantFrom(
  'v=1; d=evil.example; s=s; h=from:to:cc; b=a',
  'v=1; d=pmr.example.evil.example; s=s; h=from:to:cc; b=a',
  'v=1; d=evil.example; i=office@pmr.example; s=s; h=from:to:cc; b=a',
  'v=1; d=evil.example; d=pmr.example; s=s; h=from; b=a',
  'v=1; d=mail.pmr.example; s=s; h=from:to:cc; b=a',
  'v=1; d=example; s=s; h=from:to:cc; b=a',
);

const PASS = 'amazonses.com; spf=pass; dkim=pass header.i=@pmr.example; dmarc=pass header.from=pmr.example;';
/** Fields that may look like those of SES, and others that could matter, anywhere among those of the mail. */
const planted = fc.array(
  fc.constantFrom(
    `Authentication-Results: ${PASS}`,
    'X-SES-RECEIPT: forged',
    'Received: from a (a [1]) by inbound-smtp.us-east-1.amazonaws.com with SMTP id forged for x; now',
    `ARC-Authentication-Results: i=1; ${PASS}`,
    `From: ${VICTIM}`,
    `from : ${VICTIM}`,
    `\r\nFrom: ${VICTIM}`,
    `X: y\nFrom: ${VICTIM}`,
    `X: y\rFrom: ${VICTIM}`,
    `Sender: ${VICTIM}`,
    `Resent-From: ${VICTIM}`,
    'X-Long: '.padEnd(3000, 'x'),
    'Auto-Submitted: no',
  ),
  { maxLength: 5 },
);

const envelopes = fc.record({
  from: fc.constantFrom(
    'x@evil.example',
    VICTIM,
    `"; dkim=pass header.i=@pmr.example; "@evil.example`,
    'a;dkim=pass@evil.example',
  ),
  hello: fc.constantFrom('mail.evil.example', 'x;dkim=pass header.i=@pmr.example;', '(', '"', '[192.0.2.1]'),
});

describe('a mail that whoever has no key of the consultant’s domain sends', () => {
  it('never proves anything, whatever it says of itself', async () => {
    await fc.assert(
      fc.asyncProperty(
        victimInFrom,
        fc.array(forgedSignature, { maxLength: 3 }),
        planted,
        envelopes,
        fc.nat(),
        async (from, signatures, lines, envelope, at) => {
          const mail = rawMail({ From: from, 'DKIM-Signature': signatures }).toString('utf8').split('\r\n');
          const place = at % mail.indexOf('');
          const raw = Buffer.from([...mail.slice(0, place), ...lines, ...mail.slice(place)].join('\r\n'));
          expect(typeof (await through(raw, envelope))).toBe('string');
        },
      ),
      { numRuns: RUNS },
    );
  });
});

describe('a mail of the consultant with bytes changed, added and taken out', () => {
  const edits = fc.array(
    fc.record({
      at: fc.nat(700),
      take: fc.nat(6),
      put: fc.oneof(
        fc.constantFrom(
          '\r\n',
          '\n',
          '\r',
          '\0',
          ',',
          ';',
          ':',
          '<',
          '>',
          '"',
          '(',
          ')',
          '@',
          '\\',
          '=?utf-8?q?',
          '?=',
          '\u202e',
          'é',
          '\r\n ',
          '\r\n\r\n',
        ),
        fc.string({ maxLength: 8, unit: 'binary' }),
      ),
    }),
    { minLength: 1, maxLength: 6 },
  );

  it('is never more than it was: whoever it introduces by itself stands in it, once each field, and nothing throws', async () => {
    const terms = theTerms();
    let proven = 0;
    await fc.assert(
      fc.asyncProperty(edits, async (changes) => {
        let text = rawMail().toString('utf8');
        for (const { at, take, put } of changes) text = text.slice(0, at) + put + text.slice(at + take);
        const raw = Buffer.from(text.toWellFormed());
        const proof = await through(raw, { from: VICTIM, hello: 'mail.pmr.example' });
        if (typeof proof === 'string') return;
        proven += 1;
        expect(proof.from).toBe(VICTIM);
        expect(proof.headers.filter(({ name }) => name === 'from')).toHaveLength(1);
        const receipt = {
          mailId: 'm',
          receivedAt: AT.toISOString(),
          verdicts: { spf: 'PASS', dmarc: 'PASS' },
        } as MailReceipt;
        const mail = { receipt, proof, sha256: 'a', bytes: raw.length, intakeDomain: INTAKE };
        const decided = decideMail(mail, terms, []);
        for (const { address } of decided?.outcome === 'recorded' ? decided.candidates : []) {
          expect(plainAddress(address)).toBe(address);
          const local = address.slice(0, address.lastIndexOf('@'));
          expect(text.normalize('NFC').toLowerCase()).toContain(local);
        }
      }),
      { numRuns: RUNS },
    );
    expect(proven).toBeGreaterThan(0);
  });

  it('is read in time that its length explains: a head of 128 KB of one character is judged within a second', async () => {
    for (const fill of ['<', '@', ',', '"', '(', ' ', '=?', '\r\n ']) {
      const raw = rawMail({ To: fill.repeat(Math.floor((120 * 1024) / fill.length)) });
      const startedAt = performance.now();
      await through(raw, { from: VICTIM, hello: 'mail.pmr.example' });
      expect(performance.now() - startedAt, JSON.stringify(fill)).toBeLessThan(1000);
    }
  });
});
