import type { Entry } from '../../shared/core/ledger/posting.ts';
import { canariesIn } from '../canaries/canaries.ts';
import { broken, type Broken } from './broken.ts';
import type { Machine } from './machine.ts';
import { wrongEquations } from './equations-invariant.ts';
import type { Outside } from './outside.ts';
import { wrongPeriods } from './periods-invariant.ts';
import { sealedEarly, ZONE } from './step-invariants.ts';
import { wallDate } from './wall-calendar.ts';

/** What must hold once everything is quiet. `owed` is what an oracle of its own says the client owes of each receivable. */
export function endInvariants(machine: Machine, owed: ReadonlyMap<string, bigint>, today: string): Broken {
  const { outside, queued } = machine;
  if (queued > 0) return broken('nothing is stuck', `${queued} messages still lie in queues`);
  return (
    notReadyYet(outside) ??
    wrongBooks(outside, owed) ??
    wrongInvoices(outside) ??
    wrongCash(outside) ??
    wrongEquations(outside) ??
    wrongPeriods(outside) ??
    wrongStatements(outside, monthsSince1999(today)) ??
    sealedEarly(outside) ??
    unread(outside) ??
    readTwice(outside) ??
    leaked(machine) ??
    notParked(machine)
  );
}

function notReadyYet({ memory }: Outside): Broken {
  for (const [id, { head, intents }] of memory.contracts) {
    if (head.parked !== undefined)
      return broken('no contract is parked without a broken invariant', `${id}: ${head.parked.why}`);
    for (const { state, id: intent, note } of intents.values()) {
      if (state !== 'done') return broken('every intent is done', `${intent} is ${state}: ${note ?? ''}`);
    }
  }
  return undefined;
}

