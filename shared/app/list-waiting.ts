import { dateIn, type Instant } from '../core/calendar/instant.ts';
import { factsOf } from '../core/facts/fact.ts';
import type { MailIntent } from '../core/ledger/intent.ts';
import { mailQuestions } from '../core/mail/mail-questions.ts';
import { decideSettlement } from '../core/ledger/decide-settlement.ts';
import { invoiceQuestions } from '../core/ledger/invoice-questions.ts';
import { latest } from '../core/owed/versions.ts';
import type { Waiting } from '../core/owed/receivable.ts';
import { formatMoney } from '../core/money/format-money.ts';
import { memoOf, type ContractState } from './contract-state.ts';

/** The answer that an invoice at Stripe has nothing to do with the contract. */
export const NOT_OURS = 'not-of-this-contract';

/** Everything of a contract that waits for a person, whoever must answer: the list that both sides see. */
export function listWaiting(state: ContractState, now: Instant): Waiting[] {
  const settlement = decideSettlement({ ...state, asOf: now, now, memo: memoOf(state) });
  const questions = settlement.outcome === 'settled' ? settlement.waiting : [];
  return [
    ...parked(state),
    ...questions,
    ...setAside(state),
    ...mailQuestions(state.facts, latest(state.versions).terms.timeZone),
    ...foundAtStripe(state),
    ...intents(state),
    ...invoiceQuestions(state, latest(state.versions).terms.timeZone),
  ];
}

function parked({ head, versions }: ContractState): Waiting[] {
  if (head.parked === undefined) return [];
  const { why, what, at } = head.parked;
  return [
    {
      id: 'parked',
      kind: 'parked',
      clause: '',
      what: `The contract is parked: nothing is billed or sent (${what}).`,
      why,
      answers: ['unpark'],
      evidence: [],
      since: dateIn(at, latest(versions).terms.timeZone),
    },
  ];
}

function setAside({ facts, versions }: ContractState): Waiting[] {
  const dismissed = new Set(factsOf(facts, 'MessageDismissed').map((fact) => fact.data.inboxId));
  return factsOf(facts, 'MessageSetAside')
    .filter((fact) => !dismissed.has(fact.data.inboxId))
    .map((fact) => ({
      id: `set-aside/${fact.data.inboxId}`,
      kind: 'set-aside',
      clause: '',
      what: 'A message from the CRM cannot be read.',
      why: fact.data.problems
        .map(({ field, found, allowed, fix }) => `${field}: found ${found}; allowed is ${allowed}. ${fix}`)
        .join(' '),
      answers: ['dismiss'],
      evidence: [fact.data.inboxId],
      since: dateIn(fact.recordedAt, latest(versions).terms.timeZone),
    }));
}

/** Invoices that a person made in the dashboard: of a posting that is still to be sent with that amount, or of nothing here. */
function foundAtStripe({ facts, versions, openIntents }: ContractState): Waiting[] {
  const adopted = new Set(factsOf(facts, 'InvoiceAdopted').map(({ data }) => data.invoice));
  return factsOf(facts, 'InvoiceFound')
    .filter(({ data }) => !adopted.has(data.invoice))
    .map(({ data: { invoice, number = invoice, totalMinor, currency }, recordedAt }) => ({
      id: `at-stripe/${invoice}`,
      kind: 'at-stripe',
      clause: '',
      what: `The client has an invoice ${number} over ${formatMoney(totalMinor, currency)} that Tallystick did not make.`,
      why: 'Somebody made it in the dashboard. If it is for an amount of this contract, name the posting, and no second one is sent.',
      answers: [
        ...openIntents.flatMap((intent) =>
          intent.kind === 'invoice' && intent.amountMinor === totalMinor && intent.currency === currency
            ? [intent.posting]
            : [],
        ),
        NOT_OURS,
      ],
      evidence: [invoice],
      since: dateIn(recordedAt, latest(versions).terms.timeZone),
    }));
}

function intents({ openIntents, versions }: ContractState): Waiting[] {
  return openIntents
    .filter((intent) => intent.state === 'waiting')
    .map((intent) => ({
      id: `intent/${intent.id}`,
      kind: intent.kind === 'mail' ? 'mail' : intent.kind === 'credit-note' ? 'credit-note' : 'outside-stripe',
      clause: intent.kind === 'mail' ? '' : intent.clause,
      what:
        intent.kind === 'mail'
          ? `${mailWords(intent)} did not reach the ${intent.party}.`
          : `${intent.description} is in the books, but not at Stripe.`,
      why: intent.note ?? '',
      answers: ['try-again', 'handled', ...(intent.answers ?? [])],
      evidence: intent.history.map(({ at, what }) => `${at}: ${what}`),
      since: dateIn(intent.createdAt, latest(versions).terms.timeZone),
    }));
}

function mailWords(intent: MailIntent): string {
  if ('notice' in intent) return `The notice ${intent.notice.id}`;
  return `The statement of the period to ${intent.statement}`;
}
