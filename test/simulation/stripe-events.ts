import type { Invoicer } from '../../shared/ports/invoicer.ts';
import type { Webhook } from './door.ts';
import { DAY, SECOND, type VirtualTime } from './virtual-time.ts';

/** An object of Stripe, as an event names it: its kind and id, and the ids of what it belongs to. */
export type StripeObject = Readonly<Record<string, string | number | undefined>> & { readonly id?: string };

export interface StripeEvents extends Pick<Invoicer, 'undeliveredEvents'> {
  /** Stripe says that something about this object changed. */
  tell(type: string, object: StripeObject): void;
  onEvent(hear: (webhook: Webhook) => void): void;
  /** Stripe has switched the endpoint off, as after days of failures, or a person has switched it on again. */
  switchEndpoint(isOn: boolean): void;
  /** The webhook of this event was taken. */
  taken(id: string): void;
}

interface StripeEvent {
  readonly id: string;
  readonly type: string;
  readonly created: number;
  readonly body: string;
  isTaken: boolean;
}

const KEPT_SECONDS = (30 * DAY) / SECOND;
/** Fewer than Stripe gives at once, so that there are pages in a short history. */
const MOST_A_PAGE = 2;

/** The events of Stripe, which keeps them for thirty days and says which were never taken: those given up, and those still tried. */
export function stripeEvents(time: VirtualTime): StripeEvents {
  const events: StripeEvent[] = [];
  let hear: (webhook: Webhook) => void = () => undefined;
  let isOn = true;
  return {
    tell: (type, object) => {
      const id = `evt_${events.length + 1}`;
      const created = Math.floor(time.now / SECOND);
      const body = JSON.stringify({ id, type, created, data: { object } });
      events.push({ id, type, created, body, isTaken: false });
      if (isOn) hear({ source: 'stripe', contractId: '', messageId: id, body });
    },
    onEvent: (listener) => {
      hear = listener;
    },
    switchEndpoint: (next) => {
      isOn = next;
    },
    taken: (id) => {
      const event = events.find((one) => one.id === id);
      if (event !== undefined) event.isTaken = true;
    },
    undeliveredEvents: async ({ sinceEpochSeconds, after }) => {
      const oldest = Math.max(sinceEpochSeconds, Math.floor(time.now / SECOND) - KEPT_SECONDS);
      // Newest first; a page goes on behind the event that it names, whatever became of that one.
      const from = after === undefined ? events.length : events.findIndex(({ id }) => id === after);
      const found = events.slice(0, from).filter(({ created, isTaken }) => !isTaken && created >= oldest);
      const page = found.toReversed().slice(0, MOST_A_PAGE);
      const items = page.map(({ id, type, created: createdAtEpochSeconds, body }) => ({
        id,
        type,
        createdAtEpochSeconds,
        pendingWebhooks: 1,
        body,
      }));
      return { items, next: found.length > page.length ? items.at(-1)?.id : undefined };
    },
  };
}
