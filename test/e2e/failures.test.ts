import { Webhook } from 'standardwebhooks';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Activation } from '../../shared/ports/activation.ts';
import { playYear, type PlayedYear } from '../builders/played-year.ts';

const CONTRACT = 'auxer-pmr-1999';
let year: PlayedYear;

beforeAll(async () => {
  year = await playYear({ until: '1999-04-20' });
}, 120_000);

afterAll(() => year.end());

/** Speaks to the local secret store as the operator's console would. */
async function secretsManager(action: string, input: object): Promise<{ SecretString: string }> {
  const headers = {
    'x-amz-target': `secretsmanager.${action}`,
    'content-type': 'application/x-amz-json-1.1',
    authorization: 'AWS4-HMAC-SHA256 Credential=operator/20261122/us-east-1/secretsmanager/aws4_request',
  };
  const answer = await year.system.secrets.app.request('/', { method: 'POST', headers, body: JSON.stringify(input) });
  expect(answer.status).toBe(200);
  return (await answer.json()) as { SecretString: string };
}

/** The deployment's name, which begins the name of each of its secrets. */
function deployment(): string {
  const prefixes = year.system.deployed.functions.map(({ environment }) => environment['DEPLOYMENT']);
  return prefixes.find((name) => name !== undefined) ?? '';
}

async function signingSecret(): Promise<string> {
  const { SecretString } = await secretsManager('GetSecretValue', { SecretId: `${deployment()}/crm/${CONTRACT}` });
  return (JSON.parse(SecretString) as { secrets: [string] }).secrets[0];
}

interface Sending {
  readonly id: string;
  readonly secret?: string;
  readonly at?: Date;
  readonly contract?: string;
}

