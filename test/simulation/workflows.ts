import { createHash } from 'node:crypto';
import { adoptContract } from '../../shared/app/adopt-contract.ts';
import { recordFacts } from '../../shared/app/record-facts.ts';
import { epochOf } from '../../shared/core/calendar/instant.ts';
import { daysAfter, type PlainDate } from '../../shared/core/calendar/plain-date.ts';
import type { Plain } from '../../shared/core/json.ts';
import { contractFile1999, DAY_ONE } from '../builders/a-contract.ts';
import { crmBody } from '../builders/crm-message.ts';
import { introduced, noon, unrecorded } from '../builders/facts.ts';
import { payIn } from '../builders/memory-stripe.ts';
import { CONTRACT } from '../builders/a-world.ts';
import type { Machine } from './machine.ts';
import type { Truth } from './oracle.ts';
import { DAY } from './virtual-time.ts';

/** A history that a run plays: what the outside does and when. The use cases do the rest. */
export interface Workflow {
  readonly name: string;
  /** What it is there to crash. */
  readonly shows: string;
  readonly until: PlainDate;
  /** What happened, for an oracle that works out what is owed apart from the code that is judged. */
  readonly truth: Truth;
  readonly play: (machine: Machine) => void;
}

export const START = epochOf(DAY_ONE);

const PLAIN: Truth = { retainers: [{ from: '1999-04-06', cents: 200_000n }] };

/** Our id of the closing that the CRM calls deal-77. */
const CLOSING = closingOf('deal-77');

function withFunding(cents: bigint): Truth {
  return { ...PLAIN, closings: new Map([[CLOSING, { cents, on: '1999-06-15' }]]) };
}

/** The retainer's first month: adopted, billed, paid, stated. */
const retainer: Workflow = {
  name: 'retainer',
  shows: "adoption, a retainer and its invoice, the payment, the month's statement to both",
  until: '1999-05-05',
  truth: PLAIN,
  play: (machine) => {
    adopt(machine);
    payWhenDue(machine, '1999-04-20');
  },
};

/** Nothing ran for two months: periods are caught up oldest first, and three statements are sealed in their order. */
const catchUp: Workflow = {
  name: 'catch-up',
  shows: 'two periods and statements behind, after an outage',
  until: '1999-06-20',
  truth: PLAIN,
  play: (machine) => {
    adopt(machine, '1999-06-10');
  },
};

const closing: Workflow = {
  name: 'closing',
  shows: 'an introduction, a closing by webhook that comes twice, the fee and its invoice',
  until: '1999-06-20',
  truth: withFunding(25_000_000n),
  play: (machine) => {
    adopt(machine, '1999-06-07');
    introduce(machine, '1999-06-08');
    crm(machine, '1999-06-15', 'msg_1', crmBody());
    crm(machine, '1999-06-15', 'msg_1', crmBody());
  },
};

const correction: Workflow = {
  name: 'correction',
  shows: 'a closing corrected up, then down: a further invoice and a credit note',
  until: '1999-07-02',
  truth: withFunding(28_000_000n),
  play: (machine) => {
    closing.play(machine);
    crm(machine, '1999-06-22', 'msg_2', crmBody({ amount: '300000.00' }, 'funding.corrected', '1999-06-22'));
    crm(machine, '1999-06-27', 'msg_3', crmBody({ amount: '280000.00' }, 'funding.corrected', '1999-06-27'));
  },
};

const reversal: Workflow = {
  name: 'reversal',
  shows: 'a closing that falls through after its invoice, told before the closing itself is told again',
  until: '1999-07-02',
  truth: withFunding(0n),
  play: (machine) => {
    closing.play(machine);
    const reversed = {
      reason: 'the wire was called back',
      amount: undefined,
      currency: undefined,
      closed_on: undefined,
    };
    crm(machine, '1999-06-22', 'msg_2', crmBody(reversed, 'funding.reversed', '1999-06-22'));
    crm(machine, '1999-06-23', 'msg_1', crmBody());
  },
};

const amendment: Workflow = {
  name: 'amendment',
  shows: 'a version that counts from a past day: the difference is posted, nothing is edited',
  until: '1999-06-20',
  truth: {
    retainers: [
      { from: '1999-04-06', cents: 200_000n },
      { from: '1999-05-06', cents: 250_000n },
    ],
  },
  play: (machine) => {
    adopt(machine, '1999-05-07');
    const file = contractFile1999();
    setRetainer(file, '2500.00');
    at(machine, '1999-05-20', () =>
      machine.untilDone('api', (ports) =>
        adoptContract(ports, { file, effectiveOn: '1999-05-06', by: 'both', now: machine.time.instant, salt: 'x' }),
      ),
    );
  },
};

export const WORKFLOWS: readonly Workflow[] = [retainer, catchUp, closing, correction, reversal, amendment];

/** The files of the parties, so that an oracle of its own can work out what they say. */
export function setRetainer(file: Plain, amount: string): void {
  const terms: unknown = Reflect.get(Object(file), 'terms');
  if (!Array.isArray(terms)) throw new TypeError('a contract file without terms');
  for (const term of terms)
    if (Reflect.get(Object(term), 'kind') === 'retainer') Reflect.set(Object(term), 'amount', amount);
}

export function at(machine: Machine, on: string, step: () => void): void {
  machine.time.at(epochOf(noon(on)), step);
}

export function adopt(machine: Machine, on: string = DAY_ONE, file: Plain = contractFile1999()): void {
  at(machine, on, () =>
    machine.untilDone('api', (ports) =>
      adoptContract(ports, { file, by: 'Eugene Chiaramonte', now: machine.time.instant, salt: '5a17' }),
    ),
  );
}

export function introduce(machine: Machine, on: PlainDate): void {
  const fact = unrecorded(introduced(undefined, { on, recordedOn: on }), 'intro-0001');
  at(machine, on, () =>
    machine.untilDone('api', ({ store, bell }) =>
      recordFacts(store, bell, { contractId: CONTRACT, recordedAt: machine.time.instant, facts: [fact] }),
    ),
  );
}

export function crm(machine: Machine, on: string, messageId: string, body: string): void {
  at(machine, on, () =>
    machine.inbound({ source: 'crm', contractId: CONTRACT, messageId, receivedAt: machine.time.instant, body }),
  );
}

/** From a day on, the client pays each morning whatever invoice is open. */
export function payWhenDue(machine: Machine, from: PlainDate, until: PlainDate = daysAfter(from, 60)): void {
  const { invoicer, tell } = machine.outside;
  const pay = (): void => {
    for (const { id, status, remainingMinor } of invoicer.invoices.values()) {
      if (status !== 'open') continue;
      payIn(invoicer, id, remainingMinor);
      tell('invoice.paid', id);
    }
    if (machine.time.now < epochOf(noon(until))) machine.time.at(machine.time.now + DAY, pay);
  };
  at(machine, from, pay);
}

/** Our id of what the CRM first called so: the first ten hex digits of the hash of its alias as JSON. */
export function closingOf(externalId: string): string {
  return `closing-${createHash('sha256')
    .update(JSON.stringify(`crm/${externalId}`))
    .digest('hex')
    .slice(0, 10)}`;
}
