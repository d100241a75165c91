import { dateIn, type Instant } from '../calendar/instant.ts';
import type { PlainDate } from '../calendar/plain-date.ts';
import { factsOf, type Fact } from '../facts/fact.ts';
import { liveFacts } from '../facts/live-facts.ts';
import { formatMoney } from '../money/format-money.ts';
import { newMemo, type OwedMemo } from '../owed/memo.ts';
import { owed } from '../owed/owed.ts';
import { knownVersions, latest, termsAt } from '../owed/versions.ts';
import type { NonCash, NotOwed, Owed, Receivable, Waiting } from '../owed/receivable.ts';
import { RULES } from '../owed/rules.ts';
import { oldestFirst } from '../owed/standing.ts';
import type { TermsVersion } from '../terms/terms.ts';
import { booksOf, type Books } from './books.ts';
import { catchUpQuestion } from './catch-up.ts';
import { dayLimitQuestion } from './day-limit.ts';
import { differenceName } from './difference-name.ts';
import { postingOf } from './draft-posting.ts';
import type { MovementDraft } from './entries.ts';
import { isShownIn, lostPostings, type LostPosting } from './lost-postings.ts';
import { rebuiltPostings } from './rebuilt-postings.ts';
import { unbookedMovements } from './unbooked-movements.ts';
import { vanished } from './vanished.ts';
import type { Entry, Posting } from './posting.ts';

/** Stripe carries at most 99,999,999 minor units in one payment. Source: design.md section 5.7. */
export const MOST_ON_ONE_INVOICE_MINOR = 99_999_999n;

/** Why a contract is parked that the rules of another release booked otherwise. */
export const OTHER_RULES =
  'the same terms and facts give another amount than was booked, and no new rules were adopted: `tallystick rules` shows it';

export interface SettlementInput {
  readonly versions: readonly TermsVersion[];
  readonly facts: readonly Fact[];
  readonly postings: readonly Posting[];
  readonly entries: readonly Entry[];
  /** The moment to settle as of: now, or the end of a statement's period. */
  readonly asOf: Instant;
  /** Now: bounds look at everything that is behind, not only at what is behind by `asOf`. */
  readonly now: Instant;
  readonly rules?: string;
  /** In a simulation: what nobody says was paid, or was not, is paid on the day it is due. */
  readonly assume?: 'paid-on-time';
  /** What was worked out of the same history before. */
  readonly memo?: OwedMemo;
  /** The postings and entries in their other form, where the caller keeps it. */
  readonly books?: Books;
}

export type Settlement =
  | { readonly outcome: 'parked'; readonly why: string; readonly what: string }
  | {
      readonly outcome: 'settled';
      /** What to post, oldest first. */
      readonly postings: readonly Posting[];
      /** The ids of those that were sent before the table was restored, of receivables of which nothing more is to be sent. */
      readonly atStripe: ReadonlySet<string>;
      readonly payments: readonly MovementDraft[];
      readonly waiting: readonly Waiting[];
      readonly notOwed: readonly NotOwed[];
      readonly nonCash: readonly NonCash[];
      readonly toOthers: readonly Receivable[];
      /** True while a catch-up or the day's bound waits: nothing is posted and no statement is sealed. */
      readonly heldBack: boolean;
    };

type Decision = { readonly post: Posting } | { readonly wait: Waiting } | { readonly park: string } | undefined;

/**
 * settle = owed - booked. Pure: the same record gives the same settlement, and settling again after posting it gives
 * nothing. Bounds make a difference wait for a person; a difference that no fact explains parks the contract.
 * Source: design.md section 2.
 */
