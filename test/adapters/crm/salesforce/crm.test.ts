import { Hono } from 'hono';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { salesforceReader } from '../../../../shared/adapters/crm/salesforce/crm.ts';
import { DependencyError, InputError } from '../../../../shared/core/errors.ts';
import type { Crm } from '../../../../shared/ports/crm.ts';
import { serveApp } from '../../../infra/local/serve-app.ts';

const FIELDS = { deal: ['Amount', 'StageName'], company: ['Name', 'id'], contact: ['Email', 'id'] };
const ORGANIZATION = '00Dd0000000dtDqEAI';

/** What the Salesforce of a test answers, and what it was asked. */
let answers: (query: string) => { status?: number; json: unknown };
let queries: string[];
let logIns: URLSearchParams[];
let tokenAnswer: { status: number; json: object };
let isExpired: (token: string) => boolean;
let instance = 0;

const none = { totalSize: 0, done: true, records: [] };
const refusal = (errorCode: string, message = 'said by Salesforce') => [{ errorCode, message }];

beforeEach(() => {
  [queries, logIns] = [[], []];
  answers = () => ({ json: none });
  isExpired = () => false;
  const id = `https://login.salesforce.com/id/${ORGANIZATION}/005000000000001AAA`;
  tokenAnswer = { status: 200, json: { access_token: 'token', id, token_type: 'Bearer' } };
});

/** Another secret each time, as a token is kept for whoever has the same. */
async function open(fields = FIELDS): Promise<Crm> {
  const app = new Hono();
  app.post('/services/oauth2/token', async (c) => {
    logIns.push(new URLSearchParams(await c.req.text()));
    const { status, json } = tokenAnswer;
    return Response.json({ ...json, access_token: `token-${logIns.length}` }, { status });
  });
  app.get('/services/data/*', (c) => {
    const token = c.req.header('authorization')?.replace('Bearer ', '') ?? '';
    if (isExpired(token)) return Response.json(refusal('INVALID_SESSION_ID'), { status: 401 });
    const asked = c.req.query('q') ?? c.req.path;
    queries.push(asked);
    const { status = 200, json } = answers(asked);
    return Response.json(json, { status });
  });
  const served = await serveApp(app);
  onTestFinished(() => served.close());
  instance += 1;
  const credentials = {
    myDomain: 'acme.my.salesforce.com',
    consumerKey: '3MVG9consumer',
    consumerSecret: `a-consumer-secret-${instance}`,
  };
  return salesforceReader.open(credentials, served.url, fields);
}

async function faultOf(work: Promise<unknown>): Promise<DependencyError> {
  const error: unknown = await work.catch((caught: unknown) => caught);
  expect(error).toBeInstanceOf(DependencyError);
  return error as DependencyError;
}

describe('the API of Salesforce', () => {
  it('is opened by the client credentials once, and asked with the token from then on', async () => {
    const crm = await open();
    await crm.readDeals(['0062000000ZZpewAAD']);
    await crm.changedDeals('2026-01-15T15:00:00.000Z', undefined);
    expect(logIns.map((form) => Object.fromEntries(form))).toEqual([
      {
        grant_type: 'client_credentials',
        client_id: '3MVG9consumer',
        client_secret: expect.stringMatching(/^a-consumer-secret-\d+$/),
      },
    ]);
  });

  it('is opened again when the token no longer holds, once', async () => {
    const crm = await open();
    isExpired = (token) => token === 'token-1';
    await crm.readDeals(['0062000000ZZpewAAD']);
    expect(logIns).toHaveLength(2);
    isExpired = () => true;
    expect(await faultOf(crm.readDeals(['0062000000ZZpewAAD']))).toMatchObject({
      retryable: true,
      details: { status: 401, reason: 'INVALID_SESSION_ID' },
    });
    expect(logIns).toHaveLength(3);
  });

  it('says that the credentials are refused, where OAuth answers with 400', async () => {
    tokenAnswer = { status: 400, json: { error: 'invalid_client', error_description: 'a secret of the client' } };
    const fault = await faultOf((await open()).account());
    expect(fault.details).toMatchObject({ status: 401, reason: 'invalid_client' });
    expect(fault.message).not.toContain('a secret');
  });

  it.each([{}, { id: 'https://login.salesforce.com/id/none/x' }, { id: 5 }])(
    'cannot be read when the log-in names no organization: %j',
    async (json) => {
      tokenAnswer = { status: 200, json };
      expect((await faultOf((await open()).account())).retryable).toBe(true);
    },
  );

  it('does not take a limit that is used up for credentials that are refused', async () => {
    answers = () => ({ status: 403, json: refusal('REQUEST_LIMIT_EXCEEDED') });
    const fault = await faultOf((await open()).readDeals(['0062000000ZZpewAAD']));
    expect(fault).toMatchObject({ retryable: true, details: { reason: 'REQUEST_LIMIT_EXCEEDED' } });
    expect(fault.details).not.toHaveProperty('status');
  });

  it('follows an answer to its end, and to no other address', async () => {
    const first = { Id: '0062000000ZZpewAAD', IsDeleted: false, SystemModstamp: '2026-01-15T15:00:00.000+0000' };
    const second = { ...first, Id: '0062000000ZZpexAAD' };
    answers = (query) =>
      query.startsWith('/services')
        ? { json: { done: true, records: [second] } }
        : { json: { done: false, nextRecordsUrl: '/services/data/v66.0/query/01g000-2000', records: [first] } };
    const crm = await open();
    const { ids } = await crm.changedDeals('2026-01-15T15:00:00.000Z', undefined);
    expect(ids).toEqual(['0062000000ZZpewAAD', '0062000000ZZpexAAD']);
    for (const nextRecordsUrl of [
      'https://evil.example/',
      '//evil.example',
      '/services/data/v66.0/query/../x',
      undefined,
    ]) {
      answers = () => ({ json: { done: false, nextRecordsUrl, records: [] } });
      expect((await faultOf(crm.changedDeals('2026-01-15T15:00:00.000Z', undefined))).details).toMatchObject({
        field: 'nextRecordsUrl',
      });
    }
  });
});

