import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { InputError } from '../../../shared/core/errors.ts';
import { readContract } from '../../../shared/core/terms/read-contract.ts';
import { contractFile1999 } from '../../builders/a-contract.ts';

function problemsOf(file: unknown): [string, ...{ field: string; found: string; allowed: string; fix: string }[]] {
  try {
    readContract(file);
  } catch (error) {
    if (error instanceof InputError) return [error.message, ...error.problems];
    throw error;
  }
  return [''];
}

const withTerms = (...terms: readonly string[]) => ({
  ...contractFile1999(),
  ...parse(`terms:\n${terms.map((term) => `  - { ${term} }\n`).join('')}`),
});

/** What is wrong with terms that are given as YAML: each as `field: found; allowed`. */
function wrong(...terms: readonly string[]): string[] {
  const [, ...problems] = problemsOf(withTerms(...terms));
  return problems.map(({ field, found, allowed }) => `${field}: ${found}; ${allowed}`);
}

const RETAINER =
  "kind: retainer, id: r, clause: '1', amount: '5.00', everyMonths: 1, timing: in-advance, minimumPeriods: 0, afterMinimum: stops, dueDays: 0, anchor: 1999-05-01";
const PAYMENT = "kind: payment, id: p, clause: '2', name: Fee, amount: '100.00', dueDays: 0, on: 1999-05-01";
const FEE =
  "kind: success-fee, id: f, clause: '2', rate: '5%', basis: revenue, trigger: closing, scope: any-investor, tail: open-ended, rounding: down, dueDays: 0";
const EXPENSES = "kind: expenses, id: e, clause: '3', receipts: required, dueDays: 0";
const SURCHARGE = "kind: surcharge, id: s, clause: '7', name: Charge, rate: '10%', dueDays: 3";
const TAX = "kind: tax, id: t, clause: '4', name: VAT, rate: '20%'";
const LATE = "kind: late-interest, id: l, clause: '5', rate: '1%', per: month, dueDays: 0";
const REFUND = "kind: refund, id: b, clause: '6', trigger: leaves, share: '10%', dueDays: 0";
const MANUAL = "kind: manual, id: m, clause: '7', what: an audit, remindOn: [1999-05-01]";
const SHARES = ', paysIn: { unit: shares }';
const named = (term: string, id: string) => term.replace(/id: \w/, `id: ${id}`);
const none = 'the id of a term that brings money; there is none';

describe('a surcharge', () => {
  const money = [RETAINER, PAYMENT, FEE, EXPENSES];

  it('is on what brings money, or units at a price, and on all of it', () => {
    expect(wrong(...money, `${SURCHARGE}, on: [r, p, f, e]`)).toEqual([]);
    expect(wrong(...money, `${SURCHARGE}, on: all`)).toEqual([]);
    expect(wrong(`${PAYMENT}, paysIn: { unit: shares, price: '1.00' }`, `${SURCHARGE}, on: [p]`)).toEqual([]);
  });

  it('is on nothing else', () => {
    expect(wrong(PAYMENT + SHARES, `${SURCHARGE}, on: [p]`)).toEqual([`terms[1].on[0]: "p"; ${none}`]);
    expect(wrong(RETAINER, EXPENSES, TAX + ', on: all', MANUAL, `${SURCHARGE}, on: [r, t, s, m]`)).toEqual([
      'terms[4].on[1]: "t"; one of r, e',
      'terms[4].on[2]: "s"; one of r, e',
      'terms[4].on[3]: "m"; one of r, e',
    ]);
  });

  it('may go wrong in what every term that pays may', () => {
    expect(
      wrong(RETAINER, `${SURCHARGE}, on: all, payee: A, split: [{ to: A, share: 50% }, { to: B, share: 50% }]`),
    ).toEqual(['terms[1].payee: "A"; either payee or split']);
  });
});

describe('what rests on other terms', () => {
  it('is a tax on what brings money or a surcharge, in units too, but on no tax', () => {
    expect(wrong(PAYMENT + SHARES, RETAINER, `${SURCHARGE}, on: [r]`, `${TAX}, on: [p, s]`)).toEqual([]);
    expect(wrong(PAYMENT, `${SURCHARGE}, on: [p]`, `${TAX}, on: [t]`)).toEqual(['terms[2].on[0]: "t"; one of p, s']);
  });

  it('is interest on a surcharge or a tax as well, but on no interest', () => {
    expect(wrong(PAYMENT, `${SURCHARGE}, on: [p]`, `${TAX}, on: [p]`, `${LATE}, on: [p, s, t]`)).toEqual([]);
    expect(wrong(PAYMENT, `${LATE}, on: [l]`)).toEqual(['terms[1].on[0]: "l"; one of p']);
  });

  it('is a refund of what brings money, of no surcharge or tax', () => {
    expect(wrong(PAYMENT, `${SURCHARGE}, on: [p]`, `${TAX}, on: [p]`, `${REFUND}, of: [p, s, t]`)).toEqual([
      'terms[3].of[1]: "s"; one of p',
      'terms[3].of[2]: "t"; one of p',
    ]);
  });
});

