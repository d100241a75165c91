import type { Entry } from '../../shared/core/ledger/posting.ts';
import { canariesIn } from '../canaries/canaries.ts';
import { VENDOR } from './crm-model.ts';
import { broken, type Broken } from './broken.ts';
import { strayCanaries } from './canary-invariant.ts';
import { isLive } from './live-invoices.ts';
import type { Machine } from './machine.ts';
import { wrongEquations } from './equations-invariant.ts';
import type { Outside } from './outside.ts';
import { wrongPeriods } from './periods-invariant.ts';
import { wrongNotices, wrongStatements } from './sent-invariant.ts';
import { agreeingOf, ownerOf, soundOf, unreadOf } from './sound.ts';
import { sealedEarly, ZONE } from './step-invariants.ts';
import { lostAtTheDoor, toldWrong } from './told-invariant.ts';
import { wallDate } from './wall-calendar.ts';

/** What an oracle of its own says that the clients owe of each receivable, by contract. */
export type Owed = ReadonlyMap<string, ReadonlyMap<string, bigint>>;

/** What must hold once everything is quiet: of each contract with which nothing is wrong, whatever is wrong with another. */
export function endInvariants(machine: Machine, owed: Owed, today: string): Broken {
  const { outside, queued } = machine;
  if (queued > 0) return broken('nothing is stuck', `${queued} messages still lie in queues`);
  return (
    notReadyYet(outside) ??
    poisonAtLarge(machine) ??
    wrongBooks(outside, owed) ??
    wrongInvoices(outside) ??
    wrongCash(outside) ??
    wrongEquations(outside) ??
    wrongPeriods(outside) ??
    wrongStatements(machine, today) ??
    wrongNotices(outside) ??
    sealedEarly(outside) ??
    lostAtTheDoor(machine) ??
    unread(machine) ??
    readTwice(outside) ??
    withoutSecrets(outside) ??
    toldWrong(outside) ??
    leaked(machine) ??
    strayCanaries(machine) ??
    notParked(machine) ??
    differing(machine)
  );
}

function notReadyYet(outside: Outside): Broken {
  for (const [id, { head, intents }] of soundOf(outside)) {
    if (head.parked !== undefined)
      return broken('no contract is parked without a broken invariant', `${id}: ${head.parked.why}`);
    for (const { state, id: intent, note } of intents.values()) {
      if (state !== 'done') return broken('every intent is done', `${intent} is ${state}: ${note ?? ''}`);
    }
  }
  return undefined;
}

/** What can never be read is parked for a person as soon as it is due, and rings no more. */
function poisonAtLarge({ outside, time }: Machine): Broken {
  for (const [id, { head }] of outside.memory.contracts) {
    const kind = outside.poison.of(id);
    if (kind === undefined || kind === 'refused') continue;
    if (head.parked === undefined && (head.attentionAt ?? '') <= time.instant)
      return broken('a contract that cannot be read is parked', `${id} is ${kind} since ${head.attentionAt ?? 'ever'}`);
  }
  return undefined;
}

function wrongBooks(outside: Outside, owed: Owed): Broken {
  for (const [id, { postings, entries }] of soundOf(outside)) {
    const owes = owed.get(id) ?? new Map<string, bigint>();
    const booked = new Map<string, bigint>();
    for (const { receivableId, amountMinor } of postings.values()) {
      booked.set(receivableId, (booked.get(receivableId) ?? 0n) + amountMinor);
    }
    for (const receivable of new Set([...booked.keys(), ...owes.keys()])) {
      const [is, should] = [booked.get(receivable) ?? 0n, owes.get(receivable) ?? 0n];
      if (is !== should)
        return broken('what is booked is what the oracle says is owed', `${id} ${receivable}: ${is}, not ${should}`);
    }
    const inLedger = entries.reduce((sum, entry) => (entry.kind === 'posting' ? sum + effect(entry) : sum), 0n);
    const inPostings = [...postings.values()].reduce((sum, { amountMinor }) => sum + amountMinor, 0n);
    if (inLedger !== inPostings)
      return broken('the ledger replays to its postings', `${id}: ${inLedger}, not ${inPostings}`);
  }
  return undefined;
}

function effect(entry: Entry): bigint {
  return entry.lines
    .filter(({ account }) => account === 'accounts-receivable')
    .reduce((sum, { debitMinor, creditMinor }) => sum + debitMinor - creditMinor, 0n);
}

function wrongInvoices(outside: Outside): Broken {
  const { invoicer } = outside;
  const live = [...invoicer.invoices.values()].filter((invoice) => isLive(invoicer, invoice));
  const invoicesOf = Map.groupBy(live, ({ contractId }) => contractId);
  const notesOf = Map.groupBy(
    invoicer.creditNotes.filter(({ status }) => status === 'issued'),
    ({ contractId }) => contractId,
  );
  for (const [contract, { postings }] of agreeingOf(outside)) {
    const [invoices, notes] = [invoicesOf.get(contract) ?? [], notesOf.get(contract) ?? []];
    for (const { id, amountMinor } of postings.values()) {
      const mine = invoices.filter(({ posting }) => posting === id);
      if (amountMinor > 0n && mine.length !== 1)
        return broken('exactly one invoice a posting', `${contract} ${id} has ${mine.length}`);
      // What is taken back may be drawn on several invoices.
      const credited = sum(notes.filter(({ posting }) => posting === id).map((note) => note.amountMinor));
      if (amountMinor < 0n && credited !== -amountMinor)
        return broken('credit notes make up their posting', `${contract} ${id}: ${credited}, not ${-amountMinor}`);
    }
    const income = sum(invoices.map(({ totalMinor }) => totalMinor)) - sum(notes.map(({ amountMinor }) => amountMinor));
    const posted = sum([...postings.values()].map(({ amountMinor }) => amountMinor));
    if (income !== posted)
      return broken('invoices less credit notes are the postings', `${contract}: ${income}, not ${posted}`);
  }
  return undefined;
}

