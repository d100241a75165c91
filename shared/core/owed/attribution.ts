import { distance } from 'fastest-levenshtein';
import { dateIn } from '../calendar/instant.ts';
import { formatDate } from '../calendar/format-date.ts';
import { daysBetween, type PlainDate } from '../calendar/plain-date.ts';
import { factsOf, type Fact, type FactOf } from '../facts/fact.ts';
import type { Investor } from '../facts/investor.ts';
import { hashOf } from '../json.ts';
import type { Closing } from './closings.ts';

type Introduction = FactOf<'IntroductionRecorded'>;
/** The facts of a closing that name its investor; a reversal and a ruling name none. */
type Naming = FactOf<'ClosingReported' | 'ClosingCorrected' | 'EventReported'>;

/** Whose introduction a closing came from: known, nobody's, or a question for a person. */
export type Attribution =
  | { readonly kind: 'introduced'; readonly introduction: Introduction; readonly reason: string }
  | { readonly kind: 'nobody'; readonly reason: string }
  | {
      readonly kind: 'question';
      readonly reason: string;
      readonly evidence: readonly string[];
      readonly candidates: readonly string[];
    };

/**
 * Attributes a closing. By itself only through a CRM id or a full e-mail address, and only when the introduction both
 * happened and was recorded before the closing was first reported; whatever is weaker (a name, a firm, a domain, an
 * introduction recorded late) is a question. A person's ruling ends it, unless the closing names another investor since.
 * Source: clause 2.2; design.md section 5.5.
 */
export function attribute(closing: Closing, facts: readonly Fact[], timeZone: string): Attribution {
  const introductions = factsOf(facts, 'IntroductionRecorded');
  if (closing.ruling !== undefined) {
    const before = ruled(closing.ruling, introductions);
    return isOfAnotherInvestor(closing, closing.ruling) ? askedAgain(before, closing, introductions) : before;
  }
  const firstReportedOn = dateIn(closing.firstReportedAt, timeZone);
  const exact = introductions.flatMap((introduction) => {
    const proof = exactMatch(introduction.data.investor, closing.state.investor);
    return proof === undefined ? [] : [{ introduction, proof }];
  });
  const inTime = exact.filter(
    ({ introduction }) =>
      introduction.seq < closing.firstSeq &&
      introduction.recordedAt <= closing.firstReportedAt &&
      introduction.data.introducedOn <= firstReportedOn &&
      introduction.data.introducedOn <= closing.state.closedOn,
  );
  const [first] = inTime.toSorted((a, b) =>
    daysBetween(b.introduction.data.introducedOn, a.introduction.data.introducedOn),
  );
  if (first !== undefined) {
    const on = formatDate(first.introduction.data.introducedOn);
    return { kind: 'introduced', introduction: first.introduction, reason: `introduced on ${on}; same ${first.proof}` };
  }
  if (exact.length > 0) {
    return question('the introduction was recorded, or happened, only after the closing was first reported', exact);
  }
  const weak = introductions.flatMap((introduction) => {
    const proof = weakMatch(introduction.data.investor, closing.state.investor);
    return proof === undefined ? [] : [{ introduction, proof }];
  });
  if (weak.length > 0)
    return question('an introduction looks alike, but no CRM id or full e-mail address is the same', weak);
  return {
    kind: 'nobody',
    reason: 'no introduction on record names this investor by CRM id, e-mail address, firm or name',
  };
}

function ruled(
  ruling: FactOf<'ClosingAttributed'>,
  introductions: readonly Introduction[],
): Attribution & { kind: 'introduced' | 'nobody' } {
  const { introduction, by, reason } = ruling.data;
  const found = introductions.find((candidate) => candidate.data.introduction === introduction);
  if (found === undefined) return { kind: 'nobody', reason: `decided by ${by}: ${reason}` };
  return { kind: 'introduced', introduction: found, reason: `decided by ${by}: ${reason}` };
}

function isOfAnotherInvestor({ facts, state }: Closing, ruling: FactOf<'ClosingAttributed'>): boolean {
  const ruledOn = facts.findLast((fact): fact is Naming => fact.seq < ruling.seq && 'investor' in fact.data);
  return ruledOn !== undefined && hashOf(ruledOn.data.investor) !== hashOf(state.investor);
}

function askedAgain(
  before: Attribution & { kind: 'introduced' | 'nobody' },
  { state }: Closing,
  introductions: readonly Introduction[],
): Attribution {
  const matches = introductions.flatMap((introduction) => {
    const { investor } = introduction.data;
    const proof = exactMatch(investor, state.investor) ?? weakMatch(investor, state.investor);
    if (proof !== undefined) return [{ introduction, proof }];
    const isRuled = before.kind === 'introduced' && before.introduction.id === introduction.id;
    return isRuled ? [{ introduction, proof: 'nothing but the ruling' }] : [];
  });
  return question(`the closing names another investor than when it was ${before.reason}`, matches);
}

