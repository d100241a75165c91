import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { LocalSystem, LocalSystemOptions } from '../../../../infra/local/local-system.ts';
import { startLocalSystem } from '../../../../infra/local/local-system.ts';
import { sampleAssembly } from './sample-stack.ts';

/** The sample system, running, with what tests ask of it. */
export interface SampleSystem extends LocalSystem {
  /** Posts an order for the function `work`, as a webhook would. */
  order(subject: string, order: object): Promise<Response>;
  /** What has been noted about a subject, oldest first. */
  notes(subject: string): Promise<string[]>;
}

/** A new, empty data folder. */
export function aDataFolder(): string {
  return mkdtempSync(join(tmpdir(), 'tallystick-data-'));
}

/** Starts the sample system; a message of a failed function waits a twentieth of a second. */
export async function startSampleSystem(options: Partial<LocalSystemOptions> = {}): Promise<SampleSystem> {
  const system = await startLocalSystem({
    assemblyFolder: await sampleAssembly(),
    dataFolder: aDataFolder(),
    port: 0,
    startAt: new Date('1999-04-06T12:00:00Z'),
    retrySeconds: 0.05,
    quietTimeoutSeconds: 10,
    ...options,
  });
  return {
    ...system,
    order: (subject, order) =>
      fetch(`${system.origin}/jobs/${subject}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(order),
      }),
    notes: async (subject) => {
      const { Item: item } = (await system.engine.call('GetItem', {
        TableName: system.deployed.table.name,
        Key: { pk: { S: subject }, sk: { S: 'notes' } },
      })) as { Item?: { notes: { L: { S: string }[] } } };
      return (item?.notes.L ?? []).map(({ S: text }) => text);
    },
  };
}
