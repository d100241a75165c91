import * as z from 'zod/mini';
import { ConfigError } from '../core/errors.ts';

const text = z.string().check(z.minLength(1));
const url = z.string().check(z.regex(/^https?:\/\/[^\s]+$/));

const VARIABLES = {
  TABLE_NAME: text,
  DEPLOYMENT: text,
  INBOUND_QUEUE_URL: url,
  CONTRACT_QUEUE_URL: url,
  INVOICE_QUEUE_URL: url,
  STATEMENT_QUEUE_URL: url,
  RECONCILE_QUEUE_URL: url,
  CRM_SECRET_PREFIX: text,
  CRM_API_SECRET_PREFIX: text,
  CRM_API_BASES: text,
  STRIPE_WEBHOOK_SECRET_ARN: text,
  STRIPE_SECRET_ARN: text,
  STRIPE_API_BASE: url,
  ACTIVATION_SECRET_ARN: text,
  PUBLIC_BASE_URL: url,
  MAIL_FROM: text,
  MAIL_CONFIGURATION_SET: text,
  MAIL_BUCKET: text,
  EVIDENCE_BUCKET: text,
  INTAKE_DOMAIN: text,
} as const;

export type Variable = keyof typeof VARIABLES;

/**
 * The variables that a function needs, read once at cold start. None has a default. Errors: `config.missing`, naming
 * every variable that is missing or malformed.
 */
export function readEnvironment<V extends Variable>(...names: readonly V[]): Record<V, string> {
  const entries = names.map((name) => [name, VARIABLES[name].safeParse(process.env[name])] as const);
  const wrong = entries.filter(([, parsed]) => !parsed.success).map(([name]) => name);
  if (wrong.length > 0) {
    const said = wrong.map(
      (name) => `${name} ${process.env[name] === undefined ? 'is missing' : 'is not what it should be'}`,
    );
    throw new ConfigError(`${said.join('; ')}. The stack sets it: deploy again, or set it on the function.`, {
      variables: wrong,
    });
  }
  return Object.fromEntries(entries.map(([name, parsed]) => [name, parsed.data ?? ''])) as Record<V, string>;
}