describe('what is asked of Salesforce', () => {
  it('goes on after the last deal of a page, by time and id', async () => {
    const record = (index: number) => ({
      Id: `006200000${String(index).padStart(6, '0')}AAA`,
      SystemModstamp: '2026-01-15T15:00:00.000+0000',
    });
    answers = () => ({ json: { done: true, records: Array.from({ length: 200 }, (_, index) => record(index)) } });
    const crm = await open();
    const { next } = await crm.changedDeals('2026-01-15T14:00:00.123Z', undefined);
    await crm.changedDeals('2026-01-15T14:00:00.123Z', next);
    expect(queries[0]).toContain(
      'WHERE SystemModstamp >= 2026-01-15T14:00:00Z ORDER BY SystemModstamp ASC, Id ASC LIMIT 200',
    );
    expect(queries[1]).toContain(
      "WHERE SystemModstamp > 2026-01-15T15:00:00Z OR (SystemModstamp = 2026-01-15T15:00:00Z AND Id > '006200000000199AAA')",
    );
  });

  it('names each field once, however the mapping spells it, and gives the value under that spelling', async () => {
    const record = {
      Id: '0062000000ZZpewAAD',
      IsDeleted: false,
      SystemModstamp: '2026-01-15T15:00:00.000+0000',
      LastStageChangeDate: '2026-01-15T14:00:00.000+0000',
      Amount: 5,
    };
    answers = (query) => ({ json: { done: true, records: query.includes('FROM Opportunity ') ? [record] : [] } });
    const crm = await open({ ...FIELDS, deal: ['amount', 'AMOUNT', 'id'] });
    const [answer] = await crm.readDeals(['0062000000ZZpew']);
    expect(queries[0]).toContain('LastStageChangeDate, amount, Account.Id, Account.Name FROM');
    expect(answer).toMatchObject({
      kind: 'deal',
      deal: { id: '0062000000ZZpewAAD', changedAt: '2026-01-15T15:00:00.000Z', stageSince: '2026-01-15T14:00:00.000Z' },
    });
    expect(answer?.kind === 'deal' ? answer.deal.fields : {}).toMatchObject({
      amount: { source: '5' },
      AMOUNT: { source: '5' },
    });
  });

  it('tells what is deleted from what it says nothing of', async () => {
    const [deleted, hidden] = ['0062000000ZZpewAAD', '0062000000ZZpexAAD'];
    answers = () => ({ json: { done: true, records: [{ Id: deleted, IsDeleted: true }] } });
    const crm = await open();
    expect(await crm.readDeals([deleted, hidden, 'no-id'])).toEqual([
      { kind: 'gone', id: deleted },
      { kind: 'unseen', id: hidden },
      { kind: 'unseen', id: 'no-id' },
    ]);
  });

  it('takes merges of accounts and contacts to the records that were kept', async () => {
    const [gone, kept, deal] = ['0012000001AOHpxAAH', '0012000001AOHpyAAH', '0062000000ZZpewAAD'];
    answers = (query) => {
      const isMerged = query.includes('MasterRecordId') && query.includes(gone);
      const records = isMerged
        ? [{ Id: gone, MasterRecordId: kept }]
        : query.includes('AccountId IN')
          ? [{ Id: deal }]
          : [];
      return { json: { done: true, records } };
    };
    expect(await (await open()).dealsOf([{ kind: 'company', id: gone }])).toEqual([deal]);
    expect(queries.find((query) => query.includes('AccountId IN'))).toContain(`('${gone}','${kept}')`);
  });
});

