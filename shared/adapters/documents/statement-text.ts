import type { SheetDue, SheetLine, StatementSheet } from './statement-sheet.ts';
import type { Register, RegisterRow } from './registers.ts';

const COLUMNS = 72;
const INDENT = 13;
const AMOUNT_END = 50;
const RULE = '-'.repeat(COLUMNS);

/** The statement as plain text, 72 columns wide unless an amount or a web address is wider; figures line up. */
export function statementText(sheet: StatementSheet): string {
  const lines = [
    ...head(sheet),
    ...entries(sheet),
    ...due(sheet),
    ...sheet.registers.flatMap(register),
    ...tally(sheet),
  ];
  return `${lines.map((line) => line.replaceAll('\u00a0', ' ').trimEnd()).join('\n')}\n`;
}

function head(sheet: StatementSheet): string[] {
  return [
    apart('STATEMENT OF ACCOUNT', sheet.half.toUpperCase()),
    ...wrap(`${sheet.agreement}, dated ${sheet.agreementDated}`, COLUMNS),
    RULE,
    ...sheet.parties.flatMap(({ role, name, address }) => labelled(role, [name, ...address])),
    ...sheet.particulars.flatMap(({ label, value }) => labelled(label, [value])),
    '',
    ...sheet.summary.map(({ label, amount }) => apart(label, amount)),
    '',
    ...wrap(sheet.outcome, COLUMNS),
  ];
}

function entries(sheet: StatementSheet): string[] {
  return [
    ...heading('Entries'),
    figures('Entry, date, clause', `Amount ${sheet.currency}`, `Balance ${sheet.currency}`),
    RULE,
    figures(sheet.opening.label, '', sheet.opening.amount),
    ...(sheet.opening.note === '' ? [] : wrap(sheet.opening.note, COLUMNS)),
    ...sheet.groups.flatMap(({ title, lines }) => [...(title === '' ? [] : ['', title]), ...lines.flatMap(entry)]),
    RULE,
    figures(sheet.closing.label, '', sheet.closing.amount),
  ];
}

function entry(line: SheetLine): string[] {
  const { entry, date, clause } = line;
  return [
    '',
    figures(`${entry}  ${date}, clause ${clause}`, line.amount, line.balance),
    ...wrap(line.description, COLUMNS, 3),
    ...line.notes.flatMap((note) => wrap(note, COLUMNS, 3)),
    ...line.working.flatMap((step) => wrap(`${step.clause}  ${step.what}: ${step.figures}`, COLUMNS, 5)),
  ];
}

function due(sheet: StatementSheet): string[] {
  if (sheet.due.length === 0) return [...heading('What is due when'), 'Nothing is due.'];
  const row = ({ date, clause, description, status, amount }: SheetDue) => [
    apart(`${date.padEnd(INDENT)}${status === 'Overdue' ? 'OVERDUE' : status}`, amount),
    ...wrap(clause === '' ? description : `${description} (clause ${clause})`, COLUMNS - 20, INDENT),
  ];
  return [
    ...heading('What is due when'),
    apart('', sheet.currency),
    ...sheet.due.flatMap(row),
    ...(sheet.dueTotal === '' ? [] : [RULE, apart('Due in all', sheet.dueTotal)]),
  ];
}

function register({ title, lead, rows }: Register): string[] {
  return [...heading(title), ...wrap(lead, COLUMNS), ...rows.flatMap(registerRow)];
}

function registerRow({ date, clause, title, detail, link }: RegisterRow): string[] {
  const [first = '', ...rest] = wrap(clause === '' ? title : `${title} (clause ${clause})`, COLUMNS, INDENT);
  return [
    `${date.padEnd(INDENT)}${first.trimStart()}`,
    ...rest,
    ...wrap(detail, COLUMNS, INDENT),
    ...(link === '' ? [] : [' '.repeat(INDENT) + link]),
  ];
}

function tally({ tallyCode, check }: StatementSheet): string[] {
  return [...heading('Tally code'), `    ${tallyCode}`, '', ...wrap(check, COLUMNS)];
}

function heading(title: string): string[] {
  return ['', '', title.toUpperCase(), RULE];
}

function labelled(label: string, values: readonly string[]): string[] {
  return values.flatMap((value, index) => {
    const [first = '', ...rest] = wrap(value, COLUMNS, INDENT);
    return [`${(index === 0 ? label : '').padEnd(INDENT)}${first.trimStart()}`, ...rest];
  });
}

function apart(left: string, right: string): string {
  return `${left} ${right.padStart(COLUMNS - width(left) - 1)}`;
}

/** One row of the entries: words, then two columns of figures that end at columns 50 and 72. */
function figures(words: string, amount: string, balance: string): string {
  return apart(`${words} ${amount.padStart(AMOUNT_END - width(words) - 1)}`, balance);
}

function wrap(text: string, columns: number, indent = 0): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ').filter((part) => part !== '')) {
    if (line !== '' && indent + width(line) + 1 + width(word) > columns) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return (line === '' ? lines : [...lines, line]).map((text) => ' '.repeat(indent) + text);
}

function width(text: string): number {
  return Array.from(text).length;
}
