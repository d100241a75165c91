import { describe, expect, it } from 'vitest';
import { registersOf } from '../../shared/adapters/documents/registers.ts';
import { statementSheet } from '../../shared/adapters/documents/statement-sheet.ts';
import { statementText } from '../../shared/adapters/documents/statement-text.ts';
import { reconcileContract } from '../../shared/app/reconcile-contract.ts';
import { tallyCode } from '../../shared/core/statement/tally-code.ts';
import { InvariantError } from '../../shared/core/errors.ts';
import type { Statement } from '../../shared/core/statement/statement.ts';
import { aWorld, CONTRACT, runOn, type World } from '../builders/a-world.ts';
import { noon } from '../builders/facts.ts';

async function compare(world: World, on: string): Promise<void> {
  const ring = { contractId: CONTRACT, run: `run-${on}`, asOf: noon(on), mode: 'daily', customers: [] } as const;
  await reconcileContract(world, ring);
}

async function lastStatement({ store }: World): Promise<Statement> {
  const statement = (await store.listStatements(CONTRACT)).at(-1);
  if (statement === undefined) throw new InvariantError('nothing was sealed', {});
  return statement;
}

const outcomeOf = (statement: Statement): string => statementSheet(statement, 'client').outcome;

describe('a statement says how Stripe and the books last compared', () => {
  it('when they agreed, and on which day', async () => {
    const world = await aWorld();
    await runOn(world, '1999-04-06');
    await compare(world, '1999-04-30');
    await runOn(world, '1999-05-01');

    const statement = await lastStatement(world);
    expect(outcomeOf(statement)).toBe(
      'The Auxer Group, Inc. owes PMR and Associates, LLC USD\u00a02,000.00 at the close of 30 April 1999. ' +
        'Stripe and the books agree to the cent, as compared on 30 April 1999.',
    );
    const { tallyCode: code, ...data } = statement;
    expect(tallyCode(data)).toBe(code);
  });

  it('where they differ, in words and to the cent, to both parties alike', async () => {
    const world = await aWorld();
    await runOn(world, '1999-04-06');
    world.invoicer.change('in_1', { totalMinor: 200_001n, dueMinor: 200_001n, remainingMinor: 200_001n });
    await compare(world, '1999-04-30');
    await runOn(world, '1999-05-01');

    const statement = await lastStatement(world);
    expect(outcomeOf(statement)).toContain('. Stripe and the books differ in one place, as compared on 30 April 1999.');
    const [register] = registersOf(statement).filter(({ title }) => title === 'Where Stripe and the books differ');
    expect(register?.rows).toMatchObject([
      {
        title: 'Retainer, 6 April 1999 to 5 May 1999',
        detail: expect.stringContaining('At Stripe less in the books: billed USD 0.01, due USD 0.01.'),
      },
    ]);
    for (const party of ['client', 'consultant'] as const) {
      expect(statementText(statementSheet(statement, party))).toContain('WHERE STRIPE AND THE BOOKS DIFFER');
    }
  });

  it('that they could not be compared, and nothing before the first time', async () => {
    const world = await aWorld();
    await runOn(world, '1999-04-06');
    await runOn(world, '1999-05-01');
    expect(await lastStatement(world)).not.toHaveProperty('compared');

    const invoicer = { ...world.invoicer, invoicesOf: () => Promise.reject(new InvariantError('a trial', {})) };
    await compare({ ...world, invoicer }, '1999-05-30');
    await world.store.unpark(CONTRACT, noon('1999-05-30'));
    await runOn(world, '1999-06-01');
    expect(outcomeOf(await lastStatement(world))).toContain(
      '. Stripe and the books could not be compared on 30 May 1999.',
    );
  });
});
