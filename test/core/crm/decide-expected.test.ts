import { describe, expect, it } from 'vitest';
import type { ReadDeal } from '../../../shared/core/crm/deal.ts';
import { decideExpected, decideGoneExpected, lastSaidOf } from '../../../shared/core/crm/decide-expected.ts';
import type { Fact, NewFact } from '../../../shared/core/facts/fact.ts';
import { anInvestor, closed, introduced, noon, recorded, reversed, type Said } from '../../builders/facts.ts';

const SOURCE = { kind: 'crm', name: 'auxer/hubspot' } as const;
const NOW = noon('1999-06-20');

/** USD 400,000.00 expected by the end of June, as said at noon of 16 June. */
function anOpenDeal(changes: Partial<ReadDeal> = {}): ReadDeal {
  return {
    id: '901',
    stage: 'open',
    stageWord: 'due diligence',
    investor: anInvestor(),
    expected: { amountMinor: 40_000_000n, currency: 'USD', closesOn: '1999-06-30' },
    changedAt: noon('1999-06-16'),
    ...changes,
  };
}

const about = (facts: readonly Fact[], pushed?: boolean) => ({
  externalId: 'hubspot/62515/901',
  source: SOURCE,
  now: NOW,
  facts,
  closings: [],
  known: [],
  ...(pushed === undefined ? {} : { pushed }),
});

const recording = (facts: readonly Fact[], decided: readonly NewFact[]): Fact[] => [
  ...facts,
  ...decided.map((fact, index): Fact => ({ ...fact, seq: facts.length + index + 1, recordedAt: NOW })),
];

/** The facts after visits that found these deals, one after the other. */
const visited = (...deals: readonly ReadDeal[]): Fact[] =>
  deals.reduce<Fact[]>((facts, deal) => recording(facts, decideExpected(deal, 'closing-1', about(facts))), []);

const expected = {
  closing: 'closing-1',
  externalId: 'hubspot/62515/901',
  investor: anInvestor(),
  amountMinor: 40_000_000n,
  currency: 'USD',
  stage: 'due diligence',
  expectedOn: '1999-06-30',
  reportedAt: noon('1999-06-16'),
};

describe('an open deal', () => {
  it('is expected, with where it stands and until when', () => {
    expect(decideExpected(anOpenDeal(), 'closing-1', about([]))).toEqual([
      {
        id: expect.stringMatching(/^crm\/hubspot\/62515\/901\/expected\/[0-9a-f]{16}\/0$/),
        type: 'FundingExpected',
        happenedAt: noon('1999-06-16'),
        source: SOURCE,
        data: expected,
      },
    ]);
  });

  it('is expected while it is reopened, in our own word where the CRM has none, and of no day where it says none', () => {
    const { stageWord: _, ...wordless } = anOpenDeal({ stage: 'reopened' });
    const undated = { ...wordless, expected: { amountMinor: 0n, currency: 'USD' } };
    const [fact] = decideExpected(undated, 'closing-1', about([]));
    expect(fact?.data).toMatchObject({ stage: 'open', amountMinor: 0n });
    expect(fact?.data).not.toHaveProperty('expectedOn');
  });

  it('was never said later than it was seen', () => {
    const [fact] = decideExpected(anOpenDeal({ changedAt: noon('1999-08-01') }), 'closing-1', about([]));
    expect(fact).toMatchObject({ happenedAt: NOW, data: { reportedAt: NOW } });
  });

  it('is nothing new when it says the same, however often it was changed, and is when it says something else', () => {
    const later = anOpenDeal({ changedAt: noon('1999-06-18') });
    expect(visited(anOpenDeal(), later)).toHaveLength(1);
    const more = anOpenDeal({ expected: { amountMinor: 1n, currency: 'USD' } });
    const facts = visited(anOpenDeal(), more, later);
    expect(facts.map(({ type }) => type)).toEqual(Array(3).fill('FundingExpected'));
    expect(facts.map(({ id }) => id.slice(-1))).toEqual(['0', '1', '2']);
  });

  it('of another closing says nothing of this one', () => {
    const facts = recording([], decideExpected(anOpenDeal(), 'closing-2', about([])));
    expect(decideExpected(anOpenDeal(), 'closing-1', about(facts))).toMatchObject([{ type: 'FundingExpected' }]);
    expect(decideExpected(anOpenDeal({ stage: 'lost' }), 'closing-1', about(facts))).toEqual([]);
  });

  it('that has closed says so itself', () => {
    expect(visited(anOpenDeal(), anOpenDeal({ stage: 'closed' }))).toHaveLength(1);
  });
});

