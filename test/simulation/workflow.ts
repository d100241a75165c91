import { epochOf } from '../../shared/core/calendar/instant.ts';
import type { PlainDate } from '../../shared/core/calendar/plain-date.ts';
import { DAY_ONE } from '../builders/a-contract.ts';
import { CONTRACT } from '../builders/a-world.ts';
import type { Machine } from './machine.ts';
import type { Truth } from './oracle.ts';
import { closingOf } from './steps.ts';

/** A history that a run plays: what the outside does and when. The use cases do the rest. */
export interface Workflow {
  readonly name: string;
  /** What it is there to crash. */
  readonly shows: string;
  readonly until: PlainDate;
  /** What happened, for an oracle that works out what is owed apart from the code that is judged. */
  readonly truth: Truth;
  /** The same of the other contracts of the history, by their ids. */
  readonly others?: ReadonlyMap<string, Truth>;
  readonly play: (machine: Machine) => void;
}

export const START = epochOf(DAY_ONE);
/** Until when people look, in the histories of some months: beyond the longest outage. */
export const LOOKED_UNTIL = '1999-09-01T16:00:00.000Z';

/** Nothing but the retainer of the agreement. */
export const PLAIN: Truth = { retainers: [{ from: '1999-04-06', cents: 200_000n }] };

/** The same of an agreement that was made on another day, not later than the 28th of a month. */
export function dated(on: PlainDate): Truth {
  return { retainers: [{ from: on, cents: 200_000n }], day: Number(on.slice(8)) };
}

/** What most histories with a closing begin with, so that they share their first calls. */
export const IN_JUNE = dated('1999-06-07');

/** And one closing by the introduced investor, which the CRM calls deal-77, as it stands in the end. */
export function withFunding(cents: bigint, on: PlainDate = '1999-06-15', plain = PLAIN): Truth {
  return { ...plain, closings: new Map([[closingOf('deal-77'), { cents, on }]]) };
}

/** The truth of each contract of a history. */
export function truthsOf({ truth, others }: Workflow): ReadonlyMap<string, Truth> {
  return new Map([[CONTRACT, truth], ...(others ?? [])]);
}