export function decideSettlement(input: SettlementInput): Settlement {
  const factSeq = input.facts.at(-1)?.seq ?? 0;
  const facts = liveFacts(input.facts);
  const versions = knownVersions(input.versions, facts);
  const { timeZone } = latest(versions).terms;
  const books = input.books ?? booksOf(input);
  const memo = input.memo ?? newMemo();
  const lost = lostPostings(input.facts, books, timeZone);
  const { lastOf } = books;
  const judgedAsOf = (asOf: Instant): Judgement =>
    judge({ ...input, facts, memo, asOf, versions, factSeq, asOfOn: dateIn(asOf, timeZone), lastOf, lost });
  const { due, postings, waiting, parked, asBooked, atStripe } = judgedAsOf(input.asOf);
  if (parked !== undefined) return { outcome: 'parked', ...parked };
  leaveAlone(asBooked, memo, books);
  const { now } = input;
  const postingsNow = input.asOf === now ? postings : judgedAsOf(now).postings;
  const { bounds } = termsAt(versions, now);
  // What was sent before is held back by no bound: nothing is sent for it again.
  const wouldPost = postingsNow.filter((posting) => !isShownIn(lost, posting));
  const tooMuch =
    catchUpQuestion(wouldPost, bounds, facts) ??
    dayLimitQuestion({ wouldPost, booked: input.postings, bounds, facts, now, timeZone });
  return {
    outcome: 'settled',
    postings: tooMuch === undefined ? postings.toSorted(byEffect) : [],
    atStripe,
    payments: unbookedMovements({ ...input, books }, timeZone, dateIn(input.asOf, timeZone)),
    waiting: tooMuch === undefined ? waiting : [tooMuch, ...waiting],
    notOwed: due.notOwed,
    nonCash: due.nonCash,
    toOthers: due.toOthers,
    heldBack: tooMuch !== undefined,
  };
}

interface Judgement {
  readonly due: Owed;
  readonly postings: readonly Posting[];
  readonly waiting: readonly Waiting[];
  /** The ids of the receivables that are booked as they are owed. */
  readonly asBooked: readonly string[];
  /** The ids of the postings that Stripe shows, where they come to what is owed. */
  readonly atStripe: ReadonlySet<string>;
  readonly parked?: { readonly why: string; readonly what: string };
}

/** What would be posted and what waits as of one moment, whatever the bound on periods says. */
function judge(context: Context): Judgement {
  const due = owed({ ...context, knownSeq: context.factSeq });
  const postings: Posting[] = [];
  const waiting = [...due.waiting];
  const asBooked: string[] = [];
  const atStripe = new Set<string>();
  const open = openReceivables(context);
  for (const receivable of [...open, ...vanished(gonePostings(due, context), context)]) {
    const { id, amountMinor } = receivable;
    const rebuilt = rebuiltPostings(receivable, context);
    postings.push(...rebuilt.postings);
    const decision = rebuilt.isPartly ? undefined : decide(receivable, rebuilt.last, context);
    if (decision === undefined) {
      if (amountMinor === (context.lastOf.get(id)?.totalMinor ?? 0n)) asBooked.push(id);
      continue;
    }
    if ('park' in decision)
      return { due, postings, waiting, asBooked, atStripe, parked: { why: decision.park, what: id } };
    if ('wait' in decision) waiting.push(decision.wait);
    else postings.push(decision.post);
    if ('post' in decision && isShownIn(context.lost, decision.post))
      for (const sent of [...rebuilt.postings, decision.post]) atStripe.add(sent.id);
  }
  return { due, postings, waiting, asBooked, atStripe };
}

/** What may differ from the books, oldest first: all that is owed, where it was compared with other books before. */
function openReceivables({ memo: { standing }, lastOf, lost }: Context): Receivable[] {
  if (standing.comparedWith !== lastOf) {
    standing.comparedWith = lastOf;
    for (const receivable of standing.receivables.all()) standing.open.set(receivable.id, receivable);
    for (const id of lastOf.keys()) if (standing.receivables.get(id) === undefined) standing.dropped.add(id);
  }
  for (const id of lost.keys()) {
    const receivable = standing.receivables.get(id);
    if (receivable !== undefined) standing.open.set(id, receivable);
    else if (lastOf.has(id)) standing.dropped.add(id);
  }
  return [...standing.open.values()].toSorted(oldestFirst);
}

