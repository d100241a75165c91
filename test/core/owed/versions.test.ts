import { describe, expect, it } from 'vitest';
import { hasKind, knownVersions, latest, termsAt, versionOn } from '../../../shared/core/owed/versions.ts';
import { aRetainer, aVersion } from '../../builders/a-contract.ts';
import { recorded, termsAdopted } from '../../builders/facts.ts';

/** The first, one that is adopted after it, and one that is adopted last and takes effect between them. */
function three() {
  return {
    first: aVersion(),
    second: aVersion({ title: 'Second' }, 2, '1999-07-01'),
    third: aVersion({ title: 'Third' }, 3, '1999-06-01'),
  };
}
const broken = { code: 'invariant.broken' };

function thrownBy(act: () => unknown): unknown {
  try {
    return act();
  } catch (error) {
    return error;
  }
}

describe('the versions of the terms', () => {
  it('known are those that were adopted, in their order', () => {
    const { first, second, third } = three();
    const facts = recorded(termsAdopted(), termsAdopted(3, '1999-06-01', '1999-06-20'));
    expect(knownVersions([third, second, first], facts)).toEqual([first, third]);
  });

  it('must be there', () => {
    const { first } = three();
    expect(thrownBy(() => knownVersions([first], []))).toMatchObject(broken);
    expect(thrownBy(() => latest([]))).toMatchObject(broken);
    expect(thrownBy(() => versionOn([], '1999-06-01'))).toMatchObject(broken);
  });

  it('count from the day on which they take effect, the later adopted first', () => {
    const { first, second, third } = three();
    expect(versionOn([first, second], '1999-06-30')).toBe(first);
    expect(versionOn([first, second], '1999-07-01')).toBe(second);
    expect(versionOn([first, second, third], '1999-07-01')).toBe(third);
  });

  it('before all of them are the first', () => {
    const { first, second } = three();
    expect(versionOn([first, second], '1990-01-01')).toBe(first);
  });

  it('at a moment go by the day in the zone of the contract', () => {
    const { first, second } = three();
    // Midnight of 1 July in New York is 04:00 UTC.
    expect(termsAt([first, second], '1999-07-01T03:59:00.000Z').title).toBe(first.terms.title);
    expect(termsAt([first, second], '1999-07-01T04:00:00.000Z').title).toBe('Second');
  });

  it('latest are the last adopted', () => {
    const { first, second } = three();
    expect(latest([first, second])).toBe(second);
    expect(latest([first])).toBe(first);
  });

  it('have a kind of term when one of them has one', () => {
    const { first } = three();
    const only = aVersion({ terms: [aRetainer()] }, 2);
    expect(hasKind([only, first], 'success-fee')).toBe(true);
    expect(hasKind([only], 'success-fee')).toBe(false);
    expect(hasKind([only], 'retainer')).toBe(true);
    expect(hasKind([], 'retainer')).toBe(false);
  });
});
