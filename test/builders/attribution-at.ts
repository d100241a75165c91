import { attributionAt, type AttributionAt } from '../../shared/core/owed/candidate.ts';
import type { AttributionRules, IntroductionTerms } from '../../shared/core/terms/introduction-terms.ts';
import { DEFAULT_RULES, NO_INTRODUCTION_TERMS } from '../../shared/core/terms/introduction-terms.ts';
import { aVersion } from './a-contract.ts';

/** By what a closing is attributed at the end of 1999 under the 1999 agreement, with other rules where they are given. */
export function attributionAs(
  rules: Partial<AttributionRules> = {},
  introductions: Partial<IntroductionTerms> = {},
  asOfOn = '1999-12-31',
): AttributionAt {
  const { terms } = aVersion();
  const attribution = { ...DEFAULT_RULES, ...rules };
  const said = { ...terms, introductions: { ...NO_INTRODUCTION_TERMS, ...introductions } };
  return attributionAt({ attribution }, said, asOfOn);
}
