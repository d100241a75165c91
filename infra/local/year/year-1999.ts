import { closeDeal, correctDeal, decide, introduce, pay, recordService } from './actions.ts';
import type { Stage, Step } from './step.ts';

/** Ten in the morning in New Jersey, while clocks are forward (April to October). */
const morning = (date: string): string => `${date}T14:00:00.000Z`;
/** The same in winter. */
const winterMorning = (date: string): string => `${date}T15:00:00.000Z`;

const ellen = {
  id: 'crm-1042',
  name: 'Ellen Marsh',
  firm: 'Harbor Point Partners',
  emails: ['ellen.marsh@harborpoint.example'],
};
const dollars = { currency: 'USD', instrument: 'equity' };

/** The month in which nothing runs; the world outside goes on, and what it has to say waits. */
async function outage(stage: Stage): Promise<void> {
  const { system } = stage;
  await system.takeDown();
  const passesTo = (instant: string): void => {
    if (system.clock.now() < new Date(instant)) system.clock.set(new Date(instant));
  };
  passesTo(morning('1999-08-17'));
  await closeDeal(stage, {
    ...dollars,
    id: 'deal-3',
    name: 'Harbor Point, second round',
    investor: ellen,
    amount: '100000.00',
    closedOn: '1999-08-17',
  });
  passesTo(morning('1999-09-03'));
  await system.bringUp();
  await system.quiesce();
  await system.tick();
  await system.quiesce();
}

