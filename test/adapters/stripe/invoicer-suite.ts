import { afterAll, beforeAll, describe } from 'vitest';
import { describeCreditNotes } from './invoicer-suite/credit-notes.ts';
import { describeCustomers } from './invoicer-suite/customers.ts';
import { describeFaults } from './invoicer-suite/faults.ts';
import { describeInvoices } from './invoicer-suite/invoices.ts';
import { describeMoneyBack } from './invoicer-suite/money-back.ts';
import { describePayments } from './invoicer-suite/payments.ts';
import { describeRefusals } from './invoicer-suite/refusals.ts';
import { createScene } from './invoicer-suite/scene.ts';
import type { OpenedInvoicer, Scene } from './invoicer-suite/scene.ts';

/**
 * The one suite over the Invoicer port: whatever passes it may stand behind push-invoice. It makes what it looks at,
 * marks it with a name of its own, and assumes nothing about what else the account holds.
 */
export function describeInvoicer(name: string, open: () => Promise<OpenedInvoicer>): void {
  describe(name, () => {
    let scene: Scene | undefined;
    beforeAll(async () => {
      scene = createScene(await open());
    });
    afterAll(async () => {
      await scene?.cleanUp();
    });
    const get = (): Scene => {
      if (scene === undefined) throw new Error(`${name} did not open.`);
      return scene;
    };
    describeCustomers(get);
    describeInvoices(get);
    describePayments(get);
    describeCreditNotes(get);
    describeMoneyBack(get);
    describeRefusals(get);
    describeFaults(get);
  });
}
