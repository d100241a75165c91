import type { BusinessClock } from '../business-clock.ts';
import type { CrmStandIn } from '../crm/crm-stand-in.ts';
import type { SesStandIn } from '../ses/ses-stand-in.ts';
import type { StripeStandIn } from '../stripe/stripe-stand-in.ts';

/** What the console shows and touches: one contract, by the same doors that its people have. */
export interface ConsoleOptions {
  /** The signed client of functions/api/routes.ts; what it throws when the api refuses is read by `refusalOf`. */
  api: { get<T>(path: string): Promise<T>; post<T>(path: string, body: unknown): Promise<T> };
  contractId: string;
  /** Hosted invoice pages live at its origin. */
  stripe: { origin(): string } & Pick<StripeStandIn, 'payInvoice'>;
  /** What was mailed, so that the statements shown are the very ones that were sent. */
  ses: Pick<SesStandIn, 'messages' | 'rawOf'>;
  sesOrigin: () => string;
  crmOrigin: () => string;
  crm: Pick<CrmStandIn, 'closeDeal' | 'correctDeal' | 'reverseDeal' | 'deals'>;
  clock: Pick<BusinessClock, 'now'>;
  /** Moves the business clock, in jumps that stop at each attention on the way. */
  advanceTo(instant: string): Promise<void>;
  /** Waits until everything that a button began has settled. */
  quiesce(): Promise<void>;
}
