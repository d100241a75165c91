import { recordInbound } from '../../shared/app/record-inbound.ts';
import { readState } from '../../shared/app/contract-state.ts';
import { decideWaiting } from '../../shared/app/decide-waiting.ts';
import { listWaiting } from '../../shared/app/list-waiting.ts';
import { readCrmEvent } from '../../shared/adapters/crm/standard-webhooks/read-event.ts';
import { balanceOn } from '../../shared/core/ledger/balance.ts';
import { equations, type Equation } from '../../shared/core/ledger/equations.ts';
import type { InvoiceIntent } from '../../shared/core/ledger/intent.ts';
import type { Account } from '../../shared/core/ledger/posting.ts';
import type { InboxState } from '../../shared/ports/store.ts';
import { CONTRACT, contractOf, type World } from './a-world.ts';
import { stripeMessage } from './crm-message.ts';
import { noon } from './facts.ts';

let messages = 0;

/** An event about an invoice comes in; each call is another event. */
export function hear(world: World, invoice: string, on: string): Promise<InboxState> {
  messages += 1;
  return recordInbound({ ...world, readCrmEvent }, stripeMessage(invoice, on, `evt_${messages}`));
}

/** An event about any object comes in. */
export function hearOf(world: World, object: object, on: string): Promise<InboxState> {
  messages += 1;
  const message = stripeMessage('', on, `evt_${messages}`);
  const body = JSON.stringify({ id: message.messageId, type: 'something', created: 1, data: { object } });
  return recordInbound({ ...world, readCrmEvent }, { ...message, body });
}

export async function waitingIn(world: World, on: string): Promise<string[]> {
  return listWaiting(await readState(world.store, CONTRACT), noon(on)).map(({ id }) => id);
}

export function answer(world: World, waiting: string, given: string, on: string): Promise<void> {
  const by = { by: 'Eugene Chiaramonte', reason: 'agreed by telephone', now: noon(on) };
  return decideWaiting(world, { contractId: CONTRACT, waiting, answer: given, ...by });
}

/** What stands on each account, debits less credits; accounts at 0 are left out. */
export async function balancesOf(world: World): Promise<Record<string, bigint>> {
  const { entries } = await contractOf(world);
  const accounts = new Set(entries.flatMap(({ lines }) => lines.map(({ account }) => account)));
  const balances = [...accounts].map((account): [Account, bigint] => [account, balanceOn(entries, account)]);
  return Object.fromEntries(balances.filter(([, minor]) => minor !== 0n).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** The three equations of the contract, against everything that is at Stripe. */
export async function equationsOf(world: World): Promise<readonly Equation[]> {
  const { invoicer } = world;
  const { entries, postings } = await contractOf(world);
  const intents = (await world.store.listIntents(CONTRACT)).filter((one): one is InvoiceIntent => one.kind !== 'mail');
  const isAt = (posting: string): boolean => {
    const last = intents.findLast((intent) => intent.posting === posting);
    const isMirrored = last?.receivableId.startsWith('adopted/') === true;
    return last?.state === 'done' && (isMirrored || last.invoice !== undefined || last.creditNote !== undefined);
  };
  const postingsMinor = postings.reduce((sum, { id, amountMinor }) => (isAt(id) ? sum : sum + amountMinor), 0n);
  const balanceMinor = invoicer.customers.reduce((sum, customer) => sum + customer.balanceMinor, 0n);
  const { creditNotes, payments, refunds, disputes } = invoicer;
  const invoices = [...invoicer.invoices.values()];
  return equations({ invoices, creditNotes, payments, refunds, disputes, balanceMinor }, entries, { postingsMinor });
}
