import { dateIn, type Instant } from '../calendar/instant.ts';
import { monthsAfter, type PlainDate } from '../calendar/plain-date.ts';
import type { Fact, FactOf } from '../facts/fact.ts';
import type { Investor } from '../facts/investor.ts';
import type { Introduction } from '../introductions/introduction.ts';
import { matchesOf, type Match } from '../introductions/matching.ts';
import type { Register } from '../introductions/register.ts';
import { standingOf, type Standing } from '../introductions/standing.ts';
import { byText, smaller } from '../order.ts';
import {
  DEFAULT_RULES,
  MATCH_KINDS,
  NO_INTRODUCTION_TERMS,
  type AttributionRules,
  type IntroductionTerms,
  type MatchKind,
} from '../terms/introduction-terms.ts';
import type { SuccessFeeTerm, Terms } from '../terms/terms.ts';
import type { Closing } from './closings.ts';

/** By what attribution goes: the day, the rules of the fee line, and what the contract says of introductions. */
export interface AttributionAt {
  readonly timeZone: string;
  readonly asOfOn: PlainDate;
  readonly rules: AttributionRules;
  readonly terms: IntroductionTerms;
  /** Names that stand for the consultant itself: its own, and those of its people. */
  readonly consultants: readonly string[];
}

/** By what the attribution of a fee line goes under a version of the terms. */
export function attributionAt(
  { attribution }: Pick<SuccessFeeTerm, 'attribution'>,
  { timeZone, introductions, people, consultant }: Terms,
  asOfOn: PlainDate,
): AttributionAt {
  const own = people.filter(({ party }) => party === 'consultant').map(({ name }) => name);
  return {
    timeZone,
    asOfOn,
    rules: attribution ?? DEFAULT_RULES,
    terms: introductions ?? NO_INTRODUCTION_TERMS,
    consultants: [consultant.name, ...own],
  };
}

/** Something that a fact of the register has in common with the investor of a closing. */
export interface Proof extends Match {
  readonly fact: FactOf<'IntroductionRecorded' | 'IntroductionSupplemented'>;
  /** True when it was on record, and the introduction made, before the closing was known. */
  readonly inTime: boolean;
}

/** An introduction that may be the one from which a closing came. */
export interface Candidate {
  readonly introduction: Introduction;
  /** Strongest first, and at the same strength the earliest on record. */
  readonly proofs: readonly Proof[];
  readonly standing: Standing;
  /** Contacts of the client with the investor from before the introduction. */
  readonly contacts: readonly FactOf<'PriorContactRecorded'>[];
}

/** Where a closing is judged: with the register as it stands, by its rules. */
export interface Judging {
  readonly closing: Closing;
  readonly register: Register;
  readonly at: AttributionAt;
}

/** The introductions whose investor has something of these kinds in common with that of a closing, earliest first. */
export function candidatesFor(judging: Judging, kinds: readonly MatchKind[]): Candidate[] {
  return judging.register
    .likely(judging.closing.state.investor)
    .flatMap((introduction) => {
      const proofs = proofsOf(introduction, judging, kinds);
      return proofs.length === 0 ? [] : [candidateOf(introduction, proofs, judging)];
    })
    .toSorted((a, b) => byText(introducedOn(a), introducedOn(b)));
}

/** An introduction as a candidate, whatever it has in common with the closing. */
export function candidateOf(
  introduction: Introduction,
  proofs: readonly Proof[],
  { closing, register, at }: Judging,
): Candidate {
  return {
    introduction,
    proofs,
    standing: standingOf(introduction, register, at),
    contacts: register.contacts.filter((contact) => isBefore(contact, introduction, closing, at)),
  };
}

export function introducedOn({ introduction }: Pick<Candidate, 'introduction'>): PlainDate {
  return introduction.recorded.data.introducedOn;
}

/** Who made it: the consultant, or the name of somebody else. */
export function introducerOf({ introduction }: Candidate, { consultants }: AttributionAt): string {
  const { introducedBy } = introduction.recorded.data;
  return introducedBy === undefined || consultants.includes(introducedBy) ? 'the consultant' : introducedBy;
}

/** The first proof in time of a kind that proves by itself. */
export function provenBy({ proofs }: Candidate, { rules }: AttributionAt): Proof | undefined {
  return proofs.find(({ kind, inTime }) => inTime && rules.proves.includes(kind));
}

export function proofsOf(
  { recorded, supplements }: Introduction,
  { closing, register, at }: Judging,
  kinds: readonly MatchKind[],
): Proof[] {
  const found = [recorded, ...supplements].flatMap((fact) =>
    matchesOf(said(fact), closing.state.investor, kinds).map((match) => ({
      ...match,
      fact,
    })),
  );
  if (found.length === 0) return [];
  const known = knownSince(closing, register, at.rules);
  const made = recorded.data.introducedOn;
  const isMadeInTime = made <= dateIn(known.at, at.timeZone) && made <= closing.state.closedOn;
  return MATCH_KINDS.flatMap((kind) => found.filter((proof) => proof.kind === kind)).map((proof) => ({
    ...proof,
    inTime: isMadeInTime && proof.fact.seq < known.seq && proof.fact.recordedAt <= known.at,
  }));
}

/** What a fact itself says of the investor; a supplement names ids and addresses alone. */
function said(fact: Proof['fact']): Investor {
  if (fact.type === 'IntroductionRecorded') return fact.data.investor;
  const { crmIds, emails, registryIds } = fact.data;
  return { name: '', crmIds, emails, registryIds };
}

/** When the closing was known: as it was first reported, or already as its funding was first said to be open. */
function knownSince(
  { id, firstSeq, firstReportedAt }: Closing,
  { opened }: Register,
  { recordedBefore }: AttributionRules,
): { readonly seq: number; readonly at: Instant } {
  const open = opened.get(id);
  if (recordedBefore === 'closing' || open === undefined) return { seq: firstSeq, at: firstReportedAt };
  const { reportedAt } = open.data;
  return {
    seq: Math.min(open.seq, firstSeq),
    at: smaller(reportedAt, firstReportedAt),
  };
}

/** True for a contact with the same investor from before the introduction, and not too long before it. */
function isBefore(
  { data }: FactOf<'PriorContactRecorded'>,
  introduction: Introduction,
  { state }: Closing,
  { rules }: AttributionAt,
): boolean {
  const made = introduction.recorded.data.introducedOn;
  const { withinMonths } = rules.knownToClient;
  if (data.knownOn >= made) return false;
  if (withinMonths !== undefined && monthsAfter(data.knownOn, withinMonths) < made) return false;
  return isKnown(data.investor, state.investor, rules) || isKnown(data.investor, introduction.investor, rules);
}

function isKnown(contact: Investor, investor: Investor, { proves, asks }: AttributionRules): boolean {
  return matchesOf(contact, investor, [...proves, ...asks]).length > 0;
}

/** True when a contact proves by itself that the client knew the investor: the same id, on record before the closing. */
export function isProvenContact(
  { data, seq, recordedAt }: FactOf<'PriorContactRecorded'>,
  closing: Closing,
  { rules }: AttributionAt,
): boolean {
  if (seq > closing.firstSeq || recordedAt > closing.firstReportedAt) return false;
  return matchesOf(data.investor, closing.state.investor, rules.proves).length > 0;
}

/** The ids of the facts that a choice rests on. */
export function factIdsOf({ introduction, standing }: Candidate, proof: { readonly fact: Fact } | undefined): string[] {
  const ids = [introduction.recorded.id, ...(proof === undefined ? [] : [proof.fact.id]), ...standing.factIds];
  return [...new Set(ids)];
}