describe('a payment that is credited', () => {
  const credit = (...terms: readonly string[]) => `${named(PAYMENT, 'c')}, credit: { terms: [${terms.join(', ')}] }`;

  it('is credited with what a retainer, a fee or another payment brought, wherever it stands', () => {
    expect(wrong(RETAINER, credit('r', 'f', 'p'), FEE, PAYMENT)).toEqual([]);
    expect(wrong(PAYMENT + SHARES, credit('p') + SHARES)).toEqual([]);
  });

  it('is not credited with itself, with another that is credited, with expenses, or with units', () => {
    const other = named(credit('p'), 'd');
    expect(wrong(PAYMENT, other, EXPENSES, credit('c', 'd', 'e'))).toEqual([
      'terms[3].credit.terms[0]: "c"; one of p',
      'terms[3].credit.terms[1]: "d"; one of p',
      'terms[3].credit.terms[2]: "e"; one of p',
    ]);
    expect(wrong(PAYMENT + SHARES, credit('p'))).toEqual([`terms[1].credit.terms[0]: "p"; ${none}`]);
  });
});

describe('a fee that is credited', () => {
  const credited = (terms: string) => `${FEE}, credit: { terms: [${terms}] }`;
  const fixes = (...terms: readonly string[]) => {
    const [, ...problems] = problemsOf(withTerms(...terms));
    return problems.map(({ field, fix }) => `${field}: ${fix.includes('circle')}`);
  };

  it('is not credited with a payment that is credited itself', () => {
    const payment = `${PAYMENT}, credit: { terms: [r] }`;
    expect(wrong(RETAINER, payment, credited('p'))).toEqual(['terms[2].credit.terms[0]: "p"; one of r']);
  });

  it('is told of a circle with itself or a fee line after it, and not with anything else', () => {
    expect(fixes(RETAINER, credited('f'))).toEqual(['terms[1].credit.terms[0]: true']);
    expect(fixes(credited('g'), named(FEE, 'g'))).toEqual(['terms[0].credit.terms[0]: true']);
    expect(fixes(credited('e, nothing'), EXPENSES)).toEqual([
      'terms[0].credit.terms[0]: false',
      'terms[0].credit.terms[1]: false',
    ]);
  });
});

describe('a fee that shares a most with others', () => {
  const together = (more: string) => `${FEE}, together: { ${more} }`;

  it('names terms above it, and a most of each closing or of all', () => {
    expect(wrong(RETAINER, named(FEE, 'g'), together("with: [r, g], atMost: '5%'"))).toEqual([]);
    expect(wrong(RETAINER, together("with: [r], altogetherAtMost: '5.00'"))).toEqual([]);
    expect(wrong(RETAINER, together("with: [r], atMost: '5%', altogetherAtMost: '5.00'"))).toEqual([]);
  });

  it('is refused without a most, and with a line after it', () => {
    expect(wrong(RETAINER, together('with: [r]'))).toEqual([
      'terms[1].together.atMost: nothing; a rate in atMost, or an amount in altogetherAtMost',
    ]);
    expect(wrong(RETAINER, together("with: [g, r], atMost: '5%'"), named(FEE, 'g'))).toEqual([
      'terms[1].together.with[0]: "g"; one of r',
    ]);
  });
});

describe('times and amounts that could not have the effect that they are written for', () => {
  it.each([
    [`${LATE}, on: all, yearAtMost: '10%'`, []],
    [LATE.replace('per: month', 'per: once') + ', on: all', []],
    [
      LATE.replace('per: month', 'per: once') + ", on: all, yearAtMost: '10%'",
      ['terms[0].yearAtMost: "10%"; nothing beside per: once'],
    ],
    [`${FEE}, window: { months: 24, after: 23 }`, []],
    [`${FEE}, window: { months: 24 }`, []],
    [`${FEE}, window: { months: 24, after: 24 }`, ['terms[0].window.after: 24; a number below 24']],
    [`${PAYMENT}, instalments: [{ share: 50% }, { share: 50%, afterMonths: 1 }]`, []],
    [
      `${PAYMENT}, instalments: [{ share: 50% }, { share: 40%, afterMonths: 1 }]`,
      ['terms[0].instalments: "50% + 40%"; shares that are 100% together'],
    ],
    [`${RETAINER}, rises: { by: 3%, everyMonths: 12 }`, []],
    [
      `${RETAINER}, rises: { by: 3%, everyMonths: 12 }, steps: [{ from: 1999-06-01, amount: '6.00' }]`,
      ['terms[0].rises: {"by":"3%","everyMonths":12}; one of rises, steps and indexed'],
    ],
    [
      `${RETAINER}, rises: { by: 3%, everyMonths: 12 }, indexed: { index: cpi, base: '100', from: 1999-06-01, everyMonths: 12, mayFall: false }`,
      ['terms[0].rises: {"by":"3%","everyMonths":12}; one of rises, steps and indexed'],
    ],
    [`${RETAINER}, everyWeeks: 2`, ['terms[0].everyMonths: 1; how long a period is, in everyMonths or in everyWeeks']],
    [RETAINER.replace('everyMonths: 1', 'everyWeeks: 2'), []],
  ])('%s', (term, problems) => {
    expect(wrong(term)).toEqual(problems);
  });
});

