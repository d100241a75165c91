import { dateIn, type Instant } from '../calendar/instant.ts';
import type { PlainDate } from '../calendar/plain-date.ts';
import { InvariantError } from '../errors.ts';
import { factsOf, type Fact } from '../facts/fact.ts';
import type { Term, Terms, TermsVersion } from '../terms/terms.ts';

/** The versions whose adoption is among the facts, oldest first. Errors: `invariant.broken` when there is none. */
export function knownVersions(versions: readonly TermsVersion[], facts: readonly Fact[]): TermsVersion[] {
  const adopted = new Set(factsOf(facts, 'TermsAdopted').map((fact) => fact.data.version));
  const known = versions.filter((version) => adopted.has(version.version)).toSorted((a, b) => a.version - b.version);
  if (known.length === 0) throw new InvariantError('no terms have been adopted');
  return known;
}

/** The version in effect on a date: the latest adopted of those that had taken effect; before the first, the first. */
export function versionOn(versions: readonly TermsVersion[], date: PlainDate): TermsVersion {
  return versions.findLast((version) => version.effectiveOn <= date) ?? first(versions);
}

/** The terms in effect at a moment: an amendment that is yet to take effect says nothing of who is reached or who decides. */
export function termsAt(versions: readonly TermsVersion[], at: Instant): Terms {
  return versionOn(versions, dateIn(at, latest(versions).terms.timeZone)).terms;
}

/** True when some version has a term of a kind. */
export function hasKind(versions: readonly TermsVersion[], kind: Term['kind']): boolean {
  return versions.some(({ terms }) => terms.terms.some((term) => term.kind === kind));
}

export function latest(versions: readonly TermsVersion[]): TermsVersion {
  return versions.at(-1) ?? first(versions);
}

function first(versions: readonly TermsVersion[]): TermsVersion {
  const [version] = versions;
  if (version === undefined) throw new InvariantError('a contract without terms');
  return version;
}
