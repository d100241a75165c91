import { createHash } from 'node:crypto';

export const MOST_BODY_BYTES = 512 * 1024;
/** As Stripe's libraries; both ways. */
export const TOLERANCE_SECONDS = 300;

/** The event's own id, so that a repeat is known; a body without one goes by its hash, so that it is not lost. */
export function eventIdOf(body: Buffer): string {
  const match = /"id":\s*"(evt_[A-Za-z0-9_]{1,80})"/.exec(body.toString('utf8'));
  return match?.[1] ?? `sha256-${createHash('sha256').update(body).digest('hex')}`;
}