describe('a contract file', () => {
  it('counts its mistakes', () => {
    expect(problemsOf({ ...contractFile1999(), title: 5 })[0]).toBe('The contract file has 1 mistake.');
    expect(problemsOf({ ...contractFile1999(), title: 5, dated: 'x' })[0]).toBe('The contract file has 2 mistakes.');
  });

  it('that is none is one mistake', () => {
    for (const file of [undefined, null, 5, 'x', []]) {
      expect(problemsOf(file)).toMatchObject(['The contract file has 1 mistake.', { field: '(the whole file)' }]);
    }
  });

  it('has its currency as one mistake, whatever it says', () => {
    for (const currency of ['EURO', 'usd', 5, null, undefined]) {
      const [, ...problems] = problemsOf({ ...contractFile1999(), currency });
      expect(problems).toMatchObject([
        { field: 'currency', allowed: 'an ISO 4217 currency code in capitals, such as USD' },
      ]);
    }
  });

  it('is of this version, and its gate is on or off', () => {
    const changed = { ...contractFile1999(), tallystick: 2, licenceGate: { clause: '3', on: 'yes' } };
    expect(problemsOf(changed)).toMatchObject([
      'The contract file has 2 mistakes.',
      { field: 'tallystick', found: '2', allowed: 'the number 1, the version of this file format' },
      { field: 'licenceGate.on', found: '"yes"', allowed: 'true or false' },
    ]);
  });

  it('needs one person who may approve, not all', () => {
    const people = [
      { name: 'Ann', party: 'client', may: ['approve'] },
      { name: 'Bob', party: 'consultant', may: ['dispute'] },
    ];
    expect(problemsOf({ ...contractFile1999(), people })).toEqual(['']);
    expect(problemsOf({ ...contractFile1999(), people: people.slice(1) })).toMatchObject([
      'The contract file has 1 mistake.',
      { field: 'people' },
    ]);
  });

  it('of a value that may be of several forms says what is wrong inside the form that it has', () => {
    const fields = (term: string) => {
      const [, ...problems] = problemsOf(withTerms(term));
      return problems.map(({ field }) => field.replace('terms[0].', ''));
    };
    const tail = (form: string) => fields(FEE.replace('open-ended', form));
    expect(tail('{ from: introduction }')).toEqual(['tail.months']);
    expect(tail("{ months: x, from: y, investors: ['', 5] }")).toEqual([
      'tail.months',
      'tail.from',
      'tail.investors[0]',
      'tail.investors[1]',
    ]);
    for (const form of ['12', 'null', '[]', 'closed', '{ months: 12, mont: 1 }']) expect(tail(form)).toHaveLength(1);
    expect(tail('12')).toEqual(['tail']);
    expect(tail('null')).toEqual(['tail']);
    const share = (form: string) => fields(`${REFUND.replace("'10%'", form)}, of: [b]`);
    expect(share('[{ upToDays: 0, rate: 5% }]')).toEqual(['share[0].upToDays']);
    expect(share('{ overDays: 0 }')).toEqual(['share.overDays']);
    expect(share('some')).toEqual(['share']);
    expect(fields(FEE.replace('basis: revenue', 'basis: { counted: [] }'))).toEqual(['basis.counted']);
    expect(fields(FEE.replace("'5%'", "'101%'"))).toEqual(['rate']);
    const paysIn = (price: unknown) => {
      const [, ...problems] = problemsOf(
        withTerms(`${PAYMENT}, paysIn: { unit: shares, price: ${JSON.stringify(price)} }`),
      );
      return problems.map(({ field, allowed }) => `${field}; ${allowed}`);
    };
    expect(paysIn(5)).toEqual([
      'terms[0].paysIn.price; stated, or a price for one unit in quotation marks, such as "0.25"',
    ]);
  });
});