function wrongBooks({ memory }: Outside, owed: ReadonlyMap<string, bigint>): Broken {
  for (const [id, { postings, entries }] of memory.contracts) {
    const booked = new Map<string, bigint>();
    for (const { receivableId, amountMinor } of postings.values()) {
      booked.set(receivableId, (booked.get(receivableId) ?? 0n) + amountMinor);
    }
    for (const receivable of new Set([...booked.keys(), ...owed.keys()])) {
      const [is, should] = [booked.get(receivable) ?? 0n, owed.get(receivable) ?? 0n];
      if (is !== should)
        return broken('what is booked is what the oracle says is owed', `${receivable}: ${is}, not ${should}`);
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

function wrongInvoices({ memory, invoicer }: Outside): Broken {
  const invoices = [...invoicer.invoices.values()].filter(({ status }) => status !== 'void');
  const notes = invoicer.creditNotes.filter(({ status }) => status === 'issued');
  for (const { postings } of memory.contracts.values()) {
    for (const { id, amountMinor } of postings.values()) {
      const mine =
        amountMinor > 0n
          ? invoices.filter(({ posting }) => posting === id)
          : notes.filter(({ posting }) => posting === id);
      if (mine.length !== 1) return broken('exactly one invoice or credit note a posting', `${id} has ${mine.length}`);
    }
  }
  const income =
    invoices.reduce((sum, { totalMinor }) => sum + totalMinor, 0n) -
    notes.reduce((sum, note) => sum + note.amountMinor, 0n);
  const posted = [...memory.contracts.values()]
    .flatMap(({ postings }) => [...postings.values()])
    .reduce((sum, { amountMinor }) => sum + amountMinor, 0n);
  if (income !== posted) return broken('invoices less credit notes are the postings', `${income}, not ${posted}`);
  return undefined;
}

/** Cash in the books is what was paid less what was given or taken back, and each payment counts on its own day. */
function wrongCash({ memory, invoicer }: Outside): Broken {
  const { payments, refunds, disputes } = invoicer;
  const sum = (amounts: readonly bigint[]): bigint => amounts.reduce((all, one) => all + one, 0n);
  const atStripe =
    sum(payments.map(({ paidMinor }) => paidMinor)) -
    sum(refunds.filter(({ status }) => status !== 'failed').map(({ amountMinor }) => amountMinor)) -
    sum(disputes.filter(({ state }) => state === 'open' || state === 'lost').map(({ amountMinor }) => amountMinor));
  const entries = [...memory.contracts.values()].flatMap((partition) => partition.entries);
  const booked = sum(entries.map(cash));
  if (atStripe !== booked) return broken('cash in the books is what was paid', `${booked}, not ${atStripe}`);
  const paidOn = Map.groupBy(payments, ({ paidAtEpochSeconds = 0 }) => wallDate(paidAtEpochSeconds * 1000, ZONE));
  const bookedOn = Map.groupBy(
    entries.filter(({ kind }) => kind === 'payment'),
    ({ effectiveOn }) => effectiveOn,
  );
  for (const day of new Set([...paidOn.keys(), ...bookedOn.keys()])) {
    const is = sum((bookedOn.get(day) ?? []).map(cash));
    const should = sum((paidOn.get(day) ?? []).map(({ paidMinor }) => paidMinor));
    if (is !== should) return broken('a payment counts on its own day', `${day}: ${is}, not ${should}`);
  }
  return undefined;
}

function cash({ lines }: Entry): bigint {
  return lines
    .filter(({ account }) => account === 'cash')
    .reduce((sum, { debitMinor, creditMinor }) => sum + debitMinor - creditMinor, 0n);
}

function wrongStatements({ memory, mails }: Outside, months: number): Broken {
  for (const [id, { statements, intents }] of memory.contracts) {
    let closing = 0n;
    let taken = 0;
    for (const statement of statements.values()) {
      if (statement.openingBalanceMinor !== closing)
        return broken('a statement opens where the last one closed', `${id} ${statement.id}`);
      closing = statement.closingBalanceMinor;
      taken += 1;
      for (const party of ['client', 'consultant'] as const) {
        const sent = mails.filter((mail) => mail.statementId === statement.id && mail.party === party);
        const explained = intents.get(`mail/${statement.id}/${party}`)?.attempt ?? 0;
        if (sent.length < 1) return broken('every statement reaches both parties', `${statement.id} to the ${party}`);
        if (sent.length > explained)
          return broken('a second mail has its reason on record', `${statement.id} to the ${party}`);
      }
    }
    if (taken !== months)
      return broken('a statement is sealed for every month that is over', `${id}: ${taken}, not ${months}`);
  }
  return undefined;
}

/** How many months, April 1999 the first, are over on a day. */
function monthsSince1999(today: string): number {
  return (Number(today.slice(0, 4)) - 1999) * 12 + Number(today.slice(5, 7)) - 4;
}

function unread({ memory }: Outside): Broken {
  for (const { inboxId, state } of memory.inbox.values()) {
    if (state === 'received')
      return broken('every accepted message ends applied, known, set aside or passed over', inboxId);
  }
  return undefined;
}

/** A message of a CRM that came twice, in whatever way, is one fact. */
function readTwice({ memory }: Outside): Broken {
  for (const { facts } of memory.contracts.values()) {
    const seen = new Set<string>();
    for (const { source, type } of facts) {
      if (source.kind !== 'crm' || source.inboxId === undefined) continue;
      if (seen.has(source.inboxId)) return broken('a message is one fact', `${source.inboxId}: ${type}`);
      seen.add(source.inboxId);
    }
  }
  return undefined;
}

function leaked({ log }: Machine): Broken {
  const line = log.lines.find((one) => canariesIn(one).length > 0);
  return line === undefined ? undefined : broken('logs carry ids only', canariesIn(line).join(', '));
}

function notParked({ deadLetters, outside }: Machine): Broken {
  const parkedFor = new Set(outside.parkedFor);
  const silent = deadLetters.find((letter) => !parkedFor.has(letter));
  return silent === undefined ? undefined : broken('a dead letter parks its contract', silent);
}
