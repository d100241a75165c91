import { dateIn, minutesAfter } from '../calendar/instant.ts';
import type { PlainDate } from '../calendar/plain-date.ts';
import type { Fact } from '../facts/fact.ts';
import { nameOf } from '../facts/investor.ts';
import { liveFacts } from '../facts/live-facts.ts';
import { chainHead } from '../introductions/chain.ts';
import { exposureOf, type ExposureItem } from '../introductions/exposure.ts';
import { registerOf } from '../introductions/register.ts';
import { standingOf } from '../introductions/standing.ts';
import { tailsOf } from '../introductions/tails.ts';
import { attributionAt } from '../owed/candidate.ts';
import { endingOf } from '../owed/ending.ts';
import { versionOn } from '../owed/versions.ts';
import type { TermsVersion } from '../terms/terms.ts';
import { endOfPeriod } from './period.ts';
import type { Statement } from './statement.ts';

interface Known {
  readonly versions: readonly TermsVersion[];
  readonly facts: readonly Fact[];
}

/**
 * What a statement says of introductions at the end of its period: each with how it stands and until when it earns, the
 * last link of the register, and what would be owed if the open fundings of protected investors closed. Fundings that
 * would earn nothing are the client's own affair, and are not shown.
 */
export function introductionsOnRecord(
  { versions, facts }: Known,
  to: PlainDate,
): Pick<Statement, 'introductions' | 'register' | 'exposure'> {
  const { terms } = versionOn(versions, to);
  const { timeZone } = terms;
  const at = attributionAt({}, terms, to);
  const register = registerOf(liveFacts(facts));
  const ending = endingOf(facts, terms);
  const introductions = register.introductions
    .filter(({ recorded }) => dateIn(recorded.recordedAt, timeZone) <= to)
    .map((introduction) => {
      const { recorded, id, investor } = introduction;
      const standing = standingOf(introduction, register, at);
      const earns = [...new Set(tailsOf(introduction, terms, ending).map(({ words }) => words))].join('; ');
      const isSilent = standing.kind === 'open' && standing.objectBy === undefined;
      return {
        id,
        investor: nameOf(investor),
        introducedOn: recorded.data.introducedOn,
        recordedOn: dateIn(recorded.recordedAt, timeZone),
        how: recorded.data.how,
        ...(isSilent ? {} : { standing: standing.words }),
        ...(earns === '' ? {} : { earns }),
      };
    });
  const exposure = exposureOf(versions, facts, minutesAfter(endOfPeriod(to, timeZone), -1));
  const items = exposure.items.filter(({ feeMinor, isAsked }) => feeMinor !== 0n || isAsked).map(forStatement);
  return {
    introductions,
    register: chainHead(terms.id, facts),
    ...(items.length === 0 ? {} : { exposure: { totalMinor: exposure.totalMinor, items } }),
  };
}

/** The item without what only the software needs. */
function forStatement(item: ExposureItem): NonNullable<Statement['exposure']>['items'][number] {
  const { investor, fundingMinor, currency, stage, expectedOn, feeMinor, note } = item;
  return {
    investor,
    fundingMinor,
    currency,
    stage,
    feeMinor,
    ...(expectedOn === undefined ? {} : { expectedOn }),
    ...(note === undefined ? {} : { note }),
  };
}
