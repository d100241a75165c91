/** The record, outside the table, that a restore of the table cannot take back. */
export interface Activation {
  readonly state: 'off' | 'on';
  /** The table for which money and mail were switched on. */
  readonly tableId?: string;
  readonly switchedOnAt?: string;
  readonly switchedOnBy?: string;
  /** The kill switch: while set, nothing is sent to Stripe or SES. */
  readonly stopped?: { readonly at: string; readonly by: string; readonly why: string };
  /** Customer ids at Stripe by contract. */
  readonly customers: Readonly<Record<string, string>>;
}

export interface ActivationStore {
  read(): Promise<Activation>;
  write(activation: Activation): Promise<void>;
}
