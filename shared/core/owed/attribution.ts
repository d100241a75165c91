import { formatDate } from '../calendar/format-date.ts';
import type { Fact, FactOf } from '../facts/fact.ts';
import { nameOf } from '../facts/investor.ts';
import { isInDays } from '../introductions/standing.ts';
import { registerOf } from '../introductions/register.ts';
import { hashOf } from '../json.ts';
import type { MatchKind } from '../terms/introduction-terms.ts';
import { proposalOf, sidesOf, type Proposal, type Sides } from './attribution-case.ts';
import {
  candidateOf,
  candidatesFor,
  factIdsOf,
  introducedOn,
  introducerOf,
  isProvenContact,
  proofsOf,
  provenBy,
  type AttributionAt,
  type Candidate,
  type Judging,
} from './candidate.ts';
import type { Closing } from './closings.ts';

/** The facts of a closing that name its investor; a reversal and a ruling name none. */
type Naming = FactOf<'ClosingReported' | 'ClosingCorrected' | 'EventReported'>;

/** Whose introduction a closing came from: known, nobody's, or a question for a person. */
export type Attribution = Introduced | Nobody | AttributionQuestion;

interface Introduced {
  readonly kind: 'introduced';
  readonly introduction: FactOf<'IntroductionRecorded'>;
  readonly reason: string;
  /** The facts of the register that it rests on. */
  readonly factIds: readonly string[];
  /** The people who introduced the investor, where the terms let them share the fee. */
  readonly sharedBy?: readonly string[];
}

interface Nobody {
  readonly kind: 'nobody';
  readonly reason: string;
  readonly factIds: readonly string[];
}

export interface AttributionQuestion {
  readonly kind: 'question';
  readonly reason: string;
  readonly evidence: readonly string[];
  readonly candidates: readonly string[];
  readonly sides: Sides;
  readonly proposed: Proposal;
}

/**
 * Attributes a closing. By itself only through what the fee line takes for proof (a CRM id or a full e-mail address, unless
 * it says otherwise), and only when the introduction both happened and was recorded before the closing was first reported.
 * Whatever is weaker or disputed is a question. A person's ruling ends it, unless a later fact takes its ground away.
 * Source: clause 2.2; design.md section 5.5.
 */
export function attribute(closing: Closing, facts: readonly Fact[], at: AttributionAt): Attribution {
  const judging = { closing, register: registerOf(facts), at };
  return closing.ruling === undefined ? unruled(judging) : ruled(closing.ruling, judging);
}

function unruled(judging: Judging): Attribution {
  const { rules } = judging.at;
  const exact = candidatesFor(judging, rules.proves);
  const live = exact.filter(isLive);
  const proven = live.filter((candidate) => provenBy(candidate, judging.at) !== undefined);
  if (proven.length > 0) return chosenOf(proven, judging);
  if (live.length > 0) {
    return questionOn(
      'the introduction was recorded, or happened, only after the closing was first reported',
      live,
      judging,
    );
  }
  const weak = candidatesFor(judging, rules.asks).filter(isLive);
  if (weak.length > 0) {
    return questionOn(`an introduction looks alike, but ${noProof(rules.proves)}`, weak, judging);
  }
  const [gone] = exact;
  if (gone !== undefined) {
    const { introduction, standing } = gone;
    const factIds = factIdsOf(gone, undefined);
    return { kind: 'nobody', reason: `the introduction ${introduction.id} was ${standing.words}`, factIds };
  }
  return { kind: 'nobody', reason: NOBODY, factIds: [] };
}

const NOBODY = 'no introduction on record names this investor by CRM id, e-mail address, firm or name';

function noProof(proves: readonly MatchKind[]): string {
  const isUsual = proves.length === 2 && proves.includes('crm-id') && proves.includes('email');
  return isUsual ? 'no CRM id or full e-mail address is the same' : 'nothing is the same that proves it by itself';
}

function isLive({ standing }: Candidate): boolean {
  return standing.kind !== 'rejected' && standing.kind !== 'withdrawn';
}

/** Of the introductions that are proven: whose it is by the terms, and whether it stands. */
function chosenOf(proven: readonly Candidate[], judging: Judging): Attribution {
  const { closing, at } = judging;
  const standing = proven.filter((candidate) => doubtOf(candidate, judging) === undefined);
  const [first] = standing;
  if (first === undefined) {
    const doubts = proven.map((candidate) => doubtOf(candidate, judging)).filter((doubt) => doubt !== undefined);
    return questionOn([...new Set(doubts)].join('; '), proven, judging);
  }
  const introducers = [...new Set(standing.map((candidate) => introducerOf(candidate, at)))];
  const { several } = at.rules;
  if (introducers.length > 1 && several === 'ask') {
    return questionOn(`the investor was introduced by several: ${introducers.join(', ')}`, proven, judging);
  }
  const chosen = several === 'latest' && introducers.length > 1 ? (standing.at(-1) ?? first) : first;
  const proof = provenBy(chosen, at);
  const known = knownBefore(chosen, closing, at);
  if (known !== undefined) return known;
  return {
    kind: 'introduced',
    introduction: chosen.introduction.recorded,
    reason: `introduced on ${formatDate(introducedOn(chosen))}; same ${proof?.words ?? ''}`,
    factIds: factIdsOf(chosen, proof),
    ...(several === 'split' && introducers.length > 1 ? { sharedBy: introducers } : {}),
  };
}