/** The last postings of what is booked and no longer owed, in the order in which it was booked first. */
function gonePostings({ held }: Owed, { memo: { standing }, lastOf }: Context): Posting[] {
  if (standing.dropped.size === 0) return [];
  const gone = standing.dropped.difference(new Set(held));
  return [...lastOf.values()].filter(({ receivableId }) => gone.has(receivableId));
}

/** What is as booked is not looked at again until it changes; nor is what is no longer owed and not booked either. */
function leaveAlone(asBooked: readonly string[], { standing: { open, dropped } }: OwedMemo, { lastOf }: Books): void {
  for (const id of asBooked) open.delete(id);
  for (const id of dropped) if ((lastOf.get(id)?.totalMinor ?? 0n) === 0n) dropped.delete(id);
}

interface Context extends SettlementInput {
  readonly memo: OwedMemo;
  readonly factSeq: number;
  readonly asOfOn: PlainDate;
  /** The last posting of each receivable. */
  readonly lastOf: ReadonlyMap<string, Posting>;
  readonly lost: ReadonlyMap<string, readonly LostPosting[]>;
}

/** What the receivable differs by from the books as they stand after its last posting. */
function decide(receivable: Receivable, last: Posting | undefined, context: Context): Decision {
  const differenceMinor = receivable.amountMinor - (last?.totalMinor ?? 0n);
  if (differenceMinor === 0n) return undefined;
  if (last !== undefined && last.inputsHash === receivable.inputsHash && !rulesAdoptedSince(last, context)) {
    return { park: OTHER_RULES };
  }
  const posting = postingOf(receivable, last, differenceMinor, context);
  if (posting.effectiveOn > context.asOfOn) return undefined;
  if (isShownIn(context.lost, posting)) return { post: posting };
  return boundsQuestion(posting, context) ?? { post: posting };
}

function rulesAdoptedSince(last: Posting, context: Context): boolean {
  const rules = context.rules ?? RULES;
  return factsOf(context.facts, 'RulesAdopted').some((fact) => fact.seq > last.factSeq && fact.data.rules === rules);
}

function boundsQuestion(posting: Posting, context: Context): Decision {
  const { bounds } = termsAt(context.versions, context.asOf);
  const size = posting.amountMinor < 0n ? -posting.amountMinor : posting.amountMinor;
  const name = differenceName(posting);
  const tooLarge = size > MOST_ON_ONE_INVOICE_MINOR;
  if (size <= bounds.approvalAboveMinor && !tooLarge) return undefined;
  if (factsOf(context.facts, 'DifferenceApproved').some(({ data }) => data.difference === name)) return undefined;
  const declined = factsOf(context.facts, 'DifferenceDeclined').find(({ data }) => data.difference === name);
  const amount = formatMoney(posting.amountMinor, posting.currency);
  const limit = formatMoney(bounds.approvalAboveMinor, posting.currency);
  return {
    wait: {
      id: `approval/${name}`,
      kind: 'approval',
      clause: posting.clause,
      what: `${posting.description}: ${amount}`,
      why:
        declined === undefined
          ? `It is above ${limit}, beyond which a person approves${tooLarge ? ', and above what one payment can carry' : ''}.`
          : `${declined.data.by} declined it: ${declined.data.reason}. It may still be approved.`,
      answers: ['approve', 'decline'],
      evidence: posting.working.map((step) => `${step.what}: ${step.figures}`),
      since: posting.effectiveOn,
    },
  };
}

function byEffect(a: Posting, b: Posting): number {
  if (a.effectiveOn !== b.effectiveOn) return a.effectiveOn < b.effectiveOn ? -1 : 1;
  if (a.receivableId === b.receivableId) return a.revision - b.revision;
  return a.id < b.id ? -1 : 1;
}
