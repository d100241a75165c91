import { describe, expect, it } from 'vitest';
import { entryOfMovement } from '../../../shared/core/ledger/entries.ts';
import { dueNotices, nextNoticeDay } from '../../../shared/core/notices/due-notices.ts';
import { noticeKey, sealNotice } from '../../../shared/core/notices/notice.ts';
import type { ReminderTerms } from '../../../shared/core/terms/reminder-terms.ts';
import { aRetainer, aVersion } from '../../builders/a-contract.ts';
import { disputed, withdrawn } from '../../builders/dispute-words.ts';
import { paid, recorded, said, termsAdopted, type Said } from '../../builders/facts.ts';
import { emptyBooks, settledOn } from '../../builders/settled.ts';

const FIRST = 'retainer/1999-04-06';
const REMINDERS: ReminderTerms = { daysLate: [7, 21], to: ['client'] };

/** The retainer of 2,000.00 of 6 April, due on 20 April, with what is on record since. */
function onRecord(reminders: ReminderTerms | undefined, ...facts: readonly Said[]) {
  const terms = [aRetainer({ minimumPeriods: 1, afterMinimum: 'stops' as const })];
  const versions = [aVersion({ terms, ...(reminders === undefined ? {} : { reminders }) })];
  const books = settledOn(settledOn(emptyBooks([termsAdopted()], versions), '1999-04-06'), '1999-04-20', ...facts);
  return { ...books, facts: recorded(...books.facts) };
}

/** The notices that are due on a day, as `party id`. */
const due = (on: string, reminders: ReminderTerms | undefined = REMINDERS, ...facts: readonly Said[]) =>
  dueNotices(onRecord(reminders, ...facts), on).map(({ party, id }) => `${party} ${id}`);
const next = (on: string, reminders: ReminderTerms | undefined = REMINDERS, ...facts: readonly Said[]) =>
  nextNoticeDay(onRecord(reminders, ...facts), on);

const reminder = (days: number) => `client reminder/${FIRST}/1999-04-20/${days}`;

describe('a reminder of a bill that is late', () => {
  it('comes on each of the days of the terms, one at a time', () => {
    expect(['1999-04-26', '1999-04-27', '1999-05-10', '1999-05-11', '2000-01-01'].map((on) => due(on))).toEqual([
      [],
      [reminder(7)],
      [reminder(7)],
      [reminder(21)],
      [reminder(21)],
    ]);
  });

  it('goes to whom the terms name, and to nobody without terms', () => {
    expect(due('1999-04-27', { ...REMINDERS, to: ['client', 'consultant'] })).toEqual([
      reminder(7),
      reminder(7).replace('client', 'consultant'),
    ]);
    const { terms } = aVersion();
    expect(terms.reminders).toBeUndefined();
    const silent = onRecord(undefined);
    expect(dueNotices(silent, '2000-01-01')).toEqual([]);
    expect(nextNoticeDay(silent, '1999-04-20')).toBeUndefined();
  });

  it('says what is unpaid of which bill since when, and where reminders stand in the agreement', () => {
    const part = paid(`${FIRST}#1`, 50_000n, '1999-04-20');
    const [notice] = dueNotices(onRecord({ ...REMINDERS, clause: '4' }, part), '1999-05-12');
    expect(notice?.content).toEqual({
      subject: 'A bill is 22 days late: Agreement of Investor Relations Services',
      paragraphs: [
        'USD 1,500.00 of Retainer, 6 April 1999 to 5 May 1999 was due on 20 April 1999 and is not paid by our books.',
        expect.stringContaining('crossed with this reminder'),
      ],
      particulars: [
        { label: 'Bill', value: FIRST },
        { label: 'Clause', value: '2.1' },
        { label: 'Reminders', value: 'clause 4' },
        { label: 'Unpaid', value: 'USD 1,500.00' },
      ],
    });
  });

  it('says one day of one day', () => {
    const [notice] = dueNotices(onRecord({ ...REMINDERS, daysLate: [1] }), '1999-04-21');
    expect(notice?.content.subject).toBe('A bill is 1 day late: Agreement of Investor Relations Services');
  });

  it('leaves out what is disputed, and says so of the rest', () => {
    const open = disputed({ on: '1999-04-10', amountMinor: 50_000n });
    const [notice] = dueNotices(onRecord(REMINDERS, open), '1999-04-27');
    expect(notice?.content.paragraphs).toMatchObject([
      expect.stringMatching(/^USD 1,500\.00 of /),
      expect.stringMatching(/^Another USD 500\.00 of it is disputed/),
      expect.stringContaining('crossed'),
    ]);
    expect(notice?.content.particulars).toEqual([
      { label: 'Bill', value: FIRST },
      { label: 'Clause', value: '2.1' },
      { label: 'Unpaid', value: 'USD 1,500.00' },
    ]);
    const whole = disputed({ on: '1999-04-10', amountMinor: 200_000n });
    expect(due('1999-04-27', REMINDERS, whole)).toEqual([]);
    expect(due('1999-04-27', REMINDERS, whole, withdrawn('1999-04-20'))).toEqual([reminder(7)]);
  });

  it('is none of what is paid, nor of the credit of the client', () => {
    expect(due('1999-05-12', REMINDERS, paid(`${FIRST}#1`, 200_000n, '1999-04-20'))).toEqual([]);
    expect(due('1999-05-12', REMINDERS, paid(`${FIRST}#1`, 200_500n, '1999-04-20'))).toEqual([]);
  });

  it('is none that was written already, to that party', () => {
    const written = (party: 'client' | 'consultant', days: number) =>
      said('NoticeIssued', { notice: `reminder/${FIRST}/1999-04-20/${days}`, party, contentHash: 'x' }, '1999-04-20');
    const both: ReminderTerms = { ...REMINDERS, to: ['client', 'consultant'] };
    expect(due('1999-04-27', both, written('client', 7))).toEqual([reminder(7).replace('client', 'consultant')]);
    expect(due('1999-05-11', REMINDERS, written('client', 7))).toEqual([reminder(21)]);
  });
});

