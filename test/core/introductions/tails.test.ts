import { describe, expect, it } from 'vitest';
import { MOST_EVIDENCE_BYTES, MOST_EVIDENCE_IN_TABLE_BYTES } from '../../../shared/core/introductions/evidence.ts';
import { registerOf } from '../../../shared/core/introductions/register.ts';
import { tailsOf } from '../../../shared/core/introductions/tails.ts';
import type { Ending } from '../../../shared/core/owed/ending.ts';
import { endingOf } from '../../../shared/core/owed/ending.ts';
import type { SuccessFeeTerm } from '../../../shared/core/terms/terms.ts';
import { aFinderFee, aRetainer, aTail, theTerms } from '../../builders/a-contract.ts';
import { anInvestor, ended, introduced, recorded, said, termsAdopted } from '../../builders/facts.ts';

const ENDED = ended('1999-07-31', '1999-07-01');
const FOR_CAUSE = said(
  'ContractEnded',
  { endsOn: '1999-07-31', by: 'x', reason: 'y', party: 'client', forCause: true },
  '1999-07-01',
);

interface Given {
  readonly on?: string;
  readonly recordedOn?: string;
  readonly end?: typeof ENDED;
}

/** Until when the introduction of 20 April earns under one fee line. */
function earns(tail: SuccessFeeTerm['tail'], { on = '1999-04-20', recordedOn = '1999-04-21', end }: Given = {}) {
  const facts = recorded(
    termsAdopted(),
    introduced(anInvestor(), { on, recordedOn }),
    ...(end === undefined ? [] : [end]),
  );
  const terms = theTerms({ terms: [aRetainer(), aFinderFee({ tail })] });
  const [introduction] = registerOf(facts).introductions;
  if (introduction === undefined) throw new Error('There is no introduction.');
  const ending: Ending | undefined = endingOf(facts, terms);
  return tailsOf(introduction, terms, ending).map(({ words, earnsUntil }) => [words, earnsUntil]);
}

const until = (words: string, on: string) => [[`until ${words}`, on]];

describe('until when an introduction earns', () => {
  it('is without end where the tail is open', () => {
    expect(earns('open-ended')).toEqual([['without end', undefined]]);
    expect(earns('open-ended', { end: ENDED })).toEqual([['without end', undefined]]);
  });

  it('is so many months after the end, once there is one', () => {
    expect(earns(aTail(12))).toEqual([['while the agreement lasts, and 12 months after', undefined]]);
    expect(earns(aTail(12), { end: ENDED })).toEqual(until('31 July 2000', '2000-07-31'));
  });

  it('is so many months after the introduction, whenever the agreement ends', () => {
    const tail = aTail(12, { from: 'introduction' });
    expect(earns(tail)).toEqual(until('20 April 2000', '2000-04-20'));
    expect(earns(tail, { end: ENDED })).toEqual(until('20 April 2000', '2000-04-20'));
  });

  it('is the end itself for whom the tail leaves out, or before it where the months run out', () => {
    const named = (from: 'end' | 'introduction', months = 12) => aTail(months, { from, investors: ['Quay Fund'] });
    expect(earns(named('end'), { end: ENDED })).toEqual(until('31 July 1999', '1999-07-31'));
    expect(earns(named('introduction'), { end: ENDED })).toEqual(until('31 July 1999', '1999-07-31'));
    expect(earns(named('introduction', 1), { end: ENDED })).toEqual(until('20 May 1999', '1999-05-20'));
    expect(earns(named('end'))).toEqual([['while the agreement lasts, and 12 months after', undefined]]);
    const own = aTail(12, { investors: ['Harbor Ridge Capital'] });
    expect(earns(own, { end: ENDED })).toEqual(until('31 July 2000', '2000-07-31'));
  });

  it('is the end itself after one for cause, where the tail says so', () => {
    const strict = aTail(12, { notAfterCause: true });
    expect(earns(strict, { end: FOR_CAUSE })).toEqual(until('31 July 1999', '1999-07-31'));
    expect(earns(strict, { end: ENDED })).toEqual(until('31 July 2000', '2000-07-31'));
    expect(earns(aTail(12), { end: FOR_CAUSE })).toEqual(until('31 July 2000', '2000-07-31'));
    expect(earns(strict)).toEqual([['while the agreement lasts, and 12 months after', undefined]]);
  });

  it('is a question where it was made after the end, whatever the tail', () => {
    const late = [['a person decides: made after the agreement had ended', undefined]];
    for (const tail of ['open-ended', aTail(12)] as const) {
      expect(earns(tail, { on: '1999-08-01', recordedOn: '1999-08-01', end: ENDED })).toEqual(late);
      expect(earns(tail, { on: '1999-07-31', recordedOn: '1999-07-31', end: ENDED })).not.toEqual(late);
    }
  });

  it('is a question where it was put on record after the end, or after the days that are left for that', () => {
    const late = [['a person decides: put on record after the agreement had ended', undefined]];
    const of = (tail: SuccessFeeTerm['tail'], recordedOn: string) => earns(tail, { recordedOn, end: ENDED });
    expect(of(aTail(12), '1999-07-31')).toEqual(until('31 July 2000', '2000-07-31'));
    expect(of(aTail(12), '1999-08-01')).toEqual(late);
    expect(of('open-ended', '1999-08-01')).toEqual(late);
    const listed = aTail(12, { listWithinDays: 10 });
    expect(of(listed, '1999-08-10')).toEqual(until('31 July 2000', '2000-07-31'));
    expect(of(listed, '1999-08-11')).toEqual(late);
  });
});

describe('the lines under which an introduction earns', () => {
  const lines = (...fees: readonly SuccessFeeTerm[]) => {
    const facts = recorded(termsAdopted(), introduced());
    const terms = theTerms({ terms: [aRetainer(), ...fees] });
    const [introduction] = registerOf(facts).introductions;
    if (introduction === undefined) throw new Error('There is no introduction.');
    return tailsOf(introduction, terms, undefined).map(({ term, clause }) => `${term} ${clause}`);
  };

  it('are those that ask for one, in the term or in its tail', () => {
    expect(
      lines(
        aFinderFee({ id: 'a', clause: '1' }),
        aFinderFee({ id: 'b', clause: '2', scope: 'any-investor' }),
        aFinderFee({ id: 'c', clause: '3', scope: 'any-investor', tail: aTail(12, { introducedOnly: true }) }),
        aFinderFee({ id: 'd', clause: '4', scope: 'not-introduced', tail: aTail(12) }),
      ),
    ).toEqual(['a 1', 'c 3']);
  });
});

describe('a file that is kept as evidence', () => {
  it('is at most 4 MB, and lies in the table up to 300 KB', () => {
    expect([MOST_EVIDENCE_BYTES, MOST_EVIDENCE_IN_TABLE_BYTES]).toEqual([4_194_304, 307_200]);
  });
});
