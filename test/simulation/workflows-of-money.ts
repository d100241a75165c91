import { CONTRACT } from '../builders/a-world.ts';
import { payIn } from '../builders/memory-stripe-money.ts';
import { closeDispute, dispute as bankTakes, giveBack } from './by-hand-at-stripe.ts';
import type { Machine } from './machine.ts';
import { reissue } from './operators.ts';
import { adopt, adoptDated, at, crm, funding, introduce, payOpen, payWhenDue } from './steps.ts';
import { HOUR, MINUTE, SECOND } from './virtual-time.ts';
import { IN_JUNE, PLAIN, withFunding, type Workflow } from './workflow.ts';

/** A fee that was paid and then corrected down: the difference is the client's credit and lowers its next invoice. */
const creditNote: Workflow = {
  name: 'credit-note',
  shows:
    'a paid fee corrected down: a credit note, the client’s balance, and an invoice that the balance pays a part of',
  until: '1999-07-08',
  truth: withFunding(24_000_000n, '1999-06-15', IN_JUNE),
  play: (machine) => {
    adoptDated(machine, '1999-06-07');
    introduce(machine, '1999-06-08');
    crm(machine, '1999-06-15', 'msg_1', funding());
    payWhenDue(machine, '1999-06-17');
    crm(machine, '1999-06-22', 'msg_2', funding({ amount: '240000.00' }, 'funding.corrected', '1999-06-22'));
  },
};

/** The consultant gives a part back by hand, in Stripe's own pages. */
const refund: Workflow = {
  name: 'refund',
  shows: 'a payment, and a part of it given back by hand at Stripe',
  until: '1999-05-05',
  truth: PLAIN,
  play: (machine) => {
    adopt(machine);
    at(machine, '1999-04-20', () => payOpen(machine));
    at(machine, '1999-04-23', () => giveBack(machine, machine.outside.invoicer.payments[0], 50_000n));
  },
};

/** The client's bank takes a payment back; of the first the dispute is won, of the second it is lost. */
const dispute: Workflow = {
  name: 'dispute',
  shows: 'payments that a bank takes back, one of them for good',
  until: '1999-06-03',
  truth: PLAIN,
  play: (machine) => {
    adopt(machine);
    at(machine, '1999-04-20', () => payOpen(machine));
    disputeLast(machine, '1999-04-22', '1999-04-29', 'won');
    at(machine, '1999-05-08', () => payOpen(machine));
    disputeLast(machine, '1999-05-12', '1999-05-20', 'lost');
  },
};

/** An invoice that a person has made anew before it is paid: the old one is void, and only then is there another. */
const reissued: Workflow = {
  name: 'reissue',
  shows: 'an invoice made anew: void first, then another, which is paid',
  until: '1999-05-04',
  truth: PLAIN,
  play: (machine) => {
    adopt(machine);
    at(machine, '1999-04-10', () =>
      machine.untilDone('api', (ports) => reissue(ports, CONTRACT, 'retainer/1999-04-06#1', machine.time.instant)),
    );
    payWhenDue(machine, '1999-04-20');
  },
};

/** A fee of forty cents: Stripe collects no such amount and carries it to the next invoice. */
const tooLittle: Workflow = {
  name: 'too-little',
  shows: 'a fee below what Stripe collects, carried to the next invoice',
  until: '1999-07-08',
  truth: withFunding(400n, '1999-06-15', IN_JUNE),
  play: (machine) => {
    adoptDated(machine, '1999-06-07');
    introduce(machine, '1999-06-08');
    crm(machine, '1999-06-15', 'msg_1', funding({ amount: '4.00' }));
    payWhenDue(machine, '1999-06-20');
  },
};

/** Paid in two parts; the event of the first comes when the invoice is paid, and says what was so before. */
const inParts: Workflow = {
  name: 'in-parts',
  shows: 'an invoice paid in two parts, the event of the first after that of the second',
  until: '1999-05-04',
  truth: PLAIN,
  play: (machine) => {
    adopt(machine);
    at(machine, '1999-04-20', () => {
      const { invoicer, tell } = machine.outside;
      const [invoice] = invoicer.invoices.values();
      if (invoice?.status !== 'open') return;
      const half = invoice.remainingMinor / 2n;
      payIn(invoicer, invoice.id, half);
      const object = { object: 'invoice', id: invoice.id, status: 'open', amount_remaining: Number(half) };
      const created = Math.floor(machine.time.now / SECOND);
      const body = JSON.stringify({ id: 'evt_late', type: 'invoice.updated', created, data: { object } });
      machine.time.at(machine.time.now + 10 * MINUTE, () => {
        payIn(invoicer, invoice.id, half);
        tell('invoice.paid', { object: 'invoice', id: invoice.id });
      });
      machine.time.at(machine.time.now + HOUR, () =>
        machine.webhook({ source: 'stripe', contractId: '', messageId: 'evt_late', body }),
      );
    });
  },
};

export const OF_MONEY: readonly Workflow[] = [creditNote, refund, dispute, reissued, tooLittle, inParts];

function disputeLast(machine: Machine, on: string, endsOn: string, state: 'won' | 'lost'): void {
  const { invoicer } = machine.outside;
  at(machine, on, () => void bankTakes(machine, invoicer.payments.at(-1)));
  at(machine, endsOn, () => closeDispute(machine, invoicer.disputes.at(-1)?.id, state));
}
