import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Fact, NewFact } from '../../shared/core/facts/fact.ts';
import { chained, chainHead, verifyChain } from '../../shared/core/introductions/chain.ts';
import { hashOf } from '../../shared/core/json.ts';
import { closed, introduced, noon, said, termsAdopted, unrecorded } from '../builders/facts.ts';

const CONTRACT = 'auxer-pmr-1999';
const by = 'Eugene Chiaramonte';

/** What is recorded, by a letter each: entries of the register among facts that are none. */
const KINDS = ['introduction', 'objection', 'ruling', 'terms', 'closing'] as const;
type Kind = (typeof KINDS)[number];

function newFact(kind: Kind, index: number): NewFact {
  const id = `${kind}/${index}`;
  switch (kind) {
    case 'introduction':
      return unrecorded(introduced(undefined, { id: `intro-${index}` }), id);
    case 'objection':
      return unrecorded(
        said('IntroductionObjected', { introduction: 'intro-1', by, reason: `no ${index}` }, '1999-05-01'),
        id,
      );
    case 'ruling':
      return unrecorded(
        said('IntroductionRuled', { introduction: 'intro-1', stands: index % 2 === 0, by, reason: 'x' }, '1999-05-02'),
        id,
      );
    case 'terms':
      return unrecorded(termsAdopted(index + 1), id);
    case 'closing':
      return unrecorded(closed({ closing: `closing-${index}` }), id);
    default:
      return kind satisfies never;
  }
}

/** Records in transactions of the sizes given, as the store does: numbered, and each linked to what stands before. */
function registerOf(kinds: readonly Kind[], sizes: readonly number[]): Fact[] {
  const facts: Fact[] = [];
  const left = kinds.map(newFact);
  for (let turn = 0; left.length > 0; turn += 1) {
    const batch = left.splice(0, sizes[turn % sizes.length] ?? 1);
    const at = { contractId: CONTRACT, facts: [...facts], factSeq: facts.length, recordedAt: noon('1999-05-03') };
    const linked = chained(batch, at);
    facts.push(...linked.map((fact, index) => ({ ...fact, seq: at.factSeq + index + 1, recordedAt: at.recordedAt })));
  }
  return facts;
}

const renumbered = (facts: readonly Fact[]): Fact[] => facts.map((fact, index) => ({ ...fact, seq: index + 1 }));
const isLinked = (fact: Fact): boolean => fact.previousEntry !== undefined;

const register = fc
  .tuple(
    fc.array(fc.constantFrom(...KINDS), { minLength: 1, maxLength: 12 }),
    fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 3 }),
  )
  .map(([kinds, sizes]) => registerOf([...kinds, 'introduction'], sizes));

it('finds nothing in a register as it was written, in transactions of any size', () => {
  fc.assert(
    fc.property(register, (facts) => {
      const head = { ...chainHead(CONTRACT, facts), where: 'a statement' };
      expect(head.entries).toBe(facts.filter(isLinked).length);
      expect(verifyChain(CONTRACT, facts, [head])).toEqual([]);
    }),
  );
});

it('finds any single entry that was changed, taken out, slipped in or moved, against a head that somebody holds', () => {
  const tamper = fc.constantFrom('change', 'take out', 'slip in', 'repeat', 'swap', 'another day', 'unlink');
  fc.assert(
    fc.property(register, tamper, fc.nat(), (facts, how, pick) => {
      const held = [{ ...chainHead(CONTRACT, facts), where: 'a statement' }];
      const entries = facts.filter(isLinked);
      const victim = entries[pick % entries.length] as Fact;
      const other = entries[(pick + 1) % entries.length] as Fact;
      const tampered = tamperedWith(how, facts, victim, other);
      if (hashOf(tampered) === hashOf(facts)) return;
      expect(verifyChain(CONTRACT, tampered, held)).not.toEqual([]);
    }),
  );
});

it('names the entry after the one that was changed, without anybody holding a head', () => {
  const facts = registerOf(['introduction', 'introduction', 'objection', 'ruling'], [1]);
  const changed = facts.map((fact) =>
    fact.seq === 2 && fact.type === 'IntroductionRecorded'
      ? { ...fact, data: { ...fact.data, introducedOn: '1999-04-01' } }
      : fact,
  );
  expect(verifyChain(CONTRACT, changed)).toMatchObject([{ seq: 3, fact: 'objection/2' }]);
});

it('is bound to its contract', () => {
  const facts = registerOf(['introduction'], [1]);
  expect(verifyChain('another-contract', facts)).toMatchObject([{ seq: 1 }]);
});

it('shows a register that was written anew as a whole to whoever holds a head of the old one', () => {
  const facts = registerOf(['introduction', 'objection'], [1]);
  const anew = registerOf(['introduction', 'ruling'], [1]);
  expect(verifyChain(CONTRACT, anew)).toEqual([]);
  const held = [{ ...chainHead(CONTRACT, facts), where: 'statement 1' }];
  expect(verifyChain(CONTRACT, anew, held)).toMatchObject([{ what: expect.stringContaining('statement 1') }]);
});

function tamperedWith(how: string, facts: readonly Fact[], victim: Fact, other: Fact): Fact[] {
  switch (how) {
    case 'change':
      return facts.map((fact) => (fact === victim ? { ...fact, source: { kind: 'person', name: 'else' } } : fact));
    case 'another day':
      return facts.map((fact) => (fact === victim ? { ...fact, recordedAt: noon('1999-04-07') } : fact));
    case 'unlink':
      return facts.map((fact) => {
        const { previousEntry: _, ...rest } = fact;
        return fact === victim ? rest : fact;
      });
    case 'take out':
      return renumbered(facts.filter((fact) => fact !== victim));
    case 'slip in':
      return renumbered(facts.flatMap((fact) => (fact === victim ? [{ ...fact, id: 'slipped-in' }, fact] : [fact])));
    case 'repeat':
      return renumbered([...facts, { ...victim, id: 'again' }]);
    case 'swap':
      return renumbered(facts.map((fact) => (fact === victim ? other : fact === other ? victim : fact)));
    default:
      throw new Error(how);
  }
}
