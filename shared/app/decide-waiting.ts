import { dateIn, type Instant } from '../core/calendar/instant.ts';
import { disputesOf } from '../core/disputes/disputes.ts';
import { InputError, UnknownError } from '../core/errors.ts';
import type { NewFact } from '../core/facts/fact.ts';
import type { GiveBack, Intent } from '../core/ledger/intent.ts';
import { happeningsAtStripe } from '../core/ledger/invoice-questions.ts';
import { latest, termsAt } from '../core/owed/versions.ts';
import type { Waiting } from '../core/owed/receivable.ts';
import type { Bell } from '../ports/bell.ts';
import type { Store } from '../ports/store.ts';
import { noted } from './back-off.ts';
import { readState, type ContractState } from './contract-state.ts';
import { assertMayRule, disputeRuling } from './dispute-records.ts';
import { letGoOn, type LetGoOnWorld } from './let-go-on.ts';
import { listWaiting, NOT_OURS } from './list-waiting.ts';
import { assertMayApprove } from './may-approve.ts';
import { recordFacts } from './record-facts.ts';
import { ruledOnMail } from './rule-on-mail.ts';
import { againOf, noteAgain, rulingFact } from './reissue-invoice.ts';

export interface Decision {
  readonly contractId: string;
  /** The id that the waiting list shows. */
  readonly waiting: string;
  readonly answer: string;
  /** A person whom the contract file lets approve. */
  readonly by: string;
  readonly reason: string;
  readonly now: Instant;
}

/**
 * A person answers one thing that waits. The answer becomes a fact, and the contract is settled again. Errors:
 * `input.unknown` when nothing of that id waits, `input.invalid` when the answer or the person is not allowed.
 */
export async function decideWaiting(world: LetGoOnWorld, decision: Decision): Promise<void> {
  const { contractId, now } = decision;
  const state = await readState(world.store, contractId);
  const waiting = listWaiting(state, now).find((candidate) => candidate.id === decision.waiting);
  if (waiting === undefined) {
    throw new UnknownError(`Nothing with the id ${decision.waiting} waits. \`tallystick waiting\` lists what does.`, {
      contractId,
    });
  }
  assertAllowed(decision, waiting, state);
  if (waiting.kind === 'parked') return letGoOn(world, { contractId, factSeq: state.head.factSeq, now });
  if (waiting.kind === 'stripe') return ruleOnInvoice(world, state, decision);
  const intent = intentBehind(decision, waiting, state);
  await recordFacts(world.store, world.bell, {
    contractId,
    recordedAt: now,
    facts: [factOf(decision, waiting, state, intent)].flat(),
    ...(intent === undefined
      ? {}
      : { intents: async () => answered(await world.store.readIntent(contractId, intent.id), decision) }),
  });
}

/** The intent that the answer is about: that of the question, or of the posting whose invoice a person made by hand. */
function intentBehind({ answer }: Decision, waiting: Waiting, { openIntents }: ContractState): Intent | undefined {
  return openIntents.find((intent) =>
    waiting.kind === 'at-stripe'
      ? intent.kind === 'invoice' && intent.posting === answer
      : waiting.id === `intent/${intent.id}`,
  );
}

function assertAllowed({ answer, by, reason, now }: Decision, waiting: Waiting, state: ContractState): void {
  if (!waiting.answers.includes(answer)) {
    const allowed =
      waiting.answers.length === 0 ? 'nothing: it is mended at its source' : `one of ${waiting.answers.join(', ')}`;
    throw new InputError('That is not an answer to this.', [
      {
        field: 'answer',
        found: JSON.stringify(answer),
        allowed,
        fix: 'Give one of the answers that the waiting list shows.',
      },
    ]);
  }
  const terms = termsAt(state.versions, now);
  if (waiting.kind === 'dispute') assertMayRule(by, terms);
  else assertMayApprove(terms, { by, reason });
}