/** Why an introduction that is proven is still a question; undefined when it is none. */
function doubtOf(candidate: Candidate, { closing, at }: Judging): string | undefined {
  const { introduction, standing, contacts } = candidate;
  if (standing.kind === 'disputed' || standing.kind === 'disputed-by-silence') {
    return `the introduction ${introduction.id} is ${standing.words}`;
  }
  if (standing.kind === 'open' && standing.objectBy !== undefined && at.terms.whileOpen === 'waits') {
    return `the fee waits while ${standing.words}`;
  }
  if (isAccepted(candidate, at)) return undefined;
  const { outcome } = at.rules.knownToClient;
  const asks = contacts.some((contact) => outcome === 'ask' || !isProvenContact(contact, closing, at));
  return outcome === 'earns' || !asks ? undefined : 'the client says that it knew the investor before the introduction';
}

/** True when the client itself, or a ruling, has let the introduction stand: an earlier contact is then no ground. */
function isAccepted({ standing, contacts }: Candidate, { timeZone }: AttributionAt): boolean {
  if (standing.kind === 'acknowledged' || standing.kind === 'upheld') return true;
  const { kind, objectBy } = standing;
  // Whoever named a contact in time has not been silent.
  return kind === 'accepted-by-silence' && !contacts.some((contact) => isInDays(contact, objectBy, timeZone));
}

/** An investor whom the client provably knew, where the terms say that such a one earns nothing. */
function knownBefore(candidate: Candidate, closing: Closing, at: AttributionAt): Nobody | undefined {
  if (at.rules.knownToClient.outcome !== 'earns-nothing' || isAccepted(candidate, at)) return undefined;
  const contact = candidate.contacts.find((one) => isProvenContact(one, closing, at));
  if (contact === undefined) return undefined;
  const { knownOn, how } = contact.data;
  return {
    kind: 'nobody',
    reason: `the client knew this investor on ${formatDate(knownOn)} by ${how}, before the introduction`,
    factIds: [...factIdsOf(candidate, undefined), contact.id],
  };
}

/** What a person decided, unless a later fact takes the ground away: then it is asked again. */
function ruled(ruling: FactOf<'ClosingAttributed'>, judging: Judging): Attribution {
  const { closing, register, at } = judging;
  const { introduction: named, by, reason } = ruling.data;
  const found = register.introductions.find(({ id }) => id === named);
  const decided = `decided by ${by}: ${reason}`;
  const candidate =
    found === undefined ? undefined : candidateOf(found, proofsOf(found, judging, countedKinds(at)), judging);
  const again = (why: string): Attribution => askedAgain(why, judging, candidate);
  if (isOfAnotherInvestor(closing, ruling)) {
    return again(`the closing names another investor than when it was ${decided}`);
  }
  const reopened = register.reopened.get(closing.id);
  if (reopened !== undefined && reopened.seq > ruling.seq) {
    return again(`${reopened.data.by} asks again (${reopened.data.reason}) what was ${decided}`);
  }
  if (candidate === undefined) return { kind: 'nobody', reason: decided, factIds: [] };
  const { standing, introduction } = candidate;
  const since = introduction.said.some(({ id, seq }) => standing.factIds.includes(id) && seq > ruling.seq);
  if (since && (standing.kind === 'disputed' || !isLive(candidate))) {
    return again(`since it was ${decided}, the introduction ${introduction.id} was ${standing.words}`);
  }
  return {
    kind: 'introduced',
    introduction: introduction.recorded,
    reason: decided,
    factIds: [introduction.recorded.id],
  };
}

function isOfAnotherInvestor({ facts, state }: Closing, ruling: FactOf<'ClosingAttributed'>): boolean {
  const ruledOn = facts.findLast((fact): fact is Naming => fact.seq < ruling.seq && 'investor' in fact.data);
  return ruledOn !== undefined && hashOf(ruledOn.data.investor) !== hashOf(state.investor);
}

/** Every introduction that has something in common with the investor, and the one that was ruled on. */
function askedAgain(why: string, judging: Judging, before: Candidate | undefined): AttributionQuestion {
  const alike = candidatesFor(judging, countedKinds(judging.at));
  const isAmong = alike.some(({ introduction }) => introduction.id === before?.introduction.id);
  return questionOn(why, before === undefined || isAmong ? alike : [...alike, before], judging);
}

function countedKinds({ rules }: AttributionAt): MatchKind[] {
  return [...rules.proves, ...rules.asks];
}

/** A question for a person, with both sides of it and what the software would answer. */
export function questionOn(reason: string, candidates: readonly Candidate[], judging: Judging): AttributionQuestion {
  return {
    kind: 'question',
    reason,
    evidence: candidates.map(evidenceLine),
    candidates: candidates.map(({ introduction }) => introduction.id),
    sides: sidesOf(candidates, judging),
    proposed: proposalOf(candidates, judging),
  };
}

function evidenceLine({ introduction, proofs }: Candidate): string {
  const { investor, introducedOn: made, how } = introduction.recorded.data;
  const same = proofs[0]?.words ?? 'nothing but the ruling';
  return `${introduction.id}: ${nameOf(investor)}, introduced on ${formatDate(made)} by ${how}; same ${same}`;
}
