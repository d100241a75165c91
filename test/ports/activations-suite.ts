import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Activation, ActivationStore } from '../../shared/ports/activation.ts';

export interface OpenedActivations {
  readonly activations: ActivationStore;
  close(): Promise<void>;
}

const whole: Activation = {
  state: 'on',
  tableId: 'table-1',
  switchedOnAt: '1999-04-06T12:00:00.000Z',
  switchedOnBy: 'an operator',
  stopped: { at: '1999-04-07T12:00:00.000Z', by: 'an operator', why: 'a drill' },
  shut: ['c-3'],
  customers: { 'c-1': 'cus_1', 'c-2': 'cus_2' },
};

/** The one suite over the activation record: by the model of the simulator, and by the adapter before the stand-in. */
export function describeActivations(name: string, open: () => Promise<OpenedActivations>): void {
  describe(name, () => {
    let opened: OpenedActivations;
    beforeAll(async () => {
      opened = await open();
    });
    afterAll(() => opened.close());

    it('reads what was written last, in every field', async () => {
      await opened.activations.write(whole);
      expect(await opened.activations.read()).toEqual(whole);
      expect(await opened.activations.read()).toEqual(whole);
    });

    it('keeps nothing of the record before: what is left out is gone', async () => {
      await opened.activations.write(whole);
      const next: Activation = { state: 'off', customers: { 'c-3': 'cus_3' } };
      await opened.activations.write(next);
      expect(await opened.activations.read()).toStrictEqual(next);
    });

    it('is what it was when it was written, whatever becomes of that object, or of one that was read', async () => {
      const customers: Record<string, string> = { 'c-1': 'cus_1' };
      await opened.activations.write({ state: 'on', tableId: 'table-1', customers });
      customers['c-1'] = 'cus_other';
      const read = await opened.activations.read();
      Object.assign(read.customers, { 'c-2': 'cus_new' });
      expect((await opened.activations.read()).customers).toEqual({ 'c-1': 'cus_1' });
    });
  });
}
