import { minutesAfter, type Instant } from '../calendar/instant.ts';
import type { Problem } from '../errors.ts';
import { factsOf, type ClosingState, type Fact, type FactSource, type NewFact } from '../facts/fact.ts';
import type { Investor } from '../facts/investor.ts';
import { hashOf } from '../json.ts';
import type { Closing } from '../owed/closings.ts';
import type { DealClosing, ReadDeal } from './deal.ts';
import { lookalikes } from './lookalike.ts';

/** What is decided about: one deal as it is now, and what is on record of it. */
export interface DealSituation {
  /** Under which id the deal stands on record, such as `hubspot/62515/901`; the same on every visit. */
  readonly externalId: string;
  readonly source: FactSource;
  /** Business time of the visit. */
  readonly now: Instant;
  readonly facts: readonly Fact[];
  /** Every closing on record. */
  readonly closings: readonly Closing[];
  /** Our ids for this deal and for those that were merged into it: its own first, then the oldest; none while it is new. */
  readonly known: readonly string[];
}

export interface DealDecision {
  readonly facts: readonly NewFact[];
  /** Our id of the closing that this deal is. */
  readonly closing: string;
}

/**
 * What has to be recorded so that the record says what the deal says: a closing reported, corrected or reversed, or
 * nothing. A reducer over the deal as it is now: events that come twice, late, in another order or not at all change
 * nothing, as nothing is read from them but which deal to look at. Deals that were merged are one closing: the one that
 * the deal is already or else the oldest on record goes on, the others are reversed.
 */
export function decideDeal(deal: ReadDeal, situation: DealSituation): DealDecision {
  const { externalId, known } = situation;
  const [closing = closingIdOf(externalId), ...merged] = known;
  const before = closingOf(closing, situation);
  const facts =
    deal.closing === undefined || deal.stage !== 'closed'
      ? reversal(before, situation, whyNot(deal), deal)
      : report(deal, deal.closing, { closing, before }, situation);
  const absorbed = merged.flatMap((id) => reversal(closingOf(id, situation), situation, 'merged', deal));
  return { closing, facts: [...facts, ...absorbed] };
}

/** A deal that is no longer there takes its closing with it. */
export function decideGone(situation: DealSituation): DealDecision {
  const [closing = closingIdOf(situation.externalId)] = situation.known;
  const gone = { changedAt: situation.now };
  return { closing, facts: reversal(closingOf(closing, situation), situation, 'deleted', gone) };
}

/** Our id of what the CRM first called by an alias; an alias that was merged into another is looked up instead. */
export function closingIdOf(alias: string): string {
  return `closing-${hashOf(alias).slice(0, 10)}`;
}

/**
 * A deal that cannot be read waits for a person, once for each mistake; what is on record of it stays. Once it can be read
 * again, the question ends by itself.
 */
export function decideUnreadable(problems: readonly Problem[], situation: DealSituation): NewFact[] {
  const name = messageName(situation);
  const open = openQuestions(situation);
  const hash = hashOf(problems).slice(0, 16);
  if (open.some((id) => id.startsWith(`${name}/${hash}/`))) return [];
  const inboxId = `${name}/${hash}/${visits(name, situation)}`;
  return [
    ...dismissals(open, situation, 'the deal says something else now'),
    {
      id: inboxId,
      type: 'MessageSetAside',
      happenedAt: situation.now,
      source: situation.source,
      data: { inboxId, problems },
    },
  ];
}

function unseen(closing: string): readonly Problem[] {
  return [
    {
      field: 'deal',
      found: 'nothing: the CRM does not say that it was deleted, and does not show it',
      allowed: 'a deal that the user of the connection may see',
      fix: `Let the user see it again. If the deal is gone, \`tallystick record\` takes a reversal of ${closing}; then dismiss this.`,
    },
  ];
}

/**
 * A deal that the CRM no longer shows without saying that it was deleted: a permission that was taken away looks the same,
 * so its closing stays, and a person is asked once. What was dismissed is not asked again until it has been seen again.
 */
export function decideUnseen(situation: DealSituation): DealDecision {
  const [closing = closingIdOf(situation.externalId)] = situation.known;
  const before = closingOf(closing, situation);
  const isOwed = before !== undefined && !before.reversed;
  const problems = unseen(closing);
  return { closing, facts: isOwed && !wasDismissed(problems, situation) ? decideUnreadable(problems, situation) : [] };
}

/** Whether a person has dismissed the last question about this deal, and these problems were the question. */
function wasDismissed(problems: readonly Problem[], situation: DealSituation): boolean {
  const about = `${messageName(situation)}/`;
  const last = factsOf(situation.facts, 'MessageSetAside').findLast(({ id }) => id.startsWith(about));
  const end = factsOf(situation.facts, 'MessageDismissed').findLast(({ data }) => data.inboxId === last?.id);
  return last?.id.startsWith(`${about}${hashOf(problems).slice(0, 16)}/`) === true && end?.source.kind === 'person';
}

/** Ends what waits about a deal that can be read now. */
export function decideReadable(situation: DealSituation): NewFact[] {
  return dismissals(openQuestions(situation), situation, 'the deal can be read now');
}

function closingOf(id: string, { closings }: DealSituation): Closing | undefined {
  return closings.find((closing) => closing.id === id);
}

type Reason = 'open' | 'reopened' | 'lost' | 'deleted' | 'merged' | 'passed-over';

function whyNot({ stage }: ReadDeal): Reason {
  return stage === 'closed' ? 'open' : stage;
}

