import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { InputError, type Problem } from '../../../shared/core/errors.ts';
import type { Plain } from '../../../shared/core/json.ts';
import { readContract } from '../../../shared/core/terms/read-contract.ts';
import { SILENCE_KEYS } from '../../../shared/core/terms/silences.ts';
import { aFinderFee, aRetainer, contractFile1999 } from '../../builders/a-contract.ts';

/** The 1999 file with the value at a path replaced; undefined takes the key out. */
function spoiled(...changes: readonly [path: string, value: Plain | undefined][]): Plain {
  const file = contractFile1999();
  for (const [path, value] of changes) {
    const keys = path.split('.');
    const last = keys.pop() ?? '';
    const holder = keys.reduce<object>((inner, key) => Reflect.get(inner, key), file);
    if (value === undefined) Reflect.deleteProperty(holder, last);
    else Reflect.set(holder, last, value);
  }
  return file;
}

function problemsOf(file: Plain): readonly Problem[] {
  try {
    readContract(file);
  } catch (error) {
    if (error instanceof InputError) return error.problems;
    throw error;
  }
  throw new Error('The file was accepted.');
}

describe('the 1999 contract file', () => {
  it('reads as the agreement says', () => {
    const { terms } = readContract(contractFile1999());

    expect(terms.terms).toEqual([aRetainer(), aFinderFee()]);
    expect(terms).toMatchObject({ dated: '1999-04-06', currency: 'USD', timeZone: 'America/New_York' });
    expect(terms.bounds).toEqual({ approvalAboveMinor: 5_000_000n, catchUpPeriods: 3, mostADayMinor: 10_000_000n });
    expect(terms.licenceGate.on).toBe(false);
  });

  it('has one reading for every silence', () => {
    const silences = readContract(contractFile1999()).terms.readings.map(({ silence = '' }): string => silence);
    expect(silences.toSorted()).toEqual(SILENCE_KEYS.toSorted());
  });

  it('has a hash of its own, which any change moves', () => {
    const before = readContract(contractFile1999()).termsHash;
    expect(readContract(contractFile1999()).termsHash).toBe(before);
    expect(readContract(spoiled(['title', 'Another'])).termsHash).not.toBe(before);
  });

  it('lets three periods catch up when the file does not say', () => {
    const { terms } = readContract(spoiled(['bounds.catchUpPeriods', undefined]));
    expect(terms.bounds.catchUpPeriods).toBe(3);
  });
});

describe('a contract file with mistakes', () => {
  it('is told all five of them at once, each with field, what was found, what is allowed and the fix', () => {
    const file = spoiled(
      ['dated', '1999-02-30'],
      ['timeZone', 'New Jersey'],
      ['terms.0.amount', '2,000.00'],
      ['terms.1.rate', '110%'],
      ['client.statementTo', ['a@b.example']],
    );

    const problems = problemsOf(file);

    expect(problems.map(({ field }) => field).toSorted()).toEqual([
      'client.statementTo',
      'dated',
      'terms[0].amount',
      'terms[1].rate',
      'timeZone',
    ]);
    for (const problem of problems) expect(Object.values(problem)).not.toContain('');
    expect(problems).toContainEqual({
      field: 'dated',
      found: '"1999-02-30"',
      allowed: 'a date that exists, as YYYY-MM-DD',
      fix: 'Use what is allowed.',
    });
  });

  it.each<[string, Plain | undefined, string, RegExp]>([
    ['terms.0.dueDay', 14, 'terms[0].dueDay', /Did you mean dueDays\?/],
    ['licencegate', true, 'licencegate', /Did you mean licenceGate\?/],
    ['terms.0.timing', 'in-advanc', 'terms[0].timing', /Did you mean in-advance\?/],
    ['terms.0.clause', 2.1, 'terms[0].clause', /Put it in quotation marks: "2.1"/],
    ['terms.0.amount', 2000, 'terms[0].amount', /quotation marks/],
    ['terms.1.rate', 0.1, 'terms[1].rate', /quotation marks/],
    ['bounds.approvalAbove', null, 'bounds.approvalAbove', /never read as zero/],
    ['terms.0.kind', 'retainers', 'terms[0].kind', /kind that this version knows/],
    ['terms.0.anchor', '1999-4-6', 'terms[0].anchor', /Use what is allowed/],
    ['terms.0.anchor', '1999-04-05', 'terms[0].anchor', /Start no period before the agreement/],
    ['terms.1.id', 'retainer', 'terms[1].id', /its own id/],
    ['currency', 'XXX', 'currency', /./],
    ['currency', 'usd', 'currency', /./],
    ['currency', undefined, 'currency', /^Add it\.$/],
    ['title', ' ', 'title', /./],
    ['title', 'a\nb', 'title', /./],
    ['people', [], 'people', /./],
    ['terms', undefined, 'terms', /./],
    ['terms.0.clause', undefined, 'terms[0].clause', /^Add it\.$/],
    ['client.statementsTo', ['accounts'], 'client.statementsTo[0]', /./],
    ['client.statementsTo', ['Office@PMR.example'], 'client.statementsTo', /Take the consultant's address out/],
    ['readings.1.silence', 'notice', 'readings[2].silence', /Keep one of the two/],
    ['readings.0.silence', 'tale', 'readings[0].silence', /Did you mean tail\?/],
  ])('is told of %s: %j', (path, value, field, fix) => {
    expect(problemsOf(spoiled([path, value]))).toContainEqual(
      expect.objectContaining({ field, fix: expect.stringMatching(fix) }),
    );
  });

  it('is told the nearest key for each of two unknown keys in one place', () => {
    const problems = problemsOf(spoiled(['titel', 'a'], ['currancy', 'USD']));
    expect(problems.map(({ field, fix }) => [field, fix])).toEqual([
      ['titel', 'Did you mean title?'],
      ['currancy', 'Did you mean currency?'],
    ]);
  });

  it('needs somebody who may approve', () => {
    const people: Plain = [{ name: 'Eugene Chiaramonte', party: 'client', may: ['dispute'] }];
    expect(problemsOf(spoiled(['people', people]))).toMatchObject([{ field: 'people' }]);
  });

  it.each([null, 5, 'text', []])('is refused when it is %j and no mapping', (file) => {
    expect(problemsOf(file).map(({ field }) => field)).toContain('(the whole file)');
  });

  it('judges decimals by the currency of the file', () => {
    expect(problemsOf(spoiled(['currency', 'JPY'])).map(({ field }) => field)).toEqual([
      'terms[0].amount',
      'bounds.approvalAbove',
      'bounds.mostADay',
    ]);
  });

  it('is told of what YAML made of a clause or an amount without quotation marks', () => {
    const yaml = parse('clause: 2.10\namount: 2000.00\nanchor: 1999-04-06');
    const problems = problemsOf(spoiled(['terms.0.clause', yaml.clause], ['terms.0.amount', yaml.amount]));
    expect(problems.map(({ field }) => field)).toEqual(['terms[0].clause', 'terms[0].amount']);
    expect(yaml.anchor).toBe('1999-04-06');
  });
});