/**
 * An introduction that fits, made outside the life of the agreement or for a closing from before it, proves nothing by
 * itself: the agreement does not say that it earns, so a person decides.
 */
export function withinAgreement(
  attribution: Attribution,
  closing: Closing,
  { dated, endsOn }: { readonly dated: PlainDate; readonly endsOn: PlainDate | undefined },
): Attribution {
  if (attribution.kind !== 'introduced' || closing.ruling !== undefined) return attribution;
  const { introduction } = attribution;
  const matches = [{ introduction, proof: attribution.reason.replace(/^.*; same /, '') }];
  if (closing.state.closedOn < dated) return question('the funding closed before the agreement was made', matches);
  if (endsOn !== undefined && introduction.data.introducedOn > endsOn) {
    return question('the introduction was made after the agreement had ended', matches);
  }
  return attribution;
}

function question(reason: string, matches: readonly { introduction: Introduction; proof: string }[]): Attribution {
  return {
    kind: 'question',
    reason,
    evidence: matches.map(
      ({ introduction: { data }, proof }) =>
        `${data.introduction}: ${nameOf(data.investor)}, introduced on ${formatDate(data.introducedOn)} by ${data.how}; same ${proof}`,
    ),
    candidates: matches.map(({ introduction }) => introduction.data.introduction),
  };
}

function exactMatch(a: Investor, b: Investor): string | undefined {
  const crmId = a.crmIds.find((id) => b.crmIds.includes(id));
  if (crmId !== undefined) return `CRM id ${crmId}`;
  const mine = a.emails.map((address) => address.toLowerCase());
  const address = b.emails.find((other) => mine.includes(other.toLowerCase()));
  return address === undefined ? undefined : `e-mail address ${address}`;
}

function weakMatch(a: Investor, b: Investor): string | undefined {
  const domain = domainsOf(a).find((mine) => domainsOf(b).includes(mine));
  if (domain !== undefined) return `e-mail domain ${domain}`;
  for (const [mine, other] of [
    [a.firm, b.firm],
    [a.firm, b.name],
    [a.name, b.firm],
    [a.name, b.name],
  ]) {
    if (mine !== undefined && other !== undefined && sameCore(mine, other)) return `name: ${mine} and ${other}`;
  }
  return undefined;
}

const SHARED_MAIL = new Set([
  'gmail.com',
  'hotmail.com',
  'outlook.com',
  'yahoo.com',
  'aol.com',
  'icloud.com',
  'proton.me',
]);
const GENERIC = new Set(
  (
    'inc llc lp llp ltd plc gmbh ag sa co corp corporation company the and of fund funds i ii iii iv v holdings group ' +
    'capital partners partnership ventures venture growth equity management advisors advisers associates ' +
    'investments investment investors asset assets opportunities international'
  ).split(' '),
);

function domainsOf(investor: Investor): string[] {
  return investor.emails
    .map((address) => address.slice(address.lastIndexOf('@') + 1).toLowerCase())
    .filter((domain) => !SHARED_MAIL.has(domain));
}

/**
 * True when the words that tell one name apart all occur in the other, a letter mistyped or left out aside: an
 * affiliate or another fund of the same house is a question. Example: Harbor Ridge Capital, Harbour Ridge Growth Fund.
 */
function sameCore(a: string, b: string): boolean {
  const [mine, other] = [wordsOf(a), wordsOf(b)];
  const [myCore, otherCore] = [coreOf(mine), coreOf(other)];
  if (myCore.length === 0 || otherCore.length === 0) return mine.join(' ') === other.join(' ');
  return isWithin(myCore, otherCore) || isWithin(otherCore, myCore);
}

function coreOf(words: readonly string[]): string[] {
  return words.filter((word) => !GENERIC.has(word));
}

function isWithin(few: readonly string[], many: readonly string[]): boolean {
  return few.every((word) => many.some((other) => isAlike(word, other)));
}

function isAlike(a: string, b: string): boolean {
  return a === b || (Math.min(a.length, b.length) >= 5 && distance(a, b) === 1);
}

function wordsOf(name: string): string[] {
  const plain = name.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
  return Array.from(plain.matchAll(/[\p{L}\p{N}]+/gu), ([word]) => word);
}

export function nameOf(investor: Investor): string {
  return investor.firm === undefined || investor.firm === investor.name
    ? investor.name
    : `${investor.name}, ${investor.firm}`;
}
