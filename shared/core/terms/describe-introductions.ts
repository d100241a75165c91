import type { AttributionRules, IntroductionTerms, MatchKind } from './introduction-terms.ts';

const MATCH_WORDS: Readonly<Record<MatchKind, string>> = {
  'crm-id': 'the same CRM id',
  email: 'the same full e-mail address',
  'registry-number': 'the same number in a public register',
  domain: 'the same e-mail domain',
  name: 'the same name',
  affiliate: 'a name of the same house',
};

/** The rules of attribution of a fee line, in sentences without their full stops. */
export function attributionWords({ proves, asks, recordedBefore, several, knownToClient }: AttributionRules): string[] {
  const whose = {
    ask: 'a person is asked',
    first: 'the first counts',
    latest: 'the latest counts',
    split: 'they share the fee in equal parts',
  }[several];
  const known = { ask: 'is a question', earns: 'earns all the same', 'earns-nothing': 'earns nothing' };
  const within = knownToClient.withinMonths;
  return [
    proves.length === 0
      ? 'Nothing proves an introduction by itself'
      : `An introduction is proven by ${inWords(proves)}`,
    ...(asks.length === 0 ? [] : [`A person is asked about ${inWords(asks)}`]),
    recordedBefore === 'closing'
      ? 'It has to be on record before the closing is first reported'
      : 'It has to be on record before the funding is first reported as open',
    `Where several people introduced an investor, ${whose}`,
    `An investor whom the client knew${within === undefined ? '' : ` within ${within} months`} before ${known[knownToClient.outcome]}`,
  ];
}

function inWords(kinds: readonly MatchKind[]): string {
  return kinds.map((kind) => MATCH_WORDS[kind]).join(', ');
}

/** What the contract says of introductions, in one paragraph. */
export function describeIntroductions(terms: IntroductionTerms): string {
  const { told, objectionDays, silence, whileOpen, rulingBy, tailWarningDays } = terms;
  const sentences = [
    told === 'by-notice'
      ? 'The client is told of each introduction by a notice of its own'
      : 'The client is told of introductions by the statement of the month',
    objectionDays === undefined
      ? 'It may object at any time'
      : `It may object within ${objectionDays} days of being told; if it says nothing, the introduction is ${silence}`,
    ...(objectionDays === undefined
      ? []
      : [whileOpen === 'earns' ? 'Until then the introduction earns' : 'Until then a fee on it waits']),
    `A dispute is ended by ${rulingBy.length === 0 ? 'whoever may approve' : rulingBy.join(' or ')}`,
    ...(tailWarningDays.length === 0
      ? []
      : [`Both are told ${tailWarningDays.join(', ')} days before an introduction stops earning`]),
  ];
  return `${sentences.join('. ')}.`;
}
