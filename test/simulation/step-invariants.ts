import type { Entry } from '../../shared/core/ledger/posting.ts';
import { tooLarge, tooMany, wasSent } from './bounds-invariant.ts';
import { broken, type Broken } from './broken.ts';
import { addressOf } from './canary.ts';
import { booksInvariant } from './equations-invariant.ts';
import { shutInvariant, stoppedInvariant } from './fence-invariant.ts';
import { isLive } from './live-invoices.ts';
import type { Machine } from './machine.ts';
import { FIRST_TABLE, type Outside } from './outside.ts';
import { isOfPoison } from './poison.ts';
import { recordInvariant } from './register-invariant.ts';
import { wallDate } from './wall-calendar.ts';

/** What must hold after every single step of a run. Keeps what it saw, since entries may only be added. */
export function stepInvariants(machine: Machine): () => Broken {
  const { outside, escaped, atTheDoor } = machine;
  const seen = new Map<string, readonly Entry[]>();
  const periods = new Map<string, number>();
  const sealed = new Map<string, number>();
  const still = stoppedInvariant(machine);
  const shut = shutInvariant(machine);
  const [record, books] = [recordInvariant(outside), booksInvariant(outside)];
  let mails = 0;
  let writes = 0;
  let changes = 0;
  let faults = 0;
  let table = outside.tables.id;
  return () => {
    const letOut = escaped.slice(faults).find(({ error, lambda }) => !isExpected(error, lambda, table !== FIRST_TABLE));
    faults = escaped.length;
    if (letOut !== undefined)
      return broken('a function ends in nothing but a known failure', `${letOut.lambda}: ${String(letOut.error)}`);
    // What was in the books at the time of the backup was judged then.
    if (table !== outside.tables.id) {
      seen.clear();
      periods.clear();
      for (const [id, { entries }] of outside.memory.contracts) seen.set(id, [...entries]);
    }
    table = outside.tables.id;
    const [door] = atTheDoor;
    if (door !== undefined) return broken('a webhook is taken if, and only if, its sender signed it', door);
    const mail = wrongMail(outside, mails);
    mails = outside.mails.length;
    const wrote = outside.invoicer.writes.length !== writes;
    writes = outside.invoicer.writes.length;
    const changed = outside.changes !== changes;
    changes = outside.changes;
    return (
      mail ??
      still() ??
      shut() ??
      (wrote ? (twoLive(outside) ?? twoCustomers(outside)) : undefined) ??
      (changed ? record() : undefined) ??
      (changed || wrote ? books() : undefined) ??
      (changed ? (wrongEntries(machine, seen, periods) ?? wrongSeals(machine, sealed)) : undefined)
    );
  };
}

/** A dependency that failed, and a write that somebody else was faster with, go back to the queue, as they should. */
function isExpected(error: unknown, lambda: string, isRestored: boolean): boolean {
  // Nobody can foresee what reading what is spoiled throws: it goes back to the queue until it is a dead letter.
  if (isOfPoison(error)) return true;
  const code: unknown = Reflect.get(Object(error), 'code');
  // What a message is about may be gone from a table that was restored; and what waited may have been answered, by the same person's first try.
  return (
    code === 'dependency.failed' ||
    code === 'conflict' ||
    // Says of the contracts that cannot be read that they were passed over.
    (code === 'invariant.broken' && lambda === 'pull-crm') ||
    (code === 'input.unknown' && (lambda === 'api' || isRestored))
  );
}

export const ZONE = 'America/New_York';

function wrongMail({ mails }: Outside, from: number): Broken {
  for (const { sealed, party, to, statementId, contractId } of mails.slice(from)) {
    if (!sealed) return broken('no e-mail before its statement is sealed', `${statementId} to the ${party}`);
    if (to.join() !== addressOf(contractId, party))
      return broken("no mail to the other party's address", `${contractId} ${statementId}: ${party}`);
  }
  return undefined;
}

