import type { ActivationStore } from '../ports/activation.ts';
import type { Activation } from '../ports/activation.ts';
import type { Store } from '../ports/store.ts';

/** Whether money and mail may move, and if not, why and what a person does about it. */
export type Fence =
  | { readonly open: true; readonly activation: Activation }
  | { readonly open: false; readonly activation: Activation; readonly code: string; readonly why: string };

/**
 * True for a contract of a table that was restored or copied, and for one that was left out when the fence was lifted: what is final,
 * such as a sealed statement, waits until its fence opens.
 */
export async function isNotCompared(
  store: Pick<Store, 'tableId'>,
  activations: Pick<ActivationStore, 'read'>,
  contractId: string,
): Promise<boolean> {
  const { state, tableId, shut = [] } = await activations.read();
  return state === 'on' && (shut.includes(contractId) || tableId !== (await store.tableId()));
}

/**
 * Money and mail move only while the system is switched on, not stopped, and for the table for which it was switched
 * on: a restored or copied table has another id, and may not send again what its original has sent. Of one contract it is also asked
 * whether it was left out when the fence was lifted. design.md 3.
 */
export async function readFence(
  store: Pick<Store, 'tableId'>,
  activations: Pick<ActivationStore, 'read'>,
  contractId?: string,
): Promise<Fence> {
  const activation = await activations.read();
  const shut = (code: string, why: string): Fence => ({ open: false, activation, code, why });
  if (activation.state !== 'on') {
    return shut(
      'off',
      'Tallystick has not been switched on: `tallystick switch-on` records this table and lets money and mail move.',
    );
  }
  if (activation.stopped !== undefined) {
    return shut(
      'stopped',
      `Stopped by ${activation.stopped.by} at ${activation.stopped.at}. \`tallystick resume\` lets money and mail move again.`,
    );
  }
  const tableId = await store.tableId();
  if (activation.tableId !== tableId) {
    return shut(
      'other-table',
      `This is table ${tableId}, but money and mail were switched on for table ${activation.tableId ?? 'none'}: it was restored or copied. ` +
        'Compare it with Stripe by `tallystick fence adopt`, then open the fence by `tallystick fence lift`.',
    );
  }
  if (contractId !== undefined && activation.shut?.includes(contractId) === true) {
    return shut(
      'not-compared',
      'This contract was left out when the fence of the restored table was lifted. ' +
        'Compare it with Stripe by `tallystick fence adopt`, then let it in by `tallystick fence lift`.',
    );
  }
  return { open: true, activation };
}
