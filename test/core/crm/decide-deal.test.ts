import { describe, expect, it } from 'vitest';
import type { ReadDeal } from '../../../shared/core/crm/deal.ts';
import {
  closingIdOf,
  decideDeal,
  decideGone,
  decideReadable,
  decideUnreadable,
  type DealSituation,
} from '../../../shared/core/crm/decide-deal.ts';
import { lookalikes } from '../../../shared/core/crm/lookalike.ts';
import type { Fact, NewFact } from '../../../shared/core/facts/fact.ts';
import type { Investor } from '../../../shared/core/facts/investor.ts';
import { closingsOf } from '../../../shared/core/owed/closings.ts';
import { aClosing, anInvestor, noon, ruled, STRANGER, unrecorded } from '../../builders/facts.ts';

const DEAL = 'hubspot/62515/901';
const SOURCE = { kind: 'crm', name: 'auxer/hubspot' } as const;
const CLOSED = { investor: anInvestor(), amountMinor: 25_000_000n, currency: 'USD', closedOn: '1999-06-15' };

/** A deal that closed on 15 June and was last changed at noon of 16 June. */
function aDeal(changes: Partial<ReadDeal> = {}): ReadDeal {
  return { id: '901', stage: 'closed', changedAt: noon('1999-06-16'), closing: CLOSED, ...changes };
}

const openDeal = (stage: ReadDeal['stage'], changedAt: string): ReadDeal => ({ id: '901', stage, changedAt });

/** What is on record, by the facts recorded so far, as the visit of a day finds it. */
function situation(facts: readonly Fact[], changes: Partial<DealSituation> = {}): DealSituation {
  const closings = closingsOf(facts);
  const known = closings.map(({ id }) => id);
  return { externalId: DEAL, source: SOURCE, now: noon('1999-07-20'), facts, closings, known, ...changes };
}

/** Records what was decided, after what is on record. */
function recording(facts: readonly Fact[], decided: readonly NewFact[]): Fact[] {
  return [
    ...facts,
    ...decided.map((fact, index): Fact => ({ ...fact, seq: facts.length + index + 1, recordedAt: noon('1999-07-20') })),
  ];
}

/** The facts after visits that found these deals, one after the other. */
function visited(...deals: readonly ReadDeal[]): Fact[] {
  return deals.reduce<Fact[]>((facts, deal) => recording(facts, decideDeal(deal, situation(facts)).facts), []);
}

const told = (facts: readonly Fact[]) =>
  facts.map(({ type, data }) => [type, 'reportedAt' in data ? data.reportedAt : undefined]);

