import { minutesAfter, type Instant } from '../core/calendar/instant.ts';
import type { CrmAnswer, ReadDeal } from '../core/crm/deal.ts';
import {
  decideDeal,
  decideGone,
  decideReadable,
  decideUnreadable,
  decideUnseen,
  type DealSituation,
} from '../core/crm/decide-deal.ts';
import { decideExpected, decideGoneExpected, lastSaidOf } from '../core/crm/decide-expected.ts';
import { readMapping, type Mapping } from '../core/crm/mapping.ts';
import { readDeal } from '../core/crm/read-deal.ts';
import { connectionName } from '../core/crm/vendors.ts';
import type { Fact, FactSource, NewFact } from '../core/facts/fact.ts';
import { closingsOf } from '../core/owed/closings.ts';
import { latest } from '../core/owed/versions.ts';
import type { Bell } from '../ports/bell.ts';
import type { Crm, CrmConnection } from '../ports/crm.ts';
import type { Log } from '../ports/log.ts';
import type { Store } from '../ports/store.ts';
import { readState } from './contract-state.ts';
import { recordMarkedIntroductions } from './record-marked-introduction.ts';
import { withRetries } from './with-retries.ts';

export interface SyncWorld {
  readonly store: Store;
  readonly bell: Bell;
  readonly log: Log;
}

export interface SyncDeals {
  readonly connection: CrmConnection;
  readonly crm: Pick<Crm, 'readDeals'>;
  /** Ids of deals as the CRM has them. */
  readonly ids: readonly string[];
  /** Deals that a message says were merged, where the CRM does not say so afterwards. */
  readonly merged?: readonly { readonly from: string; readonly into: string }[];
  readonly via: 'webhook' | 'pull';
  readonly inboxId?: string;
  /** The deals came whole in a message and nobody can be asked again: what is older than what is on record is passed over. */
  readonly pushed?: true;
  /** Business time. */
  readonly now: Instant;
}

export interface SyncReport {
  readonly deals: number;
  /** Facts that were recorded. */
  readonly recorded: number;
  /** Deals that had changed well before a pull found it: no webhook had brought it. */
  readonly missed: number;
  readonly setAside: number;
}

/** A webhook is on its way for this long; what a pull finds that is younger has not been lost. */
const ON_ITS_WAY_MINUTES = 10;

/**
 * Makes the record say what the CRM says of these deals, as they are now. The record is read first and the CRM after it,
 * and everything is written on condition that the record has not moved: so whatever is recorded was fetched after what
 * is on record, however many of these run at once. Twice gives nothing the second time. Errors: `dependency.failed` when
 * the CRM or the table cannot be asked, `conflict` when others kept writing.
 */
export async function syncDeals(world: SyncWorld, sync: SyncDeals): Promise<SyncReport> {
  const mapping = readMapping(sync.connection.mapping);
  const done = await withRetries(() => syncOnce(world, sync, mapping));
  const { contractId, vendor } = sync.connection;
  const introductions = await recordMarkedIntroductions(world, {
    contractId,
    vendor,
    source: sourceOf(sync),
    mapping,
    deals: done.read,
    now: sync.now,
  });
  if (done.report.recorded > 0) {
    await world.bell.ringContract({ contractId, factSeq: done.factSeq, asOf: sync.now });
  }
  return { ...done.report, recorded: done.report.recorded + introductions };
}

