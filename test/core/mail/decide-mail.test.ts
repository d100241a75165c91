import { describe, expect, it } from 'vitest';
import type { FactData } from '../../../shared/core/facts/fact.ts';
import {
  decideMail,
  introductionId,
  introductionOf,
  type MailInQuestion,
} from '../../../shared/core/mail/decide-mail.ts';
import { mailQuestions } from '../../../shared/core/mail/mail-questions.ts';
import type { Mailbox } from '../../../shared/core/mail/mailbox.ts';
import type { Proof } from '../../../shared/core/mail/prove-mail.ts';
import { mailNotices } from '../../../shared/core/notices/mail-notices.ts';
import type { Terms } from '../../../shared/core/terms/terms.ts';
import { theTerms } from '../../builders/a-contract.ts';
import { aReceipt, mailbox, MAIL_ID, sentFields } from '../../builders/a-proof.ts';
import { introduced, recorded, said } from '../../builders/facts.ts';

const DANA = mailbox('dana@harborridge.example', 'Dana Whitfield');
const SAM = mailbox('sam@juniper.example', 'Sam');
const CLIENT = mailbox('eugene@auxer.example');
const REGISTER = mailbox('auxer-pmr-1999@introductions.example.com');
const TERMS = theTerms();

function question(proof: Partial<Proof> = {}, receivedAt = '1999-04-21T03:59:59.000Z'): MailInQuestion {
  return {
    receipt: aReceipt({ receivedAt }),
    proof: {
      from: 'office@pmr.example',
      signedBy: 'pmr.example',
      covered: new Set(['from', 'to', 'cc']),
      messageId: '<1@pmr.example>',
      to: [DANA, CLIENT],
      cc: [REGISTER],
      headers: sentFields(),
      ...proof,
    },
    sha256: 'a'.repeat(64),
    bytes: 1234,
    intakeDomain: 'introductions.example.com',
  };
}

const decide = (proof: Partial<Proof> = {}, terms: Terms = TERMS, facts = recorded()) =>
  decideMail(question(proof), terms, facts);
const mailed = (data: FactData['IntroductionMailed']) => recorded(said('IntroductionMailed', data, '1999-04-20'));
function decided(proof: Partial<Proof> = {}): FactData['IntroductionMailed'] {
  const data = decide(proof);
  if (data === undefined) throw new Error('It is known.');
  return data;
}

