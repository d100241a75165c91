import * as z from 'zod';
import type { Instant } from '../../shared/core/calendar/instant.ts';
import { isPlainDate } from '../../shared/core/calendar/plain-date.ts';
import { InputError, type Problem } from '../../shared/core/errors.ts';
import { MOST_EVIDENCE_BYTES } from '../../shared/core/introductions/evidence.ts';
import { isContractId } from '../../shared/core/terms/contract-id.ts';
import { isNestedDeeper } from '../../shared/core/json.ts';
import { describe } from '../../shared/core/money/parse-amount.ts';
import { text } from '../../shared/app/record-fields.ts';

/** Business time of the request and who signed it. */
export interface ApiVariables {
  readonly now: Instant;
  readonly caller: string;
}

export const adoptRequest = z.strictObject({
  file: z.json(),
  effectiveOn: z.string().refine(isPlainDate, { error: 'a date that exists, as YYYY-MM-DD' }).optional(),
  by: text,
});

export const decisionRequest = z.strictObject({ waiting: text, answer: text, by: text, reason: text });

const MOST_BASE64 = Math.ceil(MOST_EVIDENCE_BYTES / 3) * 4;

export const evidenceRequest = z.strictObject({
  base64: z.base64({ error: 'the bytes of the file in base64' }).max(MOST_BASE64, { error: 'at most 4 MB of bytes' }),
});

export const reissueRequest = z.strictObject({ posting: text, by: text, reason: text });

export const rulesRequest = z.strictObject({ by: text, reason: text });

export const switchRequest = z.strictObject({
  action: z.enum(['switch-on', 'stop', 'resume'], { error: 'switch-on, stop or resume' }),
  by: text,
  why: text,
});

export const reconcileRequest = z.strictObject({
  contract: z.string().refine(isContractId, { error: 'the id of a contract' }).optional(),
  by: text,
});

export const adoptFenceRequest = z.strictObject({ by: text });

export const liftRequest = z.strictObject({
  by: text,
  why: text,
  despite: z.boolean({ error: 'true or false' }).default(false),
  without: z
    .array(z.string().refine(isContractId, { error: 'the id of a contract' }))
    .max(100, { error: 'at most a hundred contracts' })
    .default([]),
});

const secret = z.string({ error: 'a secret' }).regex(/^[\x21-\x7e]{1,500}$/, { error: 'a secret of one line' });

export const connectRequest = z.strictObject({
  mapping: z.json(),
  signing: z.strictObject({
    secrets: z.array(secret).max(5, { error: 'at most five secrets' }).default([]),
    url: z.url({ protocol: /^https?$/, error: 'the address that the CRM is told' }).optional(),
  }),
  credentials: z.json().optional(),
  since: z.string().refine(isPlainDate, { error: 'a date that exists, as YYYY-MM-DD' }).optional(),
  by: text,
});

export const liveRequest = z.strictObject({ by: text, reason: text });

/** Reads a JSON request by its schema. Errors: `input.invalid` with every problem at once. */
export async function readRequest<S extends z.ZodType>(request: Request, schema: S): Promise<z.infer<S>> {
  const json = await readJson(request);
  const result = schema.safeParse(json);
  if (result.success) return result.data;
  const problems = result.error.issues.map((issue): Problem => {
    const found = issue.path.reduce<unknown>((value, part) => Reflect.get(Object(value), part), json);
    const field = issue.path.map(String).join('.') || '(body)';
    return { field, found: describe(found), allowed: issue.message, fix: 'Send the field as allowed.' };
  });
  throw new InputError('The request cannot be read.', problems);
}

/** Reads any JSON. Errors: `input.invalid` when it is none, or is nested deeper than whatever reads it could go. */
export async function readJson(request: Request): Promise<unknown> {
  const json = await jsonOf(request);
  if (isNestedDeeper(json, MOST_LEVELS)) {
    throw notReadable(`lists and mappings more than ${MOST_LEVELS} deep`, 'Send the fields as they are documented.');
  }
  return json;
}

const MOST_LEVELS = 50;

async function jsonOf(request: Request): Promise<unknown> {
  try {
    return await request.json();
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw notReadable('text that is not JSON', 'Send application/json.');
  }
}

function notReadable(found: string, fix: string): InputError {
  return new InputError('The request cannot be read as JSON.', [
    { field: '(body)', found, allowed: 'a JSON object', fix },
  ]);
}
