import { describe, expect, it } from 'vitest';
import {
  chained,
  chainHead,
  entriesOf,
  entryHash,
  isEntry,
  verifyChain,
  type ChainHead,
} from '../../../shared/core/introductions/chain.ts';
import type { Fact } from '../../../shared/core/facts/fact.ts';
import { closed, introduced, noon, said, termsAdopted, unrecorded, type Said } from '../../builders/facts.ts';

const CONTRACT = 'auxer-pmr-1999';
const RECORDED_AT = noon('1999-05-01');

/** Records facts one after the other, each linked to the register as it then stands. */
function register(contractId: string, ...told: readonly Said[]): Fact[] {
  const facts: Fact[] = [];
  for (const [index, fact] of told.entries()) {
    const onto = { contractId, facts, factSeq: facts.length, recordedAt: RECORDED_AT };
    const [linked] = chained([unrecorded(fact, `fact-${index + 1}`)], onto);
    if (linked !== undefined) facts.push({ ...linked, seq: facts.length + 1, recordedAt: RECORDED_AT });
  }
  return facts;
}

const acknowledged = (introduction: string): Said =>
  said('IntroductionAcknowledged', { introduction, by: 'Eugene Chiaramonte', reason: 'met them' }, '1999-05-02');

const STORY = () => [
  termsAdopted(),
  introduced(),
  closed(),
  introduced(undefined, { id: 'intro-0002' }),
  acknowledged('intro-0001'),
];
const whole = () => register(CONTRACT, ...STORY());
const held = (facts: readonly Fact[], entries: number): ChainHead & { where: string } => ({
  ...chainHead(CONTRACT, facts),
  entries,
  where: 'the statement of May',
});

describe('the register of introductions', () => {
  it('links its entries, and no other facts', () => {
    const facts = whole();
    expect(facts.map(isEntry)).toEqual([false, true, false, true, true]);
    expect(entriesOf(facts).map(({ id }) => id)).toEqual(['fact-2', 'fact-4', 'fact-5']);
    expect(facts.map((fact) => 'previousEntry' in fact)).toEqual([false, true, false, true, true]);
    const [first, second, third] = entriesOf(facts);
    if (first === undefined || second === undefined) throw new Error('There are three entries.');
    expect([second.previousEntry, third?.previousEntry]).toEqual([entryHash(first), entryHash(second)]);
    expect(verifyChain(CONTRACT, facts)).toEqual([]);
  });

  it('links several that are recorded at once as if they came one by one', () => {
    const added = STORY().map((fact, index) => unrecorded(fact, `fact-${index + 1}`));
    const onto = { contractId: CONTRACT, facts: [], factSeq: 0, recordedAt: RECORDED_AT };
    const atOnce = chained(added, onto).map((fact, index) => ({ ...fact, seq: index + 1, recordedAt: RECORDED_AT }));
    expect(atOnce).toEqual(whole());
  });

  it('has a head that tells how long it is, also of an empty one, bound to its contract', () => {
    expect(chainHead(CONTRACT, whole()).entries).toBe(3);
    expect(chainHead(CONTRACT, register(CONTRACT, termsAdopted()))).toEqual(chainHead(CONTRACT, []));
    expect(chainHead(CONTRACT, [])).toMatchObject({ entries: 0, hash: expect.stringMatching(/^[0-9a-f]{64}$/) });
    expect(chainHead('another', []).hash).not.toBe(chainHead(CONTRACT, []).hash);
  });
});

describe('a register that was tampered with', () => {
  const changed =
    'The entry before it is not the one that was there when it was written: one was changed, slipped in or taken out.';

  it('shows an entry that was changed at the one after it', () => {
    const facts = whole().map((fact) => (fact.id === 'fact-2' ? { ...fact, happenedAt: RECORDED_AT } : fact));
    expect(verifyChain(CONTRACT, facts)).toEqual([{ seq: 4, fact: 'fact-4', what: changed }]);
  });

  it('shows an entry that was taken out, and one that was slipped in', () => {
    expect(
      verifyChain(
        CONTRACT,
        whole().filter(({ id }) => id !== 'fact-4'),
      ),
    ).toMatchObject([{ fact: 'fact-5' }]);
    const [terms, ...rest] = whole();
    const slipped = {
      ...unrecorded(introduced(undefined, { id: 'intro-0000' }), 'fact-0'),
      seq: 2,
      recordedAt: RECORDED_AT,
    };
    expect(verifyChain(CONTRACT, terms === undefined ? [] : [terms, slipped, ...rest])).toEqual([
      {
        seq: 2,
        fact: 'fact-0',
        what: 'It carries no hash of the entry before it: it was slipped in past the register.',
      },
      { seq: 2, fact: 'fact-2', what: changed },
    ]);
  });

  it('shows that it is of another contract', () => {
    expect(verifyChain('another', whole())).toMatchObject([{ fact: 'fact-2' }]);
  });
});

describe('a head that somebody held', () => {
  it('says nothing while its entry is as it was, also of a register that has grown', () => {
    const facts = whole();
    expect(verifyChain(CONTRACT, facts, [held(facts, 3), held(facts.slice(0, 2), 1), held([], 0)])).toEqual([]);
  });

  it('shows a change of the last entry', () => {
    const facts = whole().map((fact) => (fact.id === 'fact-5' ? { ...fact, happenedAt: RECORDED_AT } : fact));
    expect(verifyChain(CONTRACT, facts, [held(whole(), 3)])).toEqual([
      {
        seq: 5,
        fact: 'fact-5',
        what: 'the statement of May holds another hash for entry 3: what is on record was changed after that.',
      },
    ]);
  });

  it('shows that an entry is gone, and that the beginning is another', () => {
    expect(verifyChain(CONTRACT, whole().slice(0, 4), [held(whole(), 3)])).toMatchObject([
      { seq: 4, fact: 'the end of the register' },
    ]);
    expect(verifyChain(CONTRACT, [], [{ entries: 0, hash: 'f', where: 'a mail' }])).toMatchObject([
      { seq: 0, fact: 'the end of the register' },
    ]);
  });
});

describe('a head that somebody held, with its date', () => {
  const dated = (entries: number, at: string) => ({ ...held(whole(), entries), at });
  const of = (facts: readonly Fact[], head: ReturnType<typeof dated>) =>
    verifyChain(CONTRACT, facts, [head]).map(({ seq, fact }) => [seq, fact]);

  it('shows what is dated before it and was not in it', () => {
    // All entries were recorded at noon of 1 May.
    const two = { ...dated(2, '1999-05-02T00:00:00.000Z'), hash: chainHead(CONTRACT, whole().slice(0, 4)).hash };
    expect(of(whole(), two)).toEqual([[5, 'fact-5']]);
    expect(of(whole(), { ...two, at: RECORDED_AT })).toEqual([]);
    expect(of(whole().slice(0, 4), two)).toEqual([]);
    const { at: _, ...undated } = two;
    expect(verifyChain(CONTRACT, whole(), [undated])).toEqual([]);
  });
});
