import { mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse, stringify } from 'yaml';
import type { Connected } from '../../shared/app/connect-crm.ts';
import type { ConnectedVendor } from '../../infra/local/crm-connections.ts';
import { startLocalSystem, type LocalSystem } from '../../infra/local/local-system.ts';
import { synthesiseUnchecked } from '../../infra/synthesise.ts';
import type { Plain } from '../../shared/core/json.ts';
import { attioMapping } from '../builders/attio-mapping.ts';
import { closeMapping } from '../builders/close-mapping.ts';
import { hubspotMapping } from '../builders/hubspot-mapping.ts';
import { salesforceMapping } from '../builders/salesforce-mapping.ts';
import { tallystick, type Ran } from '../cli/run-tallystick.ts';

const CONTRACT = 'auxer-pmr-1999';
const projectFolder = new URL('../..', import.meta.url).pathname;
/** Words that stand in the CRM and may stand in no log: names, an address, an amount, and the secrets themselves. */
const CANARIES = [
  'CanaryDana',
  'CanaryWhitfield',
  'canary@harborridge.example',
  'CanaryRidge',
  '8765.43',
  '876543',
  'CanaryRound',
];

let system: LocalSystem;
let vendor: ConnectedVendor;
let dataFolder: string;
let deal: string;

async function operator<T>(method: string, path: string, body?: unknown): Promise<T> {
  const response = await system.asOperator(method, path, body);
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
  return (await response.json()) as T;
}

interface View {
  readonly intents: readonly { readonly id: string; readonly state: string }[];
  readonly postings: readonly { readonly receivableId: string; readonly totalMinor: string }[];
}

async function fees(): Promise<{ totals: string[]; open: string[] }> {
  const { intents, postings } = await operator<View>('GET', `/api/contracts/${CONTRACT}`);
  const last = new Map(postings.map(({ receivableId, totalMinor }) => [receivableId, totalMinor]));
  return {
    totals: [...last].flatMap(([id, total]) => (id.startsWith('finders-fee/') ? [total] : [])),
    open: intents.flatMap(({ id, state }) => (state === 'done' ? [] : [id])),
  };
}

/** `tallystick crm connect`, as an operator runs it beside the local system. */
async function connectByCommand(name: string, mapping: Plain, secrets: object): Promise<Ran> {
  const cwd = mkdtempSync(join(tmpdir(), 'tallystick-crm-operator-'));
  const { accessKeyId, secretAccessKey } = system.operator;
  mkdirSync(join(cwd, '.tallystick'));
  const local = { origin: system.origin, accessKeyId, secretAccessKey, region: 'us-east-1' };
  writeFileSync(join(cwd, '.tallystick', 'local.json'), JSON.stringify(local));
  writeFileSync(join(cwd, 'mapping.yaml'), stringify(mapping));
  writeFileSync(join(cwd, 'secrets.json'), JSON.stringify(secrets));
  const files = ['--mapping', 'mapping.yaml', '--secrets', 'secrets.json'];
  return tallystick(['crm', 'connect', name, CONTRACT, ...files, '--by', 'operator'], { cwd });
}

beforeAll(async () => {
  const folder = mkdtempSync(join(tmpdir(), 'tallystick-crm-'));
  const assemblyFolder = join(folder, 'cdk.out');
  dataFolder = join(folder, 'data');
  await synthesiseUnchecked({ projectFolder, outputFolder: assemblyFolder });
  system = await startLocalSystem({
    assemblyFolder,
    dataFolder,
    port: 0,
    startAt: new Date('1999-06-16T11:00:00Z'),
    retrySeconds: 0.05,
  });
  await operator('POST', '/api/switch', { action: 'switch-on', by: 'operator', why: 'a test' });
  const file: unknown = parse(readFileSync(join(projectFolder, 'contracts', `${CONTRACT}.yaml`), 'utf8'));
  await operator('PUT', `/api/contracts/${CONTRACT}`, { file, by: 'operator' });
  await operator('POST', `/api/contracts/${CONTRACT}/records/introduction`, {
    id: 'harbor',
    investor: { name: 'CanaryDana CanaryWhitfield', emails: ['canary@harborridge.example'] },
    introducedOn: '1999-04-06',
    how: 'by telephone',
    by: 'Patrick M. Rost',
  });
  vendor = await system.connectVendor(CONTRACT, 'hubspot');
  await system.quiesce();
}, 180_000);
afterAll(() => system.stop());

