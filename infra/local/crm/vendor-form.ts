import type { Hono } from 'hono';
import type { AskedVendor } from '../../../shared/core/crm/vendors.ts';
import type { CrmAccount, CrmChange, CrmKind, CrmRecord, Merges } from './crm-account.ts';

/** Where a vendor sends to, and what it signs or identifies itself with. */
export interface VendorEndpoint {
  /** As it was configured at the vendor. */
  readonly url: string;
  readonly secret: string;
}

/** One request of a vendor, ready to be sent. */
export interface VendorRequest {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** What an event says besides the change itself. */
export interface ChangeSurroundings {
  readonly account: string;
  readonly at: Date;
  readonly eventId: number;
  /** The deals of the account that name a company or contact. */
  readonly dealsOf: (party: CrmRecord) => readonly CrmRecord[];
}

/** What tells one vendor's stand-in from another's; the rest (records, outbox, page) is the same for all. */
export interface VendorForm {
  readonly vendor: AskedVendor;
  /** For people, such as `HubSpot`. */
  readonly label: string;
  /** A deal as the page offers it first: fields and values of this vendor. */
  readonly sample: Readonly<Record<string, string>>;
  /** The fields of the investor that the page asks for, by what has them. */
  readonly party: {
    readonly company: string;
    readonly email: string;
    readonly firstName: string;
    readonly lastName: string;
  };
  readonly stages: { readonly field: string; readonly closed: string; readonly lost: string };
  readonly merges: Merges;
  /** How the vendor writes ids, where they are not plain numbers. */
  readonly ids?: {
    readonly account: (number: string) => string;
    readonly record: (kind: CrmKind, number: string) => string;
  };
  /** What the vendor is given to sign or identify itself with, made of a random secret. */
  signingSecret(secret: string): string;
  /** The file of secrets that `tallystick crm connect` reads. */
  credentials(keys: { readonly token: string; readonly secret: string }): object;
  /** What a webhook says of a change: none, one or several events. */
  eventsOf(change: CrmChange, about: ChangeSurroundings): object[];
  /** How many events go into one request. */
  readonly mostInOne: number;
  /** After so many attempts an event is dropped, as the vendor drops it. */
  readonly mostAttempts: number;
  readonly answerTimeoutMilliseconds: number;
  /** `attempt` counts from 0. */
  requestOf(
    events: readonly object[],
    to: { readonly endpoint: VendorEndpoint; readonly at: Date; readonly attempt: number },
  ): VendorRequest;
  /** Whether the answer is one after which the vendor does not send again. */
  isTaken(status: number, body: string): boolean;
  /** The vendor's REST API, as strict as the vendor's, for whichever account a token opens. */
  api(accountOf: (token: string) => CrmAccount | undefined): Hono;
}
