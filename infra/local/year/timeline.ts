import { formatAmount } from '../../../shared/core/money/format-money.ts';
import { exponentOf } from '../../../shared/core/money/currency.ts';
import type { ContractView } from '../../../shared/app/view-contract.ts';
import type { Statement } from '../../../shared/core/statement/statement.ts';

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const NAMED = 24;

/** The played time on one screen: a row a statement, and under it what was out of the ordinary. */
export function timeline(view: ContractView, statements: readonly Statement[]): string {
  const { terms, balanceMinor } = view;
  const money = (minor: bigint): string => (minor === 0n ? '·' : formatAmount(minor, terms.currency)).padStart(12);
  const rows = statements.flatMap((statement) => {
    const sum = (...kinds: string[]): bigint =>
      statement.lines.filter((line) => kinds.includes(line.kind)).reduce((total, line) => total + line.amountMinor, 0n);
    const [year = '', month = ''] = statement.id.split('-');
    const figures = [sum('charge'), sum('correction'), sum('payment'), statement.closingBalanceMinor]
      .map(money)
      .join('');
    const head = `${MONTHS[Number(month) - 1] ?? ''} ${year}${figures}   ${statement.tallyCode}`;
    return [head, ...remarks(view, statement).map((remark) => `         ${remark}`)];
  });
  const titles = ['charged', 'corrected', 'paid', 'balance'].map((title) => title.padStart(12)).join('');
  return [
    `${terms.title}, ${terms.currency}`,
    `${terms.consultant.name} and ${terms.client.name}`,
    '',
    `        ${titles}   tally code`,
    ...rows,
    '',
    `Owed at the end: ${terms.currency} ${formatAmount(balanceMinor, terms.currency)}.`,
    counts(view),
  ].join('\n');
}

function remarks(view: ContractView, statement: Statement): string[] {
  const amount = (minor: bigint): string =>
    formatAmount(minor, statement.currency).replace(exponentOf(statement.currency) === 2 ? /\.00$/ : /$^/, '');
  const lines = statement.lines.flatMap((line) => {
    if (line.working === undefined) return [];
    const what = line.kind === 'correction' ? 'correction' : 'fee';
    return [{ on: line.effectiveOn, remark: `${what} ${amount(line.amountMinor)}: ${investorOf(line.description)}` }];
  });
  const strangers = statement.notOwed.map(({ closedOn, investor }) => ({
    on: closedOn,
    remark: `no fee: ${shortened(investor)} came by itself`,
  }));
  const late = view.ledger.flatMap((entry) => {
    const posting = view.postings.find(({ id }) => id === entry.posting);
    const inPeriod = statement.lines.some(({ entry: number }) => number === entry.number);
    if (entry.kind !== 'payment' || posting === undefined || !inPeriod || entry.effectiveOn <= posting.dueOn) return [];
    const remark = `paid late, due ${day(posting.dueOn).trimEnd()}: ${amount(-entry.amountMinor)}`;
    return [{ on: entry.effectiveOn, remark }];
  });
  const inOrder = [...lines, ...strangers, ...late].toSorted((a, b) => (a.on < b.on ? -1 : a.on > b.on ? 1 : 0));
  return inOrder.map(({ on, remark }) => `${day(on)} ${remark}`);
}

function counts({ postings, statements, intents }: ContractView): string {
  const retainers = postings.filter(({ kind }) => kind === 'retainer').length;
  const invoices = intents.filter(({ kind }) => kind === 'invoice').length;
  const notes = intents.filter(({ kind }) => kind === 'credit-note').length;
  return `${plural(retainers, 'retainer')}, ${plural(invoices, 'invoice')}, ${plural(notes, 'credit note')}, ${plural(statements.length, 'statement')} to each party.`;
}

function day(date: string): string {
  return `${Number(date.slice(8))} ${MONTHS[Number(date.slice(5, 7)) - 1] ?? ''}`.padEnd(6);
}

function investorOf(description: string): string {
  return shortened(/funding by (.+) closed on/.exec(description)?.[1] ?? description);
}

function shortened(name: string): string {
  return name.length > NAMED * 2 ? `${name.slice(0, NAMED * 2 - 1)}…` : name;
}

function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
