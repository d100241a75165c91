import { dateIn } from '../calendar/instant.ts';
import type { PlainDate } from '../calendar/plain-date.ts';
import type { Fact } from '../facts/fact.ts';
import { nameOf } from '../facts/investor.ts';
import { candidatesFor, type AttributionAt } from '../owed/candidate.ts';
import { closingsOf } from '../owed/closings.ts';
import { registerOf } from './register.ts';

/** An introduction that came on record only after a closing that it would explain was known. */
export interface RecordedLate {
  readonly introduction: string;
  readonly closing: string;
  readonly investor: string;
  readonly recordedOn: PlainDate;
  readonly reportedOn: PlainDate;
  /** What the two have in common. */
  readonly same: string;
}

/** Every introduction that was recorded only after a closing by its investor, or by one like it, was first reported. */
export function recordedLate(facts: readonly Fact[], at: AttributionAt): RecordedLate[] {
  const register = registerOf(facts);
  return closingsOf(facts).flatMap((closing) =>
    candidatesFor({ closing, register, at }, [...at.rules.proves, ...at.rules.asks])
      .filter(({ introduction: { recorded } }) => {
        return recorded.seq > closing.firstSeq || recorded.recordedAt > closing.firstReportedAt;
      })
      // The first of what they have in common is the strongest.
      .flatMap(({ introduction, proofs }) =>
        proofs.slice(0, 1).map(({ words }) => ({
          introduction: introduction.id,
          closing: closing.id,
          investor: nameOf(introduction.investor),
          recordedOn: dateIn(introduction.recorded.recordedAt, at.timeZone),
          reportedOn: dateIn(closing.firstReportedAt, at.timeZone),
          same: words,
        })),
      ),
  );
}
