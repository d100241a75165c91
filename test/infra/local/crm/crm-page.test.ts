import { beforeEach, describe, expect, it } from 'vitest';
import { createCrmStandIn, type CrmStandIn } from '../../../../infra/local/crm/crm-stand-in.ts';
import { openKeptStore } from '../../../../infra/local/kept-store.ts';

const NOW = new Date('1999-06-15T16:00:00Z');
const FORM = {
  name: 'Series A, first tranche',
  amount: '250000.00',
  currency: 'USD',
  closedOn: '1999-06-15',
  instrument: 'equity',
  investor: 'new',
  investorName: 'Ada Example',
  investorFirm: 'Example Partners',
  investorEmails: 'ada@example.com, office@example.com',
};
let crm: CrmStandIn;

beforeEach(() => {
  crm = createCrmStandIn({
    store: openKeptStore(':memory:'),
    businessClock: () => NOW,
    wallClock: () => NOW,
    contractId: 'auxer-pmr-1999',
    endpoint: undefined,
  });
});

async function post(path: string, fields: Record<string, string> = {}, origin = 'http://localhost') {
  const answer = await crm.app.request(path, {
    method: 'POST',
    headers: { origin },
    body: new URLSearchParams(fields),
  });
  return { status: answer.status, location: answer.headers.get('location'), text: await answer.text() };
}

async function pageText(): Promise<string> {
  return (await crm.app.request('/')).text();
}

describe('the form', () => {
  it('closes a deal with a new investor, and leads back to the page', async () => {
    expect(await post('/deals', FORM)).toMatchObject({ status: 303, location: '/' });
    expect(crm.deals()).toEqual([
      {
        id: 'deal-1001',
        name: 'Series A, first tranche',
        investor: {
          id: 'crm-1001',
          name: 'Ada Example',
          firm: 'Example Partners',
          emails: ['ada@example.com', 'office@example.com'],
        },
        amount: '250000.00',
        currency: 'USD',
        closedOn: '1999-06-15',
        instrument: 'equity',
        stage: 'closed',
      },
    ]);
    expect(crm.webhooks()).toMatchObject([{ type: 'funding.closed', closing: 'deal-1001' }]);
  });

  it('offers the investors that are known, and closes another deal with one of them', async () => {
    await post('/deals', FORM);
    expect(await pageText()).toMatch(/<option value="crm-1001"\s*>\s*Ada Example, Example Partners/);
    await post('/deals', { ...FORM, investor: 'crm-1001', investorName: '' });
    expect(crm.deals()[1]).toMatchObject({ id: 'deal-1002', investor: { id: 'crm-1001', name: 'Ada Example' } });
  });

  it.each([
    ['amount', '250,000.00', 'without separators'],
    ['amount', '-5', 'above zero'],
    ['amount', '0.00', 'above zero'],
    ['amount', '1e6', 'without separators'],
    ['amount', '', 'above zero'],
    ['currency', 'usd', 'three capital letters'],
    ['closedOn', '1999-02-29', 'a day such as'],
    ['closedOn', '15 June', 'a day such as'],
    ['name', ' ', 'What was funded is empty'],
    ['investorName', '', 'name is empty'],
    ['investorEmails', 'ada', 'ada is not an e-mail address'],
    ['investor', 'crm-9', 'Pick an investor'],
  ])('refuses %s %j, says why and keeps what was entered', async (field, value, message) => {
    const { status, text } = await post('/deals', { ...FORM, [field]: value });
    expect(status).toBe(400);
    expect(text).toContain(message);
    if (field !== 'name') expect(text).toContain('value="Series A, first tranche"');
    expect(crm.deals()).toEqual([]);
  });

  it('is not taken from a page of another origin', async () => {
    expect(await post('/deals', FORM, 'https://evil.example')).toMatchObject({ status: 403 });
    expect(crm.deals()).toEqual([]);
  });
});

describe('the buttons', () => {
  beforeEach(() => post('/deals', FORM));

  it('correct the amount', async () => {
    expect(await post('/deals/deal-1001/correct', { amount: '200000.00' })).toMatchObject({ status: 303 });
    expect(crm.deals()[0]?.amount).toBe('200000.00');
    expect(await pageText()).toContain('200,000.00 USD');
  });

  it('reverse a deal, with a reason only', async () => {
    expect(await post('/deals/deal-1001/reverse', { reason: ' ' })).toMatchObject({ status: 400 });
    expect(await post('/deals/deal-1001/reverse', { reason: 'The wire came back.' })).toMatchObject({ status: 303 });
    expect(crm.deals()[0]?.stage).toBe('reversed');
  });

  it('send a webhook again', async () => {
    const [webhook] = crm.webhooks();
    expect(await post(`/webhooks/${webhook?.webhookId}/resend`)).toMatchObject({ status: 303 });
    expect(crm.webhooks()[0]?.timesWanted).toBe(2);
  });

  it('say on the page what cannot be done', async () => {
    expect(await post('/deals/deal-1001/correct', { amount: '1,0' })).toMatchObject({ status: 400 });
    expect(await post('/deals/none/correct', { amount: '1.00' })).toMatchObject({ status: 404 });
    expect(await post('/webhooks/none/resend')).toMatchObject({ status: 404 });
    crm.reverseDeal('deal-1001', 'why');
    const { status, text } = await post('/deals/deal-1001/reverse', { reason: 'again' });
    expect(status).toBe(409);
    expect(text).toContain('Deal deal-1001 is reversed, so it stays as it is.');
  });
});

it('escapes whatever a deal holds', async () => {
  const nasty = '"><script>alert(1)</script>';
  await post('/deals', { ...FORM, name: nasty, investorName: nasty, investorFirm: nasty, instrument: nasty });
  crm.reverseDeal('deal-1001', nasty, { webhookId: nasty });
  const text = await pageText();
  expect(text).toContain('&lt;script&gt;');
  expect(text).not.toContain('<script');
});

it('shows how each webhook stands', async () => {
  expect(await pageText()).toContain('Nothing has been sent.');
  await post('/deals', FORM);
  const text = await pageText();
  expect(text).toContain('funding.closed');
  expect(text).toMatch(/badge warn">waiting/);
});
