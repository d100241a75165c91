import { createHash } from 'node:crypto';
import * as z from 'zod';
import { DependencyError } from '../../../core/errors.ts';
import { memberOf, textOf, type LosslessJson } from '../../../core/lossless-json.ts';
import { askJson } from '../../http/ask-json.ts';
import { fullId } from './ids.ts';

export const SALESFORCE = 'salesforce';

const printable = (most: number) => z.string().regex(new RegExp(`^[\\x21-\\x7e]{10,${most}}$`));

/** An external client app (or connected app) whose client credentials flow runs as an integration user. */
export const salesforceCredentials = z.looseObject({
  /** Such as `acme.my.salesforce.com` or, of a sandbox, `acme--uat.sandbox.my.salesforce.com`. */
  myDomain: z.string().regex(/^[a-z0-9][a-z0-9-]{0,80}(\.[a-z]{1,20})?\.my\.salesforce\.com$/),
  consumerKey: printable(500),
  consumerSecret: printable(200),
});

export type SalesforceCredentials = z.infer<typeof salesforceCredentials>;

/** Access tokens by what opened them: Salesforce lets a user log in 3,600 times an hour, and a token holds for hours. */
const tokens = new Map<string, string>();
const MOST_KEPT = 200;

/** Where a client's Salesforce is asked, and the access token of the client credentials flow, asked for when needed. */
export class SalesforceSession {
  readonly origin: string;
  private readonly key: string;
  private readonly secret: string;

  /** `apiBase` may name the client's own domain: `https://{myDomain}`. */
  constructor({ myDomain, consumerKey, consumerSecret }: SalesforceCredentials, apiBase: string) {
    this.origin = apiBase.replace('{myDomain}', myDomain);
    this.key = consumerKey;
    this.secret = consumerSecret;
  }

  /** A token that held when it was last used. Errors: `dependency.failed`. */
  async token(): Promise<string> {
    return tokens.get(this.name()) ?? (await this.logIn()).token;
  }

  forget(): void {
    tokens.delete(this.name());
  }

  /** Asks for a token, whatever is kept, and says whose organization it opens. Errors: `dependency.failed`. */
  async logIn(): Promise<{ readonly token: string; readonly organizationId: string }> {
    const form = { grant_type: 'client_credentials', client_id: this.key, client_secret: this.secret };
    const { status, json } = await askJson(
      { name: SALESFORCE },
      {
        method: 'POST',
        url: `${this.origin}/services/oauth2/token`,
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
        body: new URLSearchParams(form).toString(),
        alsoTakes: [400],
      },
    );
    if (status === 400) throw credentialsRefused(json);
    const token = textOf(memberOf(json, 'access_token'));
    const [, id = ''] = /\/id\/([A-Za-z0-9]{15,18})\//.exec(textOf(memberOf(json, 'id')) ?? '') ?? [];
    const organizationId = fullId(id);
    if (token === undefined || !/^[\x21-\x7e]{1,4000}$/.test(token) || organizationId === undefined) {
      throw new DependencyError(SALESFORCE, "Salesforce's answer to the log-in cannot be read.", {
        retryable: true,
        details: { status },
      });
    }
    if (tokens.size >= MOST_KEPT) tokens.clear();
    tokens.set(this.name(), token);
    return { token, organizationId };
  }

  /** Of the secret too, so that another one never opens what this one opened. */
  private name(): string {
    return createHash('sha256')
      .update(JSON.stringify([this.origin, this.key, this.secret]))
      .digest('hex');
  }
}

/** OAuth answers 400 where HTTP has 401. */
function credentialsRefused(json: LosslessJson | undefined): DependencyError {
  const said = textOf(memberOf(json, 'error')) ?? '';
  const reason = /^[a-z_]{1,60}$/.test(said) ? said : 'unknown';
  return new DependencyError(
    SALESFORCE,
    `Salesforce refused the log-in (${reason}). Check the consumer key and secret, and that the client credentials flow ` +
      'is on and runs as a user; then connect again.',
    { retryable: true, details: { status: 401, reason } },
  );
}
