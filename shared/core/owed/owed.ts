import { dateIn, startOfDay, type Instant } from '../calendar/instant.ts';
import { daysAfter, type PlainDate } from '../calendar/plain-date.ts';
import { InvariantError } from '../errors.ts';
import { factsOf, type Fact } from '../facts/fact.ts';
import type { PaymentTerm, RetainerTerm, SuccessFeeTerm, Terms, TermsVersion } from '../terms/terms.ts';
import { nameOf } from './attribution.ts';
import { closingsOf, type Closing } from './closings.ts';
import { newFeeHistory, soFarOf } from './fee-history.ts';
import { datedPayment, eventPayment } from './payment.ts';
import type { NotOwed, Owed, Receivable, Waiting } from './receivable.ts';
import { retainerPeriods, retainerReceivable } from './retainer.ts';
import { successFee } from './success-fee.ts';

export interface OwedInput {
  /** Every version on record; those adopted after `knownSeq` are not looked at. */
  readonly versions: readonly TermsVersion[];
  readonly facts: readonly Fact[];
  readonly asOf: Instant;
  /** Answers *as known then*: facts with a higher number do not count. */
  readonly knownSeq: number;
}

/**
 * Every receivable that should exist by `asOf`, as known by `knownSeq`, with what waits for a person and what earns
 * nothing. Pure. A receivable whose cause a fact took away is owed at zero. Source: design.md section 2.
 * Example: the 1999 agreement as of 6 June 1999 owes three retainers of USD 2,000.00.
 */
export function owed(input: OwedInput): Owed {
  const facts = input.facts.filter((fact) => fact.seq <= input.knownSeq);
  const versions = knownVersions(input.versions, facts);
  const asOfOn = dateIn(input.asOf, latest(versions).terms.timeZone);
  const receivables: Receivable[] = [...owedRetainers(versions, facts, asOfOn), ...owedPayments(versions, asOfOn)];
  const waiting: Waiting[] = [];
  const notOwed: NotOwed[] = [];
  const held: string[] = [];
  const history = newFeeHistory();
  const endsOn = endOf(facts);
  for (const closing of closingsOf(facts).toSorted(oldestClosingFirst)) {
    if (closing.state.closedOn > asOfOn) continue;
    const version = versionOn(versions, closing.state.closedOn);
    receivables.push(...eventPayments(closing, version));
    const outcomes = feeLinesOn(closing, version).map((term) => {
      const soFar = soFarOf(history, term, receivables, closing.state.closedOn);
      const outcome = successFee(term, closing, { facts, version, soFar, endsOn });
      if (outcome.receivable !== undefined) receivables.push(outcome.receivable);
      return { term, outcome };
    });
    for (const { term, outcome } of outcomes) {
      if (outcome.notOwed !== undefined) notOwed.push(outcome.notOwed);
      if (outcome.waiting === undefined) continue;
      waiting.push(outcome.waiting);
      held.push(`${term.id}/${closing.id}`);
    }
    if (closing.kind === 'closing' && outcomes.every(({ outcome }) => !outcome.covers))
      notOwed.push(
        notCovered(
          closing,
          version,
          outcomes.map(({ term }) => term),
        ),
      );
  }
  return { receivables: receivables.toSorted(oldestFirst), waiting, notOwed, held };
}

function* owedRetainers(
  versions: readonly TermsVersion[],
  facts: readonly Fact[],
  until: PlainDate,
): Generator<Receivable> {
  const endsOn = endOf(facts);
  const given = new Set<string>();
  for (const version of versions) {
    for (const term of retainersOf(version)) {
      for (const period of retainerPeriods(term, until, endsOn)) {
        if (versionOn(versions, period.from) !== version) continue;
        const receivable = retainerReceivable(term, period, version);
        if (given.has(receivable.id))
          throw new InvariantError('a retainer period is owed twice', { receivable: receivable.id });
        given.add(receivable.id);
        yield receivable;
      }
    }
  }
}

function* owedPayments(versions: readonly TermsVersion[], until: PlainDate): Generator<Receivable> {
  for (const version of versions) {
    for (const { term, on } of datedPayments(version)) {
      if (on <= until && versionOn(versions, on) === version) yield datedPayment(term, on, version);
    }
  }
}

function datedPayments({ terms }: TermsVersion): { term: PaymentTerm; on: PlainDate }[] {
  return terms.terms.flatMap((term) =>
    term.kind === 'payment' && term.on !== undefined ? [{ term, on: term.on }] : [],
  );
}

function eventPayments(event: Closing, version: TermsVersion): Receivable[] {
  return version.terms.terms.flatMap((term) =>
    term.kind === 'payment' && term.onEvent === event.kind ? [eventPayment(term, event, version)] : [],
  );
}