describe('what was merged into the account and contacts of a deal', () => {
  const [deal, account] = ['0062000000ZZpewAAD', '0012000001AOHpxAAH'];
  const chain = ['0012000001AOHpyAAH', '0012000001AOHpzAAH'] as const;
  const record = { Id: deal, IsDeleted: false, AccountId: account, Account: { Id: account, Name: 'Harbor' } };
  const merges: Readonly<Record<string, object[]>> = {
    [account]: [{ Id: chain[0], MasterRecordId: account }],
    [chain[0]]: [{ Id: chain[1], MasterRecordId: chain[0] }],
  };

  it('is named beside them, one merge after the other', async () => {
    answers = (query) => {
      const [, master = ''] = /MasterRecordId IN \('(\w+)'\)/.exec(query) ?? [];
      return { json: { done: true, records: query.includes('FROM Opportunity ') ? [record] : (merges[master] ?? []) } };
    };
    const [answer] = await (await open()).readDeals([deal]);
    expect(answer).toMatchObject({ deal: { parties: [{ kind: 'company', id: account, mergedIds: [...chain] }] } });
  });

  it('is not asked for where the mapping goes by no id', async () => {
    answers = (query) => ({ json: { done: true, records: query.includes('FROM Opportunity ') ? [record] : [] } });
    await (await open({ ...FIELDS, company: ['Name'], contact: [] })).readDeals([deal]);
    expect(queries).toHaveLength(1);
  });
});

describe('connecting Salesforce', () => {
  it('says the organization, and has asked for every field of the mapping once', async () => {
    expect(await (await open()).account()).toBe(ORGANIZATION);
    expect(queries).toEqual([
      expect.stringContaining('Amount, StageName, Account.Id, Account.Name FROM Opportunity LIMIT 1'),
      expect.stringContaining('Contact.Id, Contact.Email FROM OpportunityContactRole LIMIT 1'),
    ]);
  });

  it('says which field there is not, as a mistake of the mapping', async () => {
    const said =
      "\nAmout\n^\nERROR at Row:1:Column:8\nNo such column 'Amout' on entity 'Opportunity'. If you are attempting";
    answers = () => ({ status: 400, json: refusal('INVALID_FIELD', said) });
    const error: unknown = await (await open()).account().catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(InputError);
    expect((error as InputError).problems).toMatchObject([{ field: 'Amout' }]);
  });

  it.each(["Amount FROM User WHERE Id != ''", "x'", 'a-b', '1st', ''])(
    'takes no field that is no name: %j',
    async (name) => {
      await expect(open({ ...FIELDS, deal: [name] })).rejects.toBeInstanceOf(InputError);
    },
  );

  it.each([
    'acme.my.salesforce.com.evil.example',
    'evil.example',
    'https://acme.my.salesforce.com',
    'a/b.my.salesforce.com',
    '',
  ])('asks at no other domain than one of Salesforce: %j', (myDomain) => {
    const credentials = { myDomain, consumerKey: '3MVG9consumer', consumerSecret: 'a-consumer-secret' };
    expect(() => salesforceReader.open(credentials, 'https://{myDomain}', FIELDS)).toThrow('Connect again');
  });

  it('takes an address that ends in the secret alone, and says what to click', async () => {
    const secret = 'a-secret-of-an-address_0123456789';
    const setUp = (url: string, secrets: readonly string[]) => salesforceReader.setUp(null, '', url, { secrets });
    const url = `https://t.example/webhooks/crm/c/salesforce/${secret}`;
    expect((await setUp(url, [secret])).steps.join(' ')).toContain(`Endpoint URL: ${url}`);
    await expect(setUp('https://t.example/webhooks/crm/c/salesforce', [secret])).rejects.toMatchObject({
      problems: [{ field: 'url' }],
    });
    await expect(setUp(url, ['short'])).rejects.toMatchObject({ problems: [{ field: 'signingSecrets' }] });
  });

  it('makes a test message that names nothing, and another each time', () => {
    const about = { url: 'https://t.example', account: ORGANIZATION };
    const [one, other] = [1_795_000_000, 1_795_000_001].map(
      (nowSeconds) => salesforceReader.testRequest({ secrets: ['x'] }, { ...about, nowSeconds }).body,
    );
    expect(salesforceReader.named(one ?? '')).toEqual({ deals: [], parties: [], account: ORGANIZATION });
    expect(one).not.toBe(other);
  });
});
