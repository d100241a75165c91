import type { Instant } from '../calendar/instant.ts';
import { factsOf, type EventState, type Fact, type FactOf } from '../facts/fact.ts';

type Report = FactOf<'ClosingReported' | 'ClosingCorrected' | 'ClosingReversed' | 'EventReported'>;

/** What is known of one closing, or other event, whatever the order in which its facts came. */
export interface Closing {
  readonly id: string;
  /** `closing`, or the kind of the event. */
  readonly kind: string;
  readonly state: Omit<EventState, 'kind'>;
  readonly reversed: boolean;
  readonly reversalReason: string | undefined;
  /** The number of the first fact that reported it: introductions recorded later prove nothing by themselves. */
  readonly firstSeq: number;
  /** When its source first said anything of it, which may be well before the message came. */
  readonly firstReportedAt: Instant;
  readonly facts: readonly Fact[];
  readonly ruling: FactOf<'ClosingAttributed'> | undefined;
}

/** The closings, each in its latest state by the source's own time; on equal times the later recorded wins. */
export function closingsOf(facts: readonly Fact[]): Closing[] {
  const byClosing = new Map<string, Report[]>();
  for (const fact of facts) {
    if (isReport(fact)) byClosing.set(fact.data.closing, [...(byClosing.get(fact.data.closing) ?? []), fact]);
  }
  const rulings = factsOf(facts, 'ClosingAttributed');
  return [...byClosing].flatMap(([id, own]) => {
    const ordered = own.toSorted((a, b) => compare(a.data.reportedAt, b.data.reportedAt) || a.seq - b.seq);
    const states = ordered.flatMap((fact) => (fact.type === 'ClosingReversed' ? [] : [fact.data]));
    const state = states.at(-1);
    const [earliest] = ordered;
    if (state === undefined || earliest === undefined) return [];
    const last = ordered.at(-1);
    const ruling = rulings.findLast((fact) => fact.data.closing === id);
    return {
      id,
      kind: 'kind' in state ? state.kind : 'closing',
      state,
      reversed: last?.type === 'ClosingReversed',
      reversalReason: last?.type === 'ClosingReversed' ? last.data.reason : undefined,
      firstSeq: Math.min(...own.map((fact) => fact.seq)),
      firstReportedAt: earliest.data.reportedAt,
      facts: ruling === undefined ? ordered : [...ordered, ruling],
      ruling,
    };
  });
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function isReport(fact: Fact): fact is Report {
  return (
    fact.type === 'ClosingReported' ||
    fact.type === 'ClosingCorrected' ||
    fact.type === 'ClosingReversed' ||
    fact.type === 'EventReported'
  );
}
