import { describe, expect, it } from 'vitest';
import type { Fact, FactType } from '../../../shared/core/facts/fact.ts';
import type { OwedContext } from '../../../shared/core/owed/context.ts';
import { keepWhatHolds, newMemo } from '../../../shared/core/owed/memo.ts';
import { recorded, said, termsAdopted } from '../../builders/facts.ts';

/** Whether a fact of a type leaves what was worked out before it as it was, but for what it names itself. */
const LEAVES: Record<FactType, boolean> = {
  // Of what every amount rests on, or of days that are over.
  TermsAdopted: false,
  RulesAdopted: false,
  ContractEnded: false,
  NoticeGiven: false,
  PauseRecorded: false,
  IndexStated: false,
  LicenceRecorded: false,
  LookalikeRuled: false,
  LineDisputed: false,
  DisputeWithdrawn: false,
  DisputeRuled: false,
  ConnectionSwitched: false,
  // Of one happening, one receivable or one invoice.
  ClosingReported: true,
  ClosingCorrected: true,
  ClosingReversed: true,
  ClosingAttributed: true,
  EventReported: true,
  ConversionStated: true,
  ElectionMade: true,
  ManualTermHandled: true,
  PaymentReported: true,
  InvoiceSeen: true,
  InvoiceFound: true,
  InvoiceAdopted: true,
  InvoiceRuled: true,
  CustomerSeen: true,
  // Of the register.
  IntroductionRecorded: true,
  IntroductionSupplemented: true,
  IntroductionTold: true,
  IntroductionAcknowledged: true,
  IntroductionObjected: true,
  IntroductionRuled: true,
  IntroductionWithdrawn: true,
  PriorContactRecorded: true,
  IntroductionMailed: true,
  IntroductionMailRuled: true,
  AttributionReopened: true,
  FundingExpected: true,
  FundingDropped: true,
  // Of no amount.
  DifferenceApproved: true,
  DifferenceDeclined: true,
  DayLimitApproved: true,
  CatchUpApproved: true,
  MessageSetAside: true,
  MessageDismissed: true,
  MailReported: true,
  NoticeIssued: true,
  NoticeReported: true,
  IntentHandled: true,
  ServiceRendered: true,
  IndemnityNoticed: true,
};

/** Two facts of which nothing but number and type is looked at. */
function two(type: FactType): Fact[] {
  const [first, second] = recorded(termsAdopted(), termsAdopted(2));
  if (first === undefined || second === undefined) throw new Error('two facts were made');
  return [first, { ...second, type, data: {} } as Fact];
}

/** Whether what was worked out by the first facts, as of a day, is kept for all of them as of another. */
function isKept(before: readonly Fact[], after: readonly Fact[], [on, then]: readonly [string, string]): boolean {
  const memo = newMemo();
  keepWhatHolds(memo, before, on);
  // Of the context before only the day is looked at.
  memo.context = { asOfOn: on } as OwedContext;
  const { soFar } = memo;
  keepWhatHolds(memo, after, then);
  expect([memo.soFar.factCount, memo.soFar.lastFact]).toEqual([after.length, after.at(-1)]);
  return memo.soFar === soFar;
}

const DAYS = ['1999-06-01', '1999-07-01'] as const;

describe('what was worked out', () => {
  it.each(Object.entries(LEAVES))('before a fact of the type %s is kept: %s', (type, leaves) => {
    // The keys of a record of all types are these types.
    const facts = two(type as FactType);
    expect(isKept(facts.slice(0, 1), facts, DAYS)).toBe(leaves);
  });

  it('is kept for another day, and not for a shorter history or another', () => {
    const facts = two('MailReported');
    expect(isKept(facts, facts, DAYS)).toBe(true);
    expect(isKept(facts, facts, ['1999-07-01', '1999-06-01'])).toBe(true);
    expect(isKept(facts, facts.slice(0, 1), DAYS)).toBe(false);
    expect(isKept(facts, two('MailReported'), DAYS)).toBe(false);
  });

  it('is kept from one day to another unless a dispute was ruled on between them', () => {
    const disputed = said(
      'LineDisputed',
      {
        dispute: 'd',
        receivable: 'retainer/1999-05-06',
        amountMinor: 100n,
        party: 'client',
        disputedOn: '1999-06-01',
        by: 'a clerk',
        reason: 'x',
      },
      '1999-06-01',
    );
    const ruledOn = said(
      'DisputeRuled',
      { dispute: 'd', upheldMinor: 100n, ruledOn: '1999-06-15', by: 'a clerk', reason: 'x' },
      '1999-06-15',
    );
    const open = recorded(termsAdopted(), disputed);
    const facts = recorded(termsAdopted(), disputed, ruledOn);
    const kept = (on: string, then: string) => isKept(facts, facts, [on, then]);
    expect([kept('1999-06-01', '1999-06-14'), kept('1999-06-15', '1999-07-01')]).toEqual([true, true]);
    expect([kept('1999-06-14', '1999-06-15'), kept('1999-06-15', '1999-06-14')]).toEqual([false, false]);
    expect(isKept(open, open, ['1999-06-01', '1999-12-31'])).toBe(true);
  });

  it('leaves nothing standing where it is dropped', () => {
    const memo = newMemo();
    const [adopted] = two('MailReported');
    keepWhatHolds(memo, adopted === undefined ? [] : [adopted], '1999-06-01');
    const thing = { id: 'a', accruesOn: '1999-06-01' };
    for (const shelf of [memo.standing.receivables, memo.standing.nonCash, memo.standing.toOthers]) {
      // Of what stands there only the id and the day are looked at.
      (shelf as { put: (one: object) => void }).put(thing);
    }
    keepWhatHolds(memo, [], '1999-06-01');
    const { receivables, nonCash, toOthers, dropped } = memo.standing;
    expect([receivables.all(), nonCash.all(), toOthers.all(), [...dropped]]).toEqual([[], [], [], ['a']]);
  });
});