function factOf(
  { answer, by, reason, now }: Decision,
  waiting: Waiting,
  state: ContractState,
  intent: Intent | undefined,
): NewFact | readonly NewFact[] {
  const base = {
    id: `decision/${waiting.id}/${state.head.factSeq + 1}`,
    happenedAt: now,
    source: { kind: 'person' as const, name: by },
  };
  if (intent !== undefined && waiting.kind !== 'at-stripe')
    return { ...base, type: 'IntentHandled', data: { intent: intent.id, by, reason: `${answer}: ${reason}` } };
  const [, subject = ''] = /^[^/]+\/(.+)$/.exec(waiting.id) ?? [];
  switch (waiting.kind) {
    case 'attribution':
      return {
        ...base,
        type: 'ClosingAttributed',
        data: { closing: subject, introduction: answer === 'nobody' ? null : answer, by, reason },
      };
    case 'duplicate':
      return {
        ...base,
        type: 'LookalikeRuled',
        data: { closing: subject, sameAs: answer === 'another' ? null : answer, by, reason },
      };
    case 'approval':
      return {
        ...base,
        type: answer === 'approve' ? 'DifferenceApproved' : 'DifferenceDeclined',
        data: { difference: subject, by, reason },
      };
    case 'catch-up':
      return { ...base, type: 'CatchUpApproved', data: { throughOn: subject, by, reason } };
    case 'at-stripe':
      return {
        ...base,
        type: 'InvoiceAdopted',
        data: { invoice: subject, posting: answer === NOT_OURS ? null : answer, by, reason },
      };
    case 'day-limit':
      return { ...base, type: 'DayLimitApproved', data: { differences: waiting.evidence, by, reason } };
    case 'dispute':
      return ruledOn(subject, { answer, by, reason, now }, state);
    case 'introduction':
      return ruledOnMail(subject, { answer, by, reason, now }, state);
    case 'set-aside':
      return { ...base, type: 'MessageDismissed', data: { inboxId: subject, by, reason } };
    case 'currency':
    case 'price':
    case 'index':
    case 'manual':
    case 'gate':
    case 'credit-note':
    case 'outside-stripe':
    case 'mail':
    case 'stripe':
    case 'parked':
      throw new InputError(`${waiting.id} is not decided this way.`);
    default:
      return waiting.kind satisfies never;
  }
}

/** A dispute is upheld or rejected whole here; a ruling on a part of it is a record with its amount. */
function ruledOn(
  dispute: string,
  { answer, by, reason, now }: Pick<Decision, 'answer' | 'by' | 'reason' | 'now'>,
  { facts, versions }: ContractState,
): NewFact {
  const whole = disputesOf(facts).find(({ id }) => id === dispute)?.amountMinor ?? 0n;
  const today = dateIn(now, latest(versions).terms.timeZone);
  return disputeRuling({ dispute, upheldMinor: answer === 'uphold' ? whole : 0n, by, reason }, { now, today });
}

/** Answers what happened to an invoice at Stripe. A reissue is a new intent, written with the ruling. */
async function ruleOnInvoice(
  world: { store: Store; bell: Bell },
  state: ContractState,
  { contractId, waiting, answer, by, reason, now }: Decision,
): Promise<void> {
  const { timeZone } = latest(state.versions).terms;
  const found = happeningsAtStripe(state, timeZone).find((one) => waiting === `stripe/${one.invoice}/${one.happening}`);
  const ruling = found?.answers.find((one) => one === answer);
  if (found === undefined || ruling === undefined) throw new InputError(`${waiting} is not decided this way.`);
  const { invoice, posting, happening, amountMinor } = found;
  const intents = ruling === 'reissue' ? await world.store.listIntents(contractId) : [];
  const reissue = { of: invoice, by, reason, at: now };
  const noteId = happening.replace('credit-void/', '');
  const isNote = happening !== noteId;
  await recordFacts(world.store, world.bell, {
    contractId,
    recordedAt: now,
    facts: [rulingFact({ invoice, posting, happening, ruling, amountMinor, by, reason }, `ruling/${waiting}`, now)],
    newIntents: isNote ? noteAgain(intents, { ...reissue, of: noteId }) : againOf(intents, reissue),
  });
}

/** `handled` ends the intent; any other answer makes it a new attempt with a new request and new keys. */
function answered(intent: Intent | undefined, decision: Decision): readonly Intent[] {
  if (intent === undefined) return [];
  const { waiting, answer, by, reason, now } = decision;
  const history = noted(intent, now, `${by}: ${answer}, ${reason}`);
  const [, byHand] = /^at-stripe\/(.+)$/.exec(waiting) ?? [];
  if (byHand !== undefined && intent.kind === 'invoice')
    return [{ ...intent, invoice: byHand, state: 'done', history }];
  if (answer === 'handled') return [{ ...intent, state: 'done', history }];
  const again = { state: 'pending', attempt: intent.attempt + 1, failures: 0, history } as const;
  if (intent.kind === 'mail') {
    const { notBefore: _, ...rest } = intent;
    return [{ ...rest, ...again }];
  }
  const { notBefore: _, frozen: _frozen, invoice, ...rest } = intent;
  const passedOver = [...(intent.passedOver ?? []), ...(invoice === undefined ? [] : [invoice])];
  return [{ ...rest, ...again, passedOver, ...(isGiveBack(answer) ? { giveBack: answer } : {}) }];
}

function isGiveBack(answer: string): answer is GiveBack {
  return answer === 'customer-balance' || answer === 'outside' || answer === 'refund';
}
