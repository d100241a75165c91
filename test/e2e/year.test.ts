import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ContractView } from '../../shared/app/view-contract.ts';
import { fromPlain } from '../../shared/core/json.ts';
import type { InvoiceIntent } from '../../shared/core/ledger/intent.ts';
import type { Statement } from '../../shared/core/statement/statement.ts';
import { playYear, PROJECT_FOLDER, type PlayedYear } from '../builders/played-year.ts';

interface StripeState {
  readonly invoices: readonly { id: string; status: string; total: number; metadata: Record<string, string> }[];
  readonly creditNotes: readonly { amount: number; invoice: string }[];
}

let year: PlayedYear;
let view: ContractView;
let statements: Statement[];
let stripe: StripeState;

beforeAll(async () => {
  year = await playYear();
  view = await year.stage.view();
  const read = async (id: string): Promise<Statement> =>
    fromPlain(await year.stage.call('GET', `/api/contracts/${year.stage.contractId}/statements/${id}`));
  statements = await Promise.all(view.statements.map(({ id }) => read(id)));
  stripe = (await (await fetch(`${year.system.stripeOrigin}/_standin/state`)).json()) as StripeState;
}, 120_000);

afterAll(() => year.end());

/** The rows of the table under a heading of the page worked by hand. */
function byHand(heading: string): string[][] {
  const page = readFileSync(join(PROJECT_FOLDER, 'docs', 'the-year-1999-by-hand.md'), 'utf8');
  const section = page.split(`## ${heading}\n`)[1]?.split('\n## ')[0] ?? '';
  const rows = section.split('\n').filter((line) => line.startsWith('|'));
  return rows.slice(2).map((row) =>
    row
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
}

/** `-2,000.00` as minor units, without the software's own parser. */
const cents = (text = ''): bigint => BigInt(text.replaceAll(/[,.]/g, ''));

describe('the year 1999', () => {
  it('books every entry of the table worked by hand, to the cent and in its order', () => {
    const booked = view.ledger.map(({ effectiveOn, clause, amountMinor, balanceMinor }) => [
      effectiveOn,
      clause,
      amountMinor,
      balanceMinor,
    ]);
    const expected = byHand('Every entry').map(([on, clause, , , amount, balance]) => [
      on,
      clause,
      cents(amount),
      cents(balance),
    ]);
    expect(expected).toHaveLength(24);
    expect(booked).toEqual(expected);
  });

  it('makes every amount due on the day worked by hand', () => {
    const due = new Map(view.postings.map(({ id, dueOn }) => [id, dueOn]));
    const booked = view.ledger.flatMap((entry) =>
      entry.kind === 'posting' && entry.amountMinor > 0n ? [due.get(entry.cause)] : [],
    );
    expect(booked).toEqual(
      byHand('Every entry').flatMap((row) => (row[6] === '' || row[6] === undefined ? [] : [row[6]])),
    );
  });

  it('seals the statements of the table worked by hand', () => {
    const sum = (statement: Statement, kind: string): bigint =>
      statement.lines.filter((line) => line.kind === kind).reduce((total, line) => total + line.amountMinor, 0n);
    const sealed = statements.map((statement) => [
      statement.id,
      statement.openingBalanceMinor,
      sum(statement, 'charge'),
      sum(statement, 'correction'),
      sum(statement, 'payment'),
      statement.closingBalanceMinor,
    ]);
    expect(sealed).toEqual(byHand('Every statement').map(([id, ...amounts]) => [id, ...amounts.map(cents)]));
  });

  it('has one live invoice at Stripe for each posting upwards, of its amount, and one credit note for the one down', () => {
    const live = stripe.invoices.filter(({ status }) => status !== 'void');
    const atStripe = new Map(live.map(({ metadata, total }) => [metadata['tallystick_posting'], BigInt(total)]));
    expect(live).toHaveLength(atStripe.size);
    const upwards = view.postings.filter(({ amountMinor }) => amountMinor > 0n);
    expect(atStripe).toEqual(new Map(upwards.map(({ id, amountMinor }) => [id, amountMinor])));
    const downwards = view.postings.filter(({ amountMinor }) => amountMinor < 0n);
    expect(stripe.creditNotes.map(({ amount }) => BigInt(-amount))).toEqual(
      downwards.map(({ amountMinor }) => amountMinor),
    );
  });

  it('leaves nothing waiting, nothing parked and no intent open', () => {
    expect(view.waiting).toEqual([]);
    expect(view.intents.filter(({ state }) => state !== 'done')).toEqual([]);
  });

  it('says why the stranger earns no fee', () => {
    expect(view.notOwed).toMatchObject([{ closedOn: '1999-07-15', clause: '2.2', amountMinor: 40_000_000n }]);
    const july = statements.find(({ id }) => id === '1999-07-31');
    expect(july?.notOwed[0]?.why).toContain('introduction on record');
  });

  it('mails each statement once to each party, and to that party alone', () => {
    const sent = year.system.ses.messages().map(({ recipients }) => recipients.map(({ address }) => address));
    expect(sent).toHaveLength(2 * statements.length);
    expect(sent.every((to) => to.length === 1)).toBe(true);
    const count = (address: string): number => sent.filter(([to]) => to === address).length;
    expect(count('accounts@auxer.example')).toBe(statements.length);
    expect(count('office@pmr.example')).toBe(statements.length);
  });

  it('shows the working behind an invoice at the address that the invoice carries', async () => {
    const fee = stripe.invoices.find(({ total }) => total === 2_500_000);
    const page = await fetch(fee?.metadata['tallystick_working'] ?? '');
    const text = await page.text();
    expect(page.status).toBe(200);
    expect(text).toContain('USD 250,000.00 × 10% = USD 25,000.00');
    expect(text).toContain(fee?.metadata['tallystick_working_sha256']);
  });

  it('records the hosted address and number of every invoice that was issued', () => {
    const invoices = view.intents.filter((intent): intent is InvoiceIntent => intent.kind === 'invoice');
    expect(
      invoices.every(
        ({ hostedInvoiceUrl, invoiceNumber }) => hostedInvoiceUrl !== undefined && invoiceNumber !== undefined,
      ),
    ).toBe(true);
  });

  it('keeps names, addresses and amounts out of the logs', () => {
    const folder = join(year.dataFolder, 'logs');
    const logs = readdirSync(folder)
      .map((file) => readFileSync(join(folder, file), 'utf8'))
      .join('\n');
    expect(logs).toContain('auxer-pmr-1999');
    for (const canary of [
      'Ellen Marsh',
      'Harbor Point',
      'harborpoint.example',
      'accounts@auxer.example',
      '250000',
      '25,000',
      'Chiaramonte decides',
    ]) {
      expect(logs).not.toContain(canary);
    }
  });
});
