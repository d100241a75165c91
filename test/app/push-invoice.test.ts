import { describe, expect, it } from 'vitest';
import { pushInvoice } from '../../shared/app/push-invoice.ts';
import { switchMoney } from '../../shared/app/switch.ts';
import { epochOf } from '../../shared/core/calendar/instant.ts';
import { CONTRACT, intentOf } from '../builders/a-world.ts';
import { noon } from '../builders/facts.ts';
import { INTENT, invoices, posted, push } from '../builders/pushing.ts';

describe('pushing an invoice', () => {
  it('creates the draft, its one line, and finalises it', async () => {
    const world = await posted();

    expect(await push(world)).toBe('done');

    expect(invoices(world)).toMatchObject([
      {
        status: 'open',
        totalMinor: 200_000n,
        currency: 'USD',
        lineCount: 1,
        posting: 'retainer/1999-04-06#1',
        intent: INTENT,
      },
    ]);
    expect(await intentOf(world, INTENT, 'invoice')).toMatchObject({
      state: 'done',
      invoice: 'in_1',
      invoiceNumber: 'A-in_1',
      hostedInvoiceUrl: 'https://pay.example/in_1',
      customer: 'cus_1',
    });
    expect(world.activations.current.customers).toEqual({ [CONTRACT]: 'cus_1' });
  });

  it('says the clause, the period and the due date, and links the working', async () => {
    const world = await posted();
    await push(world);
    const { workingHash } = await intentOf(world, INTENT, 'invoice');
    expect(world.invoicer.created).toMatchObject([
      {
        description: 'Retainer, 6 April 1999 to 5 May 1999. Clause 2.1 of the agreement. Payable by 20 April 1999.',
        workingUrl: `https://tallystick.example/workings/${CONTRACT}/${workingHash}`,
        workingHash,
        dueAtEpochSeconds: epochOf('1999-04-21T04:00:00.000Z') / 1000 - 1, // the last second of 20 April in New York
      },
    ]);
  });

  it('does nothing the second time', async () => {
    const world = await posted();
    await push(world);
    const writes = world.invoicer.writes.length;

    expect(await push(world)).toBe('nothing-to-do');

    expect(world.invoicer.writes).toHaveLength(writes);
  });

  it('uses one key for each operation', async () => {
    const world = await posted();
    await push(world);
    expect(new Set(world.invoicer.writes.map(({ key }) => key)).size).toBe(4);
    expect(world.invoicer.writes.map(({ operation }) => operation)).toEqual([
      'createCustomer',
      'createInvoice',
      'addLine',
      'finalize',
    ]);
  });

  it('gives Stripe tomorrow when the due date of the contract has passed', async () => {
    const world = await posted();

    expect(await push(world, '1999-06-01')).toBe('done');

    expect((await intentOf(world, INTENT, 'invoice')).frozen).toMatchObject({
      dueOn: '1999-06-02',
      description: expect.stringContaining('Payable by 20 April 1999'),
    });
  });

  it('adopts the customer that an earlier life of the table made', async () => {
    const world = await posted();
    world.invoicer.customers.push({ id: 'cus_old', contractId: CONTRACT, balanceMinor: 0n, deleted: false });
    await push(world);
    expect(world.activations.current.customers[CONTRACT]).toBe('cus_old');
    expect(world.invoicer.customers).toHaveLength(1);
  });

  it('adopts an invoice that is younger or older than its intent, instead of creating another', async () => {
    const before = await posted();
    await push(before);
    const restored = await posted(); // the same posting in a table that knows nothing of Stripe
    for (const [id, invoice] of before.invoicer.invoices) restored.invoicer.invoices.set(id, invoice);

    expect(await push(restored, '1999-04-10')).toBe('done');

    expect(invoices(restored)).toHaveLength(1);
    expect(restored.invoicer.writes.map(({ operation }) => operation)).not.toContain('createInvoice');
  });

  it('keeps the kill switch that was pulled while the customer was made', async () => {
    const world = await posted();
    const { invoicer: stripe } = world;
    const invoicer = {
      ...world.invoicer,
      createCustomer: async (customer: Parameters<typeof stripe.createCustomer>[0], key: string) => {
        const stop = { action: 'stop', by: 'x', why: 'y', thisTable: false, now: noon('1999-04-06') } as const;
        await switchMoney(world.store, world.activations, stop);
        return stripe.createCustomer(customer, key);
      },
    };
    await pushInvoice(
      { ...world, invoicer },
      { contractId: CONTRACT, factSeq: 1, asOf: noon('1999-04-06'), intent: INTENT },
    );
    expect(world.activations.current).toMatchObject({ stopped: { by: 'x' }, customers: { [CONTRACT]: 'cus_1' } });
  });
});