async function syncOnce(
  { store, log }: SyncWorld,
  sync: SyncDeals,
  mapping: Mapping,
): Promise<{ report: SyncReport; factSeq: number; read: readonly ReadDeal[] }> {
  const { connection, now } = sync;
  const state = await readState(store, connection.contractId);
  const book = new DealBook(connection, state.facts, await store.aliasesOf(connection.contractId));
  const answers = withHints(await sync.crm.readDeals(book.idsToAsk(sync.ids)), sync.merged ?? []);
  const { timeZone } = latest(state.versions).terms;
  const read: ReadDeal[] = [];
  let { factSeq } = state.head;
  const report = { deals: answers.length, recorded: 0, missed: 0, setAside: 0 };
  for (const answer of answers) {
    const step = decideAnswer(answer, { book, mapping, timeZone, sync, answers });
    if (step.read !== undefined) read.push(step.read);
    if (step.facts.length === 0 && step.aliases.length === 0) continue;
    const { contractId } = connection;
    const { facts, aliases } = step;
    const appended = await store.appendFacts({ contractId, factSeq, recordedAt: now, facts, aliases });
    if (appended.outcome === 'known') continue;
    ({ factSeq } = appended);
    book.add(step.facts, step.aliases, { factSeq, now });
    report.recorded += step.facts.length;
    if (step.facts.length > 0 && isMissed(answer, sync)) report.missed += 1;
    if (step.facts.some(({ type }) => type === 'MessageSetAside')) {
      report.setAside += 1;
      log.warn('deal set aside', { contractId, vendor: connection.vendor, deal: idOf(answer) });
      log.count('MessageSetAside');
    }
  }
  return { report, factSeq, read };
}

interface Deciding {
  readonly book: DealBook;
  readonly mapping: Mapping;
  readonly timeZone: string;
  readonly sync: SyncDeals;
  readonly answers: readonly CrmAnswer[];
}

interface Step {
  readonly facts: readonly NewFact[];
  readonly aliases: readonly { alias: string; closing: string }[];
  readonly read?: ReadDeal;
}

function decideAnswer(answer: CrmAnswer, { book, mapping, timeZone, sync, answers }: Deciding): Step {
  const ids = answer.kind === 'deal' ? [answer.deal.id, ...answer.deal.mergedIds] : [answer.id];
  const situation = book.situationOf(ids, sync);
  if (answer.kind === 'unseen') {
    const { facts, closing } = decideUnseen(situation);
    return { facts: [...facts, ...decideGoneExpected(closing, situation)], aliases: [] };
  }
  if (answer.kind === 'gone') {
    const isElsewhere = book.namesOf(situation.known[0]).some((id) => answers.some((one) => isDeal(one, id)));
    const gone = decideGone(situation);
    const facts = [...decideReadable(situation), ...gone.facts, ...decideGoneExpected(gone.closing, situation)];
    return { facts: isElsewhere ? [] : facts, aliases: [] };
  }
  const read = readDeal(answer.deal, mapping, timeZone);
  if (!isRead(read)) return { facts: decideUnreadable(read, situation), aliases: [] };
  if (sync.pushed === true && isOlder(read, situation)) return { facts: [], aliases: [] };
  const { facts: decided, closing } = decideDeal(read, situation);
  const facts = [...decided, ...decideExpected(read, closing, { ...situation, pushed: sync.pushed === true })];
  const all = [...decideReadable(situation), ...facts];
  const isOfUse = facts.length > 0 || situation.known.length > 0;
  return { read, facts: all, aliases: isOfUse ? book.newAliases(answer.deal.id, closing) : [] };
}

/** Among messages that come whole, the latest by the sender's own time counts, in whatever order they come. */
function isOlder({ changedAt }: ReadDeal, { known: [closing], facts }: DealSituation): boolean {
  const last = closing === undefined ? undefined : lastSaidOf(closing, facts);
  return last !== undefined && changedAt < last;
}

function sourceOf({ connection, inboxId, via }: SyncDeals): FactSource {
  return {
    kind: 'crm',
    name: connectionName(connection.contractId, connection.vendor),
    ...(inboxId === undefined ? {} : { inboxId }),
    ...(via === 'pull' ? { via } : {}),
  };
}

function isRead(read: ReturnType<typeof readDeal>): read is ReadDeal {
  return 'stage' in read;
}

function isDeal(answer: CrmAnswer, id: string): boolean {
  return answer.kind === 'deal' && (answer.deal.id === id || answer.deal.mergedIds.includes(id));
}

