import { connectCrm, switchLive } from '../../shared/app/connect-crm.ts';
import { epochOf } from '../../shared/core/calendar/instant.ts';
import type { PlainDate } from '../../shared/core/calendar/plain-date.ts';
import { CRM_READERS } from '../../shared/runtime/crm-readers.ts';
import { CONTRACT } from '../builders/a-world.ts';
import { crmApi } from '../builders/crm-api.ts';
import { noon } from '../builders/facts.ts';
import { hubspotMapping } from '../builders/hubspot-mapping.ts';
import { deleteCustomer, giveBack } from './by-hand-at-stripe.ts';
import { ACCOUNT, SIGNING, VENDOR } from './crm-model.ts';
import type { Machine } from './machine.ts';
import { adopt, adoptDated, at, closingOf, introduce, payOpen, PERSON } from './steps.ts';
import { DAY, SECOND } from './virtual-time.ts';
import { IN_JUNE, PLAIN, type Workflow } from './workflow.ts';

/** The closing that a deal of the connected CRM is. */
export function dealClosing(id: string): string {
  return closingOf(id, `${VENDOR}/${ACCOUNT}`);
}

/** The endpoint at Stripe is off while a payment is made and a part of it given back; the daily run finds both. */
const reconcile: Workflow = {
  name: 'reconcile',
  shows: 'events that Stripe could not deliver: the daily run takes them, and the next one finds all as it should be',
  until: '1999-05-03',
  truth: PLAIN,
  play: (machine) => {
    const { events } = machine.outside;
    adopt(machine);
    at(machine, '1999-04-10', () => events.switchEndpoint(false));
    at(machine, '1999-04-20', () => payOpen(machine));
    giveBackOn(machine, '1999-04-21');
    at(machine, '1999-04-22', machine.wantDailyRun);
    at(machine, '1999-04-24', () => events.switchEndpoint(true));
    at(machine, '1999-04-27', machine.wantDailyRun);
  },
};

/** A CRM with a connector: its webhooks name the deal, which is asked for. */
const connected: Workflow = {
  name: 'connected',
  shows: 'a connected CRM: a deal closes and is corrected, webhooks and pulls both come',
  until: '1999-06-26',
  truth: { ...IN_JUNE, closings: new Map([[dealClosing('901'), { cents: 30_000_000n, on: '1999-06-15' }]]) },
  play: (machine) => {
    adoptDated(machine, '1999-06-07');
    introduce(machine, '1999-06-08');
    connect(machine, '1999-06-09');
    deal(machine, '1999-06-14', '901', { dealstage: 'contractsent' });
    deal(machine, '1999-06-15', '901');
    deal(machine, '1999-06-22', '901', { amount: '300000.00' });
  },
};

/** The CRM's webhooks come no more: what it says is found by asking. */
const pull: Workflow = {
  name: 'pull',
  shows:
    'webhooks of the CRM that are lost: the pull brings a closing, its correction, and a deal that is deleted again',
  until: '1999-06-26',
  truth: {
    ...IN_JUNE,
    closings: new Map([
      [dealClosing('901'), { cents: 24_000_000n, on: '1999-06-15' }],
      [dealClosing('902'), { cents: 0n, on: '1999-06-15' }],
    ]),
  },
  play: (machine) => {
    adoptDated(machine, '1999-06-07');
    introduce(machine, '1999-06-08');
    connect(machine, '1999-06-09');
    deal(machine, '1999-06-15', '901', {}, false);
    deal(machine, '1999-06-15', '902', { amount: '100000.00' }, false);
    deal(machine, '1999-06-18', '901', { amount: '240000.00' }, false);
    at(machine, '1999-06-21', () => machine.outside.crm.remove('902', false));
  },
};

/** A month without the system: whatever told it so has given up by the end, and what lay in its queues is gone. */
const outage: Workflow = {
  name: 'outage',
  shows: 'all down for 31 days: meanwhile a part of a payment given back, a closing, and the customer deleted',
  until: '1999-05-13',
  truth: { ...PLAIN, closings: new Map([[dealClosing('901'), { cents: 25_000_000n, on: '1999-04-15' }]]) },
  play: (machine) => {
    const { layer, time } = machine;
    const { crm } = machine.outside;
    adopt(machine);
    introduce(machine, '1999-04-07');
    connect(machine, '1999-04-08');
    at(machine, '1999-04-09', () => payOpen(machine));
    at(machine, '1999-04-10', () => layer.goDown(time.now + 31 * DAY));
    at(machine, '1999-04-15', () => crm.change('901', { closedate: '1999-04-15' }));
    // So early that Stripe has forgotten its events by the end.
    giveBackOn(machine, '1999-04-11');
    at(machine, '1999-04-11', () => deleteCustomer(machine, machine.outside.invoicer.customers[0]?.id));
  },
};

export const OF_WHAT_WAS_LOST: readonly Workflow[] = [reconcile, connected, pull, outage];

/** A part of the first payment, by hand. */
function giveBackOn(machine: Machine, on: PlainDate): void {
  at(machine, on, () => giveBack(machine, machine.outside.invoicer.payments[0], 50_000n));
}

/** Connects the contract to the CRM, and switches the connection live. */
export function connect(machine: Machine, on: PlainDate): void {
  const { time } = machine;
  const { apiBases } = crmApi();
  at(machine, on, () =>
    machine.untilDone('api', async (ports) => {
      const crm = await ports.openCrm();
      const readers = { ...CRM_READERS, hubspot: { ...CRM_READERS.hubspot, open: () => crm } };
      const now = time.instant;
      await connectCrm(
        { ...ports, readers, apiBases },
        {
          contractId: CONTRACT,
          vendor: VENDOR,
          mapping: hubspotMapping(),
          signing: SIGNING,
          credentials: { accessToken: 'pat-of-the-simulator-only' },
          by: PERSON,
          now,
          nowSeconds: Math.floor(time.now / SECOND),
        },
      );
      await switchLive(ports, { contractId: CONTRACT, vendor: VENDOR, by: PERSON, reason: 'it agrees', now });
      machine.wantPull();
    }),
  );
}

/** A deal of the connected CRM is entered or edited, closed unless its fields say otherwise. */
export function deal(machine: Machine, on: PlainDate, id: string, fields: object = {}, isTold = true): void {
  machine.time.at(epochOf(noon(on)), () => machine.outside.crm.change(id, fields, isTold));
}