describe('a deal that has closed', () => {
  it('is reported as a closing of our own id, when it was said', () => {
    const { facts, closing } = decideDeal(aDeal(), situation([]));
    expect(closing).toMatch(/^closing-[0-9a-f]{10}$/);
    expect(closing).toBe(closingIdOf(DEAL));
    expect(facts).toEqual([
      {
        id: expect.stringMatching(/^crm\/hubspot\/62515\/901\/[0-9a-f]{16}\/0$/),
        type: 'ClosingReported',
        happenedAt: noon('1999-06-16'),
        source: SOURCE,
        data: { closing, externalId: DEAL, ...CLOSED, reportedAt: noon('1999-06-16') },
      },
    ]);
  });

  it('was first said when it came into its stage, but never later than it was changed or seen', () => {
    const said = (changes: Partial<ReadDeal>, now = '1999-07-20') =>
      told(recording([], decideDeal(aDeal(changes), situation([], { now: noon(now) })).facts))[0]?.[1];
    expect(said({ stageSince: noon('1999-06-15') })).toBe(noon('1999-06-15'));
    expect(said({ stageSince: noon('1999-06-17') })).toBe(noon('1999-06-16'));
    expect(said({}, '1999-06-10')).toBe(noon('1999-06-10'));
  });

  it('is nothing new when it is seen again, whatever has come since', () => {
    expect(visited(aDeal(), aDeal(), aDeal({ changedAt: noon('1999-06-20') }))).toHaveLength(1);
    const ruling = unrecorded(ruled('intro-0001', '1999-06-18', closingIdOf(DEAL)), 'ruling');
    const ruledOn = recording(visited(aDeal()), [ruling]);
    expect(decideDeal(aDeal(), situation(ruledOn)).facts).toEqual([]);
    const more = aDeal({ closing: { ...CLOSED, amountMinor: 1n } });
    expect(decideDeal(more, situation(ruledOn)).facts).toMatchObject([{ id: expect.stringMatching(/\/1$/) }]);
  });

  it('is corrected when it says something else, under the name that it has on record', () => {
    const more = aDeal({ closing: { ...CLOSED, amountMinor: 26_000_000n }, changedAt: noon('1999-06-18') });
    const facts = visited(aDeal());
    const moved = situation(facts, { externalId: 'hubspot/62515/902', known: [closingIdOf(DEAL)] });
    expect(decideDeal(more, moved)).toMatchObject({
      closing: closingIdOf(DEAL),
      facts: [
        {
          id: expect.stringMatching(/^crm\/hubspot\/62515\/902\/[0-9a-f]{16}\/1$/),
          type: 'ClosingCorrected',
          data: { externalId: DEAL, amountMinor: 26_000_000n, reportedAt: noon('1999-06-18') },
        },
      ],
    });
  });

  it('that goes back to what it said before is a third fact', () => {
    const other = aDeal({ closing: { ...CLOSED, amountMinor: 1n }, changedAt: noon('1999-06-17') });
    const facts = visited(aDeal(), other, aDeal({ changedAt: noon('1999-06-18') }));
    expect(facts.map(({ type }) => type)).toEqual(['ClosingReported', 'ClosingCorrected', 'ClosingCorrected']);
    expect(new Set(facts.map(({ id }) => id)).size).toBe(3);
    expect(closingsOf(facts)).toMatchObject([{ state: { amountMinor: 25_000_000n } }]);
  });

  it('is heard last when it is recorded last: a millisecond after what was said before, and not after now', () => {
    const older = aDeal({ closing: { ...CLOSED, amountMinor: 1n }, changedAt: noon('1999-06-10') });
    expect(told(visited(aDeal(), older)).at(-1)).toEqual(['ClosingCorrected', '1999-06-16T16:00:00.001Z']);
    const ahead = aDeal({ closing: { ...CLOSED, amountMinor: 1n }, changedAt: noon('1999-08-01') });
    expect(told(visited(aDeal(), ahead)).at(-1)).toEqual(['ClosingCorrected', noon('1999-07-20')]);
  });
});

describe('a deal that has not closed, or no longer', () => {
  it('is nothing while nothing is on record', () => {
    for (const stage of ['open', 'reopened', 'lost', 'passed-over'] as const) {
      expect(visited(openDeal(stage, noon('1999-06-16')))).toEqual([]);
    }
  });

  it.each([
    ['open', 'the deal is open again in the CRM'],
    ['reopened', 'the deal was reopened in the CRM'],
    ['lost', 'the deal was lost in the CRM'],
    ['passed-over', 'the deal is no longer one of those that the mapping selects'],
    ['closed', 'the deal is open again in the CRM'],
  ] as const)('takes its closing back, once: %s', (stage, reason) => {
    const after = visited(aDeal(), openDeal(stage, noon('1999-06-20')), openDeal(stage, noon('1999-06-21')));
    expect(after.slice(1)).toEqual([
      {
        id: expect.stringMatching(/^crm\/hubspot\/62515\/901\/[0-9a-f]{16}\/1$/),
        type: 'ClosingReversed',
        happenedAt: noon('1999-06-20'),
        source: SOURCE,
        seq: 2,
        recordedAt: noon('1999-07-20'),
        data: { closing: closingIdOf(DEAL), externalId: DEAL, reason, reportedAt: noon('1999-06-20') },
      },
    ]);
  });

  it('is reported again when it closes again', () => {
    const facts = visited(aDeal(), openDeal('reopened', noon('1999-06-20')), aDeal({ changedAt: noon('1999-06-22') }));
    expect(told(facts)).toEqual([
      ['ClosingReported', noon('1999-06-16')],
      ['ClosingReversed', noon('1999-06-20')],
      ['ClosingReported', noon('1999-06-22')],
    ]);
    expect(closingsOf(facts)).toMatchObject([{ reversed: false }]);
  });

  it('that a person took back stays so until it says something else', () => {
    const [reported] = visited(aDeal());
    if (reported === undefined) throw new Error('Nothing was reported.');
    const data = { closing: closingIdOf(DEAL), externalId: DEAL, reason: 'no wire', reportedAt: noon('1999-06-20') };
    const byPerson = { kind: 'person', name: 'Ruth Calder' } as const;
    const back = (source: NewFact['source']) =>
      recording([reported], [{ id: 'back', type: 'ClosingReversed', happenedAt: noon('1999-06-20'), source, data }]);
    expect(decideDeal(aDeal(), situation(back(byPerson))).facts).toEqual([]);
    expect(decideDeal(aDeal(), situation(back(SOURCE))).facts).toMatchObject([{ type: 'ClosingReported' }]);
    const changed = aDeal({ closing: { ...CLOSED, amountMinor: 1n } });
    expect(decideDeal(changed, situation(back(byPerson))).facts).toMatchObject([{ type: 'ClosingReported' }]);
  });

  it('is gone with its closing when it is deleted', () => {
    const facts = visited(aDeal());
    const now = noon('1999-07-01');
    expect(decideGone(situation(facts, { now }))).toMatchObject({
      closing: closingIdOf(DEAL),
      facts: [
        {
          type: 'ClosingReversed',
          happenedAt: now,
          data: { reason: 'the deal is no longer in the CRM', reportedAt: now },
        },
      ],
    });
    expect(decideGone(situation([]))).toEqual({ closing: closingIdOf(DEAL), facts: [] });
  });
});

