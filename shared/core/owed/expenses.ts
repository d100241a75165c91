import { dueDate } from '../calendar/due-date.ts';
import { formatDate } from '../calendar/format-date.ts';
import { hashOf } from '../json.ts';
import { formatMoney } from '../money/format-money.ts';
import { larger, smaller } from '../order.ts';
import type { ExpensesTerm, TermsVersion } from '../terms/terms.ts';
import { knownOn, type Closing } from './closings.ts';
import type { Line, OwedContext } from './context.ts';
import { keptBy } from './memo.ts';
import { addLine, cutLines } from './placed-lines.ts';
import type { NotOwed, Receivable, WorkingStep } from './receivable.ts';
import { versionOn } from './versions.ts';
import { JournaledMap, newWalk, undoTo, type Journal, type Walk } from './walk.ts';

/** What an expense is called among the events. */
const EXPENSE = 'expense';

/** What the claims under one term have come to before this one. */
interface SoFar {
  billedMinor: bigint;
  /** Billed, and claimed, by calendar month. */
  readonly billedIn: JournaledMap<string, bigint>;
  readonly billedInYear: JournaledMap<string, bigint>;
  readonly claimedIn: JournaledMap<string, bigint>;
}

interface Expenses {
  readonly lines: Line[];
  readonly notOwed: NotOwed[];
}

interface ExpensesSoFar extends Expenses {
  readonly journal: Journal;
  readonly history: JournaledMap<string, SoFar>;
  readonly walk: Walk<{ readonly lines: number; readonly notOwed: number; readonly journal: number }>;
}

const expenses = keptBy((soFar): ExpensesSoFar => {
  const made = { lines: [] as Line[], notOwed: [] as NotOwed[], journal: [] as Journal };
  const walk: ExpensesSoFar['walk'] = newWalk(soFar, (before) => {
    cutLines(made.lines, before.lines, soFar);
    made.notOwed.length = before.notOwed;
    undoTo(made.journal, before.journal);
  });
  return { ...made, walk, history: new JournaledMap(made.journal) };
});

type Step = Omit<WorkingStep, 'clause'>;

/**
 * What each reported expense comes to, and why some come to nothing: nothing is added to what was spent, and the terms
 * may cap it, ask for a receipt, or for an approval beforehand. Example: 3,400.00 in a month capped at 3,000.00.
 */
export function expensesOn(context: OwedContext): Expenses {
  const soFar = expenses(context.memo.soFar);
  const { lines, notOwed, journal } = soFar;
  soFar.walk.goOn((claim) => {
    const before = { lines: lines.length, notOwed: notOwed.length, journal: journal.length };
    if (claim.kind === EXPENSE) addExpense(claim, soFar, context);
    return before;
  });
  return soFar;
}

function addExpense(claim: Closing, { lines, notOwed, journal, history }: ExpensesSoFar, context: OwedContext): void {
  const version = versionOn(context.versions, claim.state.closedOn);
  const term = termFor(claim, version);
  if (term === undefined) {
    if (takenByFee(version)) return;
    notOwed.push(refused(claim, version, '', 'No term of the agreement bears expenses of this kind.'));
    return;
  }
  const soFar = { ...(history.get(term.id) ?? nothingYet(journal)) };
  history.set(term.id, soFar);
  const { receivable, why } = worked(term, claim, version, soFar);
  addLine(lines, { receivable, term, version }, context);
  if (why !== undefined) notOwed.push(refused(claim, version, term.clause, why));
}

function nothingYet(journal: Journal): SoFar {
  return {
    billedMinor: 0n,
    billedIn: new JournaledMap(journal),
    billedInYear: new JournaledMap(journal),
    claimedIn: new JournaledMap(journal),
  };
}

/** The term that names the category, or else one that is for all. */
function termFor({ state }: Closing, { terms }: TermsVersion): ExpensesTerm | undefined {
  const all = terms.terms.filter((term) => term.kind === 'expenses');
  const naming = all.find(({ categories }) => categories.includes(state.instrument ?? ''));
  return naming ?? all.find(({ categories }) => categories.length === 0);
}

/** True when a fee line is about expenses. */
function takenByFee({ terms }: TermsVersion): boolean {
  return terms.terms.some((term) => term.kind === 'success-fee' && term.trigger.includes(EXPENSE));
}

function worked(
  term: ExpensesTerm,
  claim: Closing,
  version: TermsVersion,
  soFar: SoFar,
): { receivable: Receivable; why?: string } {
  const { currency } = version.terms;
  const before = { billedMinor: soFar.billedMinor, month: monthOf(claim), ...monthSoFar(claim, soFar) };
  const why = whyNot(term, claim, version, soFar);
  if (why !== undefined) {
    const steps = [{ what: why, figures: formatMoney(0n, currency) }];
    return { receivable: receivableOf(term, claim, version, { amountMinor: 0n, steps, before }), why };
  }
  const { amountMinor, steps } = capped(term, claim, currency, soFar);
  return { receivable: receivableOf(term, claim, version, { amountMinor, steps, before }) };
}

