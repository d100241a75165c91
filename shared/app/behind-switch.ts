import { FenceShutError } from '../core/errors.ts';
import type { ActivationStore } from '../ports/activation.ts';
import type { Invoicer, InvoicerWrite } from '../ports/invoicer.ts';

/**
 * The invoicer with a look at the kill switch before each write: what was pulled in the middle of a push stops it at its
 * next write, and the push resumes where it was. Errors: `fence.shut` in place of the write.
 */
export function behindSwitch({
  invoicer,
  activations,
}: {
  readonly invoicer: Invoicer;
  readonly activations: ActivationStore;
}): Invoicer {
  const unlessStopped = async <T>(write: () => Promise<T>): Promise<T> => {
    const { state, stopped } = await activations.read();
    if (state === 'on' && stopped === undefined) return write();
    throw new FenceShutError('Money was stopped before this write. `tallystick resume` lets it go on.');
  };
  const writes: Pick<Invoicer, InvoicerWrite> = {
    createCustomer: (...customer) => unlessStopped(() => invoicer.createCustomer(...customer)),
    createInvoice: (...invoice) => unlessStopped(() => invoicer.createInvoice(...invoice)),
    addLine: (...line) => unlessStopped(() => invoicer.addLine(...line)),
    finalize: (...invoice) => unlessStopped(() => invoicer.finalize(...invoice)),
    voidInvoice: (...invoice) => unlessStopped(() => invoicer.voidInvoice(...invoice)),
    createCreditNote: (...note) => unlessStopped(() => invoicer.createCreditNote(...note)),
    createRefund: (...refund) => unlessStopped(() => invoicer.createRefund(...refund)),
  };
  return { ...invoicer, ...writes };
}
