import { dateIn, type Instant } from '../calendar/instant.ts';
import { daysAfter, type PlainDate } from '../calendar/plain-date.ts';
import { disputedMinor } from '../disputes/disputes.ts';
import { InvariantError } from '../errors.ts';
import { factsOf, type Fact } from '../facts/fact.ts';
import { balanceOf, effectOnReceivable } from '../ledger/balance.ts';
import type { Entry, Posting } from '../ledger/posting.ts';
import { latest, versionOn } from '../owed/versions.ts';
import type { NonCash, NotOwed, Receivable, Waiting } from '../owed/receivable.ts';
import type { TermsVersion } from '../terms/terms.ts';
import { nextStatementEnd } from './period.ts';
import { introductionsOnRecord } from './introductions-on-record.ts';
import type { Statement, StatementDue, StatementLine } from './statement.ts';
import { ageingOf } from './ageing.ts';
import type { Compared } from './compared.ts';
import { disputesOnRecord } from './disputes-on-record.ts';
import { outstanding } from './outstanding.ts';
import { tallyCode } from './tally-code.ts';

export interface StatementInput {
  readonly versions: readonly TermsVersion[];
  readonly facts: readonly Fact[];
  readonly postings: readonly Posting[];
  readonly entries: readonly Entry[];
  readonly waiting: readonly Waiting[];
  readonly notOwed: readonly NotOwed[];
  readonly nonCash: readonly NonCash[];
  readonly toOthers: readonly Receivable[];
  /** The last sealed statement, if any. */
  readonly previous: Statement | undefined;
  /** The last entry that a sealed statement took. */
  readonly sealedEntries: number;
  readonly sealedAt: Instant;
  /** How Stripe and the books compared the last time. */
  readonly compared?: Compared | undefined;
}

/**
 * The statement of the next period: every unsealed entry, opening at the last closing balance. Pure. Errors:
 * `invariant.broken` when the books do not carry on where the last statement closed, or an entry is of the future.
 */
export function composeStatement(input: StatementInput): Statement {
  const { dated } = latest(input.versions).terms;
  const from = input.previous === undefined ? dated : daysAfter(input.previous.period.to, 1);
  const to = nextStatementEnd(dated, input.previous?.period.to);
  const { terms } = versionOn(input.versions, to);
  const sealed = input.entries.filter((entry) => entry.number <= input.sealedEntries);
  const fresh = input.entries.filter((entry) => entry.number > input.sealedEntries);
  const openingBalanceMinor = input.previous?.closingBalanceMinor ?? 0n;
  if (balanceOf(sealed) !== openingBalanceMinor) {
    throw new InvariantError('the books do not open where the last statement closed', { statement: to });
  }
  const future = fresh.find((entry) => entry.effectiveOn > to);
  if (future !== undefined) {
    throw new InvariantError('an entry of a later period was booked before the period was sealed', {
      entry: future.number,
    });
  }
  const lines = linesOf(fresh, input, openingBalanceMinor, from);
  const due = withDisputed(outstanding(input.postings, input.entries, to), input.facts, to);
  const ageing = ageingOf(due, to);
  const data: Omit<Statement, 'tallyCode'> = {
    id: to,
    number: (input.previous?.number ?? 0) + 1,
    contract: { id: terms.id, title: terms.title, dated: terms.dated, timeZone: terms.timeZone },
    client: { name: terms.client.name, address: terms.client.address },
    consultant: { name: terms.consultant.name, address: terms.consultant.address },
    period: { from, to },
    sealedAt: input.sealedAt,
    currency: terms.currency,
    openingBalanceMinor,
    closingBalanceMinor: openingBalanceMinor + fresh.reduce((sum, entry) => sum + effectOnReceivable(entry), 0n),
    ...(input.previous === undefined ? {} : { previousTallyCode: input.previous.tallyCode }),
    lines,
    due,
    ...(ageing === undefined ? {} : { ageing }),
    ...(input.compared === undefined ? {} : { compared: input.compared }),
    ...disputesOnRecord(input, { from, to }),
    ...onRecord(input, from, to),
    ...beside(input, to),
  };
  return { ...data, tallyCode: tallyCode(data) };
}

