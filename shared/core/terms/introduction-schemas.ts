import type * as z from 'zod';
import {
  DEFAULT_RULES,
  MATCH_KINDS,
  NO_INTRODUCTION_TERMS,
  type AttributionRules,
  type IntroductionTerms,
} from './introduction-terms.ts';
import { list, mapping, oneOf, text, whole } from './schema-fields.ts';

const clause = text.describe('The clause of the agreement that this rests on, in quotation marks.');
const matches = list(oneOf(...MATCH_KINDS));

/** `attribution` of a fee line: whose introduction a closing came from. */
export const attributionSchema = mapping({
  clause: clause.optional(),
  proves: matches.optional(),
  asks: matches.optional(),
  recordedBefore: oneOf('closing', 'open-funding').optional(),
  several: oneOf('ask', 'first', 'latest', 'split').optional(),
  knownToClient: mapping({
    outcome: oneOf('ask', 'earns', 'earns-nothing'),
    withinMonths: whole(1, 600).optional(),
  }).optional(),
});

/** `introductions` of the contract: what the client may say of them, and by when. */
export const introductionsSchema = mapping({
  clause,
  told: oneOf('by-notice', 'by-statement').optional(),
  objectionDays: whole(1, 365).optional(),
  silence: oneOf('accepted', 'disputed').optional(),
  whileOpen: oneOf('earns', 'waits').optional(),
  rulingBy: list(text, 1).optional(),
  tailWarningDays: list(whole(1, 730), 1).optional(),
});

export function toAttribution(file: z.infer<typeof attributionSchema>): AttributionRules {
  const { proves = DEFAULT_RULES.proves, knownToClient } = file;
  const asks = (file.asks ?? MATCH_KINDS).filter((kind) => !proves.includes(kind));
  return {
    ...(file.clause === undefined ? {} : { clause: file.clause }),
    proves,
    asks,
    recordedBefore: file.recordedBefore ?? DEFAULT_RULES.recordedBefore,
    several: file.several ?? DEFAULT_RULES.several,
    knownToClient:
      knownToClient === undefined
        ? DEFAULT_RULES.knownToClient
        : {
            outcome: knownToClient.outcome,
            ...(knownToClient.withinMonths === undefined ? {} : { withinMonths: knownToClient.withinMonths }),
          },
  };
}

export function toIntroductionTerms(file: z.infer<typeof introductionsSchema>): IntroductionTerms {
  const { objectionDays } = file;
  return {
    clause: file.clause,
    told: file.told ?? NO_INTRODUCTION_TERMS.told,
    ...(objectionDays === undefined ? {} : { objectionDays }),
    silence: file.silence ?? NO_INTRODUCTION_TERMS.silence,
    whileOpen: file.whileOpen ?? NO_INTRODUCTION_TERMS.whileOpen,
    rulingBy: file.rulingBy ?? [],
    tailWarningDays: (file.tailWarningDays ?? []).toSorted((a, b) => b - a),
  };
}

interface Introducing {
  readonly introductions?: z.infer<typeof introductionsSchema> | undefined;
  readonly people: readonly { readonly name: string }[];
}

/** What no single field of `introductions` shows. */
export function checkIntroductions(
  { introductions, people }: Introducing,
  add: (field: string, found: unknown, allowed: string, fix: string) => void,
): void {
  if (introductions === undefined) return;
  const { objectionDays, silence, whileOpen, rulingBy = [] } = introductions;
  if (objectionDays !== undefined && silence === undefined) {
    const fix = 'Say what it means that the client says nothing in that time.';
    add('introductions.silence', undefined, 'accepted or disputed', fix);
  }
  for (const [field, value] of Object.entries({ silence, whileOpen })) {
    if (objectionDays !== undefined || value === undefined) continue;
    const fix = 'Say how many days the client has, or leave it out: without days nothing runs out.';
    add(`introductions.${field}`, value, `${field} beside objectionDays only`, fix);
  }
  rulingBy.forEach((name, place) => {
    if (people.some((person) => person.name === name)) return;
    const known = people.map((person) => person.name).join(', ');
    add(`introductions.rulingBy[${place}]`, name, `one of ${known}`, 'Add the person to people as well.');
  });
}