describe('the next day of a reminder', () => {
  it('is the soonest that is still to come', () => {
    const days = ['1999-04-26', '1999-04-27', '1999-05-10', '1999-05-11'].map((on) => next(on));
    expect(days).toEqual(['1999-04-27', '1999-05-11', '1999-05-11', undefined]);
  });

  it('is none of what was too little to be collected by itself', () => {
    const record = onRecord(REMINDERS, paid(`${FIRST}#1`, 199_700n, '1999-04-20'));
    const [posting] = record.postings;
    if (posting === undefined) throw new Error('Nothing was posted.');
    const draft = { cause: 'carried/in_1#1', kind: 'credit', account: 'client-credit', what: 'Carried:' } as const;
    const carried = entryOfMovement(
      { ...draft, posting, amountMinor: 300n, on: '1999-04-20' },
      9,
      '1999-04-20T12:00:00.000Z',
    );
    const books = { ...record, entries: [...record.entries, carried] };
    expect(nextNoticeDay(books, '1999-04-21')).toBeUndefined();
    expect(dueNotices(books, '1999-06-30')).toEqual([]);
  });

  it('is none once it is paid', () => {
    expect(next('1999-04-20', REMINDERS, paid(`${FIRST}#1`, 200_000n, '1999-04-20'))).toBeUndefined();
  });
});

describe('a notice', () => {
  it('is sealed with the hash of what it says, and named by what it is about and for whom', () => {
    const content = { subject: 's', paragraphs: ['p'], particulars: [] };
    const sealed = sealNotice({ id: 'tail/1', party: 'client', content });
    expect(sealed).toEqual({ id: 'tail/1', content, contentHash: expect.stringMatching(/^[0-9a-f]{64}$/) });
    const other = sealNotice({ id: 'tail/1', party: 'client', content: { ...content, subject: 't' } });
    expect(other.contentHash).not.toBe(sealed.contentHash);
    expect(noticeKey({ id: 'tail/1', party: 'client' })).toBe('notice/tail/1/client');
  });
});