describe('a HubSpot that is connected', { timeout: 120_000 }, () => {
  it('refuses credentials that do not open it, and keeps nothing of them', async () => {
    const response = await system.asOperator('PUT', `/api/contracts/${CONTRACT}/crm/hubspot`, {
      mapping: hubspotMapping(),
      signing: { secrets: [vendor.secret], url: vendor.url },
      credentials: { accessToken: 'pat-of-another-portal' },
      by: 'operator',
    });
    expect([response.status, await response.json()]).toMatchObject([400, { problems: [{ field: 'credentials' }] }]);
    const { connections } = await operator<{ connections: object[] }>('GET', `/api/contracts/${CONTRACT}/crm`);
    expect(connections).toEqual([]);
  });

  it('takes the test message that connecting makes', async () => {
    const { test, mode, account } = await operator<Connected>('PUT', `/api/contracts/${CONTRACT}/crm/hubspot`, {
      mapping: hubspotMapping(),
      signing: { secrets: [vendor.secret], url: vendor.url },
      credentials: { accessToken: vendor.token },
      by: 'operator',
    });
    expect([mode, account]).toEqual(['shadow', vendor.standIn.account.id]);
    const { url, method, headers, body } = test ?? { url: '', method: '', headers: {}, body: '' };
    expect((await fetch(url, { method, headers, body })).status).toBe(200);
    expect((await fetch(url, { method, headers, body: `${body} ` })).status).toBe(401);
    await system.quiesce();
    const view = await operator<{ connections: { seen: object }[] }>('GET', `/api/contracts/${CONTRACT}/crm`);
    expect(view.connections[0]?.seen).toMatchObject({ webhooks: 1 });
  });

  it('bills nothing in shadow, and the fee once it is live', async () => {
    await operator('POST', `/api/contracts/${CONTRACT}/crm/hubspot/live`, { by: 'operator', reason: 'tried' });
    vendor.standIn.turnOn();
    await system.advanceTo(new Date('1999-06-16T12:00:00Z'));
    const { account } = vendor.standIn;
    const fields = { amount: '8765.43', deal_currency_code: 'USD', dealstage: 'closedwon', closedate: '1999-06-15' };
    deal = account.create('deal', { dealname: 'CanaryRound', ...fields }).id;
    const firm = account.create('company', { name: 'CanaryRidge' });
    const names = { firstname: 'CanaryDana', lastname: 'CanaryWhitfield', email: 'Canary@HarborRidge.example' };
    account.link(deal, { kind: 'company', id: firm.id });
    account.link(deal, { kind: 'contact', id: account.create('contact', names).id });
    await system.quiesce();
    expect(await fees()).toEqual({ totals: ['87654'], open: [] });
  });

  it('brings by the pull what was lost, and credits what was billed too much', async () => {
    const { account, webhooks } = vendor.standIn;
    webhooks.setFaults({ lost: true });
    account.change('deal', deal, { amount: '7000.00' });
    await system.advanceTo(new Date('1999-06-17T12:00:00Z'));
    expect(await fees()).toEqual({ totals: ['70000'], open: [] });
    webhooks.setFaults({ lost: false });
  });

  it('stops nothing while its API is down or its token is refused, and catches up after', async () => {
    const { account } = vendor.standIn;
    for (const [status, amount] of [
      [429, '7100.00'],
      [503, '7200.00'],
      [401, '7300.00'],
    ] as const) {
      system.crmApis.setOutage('hubspot', status);
      account.change('deal', deal, { amount });
      await system.quiesce();
      const view = await operator<{ connections: { seen: { failure?: object } }[] }>(
        'GET',
        `/api/contracts/${CONTRACT}/crm`,
      );
      expect(view.connections[0]?.seen.failure).toBeDefined();
    }
    system.crmApis.setOutage('hubspot', undefined);
    await system.tick();
    await system.quiesce();
    expect(await fees()).toEqual({ totals: ['73000'], open: [] });
  });

  it('has its deals set aside when they cannot be read, without a word of them in any log', async () => {
    vendor.standIn.account.change('deal', deal, { amount: '8,765.43', dealname: 'CanaryRound' });
    await system.quiesce();
    const { waiting } = await operator<{ waiting: { kind: string; why: string }[] }>(
      'GET',
      `/api/contracts/${CONTRACT}/waiting`,
    );
    expect(waiting.map(({ kind }) => kind)).toEqual(['set-aside']);
    const logs = readdirSync(join(dataFolder, 'logs')).map((name) =>
      readFileSync(join(dataFolder, 'logs', name), 'utf8'),
    );
    expect(logs.length).toBeGreaterThan(5);
    const secrets = [vendor.secret, vendor.token];
    for (const canary of [...CANARIES, ...secrets]) expect(logs.filter((log) => log.includes(canary))).toEqual([]);
  });
});

