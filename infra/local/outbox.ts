/** Something that a stand-in has yet to deliver: webhooks of Stripe and a CRM, events of SES. */
export interface Outbox {
  /** For messages to people, such as `Stripe's webhooks`. */
  name: string;
  /** Whether there is anything that it could deliver now. */
  hasWork(): boolean;
  /** Tries each undelivered one once. */
  deliver(): Promise<{ delivered: number; pending: number }>;
}
