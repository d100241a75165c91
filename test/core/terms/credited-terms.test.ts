import { describe, expect, it } from 'vitest';
import { InputError, type Problem } from '../../../shared/core/errors.ts';
import type { Plain } from '../../../shared/core/json.ts';
import { readContract } from '../../../shared/core/terms/read-contract.ts';
import { contractFile1999 } from '../../builders/a-contract.ts';

function fee(id: string, ...credited: readonly string[]): Plain {
  const credit = credited.length === 0 ? {} : { credit: { terms: [...credited] } };
  const rest = { kind: 'success-fee', clause: '2.2', rate: '10%', basis: 'funding-as-closed', trigger: 'closing' };
  return { ...rest, id, scope: 'any-investor', tail: 'open-ended', rounding: 'half-up', dueDays: 0, ...credit };
}

function problemsOf(...terms: readonly Plain[]): readonly Problem[] {
  try {
    readContract({ ...contractFile1999(), terms: [...terms] });
    return [];
  } catch (error) {
    if (error instanceof InputError) return error.problems;
    throw error;
  }
}

describe('what a fee is credited with', () => {
  it('may be what a fee line before it brought', () => {
    expect(problemsOf(fee('first'), fee('rest', 'first'))).toEqual([]);
  });

  it.each([
    ['a fee line after it', [fee('rest', 'first'), fee('first')], 'terms[0].credit.terms[0]'],
    ['itself', [fee('first'), fee('rest', 'rest')], 'terms[1].credit.terms[0]'],
    ['a term that is not there', [fee('first'), fee('rest', 'first', 'firts')], 'terms[1].credit.terms[1]'],
  ])('is refused when it is %s, so that nothing goes in a circle', (_, terms, field) => {
    expect(problemsOf(...terms).map((problem) => problem.field)).toEqual([field]);
  });
});
