import { describe, expect, it } from 'vitest';
import type { MailFailure } from '../../../shared/core/mail/mail-failure.ts';
import { failureWords } from '../../../shared/core/mail/mail-failure.ts';
import type { MailReceipt } from '../../../shared/core/mail/mail-receipt.ts';
import { proveMail } from '../../../shared/core/mail/prove-mail.ts';
import { aReadMail, aReceipt, mailbox, ownFields, sentFields } from '../../builders/a-proof.ts';

const REGISTERED = {
  addresses: ['office@pmr.example', 'rost@mail.pmr.example'],
  intakeDomain: 'introductions.example.com',
};
type Spoiled = Parameters<typeof aReadMail>[0] & { receipt?: Partial<MailReceipt> };

const prove = ({ receipt = {}, ...read }: Spoiled = {}) => proveMail(aReceipt(receipt), aReadMail(read), REGISTERED);
const verdicts = (changes: Partial<MailReceipt['verdicts']>) => ({
  receipt: { verdicts: { ...aReceipt().verdicts, ...changes } },
});
const sent = (changes: Parameters<typeof sentFields>[0]): Spoiled => ({ sent: sentFields(changes) });
const signed = (value: string): Spoiled => sent({ 'dkim-signature': value });
const results = (dkim: string): Spoiled => ({
  own: ownFields({ results: `spf=pass client-ip=1; envelope-from=office@pmr.example; helo=mail.pmr.example; ${dkim}` }),
});
const fromOf = (value: string, ...mailboxes: ReturnType<typeof mailbox>[]): Spoiled => ({
  ...sent({ from: value }),
  from: mailboxes,
  receipt: { shownFrom: [value] },
});