function feeLinesOn(event: Closing, { terms }: TermsVersion): SuccessFeeTerm[] {
  return terms.terms
    .filter((term) => term.kind === 'success-fee')
    .filter(({ trigger }) => trigger.includes(event.kind));
}

function notCovered(closing: Closing, version: TermsVersion, lines: readonly SuccessFeeTerm[]): NotOwed {
  const { state } = closing;
  const last = closing.facts.map((fact) => fact.recordedAt).reduce((a, b) => (a > b ? a : b));
  const recordedOn = dateIn(last, version.terms.timeZone);
  return {
    closing: closing.id,
    clause: lines.map(({ clause }) => clause).join(', '),
    closedOn: state.closedOn,
    knownOn: recordedOn > state.closedOn ? recordedOn : state.closedOn,
    investorName: nameOf(state.investor),
    amountMinor: state.amountMinor,
    currency: state.currency,
    why: 'No fee line of the agreement covers a closing of this instrument and kind of investor.',
  };
}

/** The next moment at which time alone makes something owed; undefined when nothing is to come. */
export function nextAccrual(
  versions: readonly TermsVersion[],
  facts: readonly Fact[],
  asOf: Instant,
): Instant | undefined {
  const { timeZone } = latest(versions).terms;
  const asOfOn = dateIn(asOf, timeZone);
  const payments = versions.flatMap(datedPayments).flatMap(({ on }) => (on > asOfOn ? [on] : []));
  const dates = [...futureRetainers(versions, facts, asOfOn), ...futureClosings(facts, asOfOn), ...payments];
  const next = dates.toSorted()[0];
  return next === undefined ? undefined : startOfDay(next, timeZone);
}

function* futureRetainers(
  versions: readonly TermsVersion[],
  facts: readonly Fact[],
  after: PlainDate,
): Generator<PlainDate> {
  const endsOn = endOf(facts);
  for (const version of versions) {
    for (const term of retainersOf(version)) {
      const horizon = daysAfter(after > term.anchor ? after : term.anchor, 31 * term.everyMonths + 1);
      for (const period of retainerPeriods(term, horizon, endsOn)) {
        if (period.accruesOn > after && versionOn(versions, period.from) === version) yield period.accruesOn;
      }
    }
  }
}

function* futureClosings(facts: readonly Fact[], after: PlainDate): Generator<PlainDate> {
  for (const closing of closingsOf(facts)) if (closing.state.closedOn > after) yield closing.state.closedOn;
}

export function knownVersions(versions: readonly TermsVersion[], facts: readonly Fact[]): TermsVersion[] {
  const adopted = new Set(factsOf(facts, 'TermsAdopted').map((fact) => fact.data.version));
  const known = versions.filter((version) => adopted.has(version.version)).toSorted((a, b) => a.version - b.version);
  if (known.length === 0) throw new InvariantError('no terms have been adopted');
  return known;
}

/** The version in effect on a date: the latest adopted of those that had taken effect; before the first, the first. */
export function versionOn(versions: readonly TermsVersion[], date: PlainDate): TermsVersion {
  return versions.findLast((version) => version.effectiveOn <= date) ?? first(versions);
}

/** The terms in effect at a moment: an amendment that is yet to take effect says nothing of who is reached or who decides. */
export function termsAt(versions: readonly TermsVersion[], at: Instant): Terms {
  return versionOn(versions, dateIn(at, latest(versions).terms.timeZone)).terms;
}

export function latest(versions: readonly TermsVersion[]): TermsVersion {
  return versions.at(-1) ?? first(versions);
}

function first(versions: readonly TermsVersion[]): TermsVersion {
  const [version] = versions;
  if (version === undefined) throw new InvariantError('a contract without terms');
  return version;
}

function oldestClosingFirst(a: Closing, b: Closing): number {
  if (a.state.closedOn !== b.state.closedOn) return a.state.closedOn < b.state.closedOn ? -1 : 1;
  return a.id < b.id ? -1 : 1;
}

function retainersOf(version: TermsVersion): RetainerTerm[] {
  return version.terms.terms.filter((term) => term.kind === 'retainer');
}

function endOf(facts: readonly Fact[]): PlainDate | undefined {
  return factsOf(facts, 'ContractEnded').at(-1)?.data.endsOn;
}

function oldestFirst(a: Receivable, b: Receivable): number {
  if (a.accruesOn !== b.accruesOn) return a.accruesOn < b.accruesOn ? -1 : 1;
  return a.id < b.id ? -1 : 1;
}
