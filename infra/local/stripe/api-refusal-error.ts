export type RefusalType = 'invalid_request_error' | 'card_error' | 'idempotency_error' | 'api_error';

interface RefusalDetails {
  status?: number;
  type?: RefusalType;
  code?: string;
  param?: string;
  declineCode?: string;
  /** Objects that the error shows beside its message, such as the payment intent that failed. */
  about?: Readonly<Record<string, unknown>>;
  /** Headers of the answer beside the usual ones. */
  headers?: Readonly<Record<string, string>>;
  /** True while the parameters are still being read: Stripe keeps no idempotent answer for such a refusal. */
  beforeExecution?: boolean;
}

/** A request that Stripe would answer with an error; it carries all that the answer says. */
export class ApiRefusalError extends Error {
  readonly details: RefusalDetails & { status: number; type: RefusalType };

  constructor(message: string, details: RefusalDetails = {}) {
    super(message);
    this.name = 'ApiRefusalError';
    this.details = { ...details, status: details.status ?? 400, type: details.type ?? 'invalid_request_error' };
  }

  /** The body of the answer, in Stripe's envelope. */
  envelope(requestId: string): { error: Record<string, unknown> } {
    const { type, code, param, declineCode, about } = this.details;
    return {
      error: {
        ...(code === undefined
          ? {}
          : { code, doc_url: `https://docs.stripe.com/error-codes/${code.replaceAll('_', '-')}` }),
        ...(declineCode === undefined ? {} : { decline_code: declineCode }),
        message: this.message,
        ...(param === undefined ? {} : { param }),
        request_log_url: `https://dashboard.stripe.com/test/logs/${requestId}`,
        ...about,
        type,
      },
    };
  }
}

/** Refused while the parameters were read. */
export function badParameter(param: string, message: string, code?: string): ApiRefusalError {
  return new ApiRefusalError(message, { param, beforeExecution: true, ...(code === undefined ? {} : { code }) });
}

/** An id in the path that names nothing (404), or one in a parameter (400). */
export function noSuch(what: string, id: string, param: string, where: 'path' | 'parameter'): ApiRefusalError {
  return new ApiRefusalError(`No such ${what}: '${id}'`, {
    code: 'resource_missing',
    param,
    status: where === 'path' ? 404 : 400,
  });
}
