import { createHash, createHmac } from 'node:crypto';
import type { CrmAnswer, CrmDeal } from '../../shared/core/crm/deal.ts';
import { epochOf } from '../../shared/core/calendar/instant.ts';
import type { Crm } from '../../shared/ports/crm.ts';
import { aCrmDeal } from '../builders/a-crm-deal.ts';
import { CONTRACT } from '../builders/a-world.ts';
import type { Webhook } from './door.ts';
import { DAY, type VirtualTime } from './virtual-time.ts';

export const VENDOR = 'hubspot';
export const ACCOUNT = '62515';
/** The address as it was given to the CRM, and what it signs with: the client secret of its app. */
export const SIGNING = {
  url: `https://tallystick.example/webhooks/crm/${CONTRACT}/${VENDOR}`,
  secrets: ['a-client-secret-of-the-simulator'],
} as const;

/** Fewer than the CRM gives at once, so that there are pages in a short history. */
const MOST_A_PAGE = 1;

export interface SimulatedCrm {
  /** What is asked of it. */
  readonly asked: Crm;
  /** A deal is entered or edited; its fields replace those of before. Tells of it by a webhook, unless that is lost on the way. */
  change(id: string, fields: object, isTold?: boolean): void;
  remove(id: string, isTold?: boolean): void;
  onChange(hear: (told: Webhook | undefined) => void): void;
}

/** A CRM with a connector of its own, in the fields of HubSpot: its webhooks name deals, and it is asked for them. */
export function simulatedCrm(time: VirtualTime): SimulatedCrm {
  const deals = new Map<string, CrmDeal>();
  let hear: (told: Webhook | undefined) => void = () => undefined;
  let events = 0;

  function tell(id: string, subscriptionType: string, isTold: boolean): void {
    events += 1;
    const event = {
      eventId: events,
      portalId: Number(ACCOUNT),
      subscriptionType,
      objectId: Number(id),
      occurredAt: time.now,
      attemptNumber: 0,
    };
    const webhook = { source: 'crm', vendor: VENDOR, contractId: CONTRACT, messageId: `hubspot-${events}` } as const;
    hear(isTold ? { ...webhook, body: JSON.stringify([event]) } : undefined);
  }

  return {
    asked: {
      readDeals: async (ids) => {
        const wanted = [...new Set(ids)];
        const found = wanted.flatMap((id) => deals.get(id) ?? []);
        // HubSpot says of what was never there what it says of what was deleted.
        const missing = wanted.filter((id) => !deals.has(id));
        return [
          ...found.map((deal): CrmAnswer => ({ kind: 'deal', deal })),
          ...missing.map((id): CrmAnswer => ({ kind: 'gone', id })),
        ];
      },
      changedDeals: async (since, cursor = '') => {
        const changed = [...deals.values()]
          .filter(({ changedAt }) => epochOf(changedAt) >= epochOf(since))
          .map(({ id, changedAt }) => ({ id, place: `${changedAt}/${id}` }))
          .filter(({ place }) => place > cursor)
          .toSorted((a, b) => (a.place < b.place ? -1 : 1));
        const page = changed.slice(0, MOST_A_PAGE);
        const next = changed.length > page.length ? page.at(-1)?.place : undefined;
        return { ids: page.map(({ id }) => id), ...(next === undefined ? {} : { next }) };
      },
      dealsOf: async (parties) =>
        [...deals.values()]
          .filter((deal) =>
            deal.parties.some(({ kind, id }) => parties.some((one) => one.kind === kind && one.id === id)),
          )
          .map(({ id }) => id),
      account: async () => ACCOUNT,
    },
    change: (id, fields, isTold = true) => {
      const isNew = !deals.has(id);
      deals.set(id, aCrmDeal(fields, { id, changedAt: time.instant }));
      tell(id, isNew ? 'deal.creation' : 'deal.propertyChange', isTold);
    },
    remove: (id, isTold = true) => {
      deals.delete(id);
      tell(id, 'deal.deletion', isTold);
    },
    onChange: (listener) => {
      hear = listener;
    },
  };
}

/** HubSpot's messages have no id of their own: one is known by what it says. */
export function idOfBody(body: string): string {
  return createHash('sha256').update(body).digest('hex').slice(0, 40);
}

/** The wall clock of HubSpot and of what checks it: its times have thirteen digits, as since 2001, and the histories play earlier. */
export function wallOf(now: number): number {
  return now + 10_000 * DAY;
}

/** The headers of a request that HubSpot signs (v3): method, address, body and the time in milliseconds. */
export function signedByCrm(body: string, now: number, secret: string = SIGNING.secrets[0]): Record<string, string> {
  const timestamp = String(wallOf(now));
  const signed = createHmac('sha256', secret).update(`POST${SIGNING.url}${body}${timestamp}`).digest('base64');
  return { 'x-hubspot-request-timestamp': timestamp, 'x-hubspot-signature-v3': signed };
}
