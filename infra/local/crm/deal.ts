export interface CrmInvestor {
  /** The CRM's own id, such as `crm-1042`. */
  id: string;
  name: string;
  firm?: string;
  emails: string[];
}

export interface Deal {
  id: string;
  name: string;
  investor: CrmInvestor;
  /** Major units as a decimal string: `250000.00`. */
  amount: string;
  /** ISO 4217. */
  currency: string;
  /** Plain date. */
  closedOn: string;
  instrument: string;
  stage: 'closed' | 'reversed';
}

export type NewDeal = Omit<Deal, 'stage'>;

/** What a correction may change. */
export type DealChanges = Partial<Omit<NewDeal, 'id'>>;

/** What the CRM was asked cannot be done to this deal, or the deal or webhook is not there. */
export class CrmError extends Error {
  override readonly name = 'CrmError';
  readonly code: 'not-found' | 'refused';

  constructor(code: CrmError['code'], message: string) {
    super(message);
    this.code = code;
  }
}
