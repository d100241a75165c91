import { factsOf, type Fact } from './fact.ts';

interface Known {
  /** How many facts there were. */
  readonly count: number;
  readonly live: readonly Fact[];
}

const known = new WeakMap<readonly Fact[], Known>();

/**
 * The facts that count: all but those of a connection that is still in shadow. What a shadowed connection said is on
 * record, and counts from the day on which the operator switches it live.
 */
export function liveFacts(facts: readonly Fact[]): readonly Fact[] {
  const before = known.get(facts);
  if (before?.count === facts.length) return before.live;
  const shadowed = shadowedConnections(facts);
  const live =
    shadowed.size === 0
      ? facts
      : facts.filter(
          ({ source, type }) => source.kind !== 'crm' || ABOUT_MESSAGES.has(type) || !shadowed.has(source.name),
        );
  known.set(facts, { count: facts.length, live });
  return live;
}

/** A message that cannot be read waits for a person in shadow too: that is what a trial is for. */
const ABOUT_MESSAGES: ReadonlySet<Fact['type']> = new Set(['MessageSetAside', 'MessageDismissed']);

/** The connections that were set up and not yet switched live. */
export function shadowedConnections(facts: readonly Fact[]): Set<string> {
  const switched = factsOf(facts, 'ConnectionSwitched').map(({ data }) => data);
  const live = new Set(switched.filter(({ mode }) => mode === 'live').map(({ connection }) => connection));
  return new Set(switched.map(({ connection }) => connection).filter((name) => !live.has(name)));
}

/** The same history as if every connection were live, for *what would be invoiced*. */
export function asIfLive(facts: readonly Fact[]): readonly Fact[] {
  return facts.filter(({ type }) => type !== 'ConnectionSwitched');
}
