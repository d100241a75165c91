import { startOfDay, type Instant } from '../../shared/core/calendar/instant.ts';
import type { PlainDate } from '../../shared/core/calendar/plain-date.ts';
import type { ClosingState, Fact, FactData, FactType, NewFact } from '../../shared/core/facts/fact.ts';
import type { Investor } from '../../shared/core/facts/investor.ts';
import { DAY_ONE } from './a-contract.ts';

/** A fact of one type before it has its number; its id is given, or made of its type and its place in `recorded`. */
export interface Said<T extends FactType = FactType> {
  readonly type: T;
  readonly data: FactData[T];
  readonly at: Instant;
  readonly happenedAt: Instant;
  readonly id?: string;
}

/** A date, or an instant: a date stands for noon of it in New York. */
export function noon(on: PlainDate): Instant {
  return on.length > 10
    ? on
    : startOfDay(on, 'America/New_York').replace(/T0([45])/, (_, hour: string) => `T1${Number(hour) + 2}`);
}

export function said<T extends FactType>(type: T, data: FactData[T], on: string, happenedOn: string = on): Said<T> {
  return { type, data, at: noon(on), happenedAt: noon(happenedOn) };
}

/** Numbers facts in the order given; each is recorded at its `at`. */
export function recorded(...facts: readonly Said[]): Fact[] {
  return facts.map(({ type, data, at, happenedAt, id }, index) => {
    const source = { kind: 'person', name: 'a test' };
    // One union member: type and data come from the same `Said`.
    return { id: id ?? `${type}-${index + 1}`, seq: index + 1, recordedAt: at, happenedAt, source, type, data } as Fact;
  });
}

export function unrecorded(fact: Said, id: string): NewFact {
  const { type, data, happenedAt } = fact;
  // One union member, as above.
  return { id, type, data, happenedAt, source: { kind: 'person', name: 'a test' } } as NewFact;
}

export function termsAdopted(version = 1, effectiveOn = '1999-04-06', on: string = DAY_ONE): Said<'TermsAdopted'> {
  return said('TermsAdopted', { version, effectiveOn, termsHash: `hash-${version}`, rules: '1' }, on);
}

/** Dana Whitfield of Harbor Ridge Capital, known at the CRM as crm-1042. */
export function anInvestor(changes: Partial<Investor> = {}): Investor {
  return {
    name: 'Dana Whitfield',
    firm: 'Harbor Ridge Capital',
    crmIds: ['crm-1042'],
    emails: ['dana@harborridge.example'],
    ...changes,
  };
}

/** Somebody who has nothing in common with the introduced investor. */
export const STRANGER: Investor = {
  name: 'Sam Okafor',
  firm: 'Juniper Partners',
  crmIds: ['crm-7'],
  emails: ['sam@juniper.example'],
};

/** Introduced on 20 April 1999, recorded a day later unless said otherwise. */
export function introduced(
  investor: Investor = anInvestor(),
  { on = '1999-04-20', recordedOn = '1999-04-21', id = 'intro-0001' } = {},
): Said<'IntroductionRecorded'> {
  const data = { introduction: id, investor, introducedOn: on, how: 'a meeting in Wayne', by: 'Patrick M. Rost' };
  return said('IntroductionRecorded', data, recordedOn, on);
}

/** USD 250,000.00 by the introduced investor, closed and reported on 15 June 1999. */
export function aClosing(changes: Partial<ClosingState> = {}): ClosingState {
  const closedOn = changes.closedOn ?? '1999-06-15';
  return {
    closing: 'closing-0001',
    externalId: 'deal-77',
    investor: anInvestor(),
    amountMinor: 25_000_000n,
    currency: 'USD',
    closedOn,
    reportedAt: noon(closedOn),
    ...changes,
  };
}

export function closed(changes: Partial<ClosingState> = {}, recordedOn?: string): Said<'ClosingReported'> {
  const state = aClosing(changes);
  return said('ClosingReported', state, recordedOn ?? state.reportedAt, state.reportedAt);
}

export function corrected(changes: Partial<ClosingState>, on: string): Said<'ClosingCorrected'> {
  return said('ClosingCorrected', aClosing({ reportedAt: noon(on), ...changes }), on);
}

export function reversed(on: string, closing = 'closing-0001'): Said<'ClosingReversed'> {
  const data = { closing, externalId: 'deal-77', reason: 'the wire came back', reportedAt: noon(on) };
  return said('ClosingReversed', data, on);
}

export function ruled(introduction: string | null, on: string, closing = 'closing-0001'): Said<'ClosingAttributed'> {
  const data = { closing, introduction, by: 'Eugene Chiaramonte', reason: 'they told me so' };
  return said('ClosingAttributed', data, on);
}

export function paid(posting: string, paidMinor: bigint, on: string): Said<'PaymentReported'> {
  return said('PaymentReported', { posting, invoice: `in_${posting}`, paidMinor, paidAt: noon(on) }, on);
}

export function ended(endsOn: PlainDate, on: string): Said<'ContractEnded'> {
  return said('ContractEnded', { endsOn, by: 'Eugene Chiaramonte', reason: 'notice given' }, on);
}
