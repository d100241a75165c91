import { describe, expect, it } from 'vitest';
import { pushInvoice } from '../../shared/app/push-invoice.ts';
import { switchMoney } from '../../shared/app/switch.ts';
import { epochOf } from '../../shared/core/calendar/instant.ts';
import { CONTRACT, intentOf } from '../builders/a-world.ts';
import { noon } from '../builders/facts.ts';
import type { MemoryCustomer } from '../builders/memory-stripe.ts';
import { INTENT, invoices, posted, push } from '../builders/pushing.ts';

/** A customer with the address that the contract names. */
function aCustomer(id: string): MemoryCustomer {
  return { id, contractId: CONTRACT, email: 'accounts@auxer.example', balanceMinor: 0n, deleted: false };
}

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
    expect(await world.store.readCustomer(CONTRACT)).toBe('cus_1');
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
    world.invoicer.customers.push(aCustomer('cus_old'));
    await push(world);
    expect(await world.store.readCustomer(CONTRACT)).toBe('cus_old');
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

  it('takes the customer that an older activation record names', async () => {
    const world = await posted();
    world.activations.current = { ...world.activations.current, customers: { [CONTRACT]: 'cus_noted' } };
    world.invoicer.customers.push({ ...aCustomer('cus_noted'), contractId: 'somebody-else' });
    await push(world);
    expect(world.invoicer.created).toMatchObject([{ customer: 'cus_noted' }]);
    expect(world.invoicer.customers).toHaveLength(1);
  });

  it('asks for the customer by its address, and for all customers only when an earlier attempt may have made one', async () => {
    const world = await posted();
    const asked: (string | undefined)[] = [];
    const invoicer = {
      ...world.invoicer,
      findCustomer: async (_contract: string, email?: string) => {
        asked.push(email);
        return undefined;
      },
    };
    const ring = { contractId: CONTRACT, factSeq: 1, intent: INTENT };
    world.invoicer.fail({ operation: 'createCustomer', status: 500, when: 'before' });
    await pushInvoice({ ...world, invoicer }, { ...ring, asOf: noon('1999-04-06') });
    expect(asked).toEqual(['accounts@auxer.example']);
    await pushInvoice({ ...world, invoicer }, { ...ring, asOf: noon('1999-04-07') });
    expect(asked).toEqual(['accounts@auxer.example', 'accounts@auxer.example', undefined]);
  });
});

describe('the kill switch, pulled in the middle of a push', () => {
  const stop = { action: 'stop', by: 'x', why: 'y', thisTable: false, now: noon('1999-04-06') } as const;
  const resume = { ...stop, action: 'resume' } as const;

  it.each(['createCustomer', 'createInvoice', 'addLine', 'finalize'] as const)(
    'before or while %s is made stops every write after it, and the push is completed, not doubled, once it is lifted',
    async (operation) => {
      for (const when of ['before', 'after'] as const) {
        const world = await posted();
        const pulled = async (): Promise<unknown> => switchMoney(world.store, world.activations, stop);
        const write = world.invoicer[operation] as (...args: unknown[]) => Promise<unknown>;
        const invoicer = {
          ...world.invoicer,
          [operation]: async (...args: unknown[]) => {
            if (when === 'before') await pulled();
            const answer = await write(...args);
            if (when === 'after') await pulled();
            return answer;
          },
        };
        const ring = { contractId: CONTRACT, factSeq: 1, asOf: noon('1999-04-06'), intent: INTENT };
        const outcome = await pushInvoice({ ...world, invoicer }, ring);
        expect(outcome).toBe(operation === 'finalize' ? 'done' : 'fenced');
        expect(world.invoicer.writes.at(-1)?.operation).toBe(operation);

        await switchMoney(world.store, world.activations, resume);
        await push(world);
        expect(invoices(world)).toMatchObject([{ status: 'open', lineCount: 1, totalMinor: 200_000n }]);
        expect(await intentOf(world, INTENT, 'invoice')).toMatchObject({ state: 'done' });
      }
    },
  );

  it('is never put back by a push: only the command writes the activation record', async () => {
    const world = await posted();
    const activations = {
      ...world.activations,
      read: async () => world.activations.current,
      write: async () => {
        throw new Error('A push wrote the activation record.');
      },
    };
    expect(
      await pushInvoice(
        { ...world, activations },
        { contractId: CONTRACT, factSeq: 1, asOf: noon('1999-04-06'), intent: INTENT },
      ),
    ).toBe('done');
  });
});