function twoLive(outside: Outside): Broken {
  const { invoicer } = outside;
  const live = new Set<string>();
  for (const invoice of invoicer.invoices.values()) {
    if (!isLive(invoicer, invoice)) continue;
    const { contractId = '', posting = '', id } = invoice;
    const key = `${contractId} ${posting}`;
    if (live.has(key)) return broken('one live invoice a posting', `${key} has ${id} and another`);
    live.add(key);
  }
  const credited = new Set<string>();
  for (const { contractId = '', posting = '', invoice, status, id } of invoicer.creditNotes) {
    if (status === 'void') continue;
    const key = `${contractId} ${posting} on ${invoice}`;
    if (credited.has(key)) return broken('one credit note a posting and invoice', `${key} has ${id} and another`);
    credited.add(key);
  }
  return undefined;
}

function twoCustomers({ invoicer }: Outside): Broken {
  const contracts = new Set<string>();
  for (const { contractId, deleted, id } of invoicer.customers) {
    if (deleted) continue;
    if (contracts.has(contractId)) return broken('one customer a contract', `${contractId} has ${id} and another`);
    contracts.add(contractId);
  }
  return undefined;
}

function wrongEntries(
  { outside, time, weather }: Machine,
  seen: Map<string, readonly Entry[]>,
  periods: Map<string, number>,
): Broken {
  for (const [id, partition] of outside.memory.contracts) {
    const { entries } = partition;
    const before = seen.get(id) ?? [];
    if (before.some((entry, index) => entries[index] !== entry)) return broken('entries are only added', id);
    if (before.length === entries.length) continue;
    const latest = time.now + weather.mostSkew;
    for (const entry of entries.slice(before.length)) {
      const wrong =
        wrongEntry(entry, latest) ??
        tooLarge(entry, partition) ??
        (wasSent(outside, id, entry)
          ? undefined
          : tooMany(entry, partition, { day: `${id} ${wallDate(time.now, ZONE)}`, periods }));
      if (wrong !== undefined) return broken(wrong.invariant, `${id}: ${wrong.found}`);
    }
    if (entries.some(({ number }, index) => number !== index + 1))
      return broken('entries are numbered without gaps', id);
    seen.set(id, [...entries]);
  }
  return undefined;
}

/** `latest` is the true time, and as much more as a clock of the system may be ahead of it. */
function wrongEntry({ lines, number, effectiveOn, bookedAt }: Entry, latest: number): Broken {
  const debits = lines.reduce((sum, line) => sum + line.debitMinor, 0n);
  const credits = lines.reduce((sum, line) => sum + line.creditMinor, 0n);
  if (debits !== credits || debits === 0n) return broken('debits equal credits', `entry ${number}`);
  if (effectiveOn > wallDate(Date.parse(bookedAt), ZONE))
    return broken(
      "nothing is booked before its day in the contract's zone",
      `entry ${number} of ${effectiveOn} at ${bookedAt}`,
    );
  if (Date.parse(bookedAt) > latest || effectiveOn > wallDate(latest, ZONE))
    return broken(
      'nothing is booked before its time by the true clock',
      `entry ${number} of ${effectiveOn} at ${bookedAt}`,
    );
  return undefined;
}

/** A statement is sealed when its period is over by the true clock; a table that was restored has fewer again. */
function wrongSeals({ outside, time, weather }: Machine, sealed: Map<string, number>): Broken {
  const latest = time.now + weather.mostSkew;
  for (const [contract, { statements }] of outside.memory.contracts) {
    const before = sealed.get(contract) ?? 0;
    if (statements.size === before) continue;
    sealed.set(contract, statements.size);
    for (const { id, sealedAt } of [...statements.values()].slice(before)) {
      if (Date.parse(sealedAt) > latest || id >= wallDate(latest, ZONE))
        return broken(
          'a statement is sealed once its period is over by the true clock',
          `${contract} ${id}, sealed at ${sealedAt}`,
        );
    }
  }
  return undefined;
}

/** A statement is of a period that is over, in the contract's zone. */
export function sealedEarly({ memory }: Outside): Broken {
  for (const [id, { statements }] of memory.contracts) {
    for (const statement of statements.values()) {
      if (wallDate(Date.parse(statement.sealedAt), ZONE) <= statement.id)
        return broken(
          'a statement is sealed once its period is over',
          `${id} ${statement.id} at ${statement.sealedAt}`,
        );
    }
  }
  return undefined;
}
