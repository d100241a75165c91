import type { Instant } from '../core/calendar/instant.ts';
import { InputError, UnknownError } from '../core/errors.ts';
import type { NewFact } from '../core/facts/fact.ts';
import type { Intent, InvoiceIntent, Reissue } from '../core/ledger/intent.ts';
import { answerTo, stateOf } from '../core/ledger/invoice-life.ts';
import { latestOf } from '../core/ledger/movements.ts';
import { termsAt } from '../core/owed/versions.ts';
import type { Bell } from '../ports/bell.ts';
import type { Store } from '../ports/store.ts';
import { readState } from './contract-state.ts';
import { assertMayApprove } from './may-approve.ts';
import { recordFacts } from './record-facts.ts';

export interface ReissueCommand {
  readonly contractId: string;
  /** The posting whose invoice is made anew, such as `retainer/1999-06-06#1`. */
  readonly posting: string;
  readonly by: string;
  readonly reason: string;
  readonly now: Instant;
}

/**
 * Has the invoice of a posting made void and another made in its place, for the same amount: one intent, which makes the old
 * one void before there is a new one, so that whatever crashes never leaves both live. Errors: `input.unknown` when the
 * posting has no invoice, `input.invalid` when money was paid on it, it was not sent yet, or the person may not.
 */
export async function reissueInvoice(world: { store: Store; bell: Bell }, command: ReissueCommand): Promise<void> {
  const { contractId, posting, by, reason, now } = command;
  const state = await readState(world.store, contractId);
  assertMayApprove(termsAt(state.versions, now), { by, reason });
  const intents = await world.store.listIntents(contractId);
  const current = intents.findLast(
    (intent): intent is InvoiceIntent => intent.kind === 'invoice' && intent.posting === posting,
  );
  if (current === undefined) {
    throw new UnknownError(
      `No invoice was made of ${posting}. \`tallystick ledger ${contractId}\` lists the postings.`,
      {
        contractId,
      },
    );
  }
  const seen = current.invoice === undefined ? undefined : latestOf(state.facts, current.invoice)?.data;
  const isSent = current.state === 'done' && current.invoice !== undefined;
  const found = answerTo(seen === undefined && isSent ? 'open' : stateOf(seen), 'reissue');
  if (found.answer !== 'push' || current.invoice === undefined || !isSent) {
    const why = found.answer === 'refuse' ? found.why : 'It has not been sent yet.';
    throw new InputError('That invoice is not made anew.', [
      {
        field: 'posting',
        found: JSON.stringify(posting),
        allowed: 'a posting whose invoice is open, unpaid',
        fix: why,
      },
    ]);
  }
  const { invoice, invoiceNumber } = current;
  const happening = { invoice, posting, happening: 'reissue', amountMinor: current.amountMinor };
  await recordFacts(world.store, world.bell, {
    contractId,
    recordedAt: now,
    facts: [rulingFact({ ...happening, ruling: 'reissue', by, reason }, `reissue/${invoice}`, now)],
    newIntents: againOf(intents, { of: invoice, ...numbered(invoiceNumber), by, reason, at: now }),
  });
}

export function rulingFact(
  data: Extract<NewFact, { type: 'InvoiceRuled' }>['data'],
  id: string,
  happenedAt: Instant,
): NewFact {
  return { id, type: 'InvoiceRuled', happenedAt, source: { kind: 'person', name: data.by }, data };
}

/** The invoice once more, and with it every credit note that was drawn on it, for what it took off there. */
export function againOf(intents: readonly Intent[], reissue: Reissue): InvoiceIntent[] {
  return intents.flatMap((intent) => {
    if (intent.kind === 'mail') return [];
    const part = intent.parts?.find(({ invoice }) => invoice === reissue.of);
    if (part !== undefined) return [again({ ...intent, amountMinor: -part.amountMinor }, reissue)];
    return intent.parts === undefined && intent.invoice === reissue.of ? [again(intent, reissue)] : [];
  });
}

/** A credit note that was made void, once more: all of its correction, or the part that it was. */
export function noteAgain(intents: readonly Intent[], reissue: Reissue): InvoiceIntent[] {
  return intents.flatMap((intent) => {
    if (intent.kind !== 'credit-note') return [];
    const part = intent.parts?.find(({ creditNote }) => creditNote === reissue.of);
    if (part !== undefined) return [again({ ...intent, amountMinor: -part.amountMinor }, reissue)];
    return intent.creditNote === reissue.of ? [again(intent, reissue)] : [];
  });
}

/** A new intent for the same posting: what is done is done for ever, and this is another deed. */
function again(intent: InvoiceIntent, reissue: Reissue): InvoiceIntent {
  const { kind, posting, receivableId, credits, amountMinor, currency, clause, description, dueOn, workingHash, why } =
    intent;
  return {
    id: `${intent.id.replace(/\/again\/[^/]*$/, '')}/again/${reissue.of}`,
    revision: 1,
    state: 'pending',
    attempt: 1,
    createdAt: reissue.at,
    failures: 0,
    history: [{ at: reissue.at, what: `${reissue.by} has it made anew, in place of ${reissue.of}: ${reissue.reason}` }],
    kind,
    posting,
    receivableId,
    ...(credits === undefined ? {} : { credits }),
    amountMinor,
    currency,
    clause,
    description,
    dueOn,
    workingHash,
    ...(why === undefined ? {} : { why }),
    reissue,
  };
}

function numbered(number: string | undefined): { number?: string } {
  return number === undefined ? {} : { number };
}