function linesOf(
  entries: readonly Entry[],
  input: StatementInput,
  openingMinor: bigint,
  from: PlainDate,
): StatementLine[] {
  const postings = new Map(input.postings.map((posting) => [posting.id, posting]));
  let balanceMinor = openingMinor;
  const ordered = entries.toSorted((a, b) =>
    a.effectiveOn === b.effectiveOn ? a.number - b.number : a.effectiveOn < b.effectiveOn ? -1 : 1,
  );
  return ordered.map((entry): StatementLine => {
    const amountMinor = effectOnReceivable(entry);
    balanceMinor += amountMinor;
    const posting = entry.kind === 'posting' ? postings.get(entry.posting) : undefined;
    const corrected = posting?.corrects === undefined ? undefined : postings.get(posting.corrects);
    return {
      entry: entry.number,
      effectiveOn: entry.effectiveOn,
      kind: entry.kind !== 'posting' ? entry.kind : corrected === undefined ? 'charge' : 'correction',
      clause: entry.clause,
      description: entry.description,
      amountMinor,
      balanceMinor,
      earlierPeriod: entry.effectiveOn < from,
      ...(corrected === undefined ? {} : { corrects: `${corrected.description} (${corrected.id})` }),
      ...(posting?.why === undefined ? {} : { why: posting.why }),
      ...(posting === undefined || posting.amountMinor < 0n ? {} : { dueOn: posting.dueOn }),
      ...(posting === undefined || (posting.kind === 'retainer' && corrected === undefined)
        ? {}
        : { working: posting.working }),
    };
  });
}

/** What the client disputes of what is due is not overdue. */
function withDisputed(due: readonly StatementDue[], facts: readonly Fact[], on: PlainDate): StatementDue[] {
  return due.map((row) => {
    const minor = disputedMinor(facts, row.receivable, on);
    if (minor === 0n || row.outstandingMinor <= 0n) return row;
    const disputed = minor < row.outstandingMinor ? minor : row.outstandingMinor;
    return { ...row, disputedMinor: disputed, overdue: row.overdue && disputed < row.outstandingMinor };
  });
}

/** What is owed beside the money that is billed; keys without anything in them are left out. */
function beside(input: StatementInput, to: PlainDate): Pick<Statement, 'nonCash' | 'toOthers'> {
  const nonCash = input.nonCash
    .filter(({ accruesOn }) => accruesOn <= to)
    .map(({ accruesOn, clause, description, quantity, unit, valueMinor, currency, note, payee }) => ({
      accruesOn,
      clause,
      description,
      unit,
      currency,
      ...(quantity === undefined ? {} : { quantity }),
      ...(valueMinor === undefined ? {} : { valueMinor }),
      ...(note === undefined ? {} : { note }),
      ...(payee === undefined ? {} : { payee }),
    }));
  const toOthers = input.toOthers
    .filter(({ accruesOn }) => accruesOn <= to)
    .map(({ accruesOn, clause, description, amountMinor, currency, payee = '' }) => {
      return { accruesOn, clause, description, amountMinor, currency, payee };
    });
  return { ...(nonCash.length === 0 ? {} : { nonCash }), ...(toOthers.length === 0 ? {} : { toOthers }) };
}

function onRecord(
  input: StatementInput,
  from: PlainDate,
  to: PlainDate,
): Pick<Statement, 'introductions' | 'register' | 'exposure' | 'notOwed' | 'awaitingDecision' | 'services'> {
  const { timeZone } = versionOn(input.versions, to).terms;
  const within = (date: PlainDate): boolean => from <= date && date <= to;
  return {
    ...introductionsOnRecord(input, to),
    notOwed: input.notOwed
      .filter((closing) => within(closing.knownOn))
      .map(({ closedOn, investorName, amountMinor, currency, clause, why }) => ({
        closedOn,
        investor: investorName,
        fundingMinor: amountMinor,
        currency,
        clause,
        why,
      })),
    awaitingDecision: input.waiting
      .filter(({ kind }) => kind !== 'dispute')
      .map(({ clause, what, why }) => ({ clause, what, why })),
    services: factsOf(input.facts, 'ServiceRendered')
      .filter(({ data, recordedAt }) => {
        const recordedOn = dateIn(recordedAt, timeZone);
        return within(recordedOn > data.renderedOn ? recordedOn : data.renderedOn);
      })
      .map(({ data }) => ({
        renderedOn: data.renderedOn,
        description: data.description,
        ...(data.link === undefined ? {} : { link: data.link }),
      })),
  };
}
