import { describe, expect, it } from 'vitest';
import { owedAtEnd } from '../../cli/simulate.ts';
import { happeningsFromData } from '../../cli/simulate-facts.ts';
import { parseAmount } from '../../shared/core/money/parse-amount.ts';
import type { NonCash, Owed, Receivable } from '../../shared/core/owed/receivable.ts';
import { readContract } from '../../shared/core/terms/read-contract.ts';
import type { TermsVersion } from '../../shared/core/terms/terms.ts';
import { readAgreements, readNotYet, type Agreement, type Expectation } from './agreement-file.ts';
import { SOURCE_LINES } from './source-lines.ts';

const AGREEMENTS = readAgreements();

function versionOf({ contract }: Agreement): TermsVersion {
  const { terms, termsHash } = readContract(contract);
  return { version: 1, effectiveOn: terms.dated, termsHash, terms };
}

function play(agreement: Agreement, { facts, until }: Agreement['examples'][number]): Owed {
  const version = versionOf(agreement);
  return owedAtEnd(happeningsFromData(version, facts), until);
}

type Owing = Receivable | NonCash;

/** Everything that is owed: billed, in units, or to others. */
function everything({ receivables, nonCash, toOthers }: Owed): Owing[] {
  return [...receivables, ...nonCash, ...toOthers];
}

function selected(owing: readonly Owing[], by: Expectation): Owing[] {
  const isElected = (one: Owing): boolean =>
    'amountMinor' in one && one.amountMinor === 0n && owing.some((other) => 'unit' in other && other.id === one.id);
  return owing.filter((one) => {
    const { id, termId, accruesOn } = one;
    if (isElected(one)) return false;
    if (by.receivable !== undefined) return id === by.receivable;
    if (by.cause !== undefined) return id.endsWith(`/${by.cause}`);
    const { from = '', to = '9999-12-31' } = by;
    return by.terms?.includes(termId) === true && from <= accruesOn && accruesOn <= to;
  });
}

function minor(amount: string, currency: string): bigint {
  if (amount.startsWith('-')) return -minor(amount.slice(1), currency);
  const parsed = parseAmount('amount', amount, currency);
  if ('amountMinor' in parsed) return parsed.amountMinor;
  throw new RangeError(`${amount} is not an amount: ${parsed.allowed}`);
}

function sumOf<T>(all: readonly T[], figure: (one: T) => bigint | undefined): bigint {
  return all.reduce((sum, one) => sum + (figure(one) ?? 0n), 0n);
}

/** What is wrong with what a line selects; empty when the line is right. */
function mistakes(owing: readonly Owing[], line: Expectation, currency: string): string[] {
  const found = selected(owing, line);
  const inMoney = found.filter((one) => 'amountMinor' in one);
  const inUnits = found.filter((one) => 'unit' in one);
  const wrong: string[] = [];
  const check = <T extends string | number | bigint>(name: string, wanted: T | undefined, has: T | undefined): void => {
    if (wanted !== undefined && wanted !== has) wrong.push(`${name} is ${has ?? 'none'}, not ${wanted}`);
  };
  if (line.cause === undefined && line.count !== 0 && found.length === 0) wrong.push('nothing is owed of this');
  check('the number of them', line.receivable === undefined ? line.count : 1, found.length);
  const partOf = ({ split }: Receivable): bigint | undefined => split?.find(({ to }) => to === line.part)?.amountMinor;
  const amount = sumOf(inMoney, (one) => (line.part === undefined ? one.amountMinor : partOf(one)));
  if (line.amount !== undefined) check('the amount', minor(line.amount, currency), amount);
  if (line.quantity !== undefined) {
    check(
      'the quantity',
      BigInt(line.quantity),
      sumOf(inUnits, ({ quantity = '0' }) => BigInt(quantity)),
    );
    for (const { unit } of inUnits) check('the unit', line.unit, unit);
  }
  if (line.value !== undefined)
    check(
      'the value',
      minor(line.value, currency),
      sumOf(inUnits, ({ valueMinor }) => valueMinor),
    );
  check('the last day', line.lastOn, found.at(-1)?.accruesOn);
  for (const { accruesOn, dueOn } of found) {
    check('the day', line.accruesOn, accruesOn);
    check('the due day', line.dueOn, dueOn);
  }
  const steps = found.flatMap(({ working }) => working.flatMap(({ what, figures }) => [what, figures]));
  for (const text of line.says ?? []) {
    if (!steps.some((step) => step.includes(text))) wrong.push(`no working says ${text}: ${steps.join(' / ')}`);
  }
  return wrong.map((one) => `${line.line ?? line.why}: ${one}`);
}

function expectExample(agreement: Agreement, example: Agreement['examples'][number]): void {
  const due = play(agreement, example);
  const owing = everything(due);
  const { currency } = versionOf(agreement).terms;
  expect(example.expected.flatMap((line) => mistakes(owing, line, currency))).toEqual([]);
  expect(due.waiting.map(({ id }) => id)).toEqual(example.waits ?? []);
  const named = new Set(example.expected.flatMap((line) => selected(owing, line)));
  const isNothing = (one: Owing): boolean => ('unit' in one ? one.quantity === '0' : one.amountMinor === 0n);
  const unexpected = owing.filter((one) => !isNothing(one) && !named.has(one));
  expect(unexpected.map(({ id }) => id)).toEqual([]);
}

function linesOf({ examples }: Agreement): number {
  return examples.flatMap(({ expected }) => expected).filter(({ line }) => line !== undefined).length;
}

describe.each(AGREEMENTS)('$name', ({ name, agreement }) => {
  it('is a contract file that can be read, under the name of its agreement', () => {
    expect(versionOf(agreement).terms.terms.length).toBeGreaterThan(0);
    expect(name).toBe(`${agreement.agreement}.yaml`);
  });

  it.each(agreement.examples)('owes to $until what the agreement says, and nothing else', (example) => {
    expectExample(agreement, example);
  });

  it('accounts for every line of the sample', () => {
    expect(linesOf(agreement) + agreement.notExpressed.length).toBe(SOURCE_LINES[agreement.agreement]);
  });
});

describe('the sample', () => {
  it('has each of its 35 agreements here or among those not yet carried, with how many lines are right', () => {
    const missing = readNotYet();
    const here = [...AGREEMENTS.map(({ agreement }) => agreement), ...missing].map(({ agreement }) => agreement);
    expect(here.toSorted()).toEqual(Object.keys(SOURCE_LINES).toSorted());
    expect(here).toHaveLength(35);
    const rows = AGREEMENTS.map(({ agreement }) => row(agreement, linesOf(agreement), agreement.notExpressed));
    const none = missing.map(({ agreement, why }) => row({ agreement }, 0, [{ why }]));
    const total = AGREEMENTS.reduce((sum, { agreement }) => sum + linesOf(agreement), 0);
    const all = Object.values(SOURCE_LINES).reduce((sum, lines) => sum + lines, 0);
    process.stdout.write([...rows, ...none, `${'together'.padEnd(36)}${total} of ${all}`, ''].join('\n'));
  });
});

function row({ agreement }: { agreement: string }, right: number, open: readonly { why: string }[]): string {
  const reasons = [...new Set(open.map(({ why }) => why))].join(' ');
  return `${agreement.padEnd(36)}${right} of ${String(SOURCE_LINES[agreement]).padEnd(5)}${reasons}`;
}