function sum(amounts: readonly bigint[]): bigint {
  return amounts.reduce((all, one) => all + one, 0n);
}

/** Cash in the books is what was paid less what was given or taken back, and each payment counts on its own day. */
function wrongCash(outside: Outside): Broken {
  const { payments, refunds, disputes } = outside.invoicer;
  const payerOf = new Map(payments.map(({ paymentIntent, invoice }) => [paymentIntent, ownerOf(outside, invoice)]));
  const paymentsOf = Map.groupBy(payments, ({ invoice }) => ownerOf(outside, invoice));
  const taken = [
    ...refunds.filter(({ status }) => status !== 'failed'),
    ...disputes.filter(({ state }) => state === 'open' || state === 'lost'),
  ];
  const takenOf = Map.groupBy(taken, ({ paymentIntent }) => payerOf.get(paymentIntent));
  for (const [contract, { entries }] of agreeingOf(outside)) {
    const paid = paymentsOf.get(contract) ?? [];
    const back = takenOf.get(contract) ?? [];
    const atStripe = sum(paid.map(({ paidMinor }) => paidMinor)) - sum(back.map(({ amountMinor }) => amountMinor));
    const booked = sum(entries.map(cash));
    if (atStripe !== booked)
      return broken('cash in the books is what was paid', `${contract}: ${booked}, not ${atStripe}`);
    const wrong = wrongDay(paid, entries);
    if (wrong !== undefined) return broken('a payment counts on its own day', `${contract}: ${wrong}`);
  }
  return undefined;
}

function wrongDay(payments: Outside['invoicer']['payments'], entries: readonly Entry[]): string | undefined {
  const paidOn = Map.groupBy(payments, ({ paidAtEpochSeconds = 0 }) => wallDate(paidAtEpochSeconds * 1000, ZONE));
  const bookedOn = Map.groupBy(
    entries.filter(({ kind }) => kind === 'payment'),
    ({ effectiveOn }) => effectiveOn,
  );
  for (const day of new Set([...paidOn.keys(), ...bookedOn.keys()])) {
    const is = sum((bookedOn.get(day) ?? []).map(cash));
    const should = sum((paidOn.get(day) ?? []).map(({ paidMinor }) => paidMinor));
    if (is !== should) return `${day}: ${is}, not ${should}`;
  }
  return undefined;
}

function cash({ lines }: Entry): bigint {
  return lines
    .filter(({ account }) => account === 'cash')
    .reduce((sum, { debitMinor, creditMinor }) => sum + debitMinor - creditMinor, 0n);
}

/** Whatever was lost after it was kept, and whatever a CRM could not be asked about, is read again by the daily run. */
function unread({ outside }: Machine): Broken {
  const message = unreadOf(outside);
  return message === undefined
    ? undefined
    : broken('every accepted message ends applied, known, set aside or passed over', message.inboxId);
}

/** A message of a CRM that came twice, in whatever way, is one fact, or one of each kind and amount where the CRM is asked for more: read again, it may find another. */
function readTwice({ memory }: Outside): Broken {
  for (const { facts } of memory.contracts.values()) {
    const seen = new Set<string>();
    for (const { source, type, data } of facts) {
      if (source.kind !== 'crm' || source.inboxId === undefined) continue;
      const what = `${source.inboxId}: ${type} ${String(Reflect.get(data, 'amountMinor'))}`;
      const one = source.name === VENDOR ? what : source.inboxId;
      if (seen.has(one)) return broken('a message is one fact', `${source.inboxId}: ${type}`);
      seen.add(one);
    }
  }
  return undefined;
}

/** Who is connected is checked, and opened, with what was given. */
function withoutSecrets({ memory, secrets }: Outside): Broken {
  const connected = [...memory.connections.values()].map(({ contractId, vendor }) => `${contractId}/${vendor}`);
  const without = connected.find((name) => !secrets.signing.has(name) || !secrets.credentials.has(name));
  return without === undefined ? undefined : broken('a connection has its secrets', without);
}

function leaked({ log }: Machine): Broken {
  const line = log.lines.find((one) => canariesIn(one).length > 0);
  return line === undefined ? undefined : broken('logs carry ids only', canariesIn(line).join(', '));
}

function notParked({ deadLetters, outside }: Machine): Broken {
  const parkedFor = new Set(outside.parkedFor);
  const silent = [...deadLetters].find((letter) => !parkedFor.has(letter));
  return silent === undefined ? undefined : broken('a dead letter parks its contract', silent);
}

/** Once the daily run has brought back what was lost, it finds nothing that differs. */
function differing({ compared, outside }: Machine): Broken {
  for (const [contractId] of agreeingOf(outside)) {
    const { state, differences = [] } = compared.get(contractId) ?? {};
    if (state !== 'differs') continue;
    const kinds = differences.map(({ kind, id }) => `${kind} ${id}`).join(', ');
    return broken('books and Stripe agree once they were compared', `${contractId}: ${kinds}`);
  }
  return undefined;
}
