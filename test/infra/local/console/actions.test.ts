import { beforeEach, describe, expect, it, vi } from 'vitest';
import { createConsole } from '../../../../infra/local/console/console.ts';
import { AttentionStuckError } from '../../../../infra/local/advance.ts';
import { DependencyError } from '../../../../shared/core/errors.ts';
import { record } from '../../../builders/a-world.ts';
import { introduced, noon } from '../../../builders/facts.ts';
import { aConsole, found, type ConsoleWorld } from './a-console.ts';

let contract: ConsoleWorld;

beforeEach(async () => {
  contract = await aConsole();
  await record(contract.world, introduced());
  await contract.pass('1999-05-10');
});

async function dealForm(changes: Record<string, string> = {}): Promise<Record<string, string>> {
  const { text } = await contract.get('/');
  const request = found(text, /name="request" value="([^"]*)"/);
  return { request, investor: 'crm-1042', amount: '250000.00', closedOn: '1999-05-10', ...changes };
}

describe('closing a deal', () => {
  it('tells the CRM, leads back, and says what came of it', async () => {
    const { status, location } = await contract.post('/deals', await dealForm());
    expect(status).toBe(303);
    expect(contract.crm.deals()).toMatchObject([
      { investor: { id: 'crm-1042', name: 'Dana Whitfield' }, amount: '250000.00', currency: 'USD', stage: 'closed' },
    ]);
    expect((await contract.get(location ?? '')).text).toContain(
      'Dana Whitfield, Harbor Ridge Capital: USD 250,000.00 closed: a fee of USD 25,000.00, introduced on 20 April 1999',
    );
  });

  it('closes one deal when the same form comes twice, and another with a new form', async () => {
    const form = await dealForm();
    expect(await contract.post('/deals', form)).toMatchObject({ status: 303 });
    expect(await contract.post('/deals', form)).toMatchObject({ status: 303 });
    expect(contract.crm.deals()).toHaveLength(1);
    expect(contract.crm.webhooks()).toHaveLength(1);
    await contract.post('/deals', await dealForm());
    expect(contract.crm.deals()).toHaveLength(2);
  });

  it('by a stranger earns no fee, and says why', async () => {
    const form = await dealForm({ investor: 'stranger', strangerName: 'Morgan Vale', strangerFirm: 'Stillwater' });
    const { location } = await contract.post('/deals', form);
    expect((await contract.get(location ?? '')).text).toContain(
      'Morgan Vale, Stillwater: USD 250,000.00 closed: no fee. No introduction on record',
    );
  });

  it.each([
    ['amount', '1,250.00', 'The amount: found &quot;1,250.00&quot;'],
    ['amount', '-5', 'An amount is never negative'],
    ['amount', '1e6', 'without an exponent'],
    ['amount', '0.00', 'The amount is zero'],
    ['closedOn', '1999-02-29', 'a day that exists'],
    ['investor', 'crm-9', 'Pick an investor'],
    ['request', 'again', 'Load the page again'],
  ])('refuses %s %j, says why and keeps what was entered', async (field, value, message) => {
    const form = await dealForm({ strangerName: 'Nobody "N" <b>', [field]: value });
    const { status, text } = await contract.post('/deals', form);
    expect(status).toBe(400);
    expect(found(text, /role="alert">([^]*?)<\/div>\s*<\/div>/)).toContain(message);
    expect(text).toContain('value="Nobody &quot;N&quot; &lt;b&gt;"');
    expect(contract.crm.deals()).toEqual([]);
  });

  it('refuses a stranger without a name', async () => {
    const { status, text } = await contract.post('/deals', await dealForm({ investor: 'stranger', strangerName: ' ' }));
    expect({ status, text }).toEqual({ status: 400, text: expect.stringContaining('The stranger has no name.') });
  });
});

