import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { InputError } from '../../../shared/core/errors.ts';
import type { Plain } from '../../../shared/core/json.ts';
import { readContract } from '../../../shared/core/terms/read-contract.ts';
import { contractFile1999 } from '../../builders/a-contract.ts';

/** What a person is told, each as `field: what is allowed`, with the fix in brackets where it says more. */
function told(changes: Record<string, Plain>): string[] {
  try {
    readContract({ ...contractFile1999(), ...changes });
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    return error.problems.map(({ field, allowed, fix }) => {
      const place = field.replace(/^terms\[\d\]\./, '');
      return `${place}: ${allowed}${fix === 'Use what is allowed.' ? '' : ` (${fix})`}`;
    });
  }
  return [];
}

const PAYMENT = "kind: payment, id: p, clause: '2', name: Fee, amount: '100.00', dueDays: 0, on: 1999-05-01";

/** A right term of each kind, of which each row spoils one key. */
const RIGHT = {
  retainer:
    "kind: retainer, id: r, clause: '1', amount: '5.00', everyMonths: 1, timing: in-advance, minimumPeriods: 0, afterMinimum: stops, dueDays: 0, anchor: 1999-05-01",
  payment: PAYMENT,
  fee: "kind: success-fee, id: f, clause: '2', rate: '5%', basis: revenue, trigger: closing, scope: any-investor, tail: open-ended, rounding: down, dueDays: 0",
  expenses: "kind: expenses, id: e, clause: '3', receipts: required, dueDays: 0",
  tax: "kind: tax, id: t, clause: '4', name: VAT, rate: '20%', on: all",
  late: "kind: late-interest, id: l, clause: '5', rate: '1%', per: month, dueDays: 0, on: all",
  refund: "kind: refund, id: b, clause: '6', trigger: leaves, share: '10%', dueDays: 0, of: [p]",
  manual: "kind: manual, id: m, clause: '7', what: an audit, onEvent: x",
} as const;

function spoiled(kind: keyof typeof RIGHT, spoil: string): Record<string, Plain> {
  const [payment, term]: Record<string, Plain>[] = [PAYMENT, RIGHT[kind]].map((keys) => parse(`{ ${keys} }`));
  const changed: Record<string, Plain> = { ...term, ...parse(`{ ${spoil} }`) };
  return { terms: kind === 'payment' ? [changed] : [payment ?? null, changed] };
}

