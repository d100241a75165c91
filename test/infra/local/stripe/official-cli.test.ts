import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SECRET_KEY, runStandIn } from './running-stand-in.ts';
import type { RunningStandIn } from './running-stand-in.ts';

const COMMAND = resolve('node_modules/.bin/stripe');
let running: RunningStandIn;
let home: string;

beforeAll(async () => {
  running = await runStandIn();
  home = await mkdtemp(join(tmpdir(), 'stripe-cli-'));
});
afterAll(async () => {
  await running.stop();
  await rm(home, { recursive: true });
});

/** Stripe's own command line tool, with a home of its own and no telemetry. */
async function stripeCli(...words: string[]) {
  const { stdout, stderr } = await promisify(execFile)(
    process.execPath,
    [COMMAND, ...words, '--api-base', running.origin],
    {
      env: {
        HOME: home,
        XDG_CONFIG_HOME: home,
        PATH: '/usr/bin:/bin',
        STRIPE_API_KEY: SECRET_KEY,
        STRIPE_CLI_TELEMETRY_OPTOUT: '1',
      },
    },
  );
  return stdout + stderr;
}

describe("the official CLI's fixtures", () => {
  it.each([
    'customer.created',
    'customer.updated',
    'customer.deleted',
    'payment_method.attached',
    'payment_method.detached',
    'invoiceitem.created',
    'invoiceitem.deleted',
    'invoice.created',
    'invoice.updated',
    'invoice.deleted',
    'invoice.finalized',
    'invoice.sent',
    'invoice.voided',
    'invoice.marked_uncollectible',
    'invoice.paid',
    'invoice.payment_succeeded',
    'invoice.payment_failed',
    'invoice.payment_action_required',
    'credit_note.created',
    'credit_note.updated',
    'credit_note.voided',
    'payment_intent.created',
    'payment_intent.succeeded',
    'payment_intent.payment_failed',
    'payment_intent.requires_action',
    'payment_intent.amount_capturable_updated',
    'payment_intent.canceled',
    'charge.succeeded',
    'charge.failed',
    'charge.captured',
    'charge.refunded',
    'charge.refund.updated',
    'charge.dispute.created',
    'charge.dispute.updated',
    'charge.dispute.closed',
  ])('trigger %s', async (type) => {
    const before = (await running.stripe.events.list({ type, limit: 100 })).data.length;
    expect(await stripeCli('trigger', type)).toContain('Trigger succeeded!');
    expect((await running.stripe.events.list({ type, limit: 100 })).data.length).toBeGreaterThan(before);
  });

  it('reads what it lists', async () => {
    const listed = JSON.parse(await stripeCli('get', '/v1/invoices', '--limit', '2')) as { data: object[] };
    expect(listed.data).toHaveLength(2);
  });
});
