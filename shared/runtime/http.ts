import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { instantFromEpoch, type Instant } from '../core/calendar/instant.ts';
import { Fault, InputError, type FaultCode, type Problem } from '../core/errors.ts';
import type { Log } from '../ports/log.ts';
import { faultDetails } from './log.ts';

/** The one place where a fault becomes an HTTP status. */
const STATUS: Readonly<Record<FaultCode, number>> = {
  'input.invalid': 400,
  'input.unauthorised': 401,
  'input.unknown': 404,
  conflict: 409,
  'fence.shut': 409,
  'dependency.failed': 503,
  'invariant.broken': 500,
  'config.missing': 500,
};

export function statusOf(error: unknown): number {
  return error instanceof Fault ? STATUS[error.code] : 500;
}

/** A file of nothing but mistakes must not make an answer that is too long to be given. */
const MOST_PROBLEMS = 100;
const MOST_CHARACTERS = 300;

/** What a person is told: code, message, and for bad input every problem (the first 100) with field, shape and fix. */
export function problemBody(error: unknown): { code: string; message: string; problems?: InputError['problems'] } {
  if (error instanceof InputError) {
    return {
      code: error.code,
      message: error.message,
      problems: error.problems.slice(0, MOST_PROBLEMS).map(shortened),
    };
  }
  if (error instanceof Fault) return { code: error.code, message: error.message };
  return { code: 'unexpected', message: 'Something went wrong here; it is in the log.' };
}

function shortened({ field, found, allowed, fix }: Problem): Problem {
  return { field: short(field), found: short(found), allowed: short(allowed), fix: short(fix) };
}

function short(text: string): string {
  return text.length > MOST_CHARACTERS ? `${text.slice(0, MOST_CHARACTERS)}...` : text;
}

/** The exact bytes that were sent, whatever the gateway made of them. */
export function bodyOf(event: APIGatewayProxyEventV2): Buffer {
  return Buffer.from(event.body ?? '', event.isBase64Encoded ? 'base64' : 'utf8');
}

/**
 * The most that a message may take as JSON, in bytes: the queue carries more, but an item of the table, in which the
 * message or its dead letter is kept, ends at 400 KB.
 */
const MOST_CARRIED_BYTES = 384 * 1024;

/** The body as the text that the queue carries and the inbox keeps; undefined when they could not hold it. */
export function carriedText(body: Buffer): string | undefined {
  const text = body.toString('utf8');
  return Buffer.byteLength(JSON.stringify(text)) > MOST_CARRIED_BYTES ? undefined : text;
}

/** Business time: the gateway's own stamp on the request. */
export function requestedAt(event: APIGatewayProxyEventV2): Instant {
  return instantFromEpoch(event.requestContext.timeEpoch);
}

/** A webhook's answer: nothing but a status. */
export function bare(statusCode: number): APIGatewayProxyStructuredResultV2 {
  return { statusCode };
}

/** Answers a webhook: a refusal is a bare 401, and only a write that failed is a 5xx, so that the sender tries again. */
export async function answerWebhook(
  log: Log,
  work: () => Promise<APIGatewayProxyStructuredResultV2>,
): Promise<APIGatewayProxyStructuredResultV2> {
  try {
    return await work();
  } catch (error) {
    log.error('webhook not accepted', faultDetails(error));
    return bare(statusOf(error));
  }
}