describe('a term that is wrong in one place is told what is allowed there', () => {
  it.each<[keyof typeof RIGHT, string, string[]]>([
    ['retainer', 'id: A B', ['id: lower-case letters, digits and hyphens, such as auxer-pmr-1999']],
    ['retainer', 'id: 5', ['id: lower-case letters, digits and hyphens, such as auxer-pmr-1999']],
    ['retainer', 'clause: 2.1', ['clause: text (Put it in quotation marks: "2.1".)']],
    ['retainer', "clause: ' '", ['clause: text that is not empty']],
    ['retainer', 'clause: [a]', ['clause: text that is not empty']],
    ['retainer', 'name: "a\\nb"', ['name: one line of text, without line breaks or control characters']],
    ['retainer', 'name: "\\uD800"', ['name: whole characters']],
    ['retainer', 'everyMonths: 0', ['everyMonths: a whole number from 1 to 12']],
    ['retainer', 'everyMonths: 13', ['everyMonths: a whole number from 1 to 12']],
    ['retainer', 'everyMonths: 1.5', ['everyMonths: a whole number from 1 to 12']],
    ['retainer', "everyMonths: '1'", ['everyMonths: a whole number from 1 to 12']],
    ['retainer', 'anchor: 1999-02-30', ['anchor: a date that exists, as YYYY-MM-DD']],
    ['retainer', 'anchor: 5', ['anchor: a date that exists, as YYYY-MM-DD']],
    ['retainer', 'timing: never', ['timing: one of in-advance, in-arrears (Did you mean in-arrears?)']],
    ['retainer', 'timing: 5', ['timing: one of in-advance, in-arrears']],
    [
      'retainer',
      'dueCounted: dog-days',
      ['dueCounted: one of calendar-days, business-days (Did you mean calendar-days?)'],
    ],
    ['retainer', 'dueFrom: x', ['dueFrom: one of accrual, month-end, quarter-end, year-end (Did you mean accrual?)']],
    ['retainer', 'dueDays: 366', ['dueDays: a whole number from 0 to 365']],
    ['retainer', 'minimumPeriods: 601', ['minimumPeriods: a whole number from 0 to 600']],
    ['retainer', 'afterMinimum: x', ['afterMinimum: one of month-to-month, stops (Did you mean stops?)']],
    ['retainer', 'mostPeriods: 0', ['mostPeriods: a whole number from 1 to 1200']],
    ['retainer', 'steps: 5', ['steps: a list']],
    ['retainer', 'steps: [5]', ['steps[0]: a mapping with the keys from, when, amount']],
    [
      'retainer',
      'steps: [{ form: 1999-06-01 }]',
      [
        'steps[0].amount: a decimal string in USD with at most 2 decimals, such as "250000.00" (Give the amount; an empty amount is never read as zero.)',
        'steps[0].form: the keys from, when, amount (Did you mean from?)',
      ],
    ],
    [
      'retainer',
      'lump: { periods: 1, amount: 5 }',
      [
        'lump.periods: a whole number from 2 to 60',
        'lump.amount: a decimal string in USD with at most 2 decimals, such as "250000.00" (Put the amount in quotation marks: a JSON number can lose cents on its way.)',
      ],
    ],
    ['retainer', 'lump: 5', ['lump: a mapping with the keys periods, amount']],
    ['retainer', 'shortFirst: { from: x }', ['shortFirst.from: a date that exists, as YYYY-MM-DD']],
    ['retainer', 'proration: x', ['proration: one of actual-days, thirty-day-months (Did you mean actual-days?)']],
    ['retainer', 'startsWhen: { event: [] }', ['startsWhen.event: a list with at least 1 item']],
    [
      'retainer',
      'startsWhen: { event: A }',
      ['startsWhen.event: lower-case letters, digits and hyphens, such as auxer-pmr-1999'],
    ],
    ['retainer', 'startsWhen: { event: a, times: 0 }', ['startsWhen.times: a whole number from 1 to 1000']],
    [
      'retainer',
      'startsWhen: { event: a, by: us }',
      ['startsWhen.by: one of client, consultant (Did you mean client?)'],
    ],
    ['retainer', 'startsWhen: { event: a, classes: [] }', ['startsWhen.classes: a list with at least 1 item']],
    [
      'retainer',
      "startsWhen: { event: a, raised: 'x' }",
      [
        'startsWhen.raised: a decimal string in USD with at most 2 decimals, such as "250000.00" (Use digits and at most one decimal point, without leading zeros.)',
      ],
    ],
    ['payment', 'paysIn: 5', ['paysIn: a mapping with the keys unit, price, rounding, note, electedBy']],
    ['payment', 'paysIn: { unit: A }', ['paysIn.unit: lower-case letters, digits and hyphens, such as auxer-pmr-1999']],
    [
      'payment',
      'paysIn: { unit: a, price: 5 }',
      ['paysIn.price: stated, or a price for one unit in quotation marks, such as "0.25"'],
    ],
    ['payment', "paysIn: { unit: a, price: '05' }", ['paysIn.price: a price in major units, such as "0.25"']],
    ['payment', "paysIn: { unit: a, price: '0.00' }", ['paysIn.price: a price above zero']],
    [
      'payment',
      'paysIn: { unit: a, rounding: x }',
      ['paysIn.rounding: one of half-up, half-even, down, up (Did you mean up?)'],
    ],
    [
      'payment',
      'paysIn: { unit: a, electedBy: x }',
      ['paysIn.electedBy: one of client, consultant (Did you mean client?)'],
    ],
    ['payment', 'payee: 5', ['payee: text (Put it in quotation marks: "5".)']],
    ['payment', 'split: []', ['split: a list with at least 2 items']],
    ['payment', "split: [{ to: a, share: '50%' }]", ['split: a list with at least 2 items']],
    [
      'payment',
      "split: [{ to: a, share: 0.5 }, { to: b, share: '200%' }]",
      [
        'split[0].share: a rate up to 100%, such as "10%", "0.1" or "1/3" (Put it in quotation marks: a number is not exact.)',
        'split[1].share: a rate up to 100%, such as "10%", "0.1" or "1/3"',
      ],
    ],
    ['payment', 'discount: 5', ['discount: a mapping with the keys clause, share, within, counted']],
    [
      'payment',
      "discount: { clause: '1', share: '1%', within: 0, counted: x }",
      [
        'discount.within: a whole number from 1 to 365',
        'discount.counted: one of calendar-days, business-days (Did you mean calendar-days?)',
      ],
    ],
    ['payment', 'where: { classes: 5 }', ['where.classes: a list with at least 1 item']],
    ['payment', 'onEvent: 5', ['onEvent: lower-case letters, digits and hyphens, such as auxer-pmr-1999']],
    ['fee', 'basis: { counted: [] }', ['basis.counted: a list with at least 1 item']],
    ['fee', 'trigger: []', ['trigger: a list with at least 1 item']],
    ['fee', 'trigger: { a: 1 }', ['trigger: closing, the kind of an event, or a list of them']],
    ['fee', 'once: x', ['once: one of per-investor (Did you mean per-investor?)']],
    [
      'fee',
      'counts: x',
      ['counts: one of each, altogether, each-month, each-quarter, each-year, each-contract-year (Did you mean each?)'],
    ],
    ['fee', 'rounding: x', ['rounding: one of half-up, half-even, down, up (Did you mean up?)']],
    ['fee', 'tail: forever', ['tail: open-ended, or a mapping with months']],
    ['fee', 'tail: 12', ['tail: open-ended, or a mapping with months (Write { months: 12 }.)']],
    ['fee', 'tail: {}', ['tail.months: a whole number from 0 to 600 (Add it.)']],
    ['fee', 'tail: { months: 601 }', ['tail.months: a whole number from 0 to 600']],
    ['fee', 'tail: { months: 6, from: x }', ['tail.from: one of end, introduction (Did you mean end?)']],
    ['fee', 'tail: { months: 6, scope: x }', ['tail.scope: one of introduced-only (Did you mean introduced-only?)']],
    [
      'fee',
      'tail: { months: 6, afterCause: x }',
      ['tail.afterCause: one of earns, earns-nothing (Did you mean earns?)'],
    ],
    ['fee', 'tail: { months: 6, investors: [] }', ['tail.investors: a list with at least 1 item']],
    ['fee', 'window: { months: 0 }', ['window.months: a whole number from 1 to 600']],
    ['fee', "periodAtMost: { months: 2, amount: '1.00' }", ['periodAtMost.months: one of 1, 3, 12']],
    ['fee', 'credit: { terms: [] }', ['credit.terms: a list with at least 1 item']],
    [
      'fee',
      'credit: { terms: [p], taken: x }',
      ['credit.taken: one of after-minimum, before-minimum (Did you mean after-minimum?)'],
    ],
    [
      'fee',
      'rate: 5',
      ['rate: a rate up to 100%, such as "10%", "0.1" or "1/3" (Put it in quotation marks: a number is not exact.)'],
    ],
    ['fee', 'rate: 200%', ['rate: a rate up to 100%, such as "10%", "0.1" or "1/3"']],
    [
      'fee',
      'rate: { bands: [], taken: whole }',
      ['rate.bands: a list of bands, each with upTo and rate; the last without upTo'],
    ],
    [
      'fee',
      'atLeast: 5',
      [
        'atLeast: a decimal string in USD with at most 2 decimals, such as "250000.00" (Put the amount in quotation marks: a JSON number can lose cents on its way.)',
      ],
    ],
    [
      'fee',
      'atLeast: "5.001"',
      [
        'atLeast: a decimal string in USD with at most 2 decimals, such as "250000.00" (USD has 2 decimals; round the amount at its source.)',
      ],
    ],
    ['expenses', 'categories: []', ['categories: a list with at least 1 item']],
    ['expenses', 'receipts: maybe', ['receipts: one of required, not-required (Did you mean required?)']],
    ['expenses', "approval: { above: '1.00', of: week }", ['approval.of: one of item, month (Did you mean item?)']],
    ['expenses', 'approval: 5', ['approval: a mapping with the keys above, of']],
    ['tax', 'on: 5', ['on: all, or a list of the ids of terms']],
    ['tax', 'on: []', ['on: a list with at least 1 item']],
    [
      'tax',
      'rate: 0.2',
      ['rate: a rate up to 100%, such as "10%", "0.1" or "1/3" (Put it in quotation marks: a number is not exact.)'],
    ],
    ['tax', 'rate: x', ['rate: a rate up to 100%, such as "10%", "0.1" or "1/3"']],
    ['tax', 'rounding: x', ['rounding: one of half-up, half-even, down, up (Did you mean up?)']],
    ['late', 'per: week', ['per: one of month, month-or-part, year, once (Did you mean year?)']],
    ['late', 'dayCount: x', ['dayCount: one of actual/365, actual/360, 30/360 (Did you mean 30/360?)']],
    ['late', 'compounding: maybe', ['compounding: true or false']],
    ['late', 'graceDays: 366', ['graceDays: a whole number from 0 to 365']],
    ['late', 'yearAtMost: x', ['yearAtMost: a rate up to 100%, such as "10%", "0.1" or "1/3"']],
    ['late', 'on: none', ['on: all, or a list of the ids of terms']],
    [
      'refund',
      'share: 5',
      [
        'share: a rate, a list of { upToDays, rate }, { overDays: 100 } for what is left of so many days, or in-proportion',
      ],
    ],
    ['refund', 'share: []', ['share: a list with at least 1 item']],
    ['refund', "share: [{ upToDays: 0, rate: '1%' }]", ['share[0].upToDays: a whole number from 1 to 36500']],
    ['refund', 'share: { overDays: 0 }', ['share.overDays: a whole number from 1 to 36500']],
    ['refund', 'counting: x', ['counting: one of first-day, days-after (Did you mean first-day?)']],
    ['refund', 'basis: x', ['basis: one of paid, billed (Did you mean paid?)']],
    ['refund', 'ifPaidWithin: 3651', ['ifPaidWithin: a whole number from 0 to 3650']],
    ['refund', 'of: []', ['of: a list with at least 1 item']],
    ['manual', 'remindOn: []', ['remindOn: a list with at least 1 item']],
    ['manual', 'remindOn: [x]', ['remindOn[0]: a date that exists, as YYYY-MM-DD']],
    ['manual', 'what: 5', ['what: text (Put it in quotation marks: "5".)']],
  ])('a %s with %s', (kind, spoil, expected) => {
    expect(told(spoiled(kind, spoil))).toEqual(expected);
  });

  it('an id that is too long', () => {
    expect(told(spoiled('retainer', `id: ${'a'.repeat(61)}`))).toEqual(['id: at most 60 characters']);
    expect(told(spoiled('retainer', `id: ${'a'.repeat(60)}`))).toEqual([]);
  });

  it.each(Object.keys(RIGHT) as (keyof typeof RIGHT)[])('nothing, when a %s is right', (kind) => {
    expect(told(spoiled(kind, ''))).toEqual([]);
  });
});