describe('a deal that is expected no more', () => {
  const reasonAfter = (deal: ReadDeal) => visited(anOpenDeal(), deal).slice(1);
  const { investor: _investor, ...nameless } = anOpenDeal();
  const { expected: _expected, ...amountless } = anOpenDeal();

  it.each<[string, ReadDeal, string]>([
    ['it is lost', anOpenDeal({ stage: 'lost' }), 'the deal is lost in the CRM'],
    ['it is passed over', anOpenDeal({ stage: 'passed-over' }), 'the deal is passed-over in the CRM'],
    ['it names nobody any more', nameless, 'the deal names no investor or amount yet'],
    ['it names no amount any more', amountless, 'the deal names no investor or amount yet'],
  ])('is dropped when %s', (_, deal, reason) => {
    expect(reasonAfter(deal)).toEqual([
      {
        id: 'crm/hubspot/62515/901/dropped/1',
        type: 'FundingDropped',
        happenedAt: noon('1999-06-16'),
        source: SOURCE,
        seq: 2,
        recordedAt: NOW,
        data: { closing: 'closing-1', externalId: 'hubspot/62515/901', reason, reportedAt: noon('1999-06-16') },
      },
    ]);
  });

  it('is dropped once, and expected again when it says so', () => {
    const lost = anOpenDeal({ stage: 'lost', changedAt: noon('1999-08-01') });
    const facts = visited(anOpenDeal(), lost, lost, anOpenDeal(), anOpenDeal());
    expect(facts.map(({ type }) => type)).toEqual(['FundingExpected', 'FundingDropped', 'FundingExpected']);
    expect(facts[1]?.data).toMatchObject({ reportedAt: NOW });
  });

  it('that was never expected is nothing, unless nobody can be asked again', () => {
    const lost = anOpenDeal({ stage: 'lost' });
    expect(decideExpected(lost, 'closing-1', about([]))).toEqual([]);
    expect(decideExpected(lost, 'closing-1', about([], false))).toEqual([]);
    const pushed = decideExpected(lost, 'closing-1', about([], true));
    expect(pushed).toMatchObject([{ type: 'FundingDropped', id: 'crm/hubspot/62515/901/dropped/0' }]);
    expect(decideExpected(lost, 'closing-1', about(recording([], pushed), true))).toEqual([]);
  });

  it('is dropped when it is gone, as of now', () => {
    expect(decideGoneExpected('closing-1', about(visited(anOpenDeal())))).toMatchObject([
      {
        type: 'FundingDropped',
        happenedAt: NOW,
        data: { closing: 'closing-1', reason: 'the deal is lost in the CRM', reportedAt: NOW },
      },
    ]);
    expect(decideGoneExpected('closing-1', about([]))).toEqual([]);
  });
});

describe('when anything was last said of a closing', () => {
  const last = (...said: readonly Said[]) => lastSaidOf('closing-0001', recorded(...said));

  it('is the latest of what was said of it, in whatever order it came', () => {
    expect(
      last(reversed('1999-06-25'), closed(), introduced(), closed({ closing: 'c2', closedOn: '1999-07-15' })),
    ).toBe(noon('1999-06-25'));
    expect(last(closed(), reversed('1999-06-25'))).toBe(noon('1999-06-25'));
    expect(lastSaidOf('closing-1', visited(anOpenDeal()))).toBe(noon('1999-06-16'));
  });

  it('is not known while nothing was', () => {
    expect(last(introduced(), closed({ closing: 'c2' }))).toBeUndefined();
  });
});
