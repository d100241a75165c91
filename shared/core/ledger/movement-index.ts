import { factsOf, type Fact } from '../facts/fact.ts';
import { movementsOf, type Movement } from './movements.ts';

/** A movement, and its place in the list of all: of invoices that were reported, of those that were seen, written off. */
export interface PlacedMovement {
  readonly movement: Movement;
  readonly place: readonly [kind: number, seq: number];
}

/** What moved on one invoice. */
interface OfInvoice {
  readonly facts: readonly MoneyFact[];
  readonly movements: readonly PlacedMovement[];
}

/** What moved, by invoice and by receivable. */
export interface MovementIndex {
  readonly invoices: ReadonlyMap<string, OfInvoice>;
  /** The invoices of a receivable, by its id. */
  readonly invoicesOf: ReadonlyMap<string, ReadonlySet<string>>;
  /** The ids of the facts that say what was paid of a receivable. */
  readonly factIdsOf: ReadonlyMap<string, readonly string[]>;
  /** Which invoice, and which receivables, each fact of money has changed; in the order in which they came. */
  readonly changes: readonly Change[];
}

interface Change {
  readonly invoice: string;
  readonly receivables: ReadonlySet<string>;
}

interface GrowingIndex {
  readonly timeZone: string;
  /** How many facts of each type are in it. */
  readonly counts: Map<MoneyFact['type'], number>;
  readonly invoices: Map<string, OfInvoice>;
  readonly invoicesOf: Map<string, Set<string>>;
  readonly factIdsOf: Map<string, string[]>;
  readonly changes: Change[];
}

const MONEY = ['PaymentReported', 'InvoiceSeen', 'InvoiceRuled'] as const;
type MoneyFact = Extract<Fact, { type: (typeof MONEY)[number] }>;

const indexes = new WeakMap<readonly Fact[], GrowingIndex>();

/** What moved by these facts; a list of facts is gone through once, and what is added to it later is added. */
export function movementIndex(facts: readonly Fact[], timeZone: string): MovementIndex {
  const made = indexes.get(facts);
  const index = made?.timeZone === timeZone ? made : newIndex(timeZone);
  if (index !== made) indexes.set(facts, index);
  const fresh = MONEY.flatMap((type): readonly MoneyFact[] => {
    const all = factsOf(facts, type);
    const count = index.counts.get(type) ?? 0;
    index.counts.set(type, all.length);
    return all.slice(count);
  });
  for (const fact of fresh.toSorted((a, b) => a.seq - b.seq)) add(fact, index);
  return index;
}

/** The receivable of a posting. */
export function receivableOf(posting: string): string {
  return posting.slice(0, posting.lastIndexOf('#'));
}

/** The order in which all movements are listed. */
export function inListedOrder(
  { place: [kindA, seqA] }: PlacedMovement,
  { place: [kindB, seqB] }: PlacedMovement,
): number {
  return kindA - kindB || seqA - seqB;
}

function newIndex(timeZone: string): GrowingIndex {
  return {
    timeZone,
    counts: new Map(),
    invoices: new Map(),
    invoicesOf: new Map(),
    factIdsOf: new Map(),
    changes: [],
  };
}

function add(fact: MoneyFact, { timeZone, invoices, invoicesOf, factIdsOf, changes }: GrowingIndex): void {
  const { invoice, posting } = fact.data;
  const before = invoices.get(invoice) ?? { facts: [], movements: [] };
  const facts = [...before.facts, fact];
  const movements = movementsOf(facts, timeZone).map((movement) => ({ movement, place: placeOf(movement, facts) }));
  invoices.set(invoice, { facts, movements });
  const of = receivableOf(posting);
  if (fact.type !== 'InvoiceRuled') factIdsOf.set(of, [...(factIdsOf.get(of) ?? []), fact.id]);
  for (const receivable of receivablesOf(before.movements)) invoicesOf.get(receivable)?.delete(invoice);
  for (const receivable of receivablesOf(movements)) {
    invoicesOf.set(receivable, (invoicesOf.get(receivable) ?? new Set<string>()).add(invoice));
  }
  changes.push({
    invoice,
    receivables: new Set([of, ...receivablesOf(before.movements), ...receivablesOf(movements)]),
  });
}

function receivablesOf(movements: readonly PlacedMovement[]): string[] {
  return movements.map(({ movement }) => receivableOf(movement.posting));
}

function placeOf({ cause }: Movement, facts: readonly MoneyFact[]): PlacedMovement['place'] {
  const ruling = facts.find((fact) => fact.type === 'InvoiceRuled' && cause === `${fact.data.ruling}/${fact.id}`);
  if (ruling !== undefined) return [2, ruling.seq];
  const seen = facts.find(({ type }) => type === 'InvoiceSeen');
  const reported = facts.find(({ type }) => type === 'PaymentReported');
  return seen === undefined ? [0, reported?.seq ?? 0] : [1, seen.seq];
}