function monthSoFar(claim: Closing, { billedIn, billedInYear, claimedIn }: SoFar) {
  const month = monthOf(claim);
  return {
    billedInYearMinor: billedInYear.get(month.slice(0, 4)) ?? 0n,
    billedInMinor: billedIn.get(month) ?? 0n,
    claimedInMinor: claimedIn.get(month) ?? 0n,
  };
}

function monthOf({ state }: Closing): string {
  return state.closedOn.slice(0, 7);
}

/** Why a claim comes to nothing, and the fix; undefined when it is owed. */
function whyNot(term: ExpensesTerm, claim: Closing, { terms }: TermsVersion, soFar: SoFar): string | undefined {
  const { state, reversed, reversalReason } = claim;
  if (reversed) return `The claim was taken back: ${reversalReason ?? 'no reason given'}.`;
  if (state.currency !== terms.currency) {
    return `It is in ${state.currency}, and no rate is on record for its day; state one with \`tallystick record CONTRACT conversion\`.`;
  }
  if (term.receipts === 'required' && state.receipt !== true) {
    return 'The terms ask for a receipt; report it again with one.';
  }
  if (term.approval === undefined) return undefined;
  const { aboveMinor, of } = term.approval;
  const month = monthOf(claim);
  const claimedMinor = (of === 'month' ? (soFar.claimedIn.get(month) ?? 0n) : 0n) + state.amountMinor;
  const isApproved = state.approvedBy !== undefined;
  if (claimedMinor > aboveMinor && !isApproved) {
    const above = formatMoney(aboveMinor, terms.currency);
    return `Above ${above} ${of === 'month' ? 'in a month' : 'a claim'} the terms ask for an approval beforehand; report it again with who approved it.`;
  }
  soFar.claimedIn.set(month, (soFar.claimedIn.get(month) ?? 0n) + state.amountMinor);
  return undefined;
}

/** The claim, cut to what the caps leave; moves on what has come before. */
function capped(
  term: ExpensesTerm,
  claim: Closing,
  currency: string,
  soFar: SoFar,
): { amountMinor: bigint; steps: Step[] } {
  const money = (minor: bigint): string => formatMoney(minor, currency);
  const month = monthOf(claim);
  const inMonthMinor = soFar.billedIn.get(month) ?? 0n;
  const year = month.slice(0, 4);
  const inYearMinor = soFar.billedInYear.get(year) ?? 0n;
  const { amountMinor: claimedMinor, closedOn } = claim.state;
  const steps: Step[] = [
    ...(claim.conversion ?? []),
    { what: `Claimed for ${formatDate(closedOn)}`, figures: money(claimedMinor) },
  ];
  let amountMinor = claimedMinor;
  const cap = (mostMinor: bigint | undefined, usedMinor: bigint, what: string): void => {
    if (mostMinor === undefined) return;
    amountMinor = smaller(amountMinor, larger(mostMinor - usedMinor, 0n));
    const used = usedMinor === 0n ? '' : `, of which ${money(usedMinor)} is used`;
    steps.push({ what: `${what} at most ${money(mostMinor)}${used}`, figures: money(amountMinor) });
  };
  cap(term.atMostEachMinor, 0n, 'A claim');
  cap(term.atMostMonthMinor, inMonthMinor, 'In a month');
  cap(term.atMostYearMinor, inYearMinor, 'In a year');
  cap(term.altogetherAtMostMinor, soFar.billedMinor, 'In all');
  soFar.billedIn.set(month, inMonthMinor + amountMinor);
  soFar.billedInYear.set(year, inYearMinor + amountMinor);
  soFar.billedMinor += amountMinor;
  return { amountMinor, steps };
}

function receivableOf(
  term: ExpensesTerm,
  claim: Closing,
  { version, terms }: TermsVersion,
  { amountMinor, steps, before }: { amountMinor: bigint; steps: readonly Step[]; before: object },
): Receivable {
  const { closedOn, instrument, description } = claim.state;
  const id = `${term.id}/${claim.id}`;
  const factIds = claim.facts.map((fact) => fact.id);
  const words = [instrument, description].filter((word) => word !== undefined).join(', ');
  return {
    id,
    termId: term.id,
    clause: term.clause,
    kind: 'expense',
    description: `${term.name}${words === '' ? '' : `, ${words}`}, ${formatDate(closedOn)}`,
    accruesOn: closedOn,
    dueOn: dueDate(term, closedOn, terms.holidays),
    amountMinor,
    currency: terms.currency,
    working: steps.map((step) => ({ clause: term.clause, ...step })),
    termsVersion: version,
    factIds,
    inputsHash: hashOf({ id, term, factIds, before }),
  };
}

function refused(claim: Closing, version: TermsVersion, clause: string, why: string): NotOwed {
  const { closedOn, instrument, amountMinor, currency } = claim.state;
  return {
    closing: claim.id,
    clause,
    closedOn,
    knownOn: knownOn(claim, version),
    investorName: `Expense${instrument === undefined ? '' : `, ${instrument}`}`,
    amountMinor,
    currency,
    why,
  };
}
