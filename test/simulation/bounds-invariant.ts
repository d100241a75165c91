import type { Plain } from '../../shared/core/json.ts';
import type { Entry } from '../../shared/core/ledger/posting.ts';
import type { Partition } from '../builders/memory-partition.ts';
import { broken, type Broken } from './broken.ts';
import type { Outside } from './outside.ts';

const APPROVAL_ABOVE_CENTS = 5_000_000n;

/** What is above a bound of the contract is booked once a person has said so, and not before. */
export function tooLarge({ kind, posting, lines: [line] }: Entry, { facts }: Partition): Broken {
  const cents = (line?.debitMinor ?? 0n) + (line?.creditMinor ?? 0n);
  if (kind !== 'posting' || cents <= APPROVAL_ABOVE_CENTS) return undefined;
  if (facts.some((fact) => fact.type === 'DifferenceApproved' && fact.data.difference.startsWith(`${posting}@`)))
    return undefined;
  return broken('nothing above the bound is booked unapproved', `${posting}, ${cents} cents`);
}

/** A restored table books again what was invoiced before; nothing is billed by that. */
export function wasSent({ invoicer }: Outside, contract: string, { posting: booked }: Entry): boolean {
  return [...invoicer.invoices.values()].some(
    ({ contractId, posting, status }) => contractId === contract && posting === booked && status !== 'void',
  );
}

/** The day on which an entry appears counts, not the one that it names: what is caught up is dated back. A correction bills no period. */
export function tooMany(
  { kind, posting }: Entry,
  { facts, terms }: Partition,
  { day, periods }: { readonly day: string; readonly periods: Map<string, number> },
): Broken {
  if (kind !== 'posting' || !/^retainer\/.*#1$/.test(posting)) return undefined;
  // What a person let through is not counted with what comes on the same day.
  if (facts.some((fact) => fact.type === 'CatchUpApproved' && fact.data.throughOn >= periodOf(posting)))
    return undefined;
  const booked = (periods.get(day) ?? 0) + 1;
  periods.set(day, booked);
  const [first] = terms.values();
  if (booked <= mostAtOnce(first?.file)) return undefined;
  return broken('no more periods at once than the bound unapproved', `${booked} on ${day}`);
}

/** The day on which the period of a retainer's posting begins, as in `retainer/1999-05-06#1`. */
function periodOf(posting: string): string {
  return /\d{4}-\d{2}-\d{2}/.exec(posting)?.[0] ?? '';
}

/** How many periods the contract's file lets through at once. */
function mostAtOnce(file: Plain | undefined): number {
  const bounds: unknown = Reflect.get(Object(file), 'bounds');
  return Number(Reflect.get(Object(bounds), 'catchUpPeriods'));
}