const REASONS: Readonly<Record<Reason, string>> = {
  open: 'the deal is open again in the CRM',
  reopened: 'the deal was reopened in the CRM',
  lost: 'the deal was lost in the CRM',
  deleted: 'the deal is no longer in the CRM',
  merged: 'the deal was merged into another in the CRM',
  'passed-over': 'the deal is no longer one of those that the mapping selects',
};

function reversal(
  before: Closing | undefined,
  situation: DealSituation,
  why: Reason,
  { changedAt }: Pick<ReadDeal, 'changedAt'>,
): NewFact[] {
  if (before === undefined || before.reversed) return [];
  const { externalId } = before.state;
  const reportedAt = afterAll(before, changedAt, situation);
  const data = { closing: before.id, externalId, reason: REASONS[why], reportedAt };
  const id = factId(situation, before, { why });
  return [{ id, type: 'ClosingReversed', happenedAt: changedAt, source: situation.source, data }];
}

function report(
  deal: ReadDeal,
  said: DealClosing,
  { closing, before }: { closing: string; before: Closing | undefined },
  situation: DealSituation,
): NewFact[] {
  const externalId = before?.state.externalId ?? situation.externalId;
  const investor = withMergedIds(said.investor, before?.state.investor);
  const words = { closing, externalId, ...said, investor };
  const isUnchanged = before !== undefined && hashOf(wordsOf(before.state)) === hashOf(words);
  // What a person reversed stays so until the deal says something else.
  if (isUnchanged && (!before.reversed || isReversedByPerson(before))) return [];
  const like = before === undefined ? lookalikes(said, othersOf(closing, situation)) : [];
  const reportedAt = before === undefined ? firstSaid(deal, situation) : afterAll(before, deal.changedAt, situation);
  const state: ClosingState = { ...words, reportedAt, ...(like.length === 0 ? {} : { like }) };
  const base = { id: factId(situation, before, words), happenedAt: reportedAt, source: situation.source };
  return before === undefined || before.reversed
    ? [{ ...base, type: 'ClosingReported', data: state }]
    : [{ ...base, type: 'ClosingCorrected', data: state }];
}

/**
 * What was on record as merged into an id that the deal still names stays: a CRM that forgets after a fortnight what was
 * merged would else take back the fee of an introduction that names the other one.
 */
function withMergedIds(now: Investor, before: Investor | undefined): Investor {
  const merged = Object.entries(before?.mergedIds ?? {});
  const crmIds = new Set(now.crmIds);
  // What was merged may have taken others in before, so that one leads to the next.
  for (let size = 0; size < crmIds.size;) {
    size = crmIds.size;
    for (const [id, into] of merged) if (crmIds.has(into)) crmIds.add(id);
  }
  if (crmIds.size === now.crmIds.length) return now;
  const kept = merged.filter(([id]) => crmIds.has(id));
  return { ...now, crmIds: [...crmIds].toSorted(), mergedIds: { ...Object.fromEntries(kept), ...now.mergedIds } };
}

function isReversedByPerson({ facts }: Closing): boolean {
  return facts.findLast(({ type }) => type === 'ClosingReversed')?.source.kind === 'person';
}

function othersOf(closing: string, { closings }: DealSituation): Closing[] {
  return closings.filter(({ id, kind, reversed }) => id !== closing && kind === 'closing' && !reversed);
}

/** What a closing says, without when it was said and what it looked like. */
function wordsOf(state: Closing['state']): object {
  const { reportedAt: _at, like: _like, ...words } = state;
  return words;
}

/** A closing was first said when the deal came into its stage, or later when the CRM does not say since when. */
function firstSaid({ stageSince, changedAt }: ReadDeal, { now }: DealSituation): Instant {
  return [stageSince ?? changedAt, changedAt, now].reduce((a, b) => (a < b ? a : b));
}

/** The latest report of a closing counts, so what is recorded last must also have been said last. */
function afterAll(before: Closing, changedAt: Instant, { now }: DealSituation): Instant {
  const said = before.facts.flatMap((fact) => ('reportedAt' in fact.data ? [fact.data.reportedAt] : []));
  const last = said.reduce((a, b) => (a > b ? a : b), '');
  const at = changedAt < now ? changedAt : now;
  return at > last ? at : minutesAfter(last, 1 / 60_000);
}

/** Names the cause: the deal, what it says, and after how many reports, so that A, B and A again are three facts. */
function factId({ externalId }: DealSituation, before: Closing | undefined, says: object): string {
  const reports = before?.facts.filter(({ type }) => type !== 'ClosingAttributed').length ?? 0;
  return `crm/${externalId}/${hashOf(says).slice(0, 16)}/${reports}`;
}

function messageName({ externalId }: DealSituation): string {
  return `crm/${externalId}/unreadable`;
}

function visits(name: string, { facts }: DealSituation): number {
  return factsOf(facts, 'MessageSetAside').filter(({ id }) => id.startsWith(`${name}/`)).length;
}

function openQuestions(situation: DealSituation): string[] {
  const dismissed = new Set(factsOf(situation.facts, 'MessageDismissed').map(({ data }) => data.inboxId));
  const name = messageName(situation);
  return factsOf(situation.facts, 'MessageSetAside')
    .map(({ data }) => data.inboxId)
    .filter((id) => id.startsWith(`${name}/`) && !dismissed.has(id));
}

function dismissals(open: readonly string[], { now, source }: DealSituation, reason: string): NewFact[] {
  return open.map((inboxId) => ({
    id: `dismissed/${inboxId}`,
    type: 'MessageDismissed',
    happenedAt: now,
    source,
    data: { inboxId, by: source.name, reason },
  }));
}
