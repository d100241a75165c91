import type { KeptStore } from '../kept-store.ts';
import type { VendorEndpoint, VendorForm } from './vendor-form.ts';

/** An event that waits to be sent, or was. */
export interface QueuedEvent {
  readonly eventId: number;
  readonly event: object;
  readonly state: 'waiting' | 'taken' | 'dropped';
  readonly attempts: number;
  /** The HTTP status of the last attempt, or why there was none. */
  readonly lastAnswer?: string;
}

/** What goes wrong on the way, as it does at real vendors. */
export interface DeliveryFaults {
  readonly order: 'kept' | 'reversed';
  /** Each is sent once more after it was taken. */
  readonly twice: boolean;
  /** Nothing is sent and nothing is kept, as while a vendor has banned an address. */
  readonly lost: boolean;
}

const NO_FAULTS: DeliveryFaults = { order: 'kept', twice: false, lost: false };

export interface VendorOutbox {
  /** Part of the caller's transaction. */
  queue(eventId: number, event: object): void;
  /** Oldest first. */
  list(): QueuedEvent[];
  hasWaiting(): boolean;
  faults(): DeliveryFaults;
  setFaults(faults: Partial<DeliveryFaults>): void;
  sendAgain(eventId: number): void;
  /** Tries each waiting event once, in batches as the vendor makes them. */
  deliver(endpoint: VendorEndpoint | undefined): Promise<{ delivered: number; pending: number }>;
}

export function createVendorOutbox(store: KeptStore, form: VendorForm, wallClock: () => Date): VendorOutbox {
  const kind = `${form.vendor}-event`;
  const put = (event: QueuedEvent): void => store.put(kind, String(event.eventId), event);
  const list = (): QueuedEvent[] => store.list(kind);
  const waiting = (): QueuedEvent[] => list().filter(({ state }) => state === 'waiting');
  const faults = (): DeliveryFaults => ({ ...NO_FAULTS, ...store.get<DeliveryFaults>('delivery-faults', form.vendor) });
  const send = async (batch: readonly QueuedEvent[], endpoint: VendorEndpoint): Promise<number> => {
    const attempt = Math.max(...batch.map(({ attempts }) => attempts));
    const { headers, body } = form.requestOf(
      batch.map(({ event }) => event),
      { endpoint, at: wallClock(), attempt },
    );
    const { status, answer, said } = await post(endpoint.url, headers, body, form.answerTimeoutMilliseconds);
    const isTaken = form.isTaken(status, said);
    for (const event of batch) {
      const attempts = event.attempts + 1;
      const state = isTaken ? 'taken' : attempts >= form.mostAttempts ? 'dropped' : 'waiting';
      put({ ...event, attempts, state, lastAnswer: answer });
    }
    if (isTaken && faults().twice) await post(endpoint.url, headers, body, form.answerTimeoutMilliseconds);
    return isTaken ? batch.length : 0;
  };
  return {
    list,
    hasWaiting: () => waiting().length > 0,
    faults,
    setFaults: (changes) => store.put('delivery-faults', form.vendor, { ...faults(), ...changes }),
    queue: (eventId, event) => {
      if (!faults().lost) put({ eventId, event, state: 'waiting', attempts: 0 });
    },
    sendAgain: (eventId) => {
      const event = store.get<QueuedEvent>(kind, String(eventId));
      if (event !== undefined) put({ ...event, state: 'waiting' });
    },
    deliver: async (endpoint) => {
      if (endpoint === undefined) return { delivered: 0, pending: waiting().length };
      const all = faults().order === 'reversed' ? waiting().toReversed() : waiting();
      let delivered = 0;
      for (let at = 0; at < all.length; at += form.mostInOne) {
        delivered += await send(all.slice(at, at + form.mostInOne), endpoint);
      }
      return { delivered, pending: waiting().length };
    },
  };
}

async function post(
  url: string,
  headers: Readonly<Record<string, string>>,
  body: string,
  timeout: number,
): Promise<{ status: number; answer: string; said: string }> {
  try {
    const init = { method: 'POST', headers, body, redirect: 'manual', signal: AbortSignal.timeout(timeout) } as const;
    const response = await fetch(url, init);
    return { status: response.status, answer: String(response.status), said: await response.text() };
  } catch (error) {
    return {
      status: 0,
      answer: error instanceof Error && error.name === 'TimeoutError' ? 'no answer in time' : 'failed',
      said: '',
    };
  }
}