describe('a proven mail', () => {
  it('is an introduction where nothing is in doubt, on the day in the contract’s zone on which it came', () => {
    expect(decide()).toEqual({
      mail: MAIL_ID,
      messageId: '<1@pmr.example>',
      from: 'office@pmr.example',
      introducedOn: '1999-04-20',
      outcome: 'recorded',
      why: [],
      candidates: [{ name: 'Dana Whitfield', address: 'dana@harborridge.example' }],
      evidence: [
        {
          name: `${MAIL_ID}.eml`,
          sha256: 'a'.repeat(64),
          bytes: 1234,
          kind: 'email',
          kept: true,
          headers: {
            from: 'Patrick Rost <office@pmr.example>',
            to: 'Dana Whitfield <dana@harborridge.example>, eugene@auxer.example',
            cc: 'auxer-pmr-1999@introductions.example.com',
            subject: 'Dana, meet Eugene',
            date: 'Tue, 20 Apr 1999 10:00:00 -0400',
            'message-id': '<1@pmr.example>',
            dkim: 'pass',
            'dkim-domain': 'pmr.example',
            'dkim-covers': 'from to cc',
            spf: 'pass',
            dmarc: 'pass',
            'received-at': '1999-04-21T03:59:59.000Z',
          },
        },
      ],
    });
  });

  it('keeps of a long header its beginning', () => {
    const headers = sentFields({ subject: 'x'.repeat(5000) });
    expect(decided({ headers }).evidence[0].headers?.['subject']).toHaveLength(1000);
  });

  it.each<[string, Partial<Proof>, string]>([
    ['two people', { to: [DANA, SAM, CLIENT] }, 'It went to 2 people of neither party.'],
    ['no client', { to: [DANA] }, 'No address of the client is among To and Cc.'],
    [
      'a register that is not among To and Cc',
      { cc: [] },
      'The register was not copied openly, so the mail may have been sent on by somebody else.',
    ],
    [
      'To that is not covered',
      { covered: new Set(['from', 'cc']) },
      'The DKIM signature does not cover to, which may have been changed on the way.',
    ],
    [
      'Cc that is not covered',
      { covered: new Set(['from', 'to']) },
      'The DKIM signature does not cover cc, which may have been changed on the way.',
    ],
    [
      'an address that is none',
      { cc: [REGISTER, mailbox('', 'x')] },
      'An address among To and Cc cannot be read for sure.',
    ],
  ])('is a question with %s', (_, proof, why) => {
    expect(decide(proof)).toMatchObject({ outcome: 'asked', why: [why] });
  });

  it('needs no field to be covered that it does not have', () => {
    const headers = sentFields({ cc: undefined });
    expect(decide({ headers, covered: new Set(['from', 'to']), to: [DANA, CLIENT, REGISTER], cc: [] })?.outcome).toBe(
      'recorded',
    );
  });

  it('introduces nobody where there is nobody, or a crowd; ten are not one yet', () => {
    const crowd = (count: number): Mailbox[] => Array.from({ length: count }, (_, at) => mailbox(`p@f${at}.example`));
    expect(decide({ to: [CLIENT] })).toMatchObject({
      outcome: 'nobody',
      candidates: [],
      why: ['Nobody but the parties is among To and Cc.'],
    });
    expect(decide({ to: [...crowd(11), CLIENT] })).toMatchObject({
      outcome: 'nobody',
      candidates: [],
      why: ['It went to 11 people; more than 10 at once is a mailing.'],
    });
    expect(decide({ to: [...crowd(10), CLIENT] })).toMatchObject({ outcome: 'asked' });
  });

  it('takes nobody of either party for introduced, nor anybody twice', () => {
    const parties = [
      'office@pmr.example',
      'a@pmr.example',
      'a@mail.pmr.example',
      'ACCOUNTS@auxer.example',
      'x@sub.introductions.example.com',
    ];
    expect(
      decide({ cc: [...parties.map((address) => mailbox(address)), mailbox('DANA@HarborRidge.example'), REGISTER] }),
    ).toMatchObject({
      outcome: 'recorded',
      candidates: [DANA],
    });
  });

  it('takes a stranger at a domain that everybody uses for one', () => {
    const client = { ...TERMS.client, statementsTo: ['auxer@gmail.com'] };
    const to = [mailbox('dana@gmail.com'), mailbox('Auxer@gmail.com')];
    expect(decide({ to }, { ...TERMS, client })).toMatchObject({
      outcome: 'recorded',
      candidates: [{ address: 'dana@gmail.com' }],
    });
    expect(decide({ to: [mailbox('dana@gmail.com')] }, { ...TERMS, client })).toMatchObject({ outcome: 'asked' });
  });

  it('counts the addresses from which the consultant introduces as its own', () => {
    const consultant = { ...TERMS.consultant, introducesFrom: ['rost@other.example'] };
    expect(decide({ to: [DANA, CLIENT, mailbox('x@other.example')] }, { ...TERMS, consultant })).toMatchObject({
      outcome: 'recorded',
    });
  });

  it('is the same mail by the id of SES, or by its own', () => {
    const before = decided();
    const again = (changes: Partial<typeof before>) => decide({}, TERMS, mailed({ ...before, ...changes }));
    expect(again({ messageId: '<2@pmr.example>' })).toBeUndefined();
    expect(again({ mail: 'another' })).toBeUndefined();
    expect(again({ mail: 'another', messageId: '<2@pmr.example>' })).toBeDefined();
    const { messageId: _, ...nameless } = before;
    const { messageId: _own, ...proof } = question().proof;
    const mail = { ...question(), proof };
    expect(decideMail(mail, TERMS, mailed({ ...nameless, mail: 'another' }))).toBeDefined();
    const long = `<${'x'.repeat(2000)}@pmr.example>`;
    expect(
      decide({ messageId: long }, TERMS, mailed({ ...decided({ messageId: long }), mail: 'another' })),
    ).toBeUndefined();
  });
});

