import { lookalikes } from '../crm/lookalike.ts';
import { factsOf, type Fact } from '../facts/fact.ts';
import { nameOf } from '../facts/investor.ts';
import type { Closing } from './closings.ts';
import type { Waiting } from './receivable.ts';

/** A closing that may be one that is on record already, and which those are. */
export interface Doubted {
  readonly closing: Closing;
  readonly like: readonly Closing[];
}

/**
 * The closings that looked like another when they were first reported, still do, and on which nobody has ruled. They
 * earn nothing and count nowhere until somebody does: one funding that was entered twice would earn its fee twice.
 */
export function doubtedOf(closings: readonly Closing[], facts: readonly Fact[]): Doubted[] {
  const marked = closings.filter(({ reversed, facts: own }) => !reversed && likesOf(own).length > 0);
  if (marked.length === 0) return [];
  const ruled = new Set(factsOf(facts, 'LookalikeRuled').map(({ data }) => data.closing));
  return marked.flatMap((closing) => {
    const names = likesOf(closing.facts);
    const others = closings.filter(({ id, reversed }) => id !== closing.id && !reversed && names.includes(id));
    const ids = lookalikes(closing.state, others);
    const like = others.filter(({ id }) => ids.includes(id));
    return ruled.has(closing.id) || like.length === 0 ? [] : [{ closing, like }];
  });
}

function likesOf(facts: readonly Fact[]): readonly string[] {
  return facts.flatMap(({ data }) => ('like' in data && data.like !== undefined ? data.like : []));
}

/** Is it the same funding, or another? The answers are our ids of those on record, or `another`. */
export function duplicateQuestion({ closing, like }: Doubted, clause: string): Waiting {
  const { state } = closing;
  return {
    id: `duplicate/${closing.id}`,
    kind: 'duplicate',
    clause,
    what: `Is the funding by ${nameOf(state.investor)} (${state.externalId}) the same as one on record?`,
    why: 'The investor and the amount are the same and the dates are near: one funding that was entered twice would earn its fee twice.',
    answers: [...like.map(({ id }) => id), 'another'],
    evidence: like.map(({ id, state: other }) => `${id}: ${other.externalId}, closed on ${other.closedOn}`),
    since: state.closedOn,
  };
}
