import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { parse } from 'yaml';
import { startLocalSystem, type LocalSystem } from './local/local-system.ts';
import { synthesiseUnchecked } from './synthesise.ts';

/** `npm run crm-latency`: how long it takes from a deal that closes in HubSpot to a finalised invoice, on this machine. */
const projectFolder = resolve(import.meta.dirname, '..');
const CONTRACT = 'auxer-pmr-1999';
const RUNS = 10;

const MAPPING = {
  vendor: 'hubspot',
  amount: { field: 'amount', units: 'major' },
  currency: { always: 'USD' },
  stage: { field: 'dealstage', closed: ['closedwon'], open: ['contractsent'] },
  closedOn: { field: 'closedate' },
  investor: { name: ['contact.firstname'], emails: ['contact.email'] },
};

async function operator(system: LocalSystem, method: string, path: string, body?: unknown): Promise<unknown> {
  const response = await system.asOperator(method, path, body);
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
  return response.json();
}

async function connected(system: LocalSystem) {
  await operator(system, 'POST', '/api/switch', { action: 'switch-on', by: 'latency', why: 'a measurement' });
  const file: unknown = parse(readFileSync(join(projectFolder, 'contracts', `${CONTRACT}.yaml`), 'utf8'));
  await operator(system, 'PUT', `/api/contracts/${CONTRACT}`, { file, by: 'latency' });
  await operator(system, 'POST', `/api/contracts/${CONTRACT}/records/introduction`, {
    id: 'lee',
    investor: { name: 'Lee', emails: ['lee@meadow.example'] },
    introducedOn: '1999-04-06',
    how: 'by telephone',
    by: 'Patrick M. Rost',
  });
  const vendor = await system.connectVendor(CONTRACT, 'hubspot');
  await operator(system, 'PUT', `/api/contracts/${CONTRACT}/crm/hubspot`, {
    mapping: MAPPING,
    signing: { secrets: [vendor.secret], url: vendor.url },
    credentials: { accessToken: vendor.token },
    by: 'latency',
  });
  await operator(system, 'POST', `/api/contracts/${CONTRACT}/crm/hubspot/live`, { by: 'latency', reason: 'measured' });
  vendor.standIn.turnOn();
  await system.quiesce();
  return vendor.standIn.account;
}

/** Invoices of fees that Stripe has finalised. */
async function finalised(system: LocalSystem): Promise<number> {
  const view = (await operator(system, 'GET', `/api/contracts/${CONTRACT}`)) as {
    intents: { id: string; state: string }[];
  };
  return view.intents.filter(({ id, state }) => id.startsWith('invoice/finders-fee/') && state === 'done').length;
}

async function measure(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'tallystick-latency-'));
  const assemblyFolder = join(folder, 'cdk.out');
  await synthesiseUnchecked({ projectFolder, outputFolder: assemblyFolder });
  const startAt = new Date('1999-06-16T12:00:00Z');
  const system = await startLocalSystem({ assemblyFolder, dataFolder: join(folder, 'data'), port: 0, startAt });
  try {
    const account = await connected(system);
    const times: number[] = [];
    for (let run = 1; run <= RUNS; run += 1) {
      const fields = { amount: `${1000 + run}.00`, dealstage: 'contractsent', closedate: '1999-06-15' };
      const deal = account.create('deal', fields);
      const contact = account.create('contact', { firstname: 'Lee', email: 'lee@meadow.example' });
      account.link(deal.id, { kind: 'contact', id: contact.id });
      await system.quiesce();
      const startedAt = performance.now();
      account.change('deal', deal.id, { dealstage: 'closedwon' });
      while ((await finalised(system)) < run) await delay(10);
      times.push(performance.now() - startedAt);
    }
    const sorted = times.toSorted((a, b) => a - b).map(Math.round);
    console.log(`From a deal that closes in HubSpot to a finalised invoice, ${RUNS} times, in milliseconds:`);
    console.log(`median ${sorted[Math.floor(RUNS / 2)]}, slowest ${sorted.at(-1)}, all ${sorted.join(' ')}`);
    await system.quiesce();
  } finally {
    await system.stop();
    rmSync(folder, { recursive: true });
  }
}

await measure();
