import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CrmSecrets } from '../../shared/ports/crm.ts';

export interface OpenedCrmSecrets {
  readonly secrets: CrmSecrets;
  /** What is kept under a name of a connection, as `<contract>/<vendor>`; undefined when nothing is. */
  signingOf(name: string): Promise<unknown>;
  credentialsOf(name: string): Promise<unknown>;
  close(): Promise<void>;
}

/** The one suite over the secrets of connections: by the model of the simulator, and by the adapter before the stand-in. */
export function describeCrmSecrets(name: string, open: () => Promise<OpenedCrmSecrets>): void {
  describe(name, () => {
    let opened: OpenedCrmSecrets;
    beforeAll(async () => {
      opened = await open();
    });
    afterAll(() => opened.close());

    it('keep what was written last, however often', async () => {
      const { secrets } = opened;
      await secrets.writeSigning('c-1', 'hubspot', { secrets: ['old'] });
      await secrets.writeSigning('c-1', 'hubspot', { secrets: ['new', 'old'], url: 'https://tallystick.example/crm' });
      await secrets.writeSigning('c-1', 'hubspot', { secrets: ['new', 'old'], url: 'https://tallystick.example/crm' });
      await secrets.writeCredentials('c-1', 'hubspot', { accessToken: 'a' });
      await secrets.writeCredentials('c-1', 'hubspot', { accessToken: 'b' });
      const signing = { secrets: ['new', 'old'], url: 'https://tallystick.example/crm' };
      expect(await opened.signingOf('c-1/hubspot')).toEqual(signing);
      expect(await opened.credentialsOf('c-1/hubspot')).toEqual({ accessToken: 'b' });
    });

    it('keep each contract and each vendor apart', async () => {
      const { secrets } = opened;
      await secrets.writeSigning('c-2', 'hubspot', { secrets: ['two'] });
      await secrets.writeSigning('c-2', 'salesforce', { secrets: ['three'] });
      await secrets.writeCredentials('c-2', 'hubspot', { accessToken: 'two' });
      expect(await opened.signingOf('c-2/hubspot')).toEqual({ secrets: ['two'] });
      expect(await opened.signingOf('c-2/salesforce')).toEqual({ secrets: ['three'] });
      expect(await opened.credentialsOf('c-2/hubspot')).toEqual({ accessToken: 'two' });
      expect(await opened.credentialsOf('c-2/salesforce')).toBeUndefined();
      expect(await opened.signingOf('c-3/hubspot')).toBeUndefined();
    });
  });
}
