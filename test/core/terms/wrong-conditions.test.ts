import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { InputError } from '../../../shared/core/errors.ts';
import { isContractId } from '../../../shared/core/terms/contract-id.ts';
import { readContract } from '../../../shared/core/terms/read-contract.ts';
import { contractFile1999 } from '../../builders/a-contract.ts';

/** What is wrong with terms that are given as YAML: each as `field: found; allowed`. */
function wrong(...terms: readonly string[]): string[] {
  try {
    readContract({ ...contractFile1999(), ...parse(`terms:\n${terms.map((term) => `  - { ${term} }\n`).join('')}`) });
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    return error.problems.map(({ field, found, allowed }) => `${field}: ${found}; ${allowed}`);
  }
  return [];
}

const RETAINER =
  "kind: retainer, id: r, clause: '1', amount: '5.00', everyMonths: 1, timing: in-advance, minimumPeriods: 0, afterMinimum: stops, dueDays: 0";
const PAYMENT = "kind: payment, id: p, clause: '2', name: Fee, amount: '100.00', dueDays: 0";
const FEE =
  "kind: success-fee, id: f, clause: '2', rate: '5%', basis: revenue, trigger: closing, scope: any-investor, tail: open-ended, rounding: down, dueDays: 0";
const TWO = '[{ event: closing }, { event: listing }]';

describe('a condition', () => {
  const when = (condition: string) => wrong(`${PAYMENT}, when: ${condition}`);
  const one = 'what happens in event, several that all happen in all, or several of which one happens in any';
  const end = 'nothing beside an event other than end';

  it.each([
    ['{ event: closing, from: 1999-05-01, to: 1999-05-01 }'],
    ['{ event: closing, from: 1999-05-02 }'],
    ['{ event: closing, to: 1999-05-01 }'],
    ['{ event: end, by: client, forCause: true }'],
    ['{ event: [closing, end], by: client, forCause: false }'],
    [`{ all: ${TWO} }`],
    [`{ any: [{ event: closing, times: 2 }, { event: end, by: consultant }] }`],
  ])('is one thing that happens, or several that each are: %s', (condition) => {
    expect(when(condition)).toEqual([]);
  });

  it.each([
    ['{ times: 2 }', [`event: nothing; ${one}`]],
    [`{ event: closing, all: ${TWO} }`, [`event: "closing"; ${one}`]],
    [`{ all: ${TWO}, any: ${TWO} }`, [`event: ${JSON.stringify(parse(TWO))}; ${one}`]],
    [`{ all: ${TWO}, times: 2 }`, ['times: 2; nothing beside all']],
    [`{ any: ${TWO}, from: 1999-05-01 }`, ['from: "1999-05-01"; nothing beside any']],
    ['{ event: closing, by: client }', [`by: "client"; ${end}`]],
    ['{ event: weekend, by: client }', [`by: "client"; ${end}`]],
    ['{ by: client, all: [{ event: end }, { event: end }] }', ['by: "client"; nothing beside all']],
    ['{ event: closing, forCause: false }', [`forCause: false; ${end}`]],
    ['{ event: [closing, listing], by: client, forCause: true }', [`by: "client"; ${end}`, `forCause: true; ${end}`]],
    [`{ all: [{ event: end, by: client }, { event: closing, by: client }] }`, [`all[1].by: "client"; ${end}`]],
    [`{ any: [{ event: closing, forCause: true }, { event: listing }] }`, [`any[0].forCause: true; ${end}`]],
    ['{ event: closing, from: 1999-05-02, to: 1999-05-01 }', ['to: "1999-05-01"; a date on or after 1999-05-02']],
    [
      '{ any: [{ event: closing }, { event: listing, from: 1999-05-02, to: 1999-05-01 }] }',
      ['any[1].to: "1999-05-01"; a date on or after 1999-05-02'],
    ],
  ])('is refused as %s', (condition, problems) => {
    expect(when(condition).map((line) => line.replace('terms[0].when.', ''))).toEqual(problems);
  });

  it('is looked at wherever a term has one', () => {
    const late = '{ event: closing, from: 1999-05-02, to: 1999-05-01 }';
    const places = (...terms: readonly string[]) => wrong(...terms).map((line) => line.split(':')[0]);
    expect(
      places(
        `${RETAINER}, startsWhen: ${late}, endsWhen: ${late}, payableWhen: ${late}, steps: [{ from: 1999-06-01, amount: '6.00' }, { when: ${late}, amount: '7.00' }]`,
        `${FEE}, when: ${late}`,
        `${PAYMENT}, onEvent: closing, where: { from: 1999-05-02, to: 1999-05-01 }`,
        `${FEE.replace('id: f', 'id: g')}, where: { from: 1999-05-02, to: 1999-05-01 }`,
      ),
    ).toEqual([
      'terms[0].startsWhen.to',
      'terms[0].endsWhen.to',
      'terms[0].payableWhen.to',
      'terms[0].steps[1].when.to',
      'terms[1].when.to',
      'terms[2].where.to',
      'terms[3].where.to',
    ]);
  });
});

describe('the id of a contract', () => {
  it.each([
    ['auxer-pmr-1999', true],
    ['a', true],
    ['a-b-c', true],
    ['a'.repeat(60), true],
    ['a'.repeat(61), false],
    ['', false],
    ['-a', false],
    ['a-', false],
    ['a--b', false],
    ['A', false],
    ['a b', false],
    ['a_b', false],
    ['a\n', false],
    ['ä', false],
  ])('%j: %s', (id, expected) => {
    expect(isContractId(id)).toBe(expected);
  });
});