async function sendWebhook(
  body: string,
  { id, secret, at = new Date(), contract = CONTRACT }: Sending,
): Promise<Response> {
  const signature = new Webhook(secret ?? (await signingSecret())).sign(id, at, body);
  const timestamp = Math.floor(at.getTime() / 1000).toString();
  const headers = { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': signature };
  const answer = await fetch(`${year.system.origin}/webhooks/crm/${contract}`, { method: 'POST', headers, body });
  await year.system.quiesce();
  return answer;
}

function closing(changes: object = {}, contract = CONTRACT): object {
  return {
    type: 'funding.closed',
    timestamp: '1999-04-20T15:00:00Z',
    data: {
      contract,
      closing: 'deal-x',
      investor: { id: 'crm-9', name: 'Somebody New', emails: [] },
      amount: '1000.00',
      currency: 'USD',
      closed_on: '1999-04-20',
      ...changes,
    },
  };
}

const setAside = async (inboxId: string) =>
  (await year.stage.view()).waiting.find(({ id }) => id === `set-aside/crm/${CONTRACT}/${inboxId}`);

describe('a webhook that is signed well and cannot be read', () => {
  const cases: [string, string, string, string][] = [
    ['null', JSON.stringify(closing({ amount: null })), 'data.amount', 'never read as zero'],
    ['"1,250,000.00"', JSON.stringify(closing({ amount: '1,250,000.00' })), 'data.amount', 'thousands separators'],
    ['-5', JSON.stringify(closing({ amount: -5 })), 'data.amount', 'quotation marks'],
    ['"-5"', JSON.stringify(closing({ amount: '-5' })), 'data.amount', 'never negative'],
    ['1e6', JSON.stringify(closing()).replace('"1000.00"', '1e6'), 'data.amount', 'quotation marks'],
    ['"1e6"', JSON.stringify(closing({ amount: '1e6' })), 'data.amount', 'without an exponent'],
    ['2^53 + 1', JSON.stringify(closing()).replace('"1000.00"', '9007199254740993'), 'data.amount', 'quotation marks'],
    ['currency XXX', JSON.stringify(closing({ currency: 'XXX' })), 'data.currency', 'ISO 4217'],
    ["another contract's deal", JSON.stringify(closing({}, 'some-other')), 'data.contract', "contract's own address"],
    ['no JSON', 'amount=1000', '(body)', 'JSON'],
  ];

  it.each(cases)('is answered 202 and waits for a person with field and fix: %s', async (name, body, field, fix) => {
    const id = `msg_bad_${cases.findIndex(([other]) => other === name)}`;
    expect((await sendWebhook(body, { id })).status).toBe(202);
    const waiting = await setAside(id);
    expect(waiting?.why).toContain(field);
    expect(waiting?.why).toContain(fix);
  });

  it('books nothing', async () => {
    const { postings } = await year.stage.view();
    expect(postings.map(({ kind }) => kind)).toEqual(['retainer']);
  });

  it('leaves the list when a person dismisses it, with the reason on record', async () => {
    const waiting = `set-aside/crm/${CONTRACT}/msg_bad_0`;
    const decision = { waiting, answer: 'dismiss', by: 'Eugene Chiaramonte', reason: 'sent again with the amount' };
    await year.stage.call('POST', `/api/contracts/${CONTRACT}/decisions`, decision);
    expect(await setAside('msg_bad_0')).toBeUndefined();
    const { facts } = await year.stage.view();
    expect(facts.at(-1)).toMatchObject({ type: 'MessageDismissed', data: { reason: 'sent again with the amount' } });
  });
});

describe('a webhook that nobody should trust', () => {
  const other = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;
  const minutes = (count: number): Date => new Date(Date.now() + count * 60_000);

  it.each([
    ['signed with a wrong secret', { id: 'msg_w', secret: other }],
    ['six minutes old', { id: 'msg_o', at: minutes(-6) }],
    ['six minutes early', { id: 'msg_e', at: minutes(6) }],
    ['for a contract that is not there', { id: 'msg_u', contract: 'nobody' }],
  ])('gets a bare 401 and leaves no trace: %s', async (_, sending) => {
    const before = (await year.stage.view()).facts.length;
    const answer = await sendWebhook(JSON.stringify(closing()), sending);
    expect([answer.status, await answer.text()]).toEqual([401, '']);
    expect((await year.stage.view()).facts).toHaveLength(before);
  });

  it('is taken with either of two live secrets while one is rotated', async () => {
    const old = await signingSecret();
    const secrets = [other, old];
    await secretsManager('PutSecretValue', {
      SecretId: `${deployment()}/crm/${CONTRACT}`,
      SecretString: JSON.stringify({ secrets }),
    });
    const answers = [
      await sendWebhook(JSON.stringify(closing({ closing: 'deal-r' })), { id: 'msg_rotate_1', secret: old }),
      await sendWebhook(JSON.stringify(closing({ closing: 'deal-r' })), { id: 'msg_rotate_1', secret: old }),
    ];
    expect(answers.map(({ status }) => status)).toEqual([202, 202]);
    const { facts } = await year.stage.view();
    expect(facts.filter((fact) => fact.type === 'ClosingReported' && fact.data.externalId === 'deal-r')).toHaveLength(
      1,
    );
  });
});

describe('an outage', () => {
  it('of Stripe makes the invoice wait and then go out once', async () => {
    year.system.stripe.setOutage('answer-500');
    await year.system.advanceTo(new Date('1999-05-06T15:00:00Z'));
    const during = (await year.stage.view()).intents.find(({ id }) => id === 'invoice/retainer/1999-05-06#1');
    expect(during).toMatchObject({ state: 'pending' });
    expect(during?.failures).toBeGreaterThan(3);
    expect(during?.history.at(-1)?.what).toContain('Stripe failed');
    year.system.stripe.setOutage('none');
    await year.system.advanceTo(new Date('1999-05-08T15:00:00Z'));
    const answer = await fetch(`${year.system.stripeOrigin}/_standin/state`);
    const { invoices } = (await answer.json()) as { invoices: { status: string; metadata: Record<string, string> }[] };
    const may = invoices.filter(({ metadata }) => metadata['tallystick_posting'] === 'retainer/1999-05-06#1');
    expect(may.map(({ status }) => status)).toEqual(['open']);
  });

  it('of SES makes the statements wait and then go out once each', async () => {
    year.system.ses.setOutage(true);
    await year.system.advanceTo(new Date('1999-06-01T12:00:00Z'));
    const sent = () =>
      year.system.ses.messages().filter(({ tags }) => tags.some(({ value }) => value === '1999-05-31'));
    expect(sent()).toHaveLength(0);
    const during = (await year.stage.view()).intents.find(({ id }) => id === 'mail/1999-05-31/client');
    expect(during).toMatchObject({ state: 'pending' });
    year.system.ses.setOutage(false);
    await year.system.advanceTo(new Date('1999-06-02T12:00:00Z'));
    expect(
      sent()
        .map(({ recipients }) => recipients.map(({ address }) => address).join())
        .toSorted((a, b) => a.localeCompare(b)),
    ).toEqual(['accounts@auxer.example', 'office@pmr.example']);
  });
});

describe('the fence', () => {
  const move = async (action: string): Promise<Response> =>
    year.system.asOperator('POST', '/api/switch', {
      action,
      by: 'the operator',
      why: 'a test of the fence',
    });
  const invoiceOf = async (posting: string) =>
    (await year.stage.view()).intents.find(({ id }) => id === `invoice/${posting}`);

  it('keeps money and mail back for a table that is not the one switched on, and says what to do', async () => {
    const { SecretString } = await secretsManager('GetSecretValue', { SecretId: `${deployment()}/activation` });
    const activation = JSON.parse(SecretString) as Activation;
    const elsewhere = JSON.stringify({ ...activation, tableId: 'the-table-before-the-restore' });
    await secretsManager('PutSecretValue', { SecretId: `${deployment()}/activation`, SecretString: elsewhere });
    await year.system.advanceTo(new Date('1999-06-06T15:00:00Z'));
    // What is owed waits too: the restored table may be told otherwise yet.
    expect((await year.stage.view()).postings.at(-1)?.id).toBe('retainer/1999-05-06#1');
    expect(await invoiceOf('retainer/1999-06-06#1')).toBeUndefined();
    const status = (await (await year.system.asOperator('GET', '/api/switch')).json()) as { code: string; why: string };
    expect(status).toMatchObject({ code: 'other-table' });
    expect(status.why).toContain('tallystick fence adopt');
  });

  it('is lifted only by a person, after this table was compared with Stripe', async () => {
    const lift = { by: 'the operator', why: 'compared' };
    expect((await move('switch-on')).status).toBe(400);
    expect((await year.system.asOperator('POST', '/api/fence/lift', lift)).status).toBe(409);
    expect((await year.system.asOperator('POST', '/api/fence/adopt', { by: 'the operator' })).status).toBe(202);
    await year.system.quiesce();
    expect((await year.system.asOperator('POST', '/api/fence/lift', lift)).status).toBe(200);
    await year.system.advanceTo(new Date('1999-06-06T17:00:00Z'));
    expect(await invoiceOf('retainer/1999-06-06#1')).toMatchObject({ state: 'done' });
  });

  it('shuts at once by the kill switch, and nothing is lost when it opens again', async () => {
    expect((await move('stop')).status).toBe(200);
    await year.system.advanceTo(new Date('1999-07-06T15:00:00Z'));
    expect(await invoiceOf('retainer/1999-07-06#1')).toMatchObject({ state: 'pending' });
    expect((await move('resume')).status).toBe(200);
    await year.system.advanceTo(new Date('1999-07-06T17:00:00Z'));
    expect(await invoiceOf('retainer/1999-07-06#1')).toMatchObject({ state: 'done' });
  });
});

describe('the api', () => {
  it('refuses a caller whose signature does not hold', async () => {
    expect((await fetch(`${year.system.origin}/api/contracts`)).status).toBe(403);
  });

  it('lets only a person who may approve decide', async () => {
    const waiting = `set-aside/crm/${CONTRACT}/msg_bad_1`;
    const decision = { waiting, answer: 'dismiss', by: 'Mallory', reason: 'because' };
    const answer = await year.system.asOperator('POST', `/api/contracts/${CONTRACT}/decisions`, decision);
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({ problems: [{ field: 'by', found: '"Mallory"' }] });
  });

  it('tells every mistake of a contract file at once', async () => {
    const file = { tallystick: 1, id: 'Bad Id', currency: 'XXX', surprise: true };
    const answer = await year.system.asOperator('PUT', '/api/contracts/bad', { file, by: 'the operator' });
    const { problems } = (await answer.json()) as { problems: { field: string }[] };
    expect(answer.status).toBe(400);
    expect(problems.map(({ field }) => field)).toEqual(
      expect.arrayContaining(['id', 'currency', 'surprise', 'terms', 'client']),
    );
  });
});