function idOf(answer: CrmAnswer): string {
  return answer.kind === 'deal' ? answer.deal.id : answer.id;
}

function isMissed(answer: CrmAnswer, { via, now }: SyncDeals): boolean {
  if (via === 'webhook') return false;
  return answer.kind !== 'deal' || answer.deal.changedAt < minutesAfter(now, -ON_ITS_WAY_MINUTES);
}

/** What a message says of merges joins what the deal says of itself; what is gone comes first, so that it is not doubled. */
function withHints(answers: readonly CrmAnswer[], merged: NonNullable<SyncDeals['merged']>): CrmAnswer[] {
  const hinted = answers.map((answer): CrmAnswer => {
    if (answer.kind !== 'deal') return answer;
    const from = merged.flatMap((one) => (one.into === answer.deal.id ? [one.from] : []));
    return { kind: 'deal', deal: { ...answer.deal, mergedIds: [...new Set([...answer.deal.mergedIds, ...from])] } };
  });
  return hinted.toSorted((a, b) => Number(b.kind === 'gone') - Number(a.kind === 'gone'));
}

/** What is on record of a connection's deals, kept up while deals are decided one after the other. */
class DealBook {
  private readonly connection: CrmConnection;
  private readonly closingOf: Map<string, string>;
  private facts: readonly Fact[];

  constructor(
    connection: CrmConnection,
    facts: readonly Fact[],
    aliases: readonly { readonly alias: string; readonly closing: string }[],
  ) {
    this.connection = connection;
    this.facts = facts;
    this.closingOf = new Map(aliases.map(({ alias, closing }) => [alias, closing]));
  }

  /** The deals asked for, and whatever else names the same closings: one of them may have gone and another not. */
  idsToAsk(ids: readonly string[]): string[] {
    const also = ids.flatMap((id) => this.namesOf(this.closingOf.get(this.alias(id))));
    return [...new Set([...ids, ...also])];
  }

  /** The ids of deals that name a closing. */
  namesOf(closing: string | undefined): string[] {
    const prefix = this.alias('');
    return [...this.closingOf].flatMap(([alias, named]) =>
      named === closing && alias.startsWith(prefix) ? [alias.slice(prefix.length)] : [],
    );
  }

  situationOf(ids: readonly string[], sync: SyncDeals): DealSituation {
    // A person's ruling joins closings in what is owed; what each deal says is still compared with its own reports.
    const closings = closingsOf(this.facts.filter(({ type }) => type !== 'LookalikeRuled'));
    const known = [...new Set(ids.flatMap((id) => this.closingOf.get(this.alias(id)) ?? []))];
    const externalId = this.alias(ids[0] ?? '');
    const own = this.closingOf.get(externalId);
    const rank = (id: string): number => {
      const closing = closings.find((one) => one.id === id);
      if (closing === undefined) return Infinity;
      if (closing.reversed) return closing.firstSeq + 1e12;
      // What the deal is already stays: a merge that is told in two messages would else change which closing goes on.
      return id === own ? -1 : closing.firstSeq;
    };
    return {
      externalId,
      source: sourceOf(sync),
      now: sync.now,
      facts: this.facts,
      closings,
      known: known.toSorted((a, b) => rank(a) - rank(b)),
    };
  }

  newAliases(id: string, closing: string): { alias: string; closing: string }[] {
    const alias = this.alias(id);
    return this.closingOf.has(alias) ? [] : [{ alias, closing }];
  }

  add(facts: readonly NewFact[], aliases: Step['aliases'], { factSeq, now }: { factSeq: number; now: Instant }): void {
    const first = factSeq - facts.length + 1;
    this.facts = [...this.facts, ...facts.map((fact, at) => ({ ...fact, seq: first + at, recordedAt: now }))];
    for (const { alias, closing } of aliases) this.closingOf.set(alias, closing);
  }

  /** Example: `hubspot/62515/901`. */
  private alias(id: string): string {
    return `${this.connection.vendor}/${this.connection.account}/${id}`;
  }
}
