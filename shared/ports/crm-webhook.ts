/** A request to a webhook's address, as it came. */
export interface WebhookRequest {
  readonly method: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: Buffer;
  /** The last piece of the address, where a vendor that does not sign is told a secret one. */
  readonly key?: string;
}

/** What a connection's requests are checked with. */
export interface WebhookSigning {
  /** One, or two while a secret is replaced. */
  readonly secrets: readonly string[];
  /** The address as it was given to the vendor: some sign it, and what the request says of it may be rewritten on the way. */
  readonly url?: string;
}

export interface WebhookTolerance {
  /** Wall clock. */
  readonly nowSeconds: number;
  /** Older and newer than this is refused: both ages. */
  readonly toleranceSeconds: number;
}

export interface WebhookCheck {
  /** `good`, or in one word why not; it may stand in a log. */
  readonly verdict: string;
  /** The sender's id of the message, the same on every retry where it has one. */
  readonly messageId: string;
}

/** What a message that was taken is answered. */
export interface WebhookAnswer {
  readonly statusCode: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** How one vendor's webhooks are checked and answered. No table, no schema library: it runs before anything is believed. */
export interface CrmWebhook {
  check(request: WebhookRequest, signing: WebhookSigning, tolerance: WebhookTolerance): WebhookCheck;
  /** The text that is kept of a message, where it may hold a key that nobody here should have. */
  readonly kept?: (text: string) => string;
  /** In the form and with the status that keeps the vendor from sending again; by the request where there are several. */
  readonly taken: WebhookAnswer | ((request: WebhookRequest) => WebhookAnswer);
}