describe('changing a deal', () => {
  beforeEach(async () => void (await contract.post('/deals', await dealForm())));

  it('corrects the amount once, however often the same amount is sent', async () => {
    const path = `/deals/${contract.crm.deals()[0]?.id}/correct`;
    const { location } = await contract.post(path, { amount: '240000.00' });
    await contract.post(path, { amount: '240000.00' });
    expect(contract.crm.webhooks().map(({ type }) => type)).toEqual(['funding.closed', 'funding.corrected']);
    expect((await contract.get(location ?? '')).text).toContain('a fee of USD 24,000.00');
  });

  it('reverses it with a reason only, and once', async () => {
    const path = `/deals/${contract.crm.deals()[0]?.id}/reverse`;
    expect(await contract.post(path, { reason: ' ' })).toMatchObject({ status: 400 });
    const { location } = await contract.post(path, { reason: 'the wire came back' });
    await contract.post(path, { reason: 'the wire came back' });
    expect(contract.crm.webhooks().map(({ type }) => type)).toEqual(['funding.closed', 'funding.reversed']);
    expect((await contract.get(location ?? '')).text).toContain(
      'no fee. The closing was reversed: the wire came back.',
    );
  });

  it('says what the CRM refuses', async () => {
    const { status, text } = await contract.post('/deals/deal-none/correct', { amount: '1.00' });
    expect({ status, text }).toEqual({ status: 404, text: expect.stringContaining('There is no deal deal-none.') });
  });
});

describe('paying an invoice', () => {
  it('pays what is left of it, and the payment comes into the books', async () => {
    const { status, location } = await contract.post('/payments', { invoice: 'in_1' });
    expect({ status, location }).toEqual({ status: 303, location: '/?done=paid' });
    const { text } = await contract.get(location ?? '');
    expect(text).toContain('Paid at Stripe');
    expect(text).toMatch(/Balance<\/dt>\s*<dd>\s*USD 2,000\.00/);
  });

  it('pays once when the button is pressed twice', async () => {
    await contract.post('/payments', { invoice: 'in_1' });
    expect(await contract.post('/payments', { invoice: 'in_1' })).toMatchObject({ location: '/?done=paid-before' });
    expect(contract.paid).toEqual(['in_1']);
  });

  it('knows only invoices of this contract', async () => {
    const { status, text } = await contract.post('/payments', { invoice: 'in_99' });
    expect({ status, text }).toEqual({ status: 404, text: expect.stringContaining('no such invoice') });
    expect(contract.paid).toEqual([]);
  });

  it('says what Stripe refuses', async () => {
    contract.world.invoicer.change('in_1', { status: 'void' });
    const { text } = await contract.post('/payments', { invoice: 'in_1' });
    expect(text).toContain('The invoice in_1 is void.');
  });
});

describe('deciding what waits', () => {
  const answer = { answer: 'intro-0001', by: 'Eugene Chiaramonte', reason: 'The same house.' };
  let waiting: string;

  beforeEach(async () => {
    const form = await dealForm({ investor: 'stranger', strangerName: 'Harbor Ridge Growth' });
    await contract.post('/deals', form);
    waiting = found((await contract.get('/')).text, /name="waiting" value="([^"]*)"/);
  });

  it('puts the decision on record, and the fee follows', async () => {
    const { location } = await contract.post('/decisions', { waiting, ...answer });
    expect(location).toBe('/?done=decided');
    const { text } = await contract.get('/introductions');
    expect(text).toContain('Decided by Eugene Chiaramonte: The same house.');
    expect(text).toContain('USD 25,000.00');
  });

  it('shows every problem that the api names, and keeps what was entered', async () => {
    const { status, text } = await contract.post('/decisions', { waiting, ...answer, reason: '', by: '' });
    expect(status).toBe(400);
    expect(text).toContain('by: found &quot;&quot;; allowed is text that is not empty.');
    expect(text).toContain('reason: found &quot;&quot;; allowed is text that is not empty.');
    expect(text).toMatch(/<option value="intro-0001" selected/);
  });

  it('refuses somebody who may not decide', async () => {
    const { status, text } = await contract.post('/decisions', { waiting, ...answer, by: 'Mallory' });
    expect({ status, text }).toEqual({
      status: 400,
      text: expect.stringContaining('That person may not decide this.'),
    });
  });

  it('is done once when the button is pressed twice', async () => {
    await contract.post('/decisions', { waiting, ...answer });
    const { status, text } = await contract.post('/decisions', { waiting, ...answer });
    expect({ status, text }).toEqual({ status: 404, text: expect.stringContaining('waits.') });
    const { text: facts } = await contract.get('/facts');
    expect(facts.match(/Eugene Chiaramonte decides/g)).toHaveLength(1);
  });
});