describe('deals that were merged', () => {
  it('are one closing: the oldest on record goes on, the others are taken back', () => {
    const second = { ...CLOSED, amountMinor: 5n };
    const one = visited(aDeal());
    const two = recording(
      one,
      decideDeal(aDeal({ closing: second }), situation(one, { externalId: 'hubspot/62515/902', known: [] })).facts,
    );
    const known = [closingIdOf(DEAL), closingIdOf('hubspot/62515/902'), 'closing-never-heard-of'];
    const { closing, facts } = decideDeal(aDeal({ changedAt: noon('1999-06-30') }), situation(two, { known }));
    expect(closing).toBe(closingIdOf(DEAL));
    expect(facts).toMatchObject([
      {
        type: 'ClosingReversed',
        data: {
          closing: closingIdOf('hubspot/62515/902'),
          externalId: 'hubspot/62515/902',
          reason: 'the deal was merged into another in the CRM',
        },
      },
    ]);
  });
});

describe('a deal that looks like a closing on record', () => {
  const other = (changes: object = {}, more: Partial<DealSituation['closings'][number]> = {}) => {
    const [closing] = closingsOf(visited(aDeal()));
    if (closing === undefined) throw new Error('There is no closing.');
    return { ...closing, id: 'closing-other', state: aClosing({ amountMinor: 25_000_000n, ...changes }), ...more };
  };
  const like = (...closings: DealSituation['closings'][number][]) => {
    const [fact] = decideDeal(aDeal(), situation([], { closings, known: [] })).facts;
    return fact?.type === 'ClosingReported' ? fact.data.like : fact;
  };

  it('is marked with it when it is first reported, and not afterwards', () => {
    expect(like(other(), other({}, { id: 'closing-third' }))).toEqual(['closing-other', 'closing-third']);
    expect(like()).toBeUndefined();
    const facts = visited(aDeal());
    const again = situation(facts, { closings: [...closingsOf(facts), other()], known: [closingIdOf(DEAL)] });
    const corrected = decideDeal(aDeal({ closing: { ...CLOSED, description: 'x' } }), again);
    expect(corrected.facts[0]?.data).not.toHaveProperty('like');
  });

  it('is not one of those that were taken back, of events, or of itself', () => {
    expect(like(other({}, { reversed: true }))).toBeUndefined();
    expect(like(other({}, { kind: 'hire' }))).toBeUndefined();
    expect(like(other({}, { id: closingIdOf(DEAL) }))).not.toContain(closingIdOf(DEAL));
  });

  it('stays unchanged although it was marked', () => {
    const closings = [other()];
    const first = decideDeal(aDeal(), situation([], { closings, known: [] })).facts;
    const facts = recording([], first);
    expect(decideDeal(aDeal(), situation(facts)).facts).toEqual([]);
  });

  const nobody: Investor = { name: 'X', crmIds: [], emails: [] };
  const somebody: Investor = { ...nobody, name: 'Y' };

  it.each<[string, Partial<typeof CLOSED>, Investor, boolean]>([
    ['the same in all', {}, anInvestor(), true],
    ['a cent more', { amountMinor: 25_000_001n }, anInvestor(), false],
    ['another currency', { currency: 'EUR' }, anInvestor(), false],
    ['31 days before', { closedOn: '1999-05-15' }, anInvestor(), true],
    ['32 days before', { closedOn: '1999-05-14' }, anInvestor(), false],
    ['31 days after', { closedOn: '1999-07-16' }, anInvestor(), true],
    ['32 days after', { closedOn: '1999-07-17' }, anInvestor(), false],
    ['another investor', { investor: STRANGER }, anInvestor(), false],
    ['one id of several', { investor: { ...nobody, crmIds: ['a', 'b'] } }, { ...somebody, crmIds: ['b', 'c'] }, true],
    [
      'one address of several',
      { investor: { ...nobody, emails: ['a', 'b'] } },
      { ...somebody, emails: ['b', 'c'] },
      true,
    ],
    [
      'a firm named as the investor',
      { investor: { ...nobody, firm: ' harbor ' } },
      { ...nobody, name: 'HARBOR' },
      true,
    ],
    ['wide letters', { investor: { ...nobody, name: 'Ｈarbor' } }, { ...somebody, firm: 'Harbor' }, true],
    ['nobody named in both', { investor: nobody }, somebody, false],
  ])('by investor, amount and nearby days: %s', (_, state, investor, isLike) => {
    const known = [{ id: 'a', state: { ...CLOSED, ...state } }];
    expect(lookalikes({ ...CLOSED, investor }, known)).toEqual(isLike ? ['a'] : []);
  });
});

