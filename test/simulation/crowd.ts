import { epochOf } from '../../shared/core/calendar/instant.ts';
import { CONTRACT } from '../builders/a-world.ts';
import { noon } from '../builders/facts.ts';
import type { Machine } from './machine.ts';
import { fileOf } from './parties.ts';
import type { PoisonKind } from './poison.ts';
import { adopt, at, payWhenDue } from './steps.ts';
import { MINUTE } from './virtual-time.ts';
import { PLAIN, type Workflow } from './workflow.ts';

/** How soon each payment is in the books, when all clients pay at the same moment. */
export const BOOKED_WITHIN_MINUTES = 10;
/** How soon each statement of a month has gone to both, when the month of all ends at the same moment. */
const MAILED_WITHIN_MINUTES = BOOKED_WITHIN_MINUTES;

/** A history of many contracts, and what it showed of them. */
export interface Crowd {
  readonly workflow: Workflow;
  /** The contracts whose payment was not in their books in time, or whose statement was not sent; the poisoned one is not counted. */
  readonly heldUp: string[];
}

/**
 * So many contracts of one month, with one among them with which nothing works from the second week on. All clients pay in the same
 * moment, the poisoned contract's first, so that whatever it holds up lies behind it.
 */
export function crowd(count: number, kind: PoisonKind): Crowd {
  const others = Array.from({ length: count - 1 }, (_, index) => `crowd-${String(index + 2).padStart(4, '0')}`);
  const all = [CONTRACT, ...others];
  const heldUp: string[] = [];
  const payOn = '1999-04-20';
  const workflow: Workflow = {
    name: 'crowd',
    shows: `${count} contracts, one of which is ${kind}`,
    until: '1999-05-02',
    truth: PLAIN,
    others: new Map(others.map((contractId) => [contractId, PLAIN])),
    play: (machine) => {
      for (const contractId of all) adopt(machine, undefined, fileOf(contractId));
      at(machine, '1999-04-12', () => machine.outside.poison.spoil(CONTRACT, kind));
      payWhenDue(machine, payOn, payOn);
      machine.time.at(epochOf(noon(payOn)) + BOOKED_WITHIN_MINUTES * MINUTE, () => {
        heldUp.push(...others.filter((contractId) => !isPaid(machine, contractId)));
      });
      machine.time.at(epochOf(MONTH_END) + MAILED_WITHIN_MINUTES * MINUTE, () => {
        heldUp.push(...others.filter((contractId) => !isMailed(machine, contractId)));
      });
    },
  };
  return { workflow, heldUp };
}

/** Midnight in New York after the last of April. */
const MONTH_END = '1999-05-01T04:00:00.000Z';

function isMailed({ outside }: Machine, contractId: string): boolean {
  return outside.mails.filter((mail) => mail.contractId === contractId).length === 2;
}

function isPaid({ outside }: Machine, contractId: string): boolean {
  return outside.memory.contracts.get(contractId)?.entries.some(({ kind }) => kind === 'payment') === true;
}
