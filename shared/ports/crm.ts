import type { Instant } from '../core/calendar/instant.ts';
import type { CrmAnswer, CrmDeal, CrmParty } from '../core/crm/deal.ts';
import type { AskedVendor, CrmVendor } from '../core/crm/vendors.ts';
import type { MappedFields } from '../core/crm/wanted-fields.ts';
import type { Problem } from '../core/errors.ts';
import type { LosslessJson } from '../core/lossless-json.ts';
import type { WebhookSigning } from './crm-webhook.ts';
import type { Plain } from '../core/json.ts';

/** A company or contact by its id. */
export type PartyName = Pick<CrmParty, 'kind' | 'id'>;

/**
 * What is asked of a CRM. Nothing is ever written to it. Errors: `dependency.failed`, retryable where the same may
 * succeed later; not retryable when the CRM refused, as for a token that no longer holds.
 */
export interface Crm {
  /** Each deal as it is now, however many; one that was merged away answers as the one it is now, once. */
  readDeals(ids: readonly string[]): Promise<readonly CrmAnswer[]>;
  /** A page of the ids of deals that changed since a moment, and where the next page begins. */
  changedDeals(
    since: Instant,
    cursor: string | undefined,
  ): Promise<{ readonly ids: readonly string[]; readonly next?: string }>;
  /** The deals that name any of these companies and contacts. */
  dealsOf(parties: readonly PartyName[]): Promise<readonly string[]>;
  /** The account that the credentials open, by the CRM's own id of it. */
  account(): Promise<string>;
}

/** What a webhook names; nothing else is read from it, as its order and its values may be old. */
export interface NamedInMessage {
  readonly deals: readonly string[];
  readonly parties: readonly PartyName[];
  /** Deals that the message says were merged, where the CRM does not say so afterwards. */
  readonly merged?: readonly { readonly from: string; readonly into: string }[];
  /** The account that it comes from, where the message says so. */
  readonly account?: string;
}

/** What a vendor needs to be told, and by whom. */
export interface WebhookSetUp {
  /** Where it sends to, the secret piece in it where there is one. */
  readonly url: string;
  /** What a person clicks, in order; empty where it was done through the API. */
  readonly steps: readonly string[];
  /** What was made through the vendor's API. */
  readonly made: readonly string[];
}

/** A webhook as a vendor made it, with what it will sign with where it makes that itself; kept, and shown to nobody. */
export interface MadeWebhook extends WebhookSetUp {
  readonly secrets?: readonly string[];
}

/** A request that names no deal, signed as the vendor signs: it proves address, secret and queue. */
export interface TestRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** How one vendor is read: what its messages name, what its API says, and how its webhooks are set up. */
export interface CrmReader {
  named(body: string): NamedInMessage | readonly Problem[];
  /** A deal as it was recorded from the vendor's API, for trying a mapping; undefined when it is none. */
  recorded(json: LosslessJson): CrmDeal | undefined;
  /** Tells the person, or the vendor's API where the credentials reach so far, to send to the address. */
  setUp(credentials: Plain, apiBase: string, url: string, signing: WebhookSigning): Promise<MadeWebhook>;
  testRequest(
    signing: WebhookSigning,
    about: { readonly url: string; readonly account: string; readonly nowSeconds: number },
  ): TestRequest;
  /** Errors: `config.missing` when the credentials are not what this vendor needs. */
  open(credentials: Plain, apiBase: string, fields: MappedFields): Crm;
}

/** A contract's connection to one CRM, as it was set up, and what was last seen of it. */
export interface CrmConnection {
  readonly contractId: string;
  readonly vendor: CrmVendor;
  /** The CRM's own id of the account; a message of another account is set aside. */
  readonly account: string;
  /** The mapping as its file says it. */
  readonly mapping: Plain;
  readonly connectedAt: Instant;
  readonly connectedBy: string;
  readonly revision: number;
  /** How far the pull has come. */
  readonly pull: {
    /** Everything that changed before it has been looked at. */
    readonly watermark: Instant;
    /** Of a pull that has not come to its end. */
    readonly cursor?: string;
    readonly startedAt?: Instant;
  };
  readonly seen: {
    readonly webhookAt?: Instant;
    /** How many webhooks were taken. */
    readonly webhooks?: number;
    readonly pulledAt?: Instant;
    /** How many changes the pull found that no webhook had brought, and the last of them. */
    readonly missed: number;
    readonly missedAt?: Instant;
    /** Why the CRM could not be asked the last time it was; gone once it could. */
    readonly failure?: { readonly at: Instant; readonly why: string };
  };
}

/** Where what a connection is checked with and what opens its API are kept; each is read by other functions. */
export interface CrmSecrets {
  writeSigning(contractId: string, vendor: CrmVendor, signing: WebhookSigning): Promise<void>;
  writeCredentials(contractId: string, vendor: AskedVendor, credentials: Plain): Promise<void>;
}

/** Opens the CRM of a connection, with its credentials as the secret store holds them. */
export type OpenCrm = (connection: CrmConnection & { readonly vendor: AskedVendor }) => Promise<Crm>;
