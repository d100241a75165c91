import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

import { expect, it } from 'vitest';

import { sampleAssembly } from '../sample/sample-stack.ts';
import { aDataFolder, startSampleSystem } from '../sample/sample-system.ts';

it('loses nothing that it has answered for when it is killed, and carries on at once at its old address', async () => {
  const [dataFolder, assemblyFolder] = [aDataFolder(), await sampleAssembly()];
  const script = new URL('./system-owner.ts', import.meta.url).pathname;
  const owner = spawn(process.execPath, [script, dataFolder, assemblyFolder], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [line] = (await once(createInterface(owner.stdout), 'line')) as [string];
  const { origin } = JSON.parse(line) as { origin: string };
  const texts = Array.from({ length: 12 }, (_, index) => String(index));
  for (const text of texts) {
    const body = JSON.stringify({ task: 'note', text });
    const response = await fetch(`${origin}/jobs/durable`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body,
    });
    expect(response.status).toBe(202);
  }
  const ended = once(owner, 'exit');
  owner.kill('SIGKILL');
  await ended;

  const system = await startSampleSystem({ dataFolder });
  expect(system.origin).toBe(origin);
  await system.quiesce();
  // The function is not idempotent, so one note may stand twice: the message of it was in flight.
  expect([...new Set(await system.notes('durable'))]).toEqual(texts);
  await system.stop();
});
