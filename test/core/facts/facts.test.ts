import { describe, expect, it } from 'vitest';
import { factsOf, type Fact } from '../../../shared/core/facts/fact.ts';
import { nameOf } from '../../../shared/core/facts/investor.ts';
import { asIfLive, liveFacts, shadowedConnections } from '../../../shared/core/facts/live-facts.ts';
import { closed, introduced, paid, recorded, said, termsAdopted, type Said } from '../../builders/facts.ts';

const ids = (facts: readonly Fact[]) => facts.map(({ id }) => id);

describe('the facts of one type', () => {
  it('are those of it, in their order', () => {
    const facts = recorded(termsAdopted(), introduced(), termsAdopted(2));
    expect(ids(factsOf(facts, 'TermsAdopted'))).toEqual(['TermsAdopted-1', 'TermsAdopted-3']);
    expect(factsOf(facts, 'ClosingReported')).toEqual([]);
    expect(factsOf([], 'TermsAdopted')).toEqual([]);
  });

  it('grow with the list, without going through it again', () => {
    const facts: Fact[] = recorded(termsAdopted());
    const before = factsOf(facts, 'TermsAdopted');
    facts.push(...recorded(termsAdopted(), introduced(), termsAdopted(2)).slice(1));
    expect(ids(factsOf(facts, 'TermsAdopted'))).toEqual(['TermsAdopted-1', 'TermsAdopted-3']);
    expect(factsOf(facts, 'TermsAdopted')).toBe(before);
  });

  it('are looked up anew where a list has become another', () => {
    const facts: Fact[] = recorded(termsAdopted(), introduced(), closed());
    factsOf(facts, 'TermsAdopted');
    facts.splice(2, 1, ...recorded(paid('april#1', 5n, '1999-05-01')));
    expect(ids(factsOf(facts, 'PaymentReported'))).toEqual(['PaymentReported-1']);
    expect(factsOf(facts, 'ClosingReported')).toEqual([]);
    facts.length = 1;
    expect(factsOf(facts, 'IntroductionRecorded')).toEqual([]);
    expect(ids(factsOf(facts, 'TermsAdopted'))).toEqual(['TermsAdopted-1']);
  });
});

describe('the name of an investor', () => {
  it('is the name, and the firm where it is another', () => {
    const bare = { name: 'Quay Fund', crmIds: [], emails: [] };
    expect(nameOf(bare)).toBe('Quay Fund');
    expect(nameOf({ ...bare, firm: 'Quay Fund' })).toBe('Quay Fund');
    expect(nameOf({ ...bare, firm: 'Quay Capital' })).toBe('Quay Fund, Quay Capital');
  });
});

const BY = { by: 'Ruth Calder', reason: 'a trial' };
const switched = (connection: string, mode: 'shadow' | 'live') =>
  said('ConnectionSwitched', { connection, mode, ...BY }, '1999-04-07');

/** Facts of which the last ones come from these connections. */
function from(...told: readonly (Said | [connection: string, fact: Said])[]): Fact[] {
  const facts = recorded(...told.map((one) => (Array.isArray(one) ? one[1] : one)));
  return facts.map((fact, at): Fact => {
    const one = told[at];
    return Array.isArray(one) ? { ...fact, source: { kind: 'crm', name: one[0] } } : fact;
  });
}

describe('the facts that count', () => {
  it('are all of them while no connection was set up', () => {
    const facts = from(termsAdopted(), ['hubspot', closed()]);
    expect(liveFacts(facts)).toBe(facts);
  });

  it('are not those of a connection in shadow, until it is live, and then all of them', () => {
    const facts = from(switched('hubspot', 'shadow'), ['hubspot', closed()], ['pipedrive', introduced()], closed());
    expect(ids(liveFacts(facts))).toEqual(['ConnectionSwitched-1', 'IntroductionRecorded-3', 'ClosingReported-4']);
    facts.push(...from(...facts.map(() => termsAdopted()), switched('hubspot', 'live')).slice(-1));
    expect(liveFacts(facts)).toBe(facts);
    expect(liveFacts(facts)).toHaveLength(5);
  });

  it('stay those of a connection that went live and was set up again', () => {
    const facts = from(switched('hubspot', 'live'), switched('hubspot', 'shadow'), ['hubspot', closed()]);
    expect(liveFacts(facts)).toHaveLength(3);
    expect(shadowedConnections(facts)).toEqual(new Set());
  });

  it('are also what waits because it cannot be read, while a connection is tried', () => {
    const aside = said('MessageSetAside', { inboxId: 'm', problems: [] }, '1999-04-08');
    const dismissed = said('MessageDismissed', { inboxId: 'm', ...BY }, '1999-04-09');
    const facts = from(
      switched('hubspot', 'shadow'),
      ['hubspot', aside],
      ['hubspot', dismissed],
      ['hubspot', closed()],
    );
    expect(ids(liveFacts(facts))).toEqual(['ConnectionSwitched-1', 'MessageSetAside-2', 'MessageDismissed-3']);
  });

  it('are those of people, whatever a connection is called', () => {
    const facts = from(switched('a test', 'shadow'), closed());
    expect(liveFacts(facts)).toHaveLength(2);
  });

  it('are worked out once for a list', () => {
    const facts = from(switched('hubspot', 'shadow'), ['hubspot', closed()]);
    expect(liveFacts(facts)).toBe(liveFacts(facts));
  });

  it('would be all of them, as if every connection were live', () => {
    const facts = from(switched('hubspot', 'shadow'), switched('pipedrive', 'shadow'), ['hubspot', closed()]);
    expect(shadowedConnections(facts)).toEqual(new Set(['hubspot', 'pipedrive']));
    expect(ids(asIfLive(facts))).toEqual(['ClosingReported-3']);
    expect(liveFacts(asIfLive(facts))).toHaveLength(1);
  });
});