describe('a contract file that is wrong in one place is told what is allowed there', () => {
  it.each<[string, string[]]>([
    ['tallystick: 2', ['tallystick: the number 1, the version of this file format']],
    ['id: A', ['id: lower-case letters, digits and hyphens, such as auxer-pmr-1999']],
    ['title: 5', ['title: text (Put it in quotation marks: "5".)']],
    ['dated: x', ['dated: a date that exists, as YYYY-MM-DD']],
    ['timeZone: UTC', ['timeZone: an IANA time zone, such as America/New_York']],
    ['timeZone: Mars/Here', ['timeZone: an IANA time zone, such as America/New_York']],
    ['timeZone: 5', ['timeZone: an IANA time zone, such as America/New_York']],
    ['client: 5', ['client: a mapping with the keys name, address, statementsTo']],
    ['people: []', ['people: a list with at least 1 item']],
    [
      'people: [{ name: a, party: us, may: [x] }]',
      [
        'people[0].party: one of client, consultant, operator (Did you mean client?)',
        'people[0].may[0]: one of acknowledge, dispute, approve (Did you mean dispute?)',
      ],
    ],
    ['people: [{ name: a, party: client, may: [] }]', ['people[0].may: a list with at least 1 item']],
    [
      'services: { clause: 1, items: [] }',
      ['services.clause: text (Put it in quotation marks: "1".)', 'services.items: a list with at least 1 item'],
    ],
    ['terms: []', ['terms: a list with at least 1 item']],
    ['terms: [5]', ['terms[0]: a term with a kind, an id and a clause']],
    ["duration: { clause: '9', months: 0 }", ['duration.months: a whole number from 1 to 600']],
    ["duration: { clause: '9', notice: { days: 3651 } }", ['duration.notice.days: a whole number from 0 to 3650']],
    [
      "duration: { clause: '9', notice: { months: 0, endsAt: x } }",
      [
        'duration.notice.months: a whole number from 1 to 120',
        'duration.notice.endsAt: one of notice, month-end, term-end (Did you mean notice?)',
      ],
    ],
    ['holidays: [x]', ['holidays[0]: a date that exists, as YYYY-MM-DD']],
    ['holidays: 5', ['holidays: a list']],
    ['covenants: 5', ['covenants: a list']],
    ["covenants: [{ clause: '1' }]", ['covenants[0].summary: text that is not empty (Add it.)']],
    ["licenceGate: { clause: '3', on: maybe }", ['licenceGate.on: true or false']],
    [
      'bounds: { approvalAbove: 5, catchUpPeriods: 25 }',
      [
        'bounds.approvalAbove: a decimal string in USD with at most 2 decimals, such as "250000.00" (Put the amount in quotation marks: a JSON number can lose cents on its way.)',
        'bounds.catchUpPeriods: a whole number from 1 to 24',
      ],
    ],
    [
      'client: { name: a, address: [], statementsTo: [x] }',
      [
        'client.address: a list with at least 1 item',
        'client.statementsTo[0]: a full e-mail address, such as accounts@client.example',
      ],
    ],
    ['currency: US', ['currency: an ISO 4217 currency code in capitals, such as USD']],
  ])('%s', (spoil, expected) => {
    expect(told(parse(`{ ${spoil} }`))).toEqual(expected);
  });
});
