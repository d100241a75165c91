import type { ActivationStore } from '../ports/activation.ts';
import type { Activation } from '../ports/activation.ts';
import type { Store } from '../ports/store.ts';

/** Whether money and mail may move, and if not, why and what a person does about it. */
export type Fence =
  | { readonly open: true; readonly activation: Activation }
  | { readonly open: false; readonly activation: Activation; readonly code: string; readonly why: string };

/** True for a table that was restored or copied: what is final, such as a sealed statement, waits until the fence opens. */
export async function isOtherTable(
  store: Pick<Store, 'tableId'>,
  activations: Pick<ActivationStore, 'read'>,
): Promise<boolean> {
  const { state, tableId } = await activations.read();
  return state === 'on' && tableId !== (await store.tableId());
}

/**
 * Money and mail move only while the system is switched on, not stopped, and for the table for which it was switched
 * on: a restored or copied table has another id, and may not send again what its original has sent. design.md 3.
 */
export async function readFence(
  store: Pick<Store, 'tableId'>,
  activations: Pick<ActivationStore, 'read'>,
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
  return { open: true, activation };
}