/** What happens in 1999 besides time passing. The figures that must come of it: docs/the-year-1999-by-hand.md. */
export const YEAR_1999: readonly Step[] = [
  {
    id: 'introduce-harbor-point',
    at: morning('1999-04-12'),
    what: 'The consultant introduces Ellen Marsh of Harbor Point Partners',
    run: (stage) =>
      introduce(stage, {
        id: 'intro-1',
        investor: { name: ellen.name, firm: ellen.firm, crmIds: [ellen.id], emails: ellen.emails },
        introducedOn: '1999-04-12',
        how: 'an e-mail to both sides, and a call',
      }),
  },
  {
    id: 'service-press-release',
    at: morning('1999-04-16'),
    what: 'The consultant drafts a press release',
    run: (stage) =>
      recordService(stage, 'press-release-1', '1999-04-16', 'Press release on the new product line drafted and sent'),
  },
  {
    id: 'pay-april',
    at: morning('1999-04-19'),
    what: 'The client pays the April retainer',
    run: (stage) => pay(stage, 'retainer/1999-04-06'),
  },
  {
    id: 'introduce-larkspur',
    at: morning('1999-05-11'),
    what: 'The consultant introduces Tomas Reyes of Larkspur Ventures',
    run: (stage) =>
      introduce(stage, {
        id: 'intro-2',
        investor: {
          name: 'Tomas Reyes',
          firm: 'Larkspur Ventures',
          crmIds: ['crm-1077'],
          emails: ['tomas.reyes@larkspur.example'],
        },
        introducedOn: '1999-05-11',
        how: 'a meeting in New York',
      }),
  },
  {
    id: 'pay-may',
    at: morning('1999-05-18'),
    what: 'The client pays the May retainer',
    run: (stage) => pay(stage, 'retainer/1999-05-06'),
  },
  {
    id: 'close-harbor-point',
    at: morning('1999-06-15'),
    what: 'Harbor Point Partners puts in USD 250,000.00: an introduced investor, so a fee',
    run: (stage) =>
      closeDeal(stage, {
        ...dollars,
        id: 'deal-1',
        name: 'Harbor Point, first round',
        investor: ellen,
        amount: '250000.00',
        closedOn: '1999-06-15',
      }),
  },
  {
    id: 'same-webhook-twice',
    at: '1999-06-15T14:20:00.000Z',
    what: 'The CRM sends the same webhook again: nothing comes of it',
    run: async ({ crm, system }) => {
      crm.resend('msg_deal-1_closed');
      await system.quiesce();
    },
  },
  {
    id: 'pay-june',
    at: morning('1999-06-16'),
    what: 'The client pays the June retainer',
    run: (stage) => pay(stage, 'retainer/1999-06-06'),
  },
  {
    id: 'correct-harbor-point',
    at: morning('1999-06-22'),
    what: 'The client corrects the amount to USD 240,000.00: a credit note on the open invoice',
    run: (stage) => correctDeal(stage, 'deal-1', { amount: '240000.00' }),
  },
  {
    id: 'pay-first-fee',
    at: morning('1999-07-12'),
    what: "The client pays the finder's fee, thirteen days late",
    run: async (stage) => pay(stage, await feeOf(stage, 'deal-1')),
  },
  {
    id: 'close-northgate',
    at: morning('1999-07-15'),
    what: 'Northgate Holdings puts in USD 400,000.00: nobody introduced it, so no fee',
    run: (stage) =>
      closeDeal(stage, {
        ...dollars,
        id: 'deal-2',
        name: 'Northgate',
        investor: {
          id: 'crm-1120',
          name: 'Paula Winter',
          firm: 'Northgate Holdings',
          emails: ['p.winter@northgate.example'],
        },
        amount: '400000.00',
        closedOn: '1999-07-15',
      }),
  },
  {
    id: 'pay-july',
    at: morning('1999-07-19'),
    what: 'The client pays the July retainer',
    run: (stage) => pay(stage, 'retainer/1999-07-06'),
  },
  {
    id: 'outage',
    at: morning('1999-07-28'),
    what: 'The system is down until 3 September; the CRM keeps a closing of 17 August for it until then',
    run: outage,
  },
  {
    id: 'pay-august',
    at: morning('1999-09-08'),
    what: 'The client pays the August retainer',
    run: (stage) => pay(stage, 'retainer/1999-08-06'),
  },
  {
    id: 'pay-second-fee',
    at: '1999-09-08T14:30:00.000Z',
    what: 'The client pays the fee on the second round',
    run: async (stage) => pay(stage, await feeOf(stage, 'deal-3')),
  },
  {
    id: 'pay-september',
    at: morning('1999-09-17'),
    what: 'The client pays the September retainer',
    run: (stage) => pay(stage, 'retainer/1999-09-06'),
  },
  {
    id: 'close-larkspur-fund',
    at: morning('1999-10-14'),
    what: 'Larkspur Ventures Fund II puts in USD 80,000.00: a name alone is no proof, so a question',
    run: (stage) =>
      closeDeal(stage, {
        ...dollars,
        id: 'deal-4',
        name: 'Larkspur Fund II',
        investor: {
          id: 'crm-1203',
          name: 'Larkspur Ventures Fund II',
          emails: ['closings@fund-two.example'],
        },
        amount: '80000.00',
        closedOn: '1999-10-14',
      }),
  },
  {
    id: 'pay-october',
    at: morning('1999-10-15'),
    what: 'The client pays the October retainer',
    run: (stage) => pay(stage, 'retainer/1999-10-06'),
  },
  {
    id: 'decide-larkspur-fund',
    at: morning('1999-10-20'),
    what: 'Eugene Chiaramonte decides: the fund came through the introduction of Tomas Reyes',
    run: (stage) =>
      decide(stage, {
        kind: 'attribution',
        answer: 'intro-2',
        by: 'Eugene Chiaramonte',
        reason: 'Tomas Reyes manages the fund and signed for it.',
      }),
  },
  {
    id: 'pay-third-fee',
    at: winterMorning('1999-11-02'),
    what: 'The client pays the fee on the fund, five days late',
    run: async (stage) => pay(stage, await feeOf(stage, 'deal-4')),
  },
  {
    id: 'pay-november',
    at: winterMorning('1999-11-18'),
    what: 'The client pays the November retainer',
    run: (stage) => pay(stage, 'retainer/1999-11-06'),
  },
];

/** The receivable of a deal's fee, by way of the closing that the deal is an alias of. */
async function feeOf({ view }: Stage, dealId: string): Promise<string> {
  const { facts } = await view();
  for (const fact of facts) {
    if (fact.type === 'ClosingReported' && fact.data.externalId === dealId) return `finders-fee/${fact.data.closing}`;
  }
  throw new Error(`No closing of ${dealId} is on record.`);
}
