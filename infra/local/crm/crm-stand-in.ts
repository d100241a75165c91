import { randomUUID } from 'node:crypto';
import { Hono } from 'hono';
import type { KeptStore } from '../kept-store.ts';
import { oneAtATime } from '../one-at-a-time.ts';
import { addCrmPages } from './crm-page.ts';
import { CrmError, type Deal, type DealChanges, type NewDeal } from './deal.ts';
import { createWebhookOutbox, type QueuedWebhook, type WebhookEndpoint, type WebhookOutbox } from './webhook-outbox.ts';

export interface CrmStandInOptions {
  store: KeptStore;
  /** When something happened to a deal. */
  businessClock: () => Date;
  /** When an attempt was signed. */
  wallClock: () => Date;
  /** The contract that every webhook names. */
  contractId: string;
  /** Undefined until the receiver's port is known; webhooks wait meanwhile. */
  endpoint: WebhookEndpoint | undefined;
}

/** With an id of the caller's, the same request a second time (after a crash, say) changes and sends nothing. */
export interface WebhookChoice {
  webhookId?: string;
}

export interface CrmStandIn {
  /** GET / and the forms on it. */
  app: Hono;
  setUp(settings: { endpoint: WebhookEndpoint | undefined }): void;
  /** Adds the deal as closed and queues funding.closed; throws CrmError if the deal is there already. */
  closeDeal(deal: NewDeal, choice?: WebhookChoice): { webhookId: string };
  /** Changes a closed deal and queues funding.corrected with all of the deal as it is now. */
  correctDeal(dealId: string, changes: DealChanges, choice?: WebhookChoice): { webhookId: string };
  /** Queues funding.reversed. */
  reverseDeal(dealId: string, reason: string, choice?: WebhookChoice): { webhookId: string };
  /** Queues the same webhook once more: same id, same body. */
  resend(webhookId: string): { webhookId: string };
  /** Tries each waiting webhook once, oldest first; what is not answered with 2xx waits for the next call. */
  deliverDueWebhooks(): Promise<{ delivered: number; pending: number }>;
  hasUndeliveredWebhooks(): boolean;
  /** Oldest first. */
  deals(): Deal[];
  /** Oldest first, the delivered ones too. */
  webhooks(): QueuedWebhook[];
}

/** What is kept of a deal: itself, and the time that its last webhook gave. */
interface KeptDeal {
  deal: Deal;
  reportedAt: string;
}

type FundingType = 'funding.closed' | 'funding.corrected' | 'funding.reversed';

/** A small CRM that tells one endpoint what happens to its deals, by webhooks in the Standard Webhooks form. */
export function createCrmStandIn(options: CrmStandInOptions): CrmStandIn {
  let { endpoint } = options;
  const outbox = createWebhookOutbox(options.store, options.wallClock);
  const records = createDealRecords(options, outbox);
  const crm: CrmStandIn = {
    app: new Hono(),
    setUp: (settings) => {
      endpoint = settings.endpoint;
    },
    closeDeal: (deal, choice) =>
      records.record('funding.closed', deal.id, choice, (before) => {
        if (before !== undefined)
          throw new CrmError('refused', `Deal ${deal.id} is there already; correct it instead.`);
        return { deal: { ...deal, stage: 'closed' }, more: figuresOf(deal) };
      }),
    correctDeal: (dealId, changes, choice) =>
      records.record('funding.corrected', dealId, choice, (before) => {
        const deal = { ...closedDeal(dealId, before), ...changes };
        return { deal, more: figuresOf(deal) };
      }),
    reverseDeal: (dealId, reason, choice) =>
      records.record('funding.reversed', dealId, choice, (before) => ({
        deal: { ...closedDeal(dealId, before), stage: 'reversed' },
        more: { reason },
      })),
    resend: (webhookId) => {
      outbox.sendAgain(webhookId);
      return { webhookId };
    },
    deliverDueWebhooks: oneAtATime(() => outbox.deliver(endpoint)),
    hasUndeliveredWebhooks: () => outbox.pending().length > 0,
    deals: () => records.list(),
    webhooks: () => outbox.list(),
  };
  addCrmPages(crm, options.businessClock);
  return crm;
}

interface DealRecords {
  /** Applies `change` to the deal and queues its webhook, both or neither; once only for a webhook id of the caller's. */
  record(
    type: FundingType,
    dealId: string,
    choice: WebhookChoice | undefined,
    change: (before: Deal | undefined) => { deal: Deal; more: object },
  ): { webhookId: string };
  list(): Deal[];
}

function createDealRecords(
  { store, businessClock, contractId }: CrmStandInOptions,
  outbox: WebhookOutbox,
): DealRecords {
  return {
    record: (type, dealId, choice, change) =>
      store.atomically(() => {
        const webhookId = choice?.webhookId ?? `msg_${randomUUID()}`;
        const queued = outbox.find(webhookId);
        if (queued !== undefined && (queued.type !== type || queued.closing !== dealId)) {
          throw new CrmError(
            'refused',
            `Webhook ${webhookId} was already used for ${queued.type} of ${queued.closing}.`,
          );
        }
        if (queued !== undefined) return { webhookId };
        const before = store.get<KeptDeal>('crm-deal', dealId);
        const { deal, more } = change(before?.deal);
        const reportedAt = timeAfter(before?.reportedAt, businessClock());
        const body = JSON.stringify({
          type,
          timestamp: reportedAt,
          data: { ...identityOf(deal, contractId), ...more },
        });
        const kept: KeptDeal = { deal, reportedAt };
        store.put('crm-deal', dealId, kept);
        outbox.queue({ webhookId, type, closing: dealId, body });
        return { webhookId };
      }),
    list: () => store.list<KeptDeal>('crm-deal').map(({ deal }) => deal),
  };
}

function identityOf({ id, name, investor }: Deal, contract: string): object {
  const { id: investorId, name: investorName, firm, emails } = investor;
  return {
    contract,
    closing: id,
    investor: { id: investorId, name: investorName, ...(firm === undefined ? {} : { firm }), emails },
    description: name,
  };
}

function figuresOf({ amount, currency, closedOn, instrument }: NewDeal): object {
  return { amount, currency, closed_on: closedOn, instrument };
}

function closedDeal(dealId: string, deal: Deal | undefined): Deal {
  if (deal === undefined) throw new CrmError('not-found', `There is no deal ${dealId}.`);
  if (deal.stage !== 'closed') throw new CrmError('refused', `Deal ${dealId} is ${deal.stage}, so it stays as it is.`);
  return deal;
}

/** Now, but later than what was last said of the deal: the business clock may stand still between two changes. */
function timeAfter(last: string | undefined, now: Date): string {
  const earliest = last === undefined ? 0 : Date.parse(last) + 1;
  return new Date(Math.max(now.getTime(), earliest)).toISOString();
}