describe('a deal that cannot be read', () => {
  const problem = (field: string) => [{ field, found: 'nothing', allowed: 'something', fix: 'Fill it in.' }];
  const visit = (facts: readonly Fact[], field: string) =>
    recording(facts, decideUnreadable(problem(field), situation(facts)));

  it('waits for a person, once for each mistake', () => {
    const once = visit([], 'amount');
    expect(once).toMatchObject([
      {
        id: expect.stringMatching(/^crm\/hubspot\/62515\/901\/unreadable\/[0-9a-f]{16}\/0$/),
        type: 'MessageSetAside',
        happenedAt: noon('1999-07-20'),
        source: SOURCE,
        data: { problems: problem('amount') },
      },
    ]);
    expect(once[0]?.data).toHaveProperty('inboxId', once[0]?.id);
    expect(visit(once, 'amount')).toEqual(once);
  });

  it('is asked about anew with another mistake, and the first question ends', () => {
    const [first] = visit([], 'amount');
    const twice = visit(visit([], 'amount'), 'closedate');
    expect(twice.slice(1)).toMatchObject([
      {
        id: `dismissed/${first?.id}`,
        type: 'MessageDismissed',
        happenedAt: noon('1999-07-20'),
        source: SOURCE,
        data: { inboxId: first?.id, by: 'auxer/hubspot', reason: 'the deal says something else now' },
      },
      { type: 'MessageSetAside', id: expect.stringMatching(/\/1$/), data: { problems: problem('closedate') } },
    ]);
    expect(visit(twice, 'amount')).toHaveLength(5);
    expect(new Set(visit(twice, 'amount').map(({ id }) => id)).size).toBe(5);
  });

  it('is no question any more once it can be read', () => {
    const facts = visit([], 'amount');
    const readable = decideReadable(situation(facts));
    expect(readable).toMatchObject([
      { type: 'MessageDismissed', data: { inboxId: facts[0]?.id, reason: 'the deal can be read now' } },
    ]);
    expect(decideReadable(situation(recording(facts, readable)))).toEqual([]);
    expect(decideReadable(situation(facts, { externalId: 'hubspot/62515/90' }))).toEqual([]);
  });
});
