import type { KeptStore } from '../kept-store.ts';
import type { MessageTag } from './mail-rules.ts';
import type { MimeHeader } from './mime-message.ts';
import type { SesEvent } from './ses-events.ts';

export type Outcome = 'delivered' | 'bounced' | 'complained';

/** One accepted message. Its raw MIME is kept beside it. */
export interface KeptMail {
  messageId: string;
  /** Business time, ISO instant. */
  sentAt: string;
  /** The envelope's sender. */
  source: string;
  /** Every recipient, also a blind one, and what became of the message there. */
  recipients: { address: string; outcome: Outcome }[];
  headers: MimeHeader[];
  tags: MessageTag[];
  configurationSetName?: string;
}

/** An event on its way out, with the message and its place among the message's events as its id. */
export interface QueuedEvent {
  id: string;
  event: SesEvent;
}

export interface MailStore {
  /** The message, its raw form and its events, all or none. */
  keep(mail: KeptMail, raw: Buffer, events: readonly SesEvent[]): void;
  get(messageId: string): KeptMail | undefined;
  /** Oldest first. */
  list(): KeptMail[];
  rawOf(messageId: string): Buffer | undefined;
  queuedEvents(): QueuedEvent[];
  removeEvent(id: string): void;
  verifyIdentity(identity: string): void;
  verifiedIdentities(): string[];
  setOutage(on: boolean): void;
  isOut(): boolean;
}

export function createMailStore(store: KeptStore): MailStore {
  return {
    keep: (mail, raw, events) =>
      store.atomically(() => {
        store.put('ses-mail', mail.messageId, mail);
        store.put('ses-raw', mail.messageId, raw.toString('base64'));
        events.forEach((event, place) => {
          const queued: QueuedEvent = { id: `${mail.messageId}/${place}`, event };
          store.put('ses-event', queued.id, queued);
        });
      }),
    get: (messageId) => store.get('ses-mail', messageId),
    list: () => store.list('ses-mail'),
    rawOf: (messageId) => {
      const raw = store.get<string>('ses-raw', messageId);
      return raw === undefined ? undefined : Buffer.from(raw, 'base64');
    },
    queuedEvents: () => store.list('ses-event'),
    removeEvent: (id) => store.remove('ses-event', id),
    verifyIdentity: (identity) => store.put('ses-identity', identity, identity),
    verifiedIdentities: () => store.list('ses-identity'),
    setOutage: (on) => store.put('ses-setting', 'outage', on),
    isOut: () => store.get<boolean>('ses-setting', 'outage') === true,
  };
}
