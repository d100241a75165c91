import type { PlainDate } from '../calendar/plain-date.ts';
import { byText, countFirst } from '../order.ts';
import type { NonCash, Receivable } from './receivable.ts';

/** Things that are owed, each once by its id, oldest first. */
export interface Shelf<T> {
  readonly get: (id: string) => T | undefined;
  /** Puts a thing in the place of the one with its id, if there is one. */
  readonly put: (thing: T) => void;
  readonly remove: (id: string) => void;
  readonly all: () => T[];
}

/** What stands as owed, and what of it has to be compared with the books. */
export interface Standing {
  readonly receivables: Shelf<Receivable>;
  readonly nonCash: Shelf<NonCash>;
  readonly toOthers: Shelf<Receivable>;
  /** The receivables that have changed since they were found to be as booked. */
  readonly open: Map<string, Receivable>;
  /** The ids of those that are no longer owed, while they may be booked. */
  readonly dropped: Set<string>;
  /** The books with which all but these were compared: the last posting of each receivable. */
  comparedWith: object | undefined;
}

export function newStanding(): Standing {
  const open = new Map<string, Receivable>();
  const dropped = new Set<string>();
  const shelf = newShelf<Receivable>();
  const receivables: Shelf<Receivable> = {
    ...shelf,
    put: (receivable) => {
      shelf.put(receivable);
      open.set(receivable.id, receivable);
      dropped.delete(receivable.id);
    },
    remove: (id) => {
      shelf.remove(id);
      open.delete(id);
      dropped.add(id);
    },
  };
  return { receivables, nonCash: newShelf(), toOthers: newShelf(), open, dropped, comparedWith: undefined };
}

interface Aged {
  readonly id: string;
  readonly accruesOn: PlainDate;
}

/** The order in which things are owed: by day, then by id. */
export function oldestFirst(a: Aged, b: Aged): number {
  return byText(a.accruesOn, b.accruesOn) || byText(a.id, b.id);
}

function newShelf<T extends Aged>(): Shelf<T> {
  const byId = new Map<string, T>();
  const inOrder: T[] = [];
  const remove = (id: string): void => {
    const thing = byId.get(id);
    if (thing === undefined) return;
    byId.delete(id);
    inOrder.splice(
      countFirst(inOrder, (other) => oldestFirst(other, thing) < 0),
      1,
    );
  };
  return {
    get: (id) => byId.get(id),
    put: (thing) => {
      remove(thing.id);
      byId.set(thing.id, thing);
      inOrder.splice(
        countFirst(inOrder, (other) => oldestFirst(other, thing) < 0),
        0,
        thing,
      );
    },
    remove,
    all: () => inOrder.slice(),
  };
}
