import { dateIn } from '../../core/calendar/instant.ts';
import { formatDate, formatShortDate } from '../../core/calendar/format-date.ts';
import { InvariantError } from '../../core/errors.ts';
import type { PartyRole } from '../../core/facts/fact.ts';
import { formatAmount, formatMoney } from '../../core/money/format-money.ts';
import type { WorkingStep } from '../../core/owed/receivable.ts';
import { comparedWords } from '../../core/statement/compared.ts';
import type { Statement, StatementDue, StatementLine } from '../../core/statement/statement.ts';
import { printable } from './printable.ts';
import { registersOf } from './registers.ts';
import type { Register } from './registers.ts';

export interface SheetLine {
  readonly entry: string;
  readonly date: string;
  readonly clause: string;
  readonly description: string;
  /** What it corrects and when it is due, a sentence each. */
  readonly notes: readonly string[];
  readonly amount: string;
  readonly balance: string;
  readonly working: readonly WorkingStep[];
}

export interface SheetDue {
  readonly date: string;
  readonly clause: string;
  readonly description: string;
  readonly status: 'Overdue' | 'Due' | 'Credit';
  readonly amount: string;
}

/** A statement in words and figures, in the order in which all three documents print it: they add nothing to it. */
export interface StatementSheet {
  readonly paper: 'us-letter' | 'a4';
  readonly party: PartyRole;
  readonly half: string;
  readonly number: string;
  readonly agreement: string;
  readonly agreementDated: string;
  readonly parties: readonly { readonly role: string; readonly name: string; readonly address: readonly string[] }[];
  /** Label and value: statement, period, sealed, currency. */
  readonly particulars: readonly { readonly label: string; readonly value: string }[];
  /** Opening balance, what changed it by kind, closing balance. */
  readonly summary: readonly { readonly label: string; readonly amount: string }[];
  /** What is owed, and how Stripe and the books last compared. */
  readonly outcome: string;
  readonly currency: string;
  readonly opening: { readonly label: string; readonly note: string; readonly amount: string };
  /** Runs of lines in the order of the statement; the title is empty when there is nothing to tell apart. */
  readonly groups: readonly { readonly title: string; readonly lines: readonly SheetLine[] }[];
  readonly closing: { readonly label: string; readonly amount: string };
  readonly due: readonly SheetDue[];
  /** Empty when fewer than two amounts are due. */
  readonly dueTotal: string;
  readonly registers: readonly Register[];
  readonly tallyCode: string;
  readonly check: string;
}

/**
 * Puts a statement into words and figures for one party; both parties get the same of all but `party` and `half`.
 * Errors: `invariant.broken` when the lines do not run from the opening to the closing balance: such a statement is
 * never printed. Example: a line of 200000n in USD has the amount `2,000.00`.
 */
export function statementSheet(statement: Statement, party: PartyRole): StatementSheet {
  proveBalances(statement);
  const { contract, period, currency } = statement;
  const outstanding = statement.due.reduce((sum, due) => sum + due.outstandingMinor, 0n);
  return printable<StatementSheet>({
    paper: /^(America|US)\//.test(contract.timeZone) ? 'us-letter' : 'a4',
    party,
    half: party === 'client' ? 'Client’s half' : 'Consultant’s half',
    number: String(statement.number),
    agreement: contract.title,
    agreementDated: formatDate(contract.dated),
    parties: [
      { role: 'Consultant', ...statement.consultant },
      { role: 'Client', ...statement.client },
    ],
    particulars: [
      { label: 'Statement', value: `No. ${statement.number}` },
      { label: 'Period', value: `${formatDate(period.from)} to ${formatDate(period.to)}` },
      { label: 'Sealed', value: formatDate(dateIn(statement.sealedAt, contract.timeZone)) },
      { label: 'Currency', value: currency },
    ],
    summary: summaryOf(statement),
    outcome: [outcomeOf(statement), ...comparedSentence(statement)].join(' '),
    currency,
    opening: {
      label: 'Opening balance',
      note: statement.previousTallyCode === undefined ? '' : `Carried from tally ${statement.previousTallyCode}`,
      amount: formatAmount(statement.openingBalanceMinor, currency),
    },
    groups: groupsOf(statement),
    closing: { label: 'Closing balance', amount: formatAmount(statement.closingBalanceMinor, currency) },
    due: statement.due.map((due) => sheetDue(due, currency)),
    dueTotal: statement.due.length < 2 ? '' : formatAmount(outstanding, currency),
    registers: registersOf(statement),
    tallyCode: statement.tallyCode,
    check: checkSentence,
  });
}

