import { DependencyError } from '../../../core/errors.ts';
import { memberOf, textOf, type LosslessJson } from '../../../core/lossless-json.ts';
import { askJson, type JsonAnswer } from '../../http/ask-json.ts';
import { SALESFORCE, type SalesforceSession } from './session.ts';

/** Salesforce keeps each version for years. */
const VERSION = 'v66.0';

/** The reason of a fault when a query names a field that there is not, or that the user may not see. */
export const NO_SUCH_FIELD = 'INVALID_FIELD';

/** Queries in SOQL by the REST API, with the session's token. Errors: `dependency.failed`. */
export class SalesforceApi {
  private readonly session: SalesforceSession;

  constructor(session: SalesforceSession) {
    this.session = session;
  }

  /** All records that a query finds, deleted ones in the recycle bin too, however many answers it takes. */
  async query(soql: string): Promise<LosslessJson[]> {
    const all: LosslessJson[] = [];
    let path: string | undefined = `/services/data/${VERSION}/queryAll?q=${encodeURIComponent(soql)}`;
    while (path !== undefined) {
      const { json } = await this.get(path);
      const records = memberOf(json, 'records');
      if (!Array.isArray(records)) throw notUnderstood('records');
      all.push(...records);
      path = nextOf(json);
    }
    return all;
  }

  /** A token that no longer holds is asked for once more. */
  private async get(path: string): Promise<JsonAnswer> {
    const first = await this.try(path);
    if (first.status !== 401) return taken(first);
    this.session.forget();
    return taken(await this.try(path));
  }

  private async try(path: string): Promise<JsonAnswer> {
    const headers = { authorization: `Bearer ${await this.session.token()}` };
    const url = `${this.session.origin}${path}`;
    return askJson({ name: SALESFORCE }, { method: 'GET', url, headers, alsoTakes: [400, 401, 403, 404] });
  }
}

/** Where the rest is; an address of any other shape is not followed. */
function nextOf(json: LosslessJson | undefined): string | undefined {
  if (memberOf(json, 'done') === true) return undefined;
  const next = textOf(memberOf(json, 'nextRecordsUrl')) ?? '';
  if (/^\/services\/data\/v\d{1,3}\.0\/query(All)?\/[A-Za-z0-9-]{1,60}$/.test(next)) return next;
  throw notUnderstood('nextRecordsUrl');
}

/** An answer of 2xx; every other is a fault with Salesforce's own code for the reason. */
function taken(answer: JsonAnswer): JsonAnswer {
  const { status, json } = answer;
  if (status < 400) return answer;
  const [error] = Array.isArray(json) ? json : [];
  const said = textOf(memberOf(error, 'errorCode')) ?? '';
  const reason = /^[A-Z_]{1,60}$/.test(said) ? said : 'unknown';
  if (reason === 'REQUEST_LIMIT_EXCEEDED') {
    const message = "Salesforce's daily limit of API requests is used up. A later pull asks again.";
    throw new DependencyError(SALESFORCE, message, { retryable: true, details: { reason } });
  }
  if (reason === NO_SUCH_FIELD) throw noSuchField(textOf(memberOf(error, 'message')) ?? '');
  const isPermission = status === 401 || status === 403;
  const message = isPermission
    ? `Salesforce lets its integration user not ask (${reason}). Give it "API Enabled" and the right to see opportunities.`
    : `Salesforce refused a query (${status}, ${reason}).`;
  throw new DependencyError(SALESFORCE, message, { retryable: isPermission, details: { status, reason } });
}

/** Example: `No such column 'Amout' on entity 'Opportunity'. If you are attempting to use a custom field, ...` */
function noSuchField(said: string): DependencyError {
  const [, column = 'a field', entity = 'Opportunity'] =
    /No such column '(\w{1,100})' on entity '(\w{1,100})'/.exec(said) ?? [];
  const field = entity === 'Opportunity' ? column : `${entity}.${column}`;
  const message = `Salesforce has no field ${field} that its integration user may see. Correct the mapping, or let the user see it.`;
  return new DependencyError(SALESFORCE, message, {
    retryable: false,
    details: { status: 400, reason: NO_SUCH_FIELD, field },
  });
}

function notUnderstood(field: string): DependencyError {
  return new DependencyError(SALESFORCE, `Salesforce's answer cannot be read (${field}).`, {
    retryable: true,
    details: { field },
  });
}
