import type { Machine } from './machine.ts';
import type { Outside } from './outside.ts';
import type { Entry } from '../../shared/core/ledger/posting.ts';

/** The first thing that must never be and is; undefined while all is well. */
export type Broken = { readonly invariant: string; readonly found: string } | undefined;

/** What must hold after every single step of a run. Keeps what it saw, since entries may only be added. */
export function stepInvariants({ outside, escaped }: Machine): () => Broken {
  const seen = new Map<string, readonly Entry[]>();
  let mails = 0;
  let faults = 0;
  return () => {
    const letOut = escaped.slice(faults).find(({ error, lambda }) => !isExpected(error, lambda));
    faults = escaped.length;
    if (letOut !== undefined)
      return broken('a function ends in nothing but a known failure', `${letOut.lambda}: ${String(letOut.error)}`);
    const mail = wrongMail(outside, mails);
    mails = outside.mails.length;
    return mail ?? twoLive(outside) ?? rewritten(outside, seen);
  };
}

/** What must hold once everything is quiet. `owed` is what an oracle of its own says the client owes of each receivable. */
export function endInvariants(machine: Machine, owed: ReadonlyMap<string, bigint>, today: string): Broken {
  const { outside, queued } = machine;
  if (queued > 0) return broken('nothing is stuck', `${queued} messages still lie in queues`);
  return (
    notReadyYet(outside) ??
    wrongBooks(outside, owed) ??
    wrongInvoices(outside) ??
    wrongStatements(outside, monthsSince1999(today)) ??
    unread(outside)
  );
}

export function broken(invariant: string, found: string): NonNullable<Broken> {
  return { invariant, found };
}

/** A dependency that failed, and a write that somebody else was faster with, go back to the queue, as they should. */
function isExpected(error: unknown, lambda: string): boolean {
  const code: unknown = Reflect.get(Object(error), 'code');
  // What waited may have been answered, by the same person's first try.
  return code === 'dependency.failed' || code === 'conflict' || (lambda === 'api' && code === 'input.unknown');
}

/** Read off contracts/auxer-pmr-1999.yaml. */
const ADDRESSES = { client: 'accounts@auxer.example', consultant: 'office@pmr.example' } as const;

function wrongMail({ mails }: Outside, from: number): Broken {
  for (const { sealed, party, to, statementId } of mails.slice(from)) {
    if (!sealed) return broken('no e-mail before its statement is sealed', `${statementId} to the ${party}`);
    if (to.join() !== ADDRESSES[party])
      return broken("no mail to the other party's address", `${statementId}: ${party}`);
  }
  return undefined;
}

function twoLive({ invoicer }: Outside): Broken {
  const live = new Set<string>();
  for (const { posting = '', status, id } of invoicer.invoices.values()) {
    if (status === 'void') continue;
    if (live.has(posting)) return broken('one live invoice a posting', `${posting} has ${id} and another`);
    live.add(posting);
  }
  const credited = new Set<string>();
  for (const { posting = '', status, id } of invoicer.creditNotes) {
    if (status === 'void') continue;
    if (credited.has(posting)) return broken('one credit note a posting', `${posting} has ${id} and another`);
    credited.add(posting);
  }
  return undefined;
}

function rewritten({ memory }: Outside, seen: Map<string, readonly Entry[]>): Broken {
  for (const [id, { entries }] of memory.contracts) {
    const before = seen.get(id) ?? [];
    if (before.length === entries.length && before.at(-1) === entries.at(-1)) continue;
    if (before.some((entry, index) => entries[index] !== entry)) return broken('entries are only added', id);
    for (const entry of entries.slice(before.length)) {
      const debits = entry.lines.reduce((sum, line) => sum + line.debitMinor, 0n);
      const credits = entry.lines.reduce((sum, line) => sum + line.creditMinor, 0n);
      if (debits !== credits || debits === 0n) return broken('debits equal credits', `${id} entry ${entry.number}`);
    }
    if (entries.some(({ number }, index) => number !== index + 1))
      return broken('entries are numbered without gaps', id);
    seen.set(id, [...entries]);
  }
  return undefined;
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
  const received = invoices.reduce((sum, { paidMinor }) => sum + paidMinor, 0n);
  const booked = [...memory.contracts.values()]
    .flatMap(({ entries }) => entries)
    .reduce((sum, entry) => sum + cash(entry), 0n);
  return received === booked ? undefined : broken('cash in the books is what was paid', `${booked}, not ${received}`);
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
