import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fromPlain, type Plain } from '../../shared/core/json.ts';
import type { ContractView } from '../../shared/app/view-contract.ts';
import { contractFile1999 } from '../builders/a-contract.ts';
import { playYear, type PlayedYear } from '../builders/played-year.ts';

/** As many contracts as are in flight when the switch is turned; each has an invoice to send. */
const IDS = Array.from({ length: 10 }, (_, index) => `in-flight-${String(index).padStart(2, '0')}`);
/** After so many of their invoices the operator turns it. */
const STOP_AFTER = 3;

let year: PlayedYear;

beforeAll(async () => {
  year = await playYear({ until: '1999-04-27' });
}, 120_000);

afterAll(() => year.end());

interface AtStripe {
  readonly customers: readonly { metadata: Record<string, string> }[];
  readonly invoices: readonly { status: string; total: number; metadata: Record<string, string> }[];
}

async function atStripe(): Promise<AtStripe> {
  const answer = await fetch(`${year.system.stripeOrigin}/_standin/state`);
  const { customers, invoices } = (await answer.json()) as AtStripe;
  const isOurs = ({ metadata }: { metadata: Record<string, string> }) =>
    metadata['tallystick_contract']?.startsWith('in-flight-');
  return { customers: customers.filter(isOurs), invoices: invoices.filter(isOurs) };
}

const finalised = ({ invoices }: AtStripe): number => invoices.filter(({ status }) => status !== 'draft').length;

/** How many writes have been carried out: a customer, a draft, its line, and its finalising. */
function writesOf(there: AtStripe): number {
  const lines = there.invoices.filter(({ total }) => total > 0).length;
  return there.customers.length + there.invoices.length + lines + finalised(there);
}

async function turn(action: 'stop' | 'resume'): Promise<void> {
  const order = { action, by: 'the operator', why: 'a trial of the switch' };
  expect((await year.system.asOperator('POST', '/api/switch', order)).status).toBe(200);
}

async function viewOf(id: string): Promise<ContractView> {
  return fromPlain(await (await year.system.asOperator('GET', `/api/contracts/${id}`)).json());
}

/** An agreement like that of 1999, of a client of its own and of 28 April, so that a month ends soon. */
function fileOf(id: string): Plain {
  const text = JSON.stringify({ ...contractFile1999(), id }).replaceAll('1999-04-06', '1999-04-28');
  return JSON.parse(text.replace('accounts@auxer.example', `accounts@${id}.example`)) as Plain;
}

const mailsTo = (id: string) =>
  year.system.ses
    .messages()
    .filter(({ recipients }) => recipients.some(({ address }) => address === `accounts@${id}.example`));

describe('the kill switch, turned while many invoices are under way', { timeout: 300_000 }, () => {
  it('stops them: what is sent after it is at most what was on its way', async () => {
    const by = 'the operator';
    const files = IDS.map((id) => year.system.asOperator('PUT', `/api/contracts/${id}`, { file: fileOf(id), by }));
    while (finalised(await atStripe()) < STOP_AFTER) await delay(20);
    await turn('stop');
    const atStop = await atStripe();
    await Promise.all(files);
    await year.system.quiesce();

    const after = await atStripe();
    expect(finalised(atStop)).toBeGreaterThanOrEqual(STOP_AFTER);
    expect(finalised(after)).toBeLessThan(IDS.length);
    // One worker pushes on this machine: the one request that it had sent before the switch was turned.
    expect(writesOf(after) - writesOf(atStop)).toBeLessThanOrEqual(1);
  });

  it('keeps all money and mail back while it is turned, over the end of a month, and books what is owed', async () => {
    const before = await atStripe();
    await year.system.advanceTo(new Date('1999-05-01T12:00:00Z'));
    expect(await atStripe()).toEqual(before);
    for (const id of IDS) {
      const { postings, statements } = await viewOf(id);
      expect(postings.map((posting) => posting.id)).toEqual(['retainer/1999-04-28#1']);
      expect(statements.map((statement) => statement.id)).toEqual(['1999-04-30']);
      expect(mailsTo(id)).toEqual([]);
    }
  });

  it('is lifted, and everything ends complete: one invoice a posting, one mail a statement', async () => {
    await turn('resume');
    await year.system.advanceTo(new Date('1999-05-01T14:00:00Z'));

    const { invoices } = await atStripe();
    const wanted = IDS.map((id) => `${id} retainer/1999-04-28#1`);
    const found = invoices.map(
      ({ metadata }) => `${metadata['tallystick_contract']} ${metadata['tallystick_posting']}`,
    );
    expect(found.toSorted()).toEqual(wanted);
    expect(new Set(invoices.map(({ status }) => status))).toEqual(new Set(['open']));
    for (const id of IDS) {
      const { intents, head } = await viewOf(id);
      expect(head.parked).toBeUndefined();
      expect(new Set(intents.map(({ state }) => state))).toEqual(new Set(['done']));
      expect(mailsTo(id)).toHaveLength(1);
    }
  });
});