describe('a mail', () => {
  it('is proven by a pass of the domain of its registered address', () => {
    const proof = prove();
    expect(proof).toMatchObject({ from: 'office@pmr.example', signedBy: 'pmr.example', messageId: '<1@pmr.example>' });
    expect(proof).toMatchObject({ covered: new Set(['from', 'to', 'cc', 'subject', 'date', 'message-id']) });
    expect(proof).toMatchObject({ headers: sentFields(), to: aReadMail().to, cc: aReadMail().cc });
  });

  it.each<[string, Spoiled]>([
    ['a scan that came to nothing', verdicts({ spam: 'GRAY', virus: 'GRAY' })],
    ['a domain without DMARC, and an SPF that fails', verdicts({ dmarc: 'GRAY', spf: 'FAIL' })],
    ['Auto-Submitted: no', sent({ 'auto-submitted': 'no' })],
    ['Precedence: first-class', sent({ precedence: 'first-class' })],
    ['headers that SES cut off', { receipt: { shownFrom: ['Patrick Rost <office@pmr.example>'] } }],
    ['an address alone', fromOf('office@pmr.example', mailbox('office@pmr.example'))],
    ['an address in capitals', fromOf('OFFICE@PMR.Example', mailbox('OFFICE@PMR.Example'))],
    [
      'a name that plays another address in quotation marks',
      fromOf('"x@evil.example" <office@pmr.example>', mailbox('office@pmr.example')),
    ],
    [
      'a second signature, of its mail provider',
      {
        ...results('dkim=pass header.i=@provider.example; dkim=pass header.i=@pmr.example;'),
        sent: sentFields({
          'dkim-signature': ['v=1; d=provider.example; h=from; b=a', 'v=1; d=pmr.example; h=from:to:cc; b=a'],
        }),
      },
    ],
    [
      'a second signature of its own that fails',
      {
        ...results('dkim=fail header.i=@pmr.example; dkim=pass header.i=@pmr.example;'),
        sent: sentFields({
          'dkim-signature': ['v=1; d=pmr.example; h=from:to; b=a', 'v=1; d=pmr.example; h=from:to:cc; b=a'],
        }),
      },
    ],
  ])('is proven with %s', (_, read) => {
    expect(prove(read)).toMatchObject({ from: 'office@pmr.example', signedBy: 'pmr.example' });
  });

  it('is proven by the domain above that of its address', () => {
    const from = fromOf('rost@mail.pmr.example', mailbox('rost@mail.pmr.example'));
    expect(prove(from)).toMatchObject({ from: 'rost@mail.pmr.example', signedBy: 'pmr.example' });
  });

  it('is covered by what each of its signatures covers', () => {
    const two = {
      ...results('dkim=pass header.i=@pmr.example; dkim=pass header.i=@pmr.example;'),
      sent: sentFields({
        'dkim-signature': ['v=1; d=pmr.example; h=from:to; b=a', 'v=1; d=pmr.example; h=from:cc; b=a'],
      }),
    };
    expect(prove(two)).toMatchObject({ covered: new Set(['from']) });
  });

  it.each([
    ['"x@evil.example" <x@evil.example>, <office@pmr.example>'],
    ['<office@pmr.example> x'],
    ['<office@pmr.example'],
    ['office@pmr.example>'],
    ['office@pmr.example, x@evil.example'],
    ['a, b <office@pmr.example>'],
    ['x@evil.example <office@pmr.example>'],
    ['a; b <office@pmr.example>'],
    ['"a" "b <office@pmr.example>'],
    [''],
  ])('is not proven by the readings of SES and of the library alone: From %j', (from) => {
    const mailboxes = { from: [mailbox('office@pmr.example')], receipt: { shownFrom: ['office@pmr.example'] } };
    expect(prove({ ...sent({ from }), ...mailboxes })).toBe('from-unclear');
  });

  it('is read with blanks around what it says', () => {
    const padded = sent({
      from: '  Patrick <  office@pmr.example  >  ',
      'message-id': ' <1@pmr.example> ',
      'auto-submitted': ' NO ',
    });
    expect(prove(padded)).toMatchObject({ from: 'office@pmr.example', messageId: '<1@pmr.example>' });
    expect(prove(sent({ precedence: '  BULK ' }))).toBe('auto-reply');
  });

  it('needs no Message-ID', () => {
    expect(prove(sent({ 'message-id': undefined }))).not.toHaveProperty('messageId');
  });

  it.each<[MailFailure, string, Spoiled]>([
    ['not-this-mail', 'another id', { own: ownFields({ id: 'other' }) }],
    ['virus', 'a virus', verdicts({ virus: 'FAIL' })],
    ['virus', 'a scan that failed', verdicts({ virus: 'PROCESSING_FAILED' })],
    ['virus', 'no scan', verdicts({ virus: 'DISABLED' })],
    ['spam', 'spam', verdicts({ spam: 'FAIL' })],
    ['spam', 'no scan', verdicts({ spam: 'DISABLED' })],
    ['auto-reply', 'an empty envelope', { receipt: { envelopeFrom: '' } }],
    ['auto-reply', 'a bare envelope', { receipt: { envelopeFrom: ' <> ' } }],
    ['auto-reply', 'an automatic reply', sent({ 'auto-submitted': 'auto-replied; x' })],
    ['auto-reply', 'a generated mail', sent({ 'auto-submitted': 'Auto-Generated' })],
    ['auto-reply', 'a report', sent({ 'content-type': 'Multipart/Report; report-type=x' })],
    ...['bulk', 'list', 'Junk', 'auto_reply'].map((value): [MailFailure, string, Spoiled] => [
      'auto-reply',
      `precedence ${value}`,
      sent({ precedence: value }),
    ]),
    ...['list-id', 'x-autoreply', 'x-autorespond', 'x-loop'].map((name): [MailFailure, string, Spoiled] => [
      'auto-reply',
      name,
      sent({ [name]: 'yes' }),
    ]),
    ['loop', 'our own mail', sent({ 'x-tallystick-statement': 'a' })],
    [
      'loop',
      'an address of the register',
      fromOf('a@introductions.example.com', mailbox('a@introductions.example.com')),
    ],
    ...['from', 'sender', 'reply-to', 'to', 'cc', 'date', 'subject', 'message-id'].map(
      (name): [MailFailure, string, Spoiled] => [
        'several-fields',
        `two of ${name}`,
        sent({ [name]: ['office@pmr.example', 'x@evil.example'] }),
      ],
    ),
    ['from-unclear', 'no From', sent({ from: undefined })],
    ['from-unclear', 'no mailbox', { from: [] }],
    ['from-unclear', 'two mailboxes', { from: [mailbox('office@pmr.example'), mailbox('x@evil.example')] }],
    ['from-unclear', 'another mailbox', { from: [mailbox('x@evil.example')] }],
    ['from-unclear', 'a mailbox that is none', { from: [mailbox('')] }],
    ['from-unclear', 'another reading of SES', { receipt: { shownFrom: ['x@evil.example'] } }],
    ['from-unclear', 'two readings of SES', { receipt: { shownFrom: ['office@pmr.example', 'x@evil.example'] } }],
    ['from-unclear', 'no reading of SES', { receipt: { shownFrom: [] } }],
    [
      'from-unclear',
      'an address before it',
      fromOf('x@evil.example <office@pmr.example>', mailbox('office@pmr.example')),
    ],
    ['from-unclear', 'a comment before it', fromOf('a (b) <office@pmr.example>', mailbox('office@pmr.example'))],
    ['from-unclear', 'a comment behind it', fromOf('office@pmr.example (b)', mailbox('office@pmr.example'))],
    ['from-unclear', 'a group', fromOf('a: office@pmr.example;', mailbox('office@pmr.example'))],
    ['from-unclear', 'a quotation that is open', fromOf('"a <office@pmr.example>', mailbox('office@pmr.example'))],
    ['from-unclear', 'two in brackets', fromOf('<x@evil.example> <office@pmr.example>', mailbox('office@pmr.example'))],
    ['from-unclear', 'words behind it', fromOf('<office@pmr.example> x', mailbox('office@pmr.example'))],
    ['not-registered', 'another address', fromOf('x@pmr.example', mailbox('x@pmr.example'))],
    ['dkim-none', 'no signature', verdicts({ dkim: 'GRAY' })],
    ['dkim-failed', 'one that fails', verdicts({ dkim: 'FAIL' })],
    ['dkim-failed', 'one that could not be checked', verdicts({ dkim: 'PROCESSING_FAILED' })],
    ['dmarc-failed', 'a policy that says no', verdicts({ dmarc: 'FAIL' })],
    ['results-unclear', 'results of another', { own: ownFields({ authority: 'evil.example' }) }],
    ['results-unclear', 'a strange hello', { own: ownFields({ hello: 'x;dkim=pass' }) }],
    ['results-unclear', 'a strange envelope', { receipt: { envelopeFrom: '"; dkim=pass"@evil.example' } }],
    [
      'results-unclear',
      'more results than signatures',
      results('dkim=fail header.i=@pmr.example; dkim=pass header.i=@pmr.example;'),
    ],
    ['results-unclear', 'a result without its signature', signed('v=1; d=evil.example; h=from; b=a')],
    ['dkim-other-domain', 'a pass of another', results('dkim=pass header.i=@evil.example;')],
    ['dkim-other-domain', 'a pass of a part', results('dkim=pass header.i=@mail.pmr.example;')],
    [
      'dkim-other-domain',
      'a fail of its own',
      results('dkim=fail header.i=@pmr.example; dkim=pass header.i=@evil.example;'),
    ],
    ['dkim-other-domain', 'a pass of nobody', results('dkim=pass;')],
    ['dkim-partial', 'a length', signed('v=1; d=pmr.example; h=from:to:cc; l=5; b=a')],
  ])('is not proven, %s: %s', (failure, _, read) => {
    expect(prove(read)).toBe(failure);
    const { why, fix } = failureWords(failure);
    expect([why, fix].every((words) => /^[A-Z].{15,}\.$/.test(words))).toBe(true);
  });
});