const checkSentence =
  'Both halves of this statement carry the same code, made from every figure and every word of its record: compare ' +
  'the two, or run “tallystick verify”, which makes the code again.';

function proveBalances(statement: Statement): void {
  let balance = statement.openingBalanceMinor;
  for (const { entry, amountMinor, balanceMinor } of statement.lines) {
    balance += amountMinor;
    if (balance !== balanceMinor) throw unbalanced(statement, `its entry ${entry} does not run on from the one before`);
  }
  if (balance !== statement.closingBalanceMinor) {
    throw unbalanced(statement, 'its entries do not lead to its closing balance');
  }
}

function unbalanced({ contract, id }: Statement, why: string): InvariantError {
  return new InvariantError(`Statement ${id} of ${contract.id} is not printed: ${why}. Seal it anew.`, {
    contractId: contract.id,
    statement: id,
  });
}

function summaryOf({
  lines,
  openingBalanceMinor,
  closingBalanceMinor,
  currency,
}: Statement): StatementSheet['summary'] {
  const sumOf = (kind: StatementLine['kind']) =>
    lines.filter((line) => line.kind === kind).reduce((sum, line) => sum + line.amountMinor, 0n);
  const rare: [string, bigint][] = [
    ['Refunds', sumOf('refund')],
    ['Card disputes', sumOf('dispute')],
    ['Written off', sumOf('write-off')],
  ];
  const figures: [string, bigint][] = [
    ['Opening balance', openingBalanceMinor],
    ['Charges', sumOf('charge')],
    ['Corrections', sumOf('correction')],
    ['Payments', sumOf('payment')],
    ...rare.filter(([, amountMinor]) => amountMinor !== 0n),
    ['Closing balance', closingBalanceMinor],
  ];
  return figures.map(([label, amountMinor]) => ({ label, amount: formatAmount(amountMinor, currency) }));
}

function outcomeOf({ client, consultant, closingBalanceMinor, currency, period }: Statement): string {
  const at = `at the close of ${formatDate(period.to)}`;
  if (closingBalanceMinor === 0n) return `Nothing is owed between the parties ${at}.`;
  if (closingBalanceMinor > 0n) {
    return `${client.name} owes ${consultant.name} ${formatMoney(closingBalanceMinor, currency)} ${at}.`;
  }
  const credit = formatMoney(-closingBalanceMinor, currency);
  return `${client.name} is ${credit} in credit with ${consultant.name} ${at}.`;
}

function comparedSentence({ compared }: Statement): string[] {
  return compared === undefined ? [] : [`${comparedWords(compared)}.`];
}

/** Keeps the order of the statement, because the balances run in it; a new group begins where the period changes. */
function groupsOf({ lines, currency }: Statement): StatementSheet['groups'] {
  const groups: { title: string; lines: SheetLine[] }[] = [];
  const hasAdjustments = lines.some((line) => line.earlierPeriod);
  for (const line of lines) {
    const title = line.earlierPeriod ? 'Adjustments to earlier periods' : hasAdjustments ? 'This period' : '';
    const last = groups.at(-1);
    if (last?.title === title) last.lines.push(sheetLine(line, currency));
    else groups.push({ title, lines: [sheetLine(line, currency)] });
  }
  return groups;
}

function sheetLine(line: StatementLine, currency: string): SheetLine {
  return {
    entry: String(line.entry),
    date: formatShortDate(line.effectiveOn),
    clause: line.clause,
    description: line.description,
    notes: [
      ...(line.corrects === undefined ? [] : [`Corrects: ${line.corrects}`]),
      ...(line.why === undefined ? [] : [`Because ${line.why}`]),
      ...(line.dueOn === undefined ? [] : [`Due ${formatDate(line.dueOn)}`]),
    ],
    amount: formatAmount(line.amountMinor, currency),
    balance: formatAmount(line.balanceMinor, currency),
    working: line.working ?? [],
  };
}

function sheetDue(due: StatementDue, currency: string): SheetDue {
  const { dueOn, clause, description, overdue, outstandingMinor, disputedMinor } = due;
  return {
    date: formatShortDate(dueOn),
    clause,
    description:
      disputedMinor === undefined
        ? description
        : `${description}, of which ${formatMoney(disputedMinor, currency)} is disputed`,
    status: outstandingMinor < 0n ? 'Credit' : overdue ? 'Overdue' : 'Due',
    amount: formatAmount(outstandingMinor, currency),
  };
}
