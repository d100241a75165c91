/** The record, outside the table, that a restore of the table cannot take back. */
export interface Activation {
  readonly state: 'off' | 'on';
  /** The table for which money and mail were switched on. */
  readonly tableId?: string;
  readonly switchedOnAt?: string;
  readonly switchedOnBy?: string;
  /** The kill switch: while set, nothing is sent to Stripe or SES. */
  readonly stopped?: { readonly at: string; readonly by: string; readonly why: string };
  /** Contracts that were left out when the fence of a restored table was lifted: each stays shut until it is compared with Stripe. */
  readonly shut?: readonly string[];
  /** Customer ids at Stripe by contract. */
  readonly customers: Readonly<Record<string, string>>;
}

export interface ActivationStore {
  read(): Promise<Activation>;
  write(activation: Activation): Promise<void>;
}