describe('moving the clock', () => {
  it('goes to the instant that the button names, once', async () => {
    const instant = noon('1999-06-07');
    const advanceTo = vi.spyOn(contract.options, 'advanceTo');
    expect(await contract.post('/clock', { instant })).toMatchObject({ status: 303, location: '/?done=clock' });
    expect(await contract.post('/clock', { instant })).toMatchObject({ status: 303 });
    expect(advanceTo.mock.calls).toEqual([[instant]]);
    expect((await contract.get('/?done=clock')).text).toContain('The business clock stands at 7 June 1999, 12:00.');
  });

  it('offers a day, a week, a month and the next attention', async () => {
    const { text } = await contract.get('/');
    const instants = [...text.matchAll(/name="instant" value="([^"]*)"/g)].map(([, instant]) => instant);
    expect(instants).toEqual([
      (await contract.world.store.readHead('auxer-pmr-1999'))?.attentionAt,
      '1999-05-11T04:00:00.000Z',
      '1999-05-17T04:00:00.000Z',
      '1999-06-10T04:00:00.000Z',
    ]);
  });

  it('goes to the beginning of a date in the contract’s time zone', async () => {
    await contract.post('/clock', { date: '1999-12-01' });
    expect(contract.options.clock.now().toISOString()).toBe('1999-12-01T05:00:00.000Z');
  });

  it.each([
    [{ date: '1999-05-09' }, 'never goes back'],
    [{ date: '1999-02-30' }, 'a day that exists'],
    [{ date: '2001-06-01' }, 'at most 24 months'],
    [{ instant: 'soon' }, 'Load the page again'],
    [{}, 'Load the page again'],
  ])('refuses %j and says why', async (fields, message) => {
    const { status, text } = await contract.post('/clock', fields);
    expect({ status, text }).toEqual({ status: 400, text: expect.stringContaining(message) });
    expect(contract.options.clock.now().toISOString()).toBe(noon('1999-05-10'));
  });

  it('says when a contract does not come to rest', async () => {
    vi.spyOn(contract.options, 'advanceTo').mockRejectedValue(new AttentionStuckError('It asks for attention again.'));
    const { status, text } = await contract.post('/clock', { date: '1999-06-01' });
    expect({ status, text }).toEqual({ status: 409, text: expect.stringContaining('It asks for attention again.') });
  });
});

/** The first page when the api fails with this error. */
async function homeWhere(fault: Error): Promise<Response> {
  const api = { ...contract.options.api, get: () => Promise.reject(fault) };
  return createConsole({ ...contract.options, api }).request('/');
}

describe('the console', () => {
  it.each(['/deals', '/payments', '/decisions', '/clock', '/deals/deal-1/reverse'])(
    'takes no form at %s from a page of another origin',
    async (path) => {
      const fields = { ...(await dealForm()), invoice: 'in_1', date: '1999-06-01', reason: 'why' };
      expect(await contract.post(path, fields, 'https://evil.example')).toMatchObject({ status: 403 });
      expect(contract.crm.deals()).toEqual([]);
      expect(contract.paid).toEqual([]);
    },
  );

  it('says that the api does not answer', async () => {
    const answer = await homeWhere(new DependencyError('api', 'The api does not answer.', { retryable: true }));
    expect(answer.status).toBe(502);
    expect(await answer.text()).toContain('The api does not answer.');
  });

  it('keeps a fault of its own out of the page, and in the terminal', async () => {
    const say = vi.spyOn(console, 'error').mockImplementation(() => undefined);
    const answer = await homeWhere(new TypeError('secret sk_1'));
    expect(answer.status).toBe(500);
    expect(await answer.text()).not.toContain('sk_1');
    expect(say).toHaveBeenCalledOnce();
    say.mockRestore();
  });
});

describe('what is said of an introduction', () => {
  const say = (what: string, by = 'Eugene Chiaramonte') =>
    contract.post('/introductions/intro-0001/say', { what, by, reason: 'we met them in 1998' });

  it('is put on the register by somebody who may say so, and shows on its page', async () => {
    const { status, location } = await say('objection');
    expect(status).toBe(303);
    const { text } = await contract.get(location ?? '');
    expect(text).toContain('disputed by Eugene Chiaramonte on 10 May 1999: we met them in 1998');
    expect(text).toContain('It is on the register');
  });

  it.each([
    ['objection', 'Patrick M. Rost', 'Eugene Chiaramonte'],
    ['licence', 'Eugene Chiaramonte', 'Load the page again'],
  ])('is refused for %s by %s', async (what, by, says) => {
    const { status, text } = await say(what, by);
    expect(status).toBe(400);
    expect(text).toContain(says);
  });
});