describe('a Close that is connected, which makes the signing secret itself', { timeout: 120_000 }, () => {
  let close: ConnectedVendor;

  it('is connected by the command, which sees its test message come through with the key that Close made', async () => {
    close = await system.connectVendor(CONTRACT, 'close');
    const { code, stdout, stderr } = await connectByCommand('close', closeMapping(), { apiKey: close.token });
    expect([code, stderr]).toEqual([0, '']);
    for (const text of [close.url, 'opportunity updated', 'shadow', 'The test message came through']) {
      expect(stdout).toContain(text);
    }
    expect(stdout).not.toContain(close.standIn.endpoint()?.secret);
    expect(close.standIn.endpoint()?.url).toBe(close.url);
  });

  it('has the fee of an opportunity invoiced, to the cent that Close counts', async () => {
    await operator('POST', `/api/contracts/${CONTRACT}/crm/close/live`, { by: 'operator', reason: 'tried' });
    const before = (await fees()).totals;
    const { account } = close.standIn;
    const fields = { value: '456789', value_currency: 'USD', status_type: 'won', date_won: '1999-06-16' };
    const { id } = account.create('deal', { note: 'CanaryRound', ...fields });
    const names = { first_name: 'CanaryDana', last_name: 'CanaryWhitfield', email: 'Canary@HarborRidge.example' };
    account.link(id, { kind: 'contact', id: account.create('contact', names).id });
    await system.quiesce();
    const after = await fees();
    expect([after.totals.filter((total) => !before.includes(total)), after.open]).toEqual([['45679'], []]);
    const logs = readdirSync(join(dataFolder, 'logs')).map((name) =>
      readFileSync(join(dataFolder, 'logs', name), 'utf8'),
    );
    for (const canary of [...CANARIES, '4567.89', '456789', close.standIn.endpoint()?.secret ?? '', close.token]) {
      expect(logs.filter((log) => log.includes(canary))).toEqual([]);
    }
  });
});