describe('the introduction of a mail', () => {
  it('has an id of its address, always the same, which says nothing of it', () => {
    const ids = ['dana@harborridge.example', 'a.b@c.example', 'a-b@c.example'].map(introductionId);
    expect(ids).toEqual(['mail-fd2fbe54e49a', expect.any(String), expect.any(String)]);
    expect(new Set(ids).size).toBe(3);
  });

  it('is told by the consultant’s address, with the mail as its evidence', () => {
    const data = decided();
    expect(introductionOf(data, DANA, recorded())).toEqual({
      introduction: introductionId(DANA.address),
      investor: { name: 'Dana Whitfield', crmIds: [], emails: ['dana@harborridge.example'] },
      introducedOn: '1999-04-20',
      how: `e-mail to the client, copied to the register (${MAIL_ID})`,
      by: 'office@pmr.example',
      evidence: data.evidence,
    });
  });

  it('is the one that has the address on record', () => {
    expect(introductionOf(decided(), DANA, recorded(introduced())).introduction).toBe('intro-0001');
    expect(introductionOf(decided(), SAM, recorded(introduced())).introduction).toBe(introductionId(SAM.address));
  });
});

describe('the question of a mail', () => {
  it('offers each person, everybody and nobody, with what shows it', () => {
    expect(mailQuestions(mailed(decided({ to: [DANA, SAM, CLIENT, mailbox('x@y.example')] })), TERMS.timeZone)).toEqual(
      [
        {
          id: `introduction/${MAIL_ID}`,
          kind: 'introduction',
          clause: '',
          what: 'A mail of office@pmr.example was copied to the register. Whom does it introduce?',
          why: 'It went to 3 people of neither party.',
          answers: ['dana@harborridge.example', 'sam@juniper.example', 'x@y.example', 'everybody', 'nobody'],
          evidence: [
            'Dana Whitfield <dana@harborridge.example>',
            'Sam <sam@juniper.example>',
            'x@y.example',
            `${MAIL_ID}.eml, SHA-256 ${'a'.repeat(64)}`,
          ],
          since: '1999-04-20',
        },
      ],
    );
    const [one] = mailQuestions(mailed(decided({ to: [DANA] })), TERMS.timeZone);
    expect(one?.answers).toEqual(['dana@harborridge.example', 'nobody']);
    expect(one?.why).toBe('No address of the client is among To and Cc.');
  });

  it('is not asked where it is sure, and not again once it was answered', () => {
    expect(mailQuestions(mailed(decided()), TERMS.timeZone)).toEqual([]);
    const asked = said('IntroductionMailed', decided({ to: [DANA] }), '1999-04-20');
    const ruled = { mail: MAIL_ID, introduced: [], by: 'Eugene Chiaramonte', reason: 'no' };
    expect(mailQuestions(recorded(asked, said('IntroductionMailRuled', ruled, '1999-04-21')), TERMS.timeZone)).toEqual(
      [],
    );
    const other = { ...ruled, mail: 'another' };
    expect(
      mailQuestions(recorded(asked, said('IntroductionMailRuled', other, '1999-04-21')), TERMS.timeZone),
    ).toHaveLength(1);
  });
});

describe('what the consultant is told of its mail', () => {
  it.each([
    [{}, 'Your introduction is on record', 'introduces dana@harborridge.example to the client'],
    [{ to: [DANA] }, 'Your introduction waits for a decision', 'No address of the client is among To and Cc.'],
    [{ to: [CLIENT] }, 'Your e-mail introduces nobody', 'Nobody but the parties is among To and Cc.'],
  ])('is what it came to: %#', (proof, subject, words) => {
    const facts = mailed(decided(proof));
    const [notice, ...others] = mailNotices({ terms: TERMS, facts });
    expect(others).toEqual([]);
    expect(notice).toMatchObject({ id: `introduction-mail/${MAIL_ID}`, party: 'consultant' });
    expect(notice?.content.subject).toBe(`${subject}: ${TERMS.title}`);
    expect(notice?.content.paragraphs.join(' ')).toContain(words);
    expect(notice?.content.particulars).toEqual([
      { label: 'Mail', value: MAIL_ID },
      { label: 'SHA-256', value: 'a'.repeat(64) },
    ]);
  });
});
