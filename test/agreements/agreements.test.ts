import { describe, expect, it } from 'vitest';
import { owedAtEnd } from '../../cli/simulate.ts';
import { happeningsFromData } from '../../cli/simulate-facts.ts';
import { parseAmount } from '../../shared/core/money/parse-amount.ts';
import type { Owed, Receivable } from '../../shared/core/owed/receivable.ts';
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

function selected(receivables: readonly Receivable[], by: Expectation): Receivable[] {
  return receivables.filter(({ id, termId, accruesOn }) => {
    if (by.receivable !== undefined) return id === by.receivable;
    if (by.cause !== undefined) return id.endsWith(`/${by.cause}`);
    return by.terms?.includes(termId) === true && (by.to === undefined || accruesOn <= by.to);
  });
}

function minor(amount: string, currency: string): bigint {
  const parsed = parseAmount('amount', amount, currency);
  if ('amountMinor' in parsed) return parsed.amountMinor;
  throw new RangeError(`${amount} is not an amount: ${parsed.allowed}`);
}

/** What is wrong with the receivables that a line selects; empty when the line is right. */
function mistakes(receivables: readonly Receivable[], line: Expectation, currency: string): string[] {
  const found = selected(receivables, line);
  const wrong: string[] = [];
  const check = <T extends string | number | bigint>(name: string, wanted: T | undefined, has: T | undefined): void => {
    if (wanted !== undefined && wanted !== has) wrong.push(`${name} is ${has ?? 'none'}, not ${wanted}`);
  };
  if (line.cause === undefined && found.length === 0) wrong.push('nothing is owed of this');
  check('the number of them', line.receivable === undefined ? line.count : 1, found.length);
  const sum = found.reduce((all, { amountMinor }) => all + amountMinor, 0n);
  if (line.amount !== undefined) check('the amount', minor(line.amount, currency), sum);
  check('the last day', line.lastOn, found.at(-1)?.accruesOn);
  for (const { accruesOn, dueOn } of found) {
    check('the day', line.accruesOn, accruesOn);
    check('the due day', line.dueOn, dueOn);
  }
  const steps = found.flatMap(({ working }) => working.flatMap(({ what, figures }) => [what, figures]));
  for (const text of line.says ?? []) {
    if (!steps.some((step) => step.includes(text))) wrong.push(`no working says ${text}`);
  }
  return wrong.map((one) => `${line.line ?? line.why}: ${one}`);
}

function expectExample(agreement: Agreement, example: Agreement['examples'][number]): void {
  const { receivables, waiting } = play(agreement, example);
  const { currency } = versionOf(agreement).terms;
  expect(example.expected.flatMap((line) => mistakes(receivables, line, currency))).toEqual([]);
  expect(waiting).toEqual([]);
  const named = new Set(example.expected.flatMap((line) => selected(receivables, line)));
  const unexpected = receivables.filter((receivable) => receivable.amountMinor > 0n && !named.has(receivable));
  expect(unexpected.map(({ id, amountMinor }) => `${id}: ${amountMinor}`)).toEqual([]);
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