describe('a Salesforce that is connected beside it', { timeout: 120_000 }, () => {
  let salesforce: ConnectedVendor;

  it('is taken at its secret address alone, acknowledged in SOAP, and bills what closes there', async () => {
    salesforce = await system.connectVendor(CONTRACT, 'salesforce');
    const { url, secret, token: consumerSecret } = salesforce;
    const opens = { myDomain: 'local.my.salesforce.com', consumerKey: '3MVG9tallystick', consumerSecret };
    const mapping = salesforceMapping();
    const { code, stdout, stderr } = await connectByCommand('salesforce', mapping, {
      signingSecrets: [secret],
      ...opens,
    });
    expect([code, stderr]).toEqual([0, '']);
    for (const text of [url, salesforce.standIn.account.id, 'shadow', 'The test message came through']) {
      expect(stdout).toContain(text);
    }
    const [method, headers, body] = ['POST', { 'content-type': 'text/xml' }, '<a/>'];
    const taken = await fetch(url, { method, headers, body });
    expect([taken.status, await taken.text()]).toEqual([200, expect.stringContaining('<Ack>true</Ack>')]);
    for (const other of [`${url}x`, url.slice(0, url.lastIndexOf('/')), url.toUpperCase().replace('HTTP', 'http')]) {
      expect((await fetch(other, { method, headers, body })).ok).toBe(false);
    }
    await operator('POST', `/api/contracts/${CONTRACT}/crm/salesforce/live`, { by: 'operator', reason: 'tried' });
    salesforce.standIn.turnOn();
    const records = salesforce.standIn.account;
    const fields = { Name: 'CanaryRound B', Amount: '4321.00', StageName: 'Closed Won', CloseDate: '1999-06-16' };
    const opportunity = records.create('deal', fields).id;
    const names = { FirstName: 'CanaryDana', LastName: 'CanaryWhitfield', Email: 'Canary@HarborRidge.example' };
    records.link(opportunity, { kind: 'contact', id: records.create('contact', names).id, labels: ['Primary'] });
    await system.quiesce();
    expect((await fees()).totals).toContain('43210');
    expect(salesforce.standIn.webhooks.list().every(({ state }) => state === 'taken')).toBe(true);
  });

  it('has its deletions found by the pull, and its secrets in no log', async () => {
    const records = salesforce.standIn.account;
    for (const { id } of records.list('deal')) records.remove('deal', id);
    await system.advanceTo(new Date('1999-06-19T12:00:00Z'));
    expect((await fees()).totals).not.toContain('43210');
    const logs = readdirSync(join(dataFolder, 'logs')).map((name) =>
      readFileSync(join(dataFolder, 'logs', name), 'utf8'),
    );
    for (const secret of [salesforce.secret, salesforce.token, '4321.00', 'CanaryRound B']) {
      expect(logs.filter((log) => log.includes(secret))).toEqual([]);
    }
  });
});

describe('an Attio that is connected, whose signature has no time', { timeout: 120_000 }, () => {
  let attio: ConnectedVendor;

  it('is connected by the command, which sees its test message come through with the secret that Attio made', async () => {
    attio = await system.connectVendor(CONTRACT, 'attio');
    const { code, stdout, stderr } = await connectByCommand('attio', attioMapping(), { accessToken: attio.token });
    expect([code, stderr]).toEqual([0, '']);
    for (const text of [attio.url, 'record.merged of deals', 'shadow', 'The test message came through']) {
      expect(stdout).toContain(text);
    }
    expect(stdout).not.toContain(attio.standIn.endpoint()?.secret);
  });

  it('has the fee of a deal invoiced, and what its webhooks lost brought by the pull', async () => {
    await operator('POST', `/api/contracts/${CONTRACT}/crm/attio/live`, { by: 'operator', reason: 'tried' });
    const before = (await fees()).totals;
    const { account, webhooks } = attio.standIn;
    const fields = { value: '3456.5', currency_code: 'USD', stage: 'Won 🎉', closed_on: '1999-06-17' };
    const { id } = account.create('deal', { name: 'CanaryRound', ...fields });
    const names = { first_name: 'CanaryDana', last_name: 'CanaryWhitfield', email: 'Canary@HarborRidge.example' };
    account.link(id, { kind: 'contact', id: account.create('contact', names).id });
    await system.quiesce();
    const billed = async (): Promise<string[]> => (await fees()).totals.filter((total) => !before.includes(total));
    expect(await billed()).toEqual(['34565']);
    webhooks.setFaults({ lost: true });
    account.change('deal', id, { value: '3400' });
    await system.advanceTo(new Date('1999-06-20T12:00:00Z'));
    expect(await billed()).toEqual(['34000']);
    const logs = readdirSync(join(dataFolder, 'logs')).map((name) =>
      readFileSync(join(dataFolder, 'logs', name), 'utf8'),
    );
    for (const canary of [...CANARIES, '3456.5', '345650', attio.standIn.endpoint()?.secret ?? '', attio.token]) {
      expect(logs.filter((log) => log.includes(canary))).toEqual([]);
    }
  });
});
