import { beforeAll, describe, expect, it } from 'vitest';
import { createConsole } from '../../../../infra/local/console/console.ts';
import { reconcileContract } from '../../../../shared/app/reconcile-contract.ts';
import { contractFile1999 } from '../../../builders/a-contract.ts';
import { CONTRACT, record } from '../../../builders/a-world.ts';
import { introduced, noon, said, anInvestor, STRANGER } from '../../../builders/facts.ts';
import { aConsole, CRM_ORIGIN, found, PDF, SES_ORIGIN, STRIPE_ORIGIN, type ConsoleWorld } from './a-console.ts';

const HOSTILE = `"><script>alert('1')</script>`;
const EVERY_PAGE = ['/', '/ledger', '/statements', '/terms', '/introductions', '/facts', '/inbox'];
let contract: ConsoleWorld;

const dana = { id: 'crm-1042', name: 'Dana Whitfield', firm: 'Harbor Ridge Capital', emails: [] };
const deal = { name: 'First round', currency: 'USD', instrument: 'equity' };

/** Until 2 July 1999: three retainers, the first paid; a fee, corrected down; a closing by a stranger; a question. */
async function play(played: ConsoleWorld, firm = 'Juniper Partners'): Promise<void> {
  const { world, crm, options, pass, settle } = played;
  await record(world, introduced());
  await pass('1999-04-19');
  options.stripe.payInvoice('in_1');
  await pass('1999-06-15');
  crm.closeDeal({ ...deal, id: 'deal-1', investor: dana, amount: '250000.00', closedOn: '1999-06-15' });
  const sam = { id: 'crm-7', name: `Sam ${HOSTILE}`, firm, emails: [] };
  crm.closeDeal({ ...deal, id: 'deal-2', investor: sam, amount: '400000.00', closedOn: '1999-06-15' });
  await settle();
  await pass('1999-06-22');
  crm.correctDeal('deal-1', { amount: '240000.00' });
  const alike = { id: 'crm-8', name: 'Harbor Ridge Growth', emails: [] };
  crm.closeDeal({ ...deal, id: 'deal-3', investor: alike, amount: '10000.00', closedOn: '1999-06-22' });
  await settle();
  await pass('1999-07-02');
}

beforeAll(async () => {
  contract = await aConsole();
  await play(contract);
});

const closingOf = async (externalId: string): Promise<string> => {
  const { text } = await contract.get('/introductions');
  return found(text, new RegExp(`${externalId}</span> · <span class="id">(closing-[0-9a-f]+)<`));
};

describe('the last comparison with Stripe', () => {
  it('is in the figures at the top, and with its equations under the ledger', async () => {
    const played = await aConsole();
    const { world } = played;
    const get = (path: string) => played.get(path);
    expect((await get('/')).text).toMatch(
      /Stripe and the books<\/dt>\s*<dd>\s*<a href="\/ledger#compared">Not compared yet/,
    );
    expect((await get('/ledger')).text).toContain('Nothing has been compared yet.');
    await played.pass('1999-04-08');
    const compare = (run: string) =>
      reconcileContract(world, { contractId: CONTRACT, run, asOf: noon('1999-04-08'), mode: 'full', customers: [] });

    await compare('one');
    expect((await get('/')).text).toMatch(/Agree<\/a>\s*<small>to the cent, compared on 8 April 1999</);
    expect((await get('/ledger')).text).toMatch(/Billed, less credit notes<\/td>\s*<td class="num">2,000\.00/);

    world.invoicer.change('in_1', { totalMinor: 200_001n, dueMinor: 200_001n, remainingMinor: 200_001n });
    await compare('two');
    expect((await get('/')).text).toMatch(/Differ<\/a>\s*<small>in one place, compared on 8 April 1999</);
    expect((await get('/ledger')).text).toMatch(
      /At Stripe less in the books: billed USD 0\.01, to be paid USD 0\.01\./,
    );
  });
});

describe('the contract at a glance', () => {
  it('shows the parties, the business date, the balance and what comes next', async () => {
    const { text } = await contract.get('/');
    expect(text).toContain('The Auxer Group, Inc. pays PMR and Associates, LLC');
    expect(text).toMatch(/Business date<\/dt>\s*<dd>\s*2 July 1999/);
    expect(text).toMatch(/Balance<\/dt>\s*<dd>\s*USD 28,000\.00/);
    expect(text).toMatch(
      /6 July 1999<\/span>\s*<span>Retainer, 6 July 1999 to 5 August 1999: USD 2,000\.00 is charged/,
    );
  });

  it('draws each charge, payment, closing and statement with its words, linked to its page', async () => {
    const { text } = await contract.get('/');
    expect(text).toContain('<title>6 April 1999: Retainer, 6 April 1999 to 5 May 1999, USD 2,000.00</title>');
    expect(text).toContain(
      '<title>19 April 1999: Payment of Retainer, 6 April 1999 to 5 May 1999, USD −2,000.00</title>',
    );
    expect(text).toMatch(/<title>22 June 1999: Correction of Finder&#39;s fee,[^<]*USD −1,000\.00<\/title>/);
    expect(text).toContain('<title>30 June 1999: statement 3 closes at USD 28,000.00</title>');
    expect(text).toContain(`href="/explain/finders-fee/${await closingOf('deal-1')}"`);
  });

  it('lists each open invoice with what is left after a credit note, and Stripe’s own page of it', async () => {
    const { text } = await contract.get('/');
    expect(text).toContain('Pay USD 24,000.00');
    expect(text).not.toContain('Pay USD 25,000.00');
    expect(text).toContain(`href="${STRIPE_ORIGIN}/pay/in_3"`);
    expect(text).not.toContain(`href="${STRIPE_ORIGIN}/pay/in_1"`);
  });

  it('asks what waits, offers its answers, and only people who may approve', async () => {
    const { text } = await contract.get('/');
    expect(text).toContain('Did the funding by Harbor Ridge Growth originate in an introduction by the consultant?');
    expect(text).toMatch(/<option value="intro-0001"\s*>\s*Yes, intro-0001: Dana Whitfield, Harbor Ridge Capital/);
    expect(text).toMatch(/<option value="nobody"/);
    expect(text).toMatch(/<option value="Eugene Chiaramonte"/);
  });
});

describe('the ledger', () => {
  it('shows both sides of each entry, the running balance, and debits that equal credits', async () => {
    const { text } = await contract.get('/ledger');
    expect(text).toContain('Accounts receivable');
    expect(text).toContain('Income: retainer');
    const sums = found(text, /Both sides<\/td>([^]*?)<\/tr>/).match(/[\d,]+\.\d\d/g);
    // 3 x 2,000 + 25,000 + 1,000 back + 2,000 paid.
    expect(sums).toEqual(['34,000.00', '34,000.00']);
  });
});

describe('the working of an amount', () => {
  it('shows the steps, the facts, the invoice at Stripe and the hash, whose page the public address serves', async () => {
    const { text } = await contract.get(`/explain/finders-fee/${await closingOf('deal-1')}`);
    expect(text).toContain('USD 250,000.00 × 10% = USD 25,000.00');
    expect(text).toContain('USD 24,000.00 − USD 25,000.00 = USD −1,000.00');
    expect(text).toMatch(/Invoice A-in_\d<\/a\s*>, open, USD 24,000\.00/);
    expect(text).toMatch(/Credit note cn_1 on the invoice<\/a\s*>, issued/);
    expect(text).toMatch(/href="\/workings\/auxer-pmr-1999\/[0-9a-f]{64}"/);
    expect(text).toContain('Closing corrected: Dana Whitfield, Harbor Ridge Capital, USD 240,000.00');
  });

  it('says so when nothing was booked under that name', async () => {
    const { status, text } = await contract.get('/explain/retainer/2001-01-01');
    expect(status).toBe(404);
    expect(text).toContain('Nothing was booked as retainer/2001-01-01.');
  });
});

describe('the statements', () => {
  it('are listed newest first with their tally codes', async () => {
    const { text } = await contract.get('/statements');
    expect(text.indexOf('/statements/1999-06-30')).toBeLessThan(text.indexOf('/statements/1999-05-31'));
    expect(text).toMatch(/[0-9A-Z]{4}(-[0-9A-Z]{4}){3}/);
  });

  it('show both halves in frames without scripts, and that they match', async () => {
    const { text, headers } = await contract.get('/statements/1999-06-30');
    const frames = [...text.matchAll(/<iframe\s+src="([^"]*)"[^>]*sandbox="([^"]*)"/g)];
    expect(frames.map(([, src]) => src)).toEqual([
      '/statements/1999-06-30/client/html',
      '/statements/1999-06-30/consultant/html',
    ]);
    for (const [, , sandbox] of frames) expect(sandbox).not.toMatch(/allow-(scripts|same-origin|forms)/);
    expect(headers.get('content-security-policy')).toContain("frame-src 'self'");
    expect(text).toContain('✓ the halves match');
    expect(text).not.toContain('differs');
  });

  it('say so when a half prints another code', async () => {
    const { options } = contract;
    const raw = options.ses.rawOf;
    const other = await aConsoleLike(contract, {
      ses: {
        messages: options.ses.messages,
        rawOf: (id) => {
          const mail = options.ses.messages().find(({ messageId }) => messageId === id);
          const isClients = mail?.tags.some(({ value }) => value === 'client');
          const text = Buffer.from(raw(id) ?? []).toString('latin1');
          return Buffer.from(isClients ? text.replace(/(Tally code[^]*?>\s*)[0-9A-Z]{4}-/, '$10000-') : text, 'latin1');
        },
      },
    });
    expect(other).toContain('✗ the halves do not match');
    expect(other).not.toContain('✓');
  });

  it('say so when a half has not been mailed', async () => {
    const text = await aConsoleLike(contract, { ses: { messages: () => [], rawOf: () => undefined } });
    expect(text).toContain('It has not been mailed.');
    expect(text).toContain('both halves are not there yet');
  });

  it('hand on the very HTML part and the very PDF that were mailed, and nothing that can run', async () => {
    const part = await contract.get('/statements/1999-06-30/client/html');
    expect(part.text).toMatch(/^<!doctype html>[^]*Client’s half/i);
    expect(part.headers.get('content-security-policy')).toMatch(/default-src 'none';.* sandbox(?!.*allow-scripts)/);
    const pdf = await contract.get('/statements/1999-06-30/consultant/pdf');
    expect(pdf.text).toBe(PDF.toString());
    expect(pdf.headers.get('content-type')).toBe('application/pdf');
    expect(pdf.headers.get('content-disposition')).toBe('inline; filename="statement-consultant.pdf"');
  });

  it.each(['/statements/1999-06-30/stranger/html', '/statements/1998-01-31/client/pdf', '/statements/1998-01-31'])(
    'has no %s',
    async (path) => expect((await contract.get(path)).status).toBe(404),
  );
});

describe('the terms', () => {
  it('say each clause in words, and each silence with its reading', async () => {
    const { text } = await contract.get('/terms');
    expect(text).toContain('USD 2,000.00 every month, in advance, from 6 April 1999. At least 3 periods');
    expect(text).toContain('10% of funding, as closed, that originates in an introduction');
    expect(text).toContain('any difference above USD 50,000.00');
    expect(text.match(/Tallystick on 22 November 2026/g)).toHaveLength(17);
  });
});

describe('the introductions', () => {
  it('say why a closing earns a fee, and why another does not', async () => {
    const { text } = await contract.get('/introductions');
    expect(text).toContain('Introduced on 20 April 1999; same CRM id crm-1042.');
    expect(text).toContain('No introduction on record names this investor');
    expect(text).toContain('An introduction looks alike');
  });

  it('say what the client would owe the consultant if the open deals closed, and why one would earn nothing', async () => {
    const open = await aConsole();
    expect((await open.get('/introductions')).text).toContain('No open deal is known of.');
    await record(open.world, introduced());
    const funding = {
      amountMinor: 400_000_00n,
      currency: 'USD',
      stage: 'due diligence',
      reportedAt: noon('1999-04-21'),
    };
    await record(
      open.world,
      said('FundingExpected', { ...funding, closing: 'c-1', externalId: 'd-1', investor: anInvestor() }, '1999-04-21'),
      said('FundingExpected', { ...funding, closing: 'c-2', externalId: 'd-2', investor: STRANGER }, '1999-04-21'),
    );
    await open.pass('1999-04-22');
    const { text } = await open.get('/introductions');
    expect(text.replaceAll(/\s+/g, ' ')).toContain(
      'The Auxer Group, Inc. would owe PMR and Associates, LLC <strong>USD 40,000.00</strong> more, had they all closed on 22 April 1999.',
    );
    expect(text).toContain('No introduction on record names this investor');
    expect(text).toContain('due diligence');
  });
});

describe('the facts', () => {
  it('are numbered, newest first, each with who said it', async () => {
    const { text } = await contract.get('/facts');
    expect(text).toContain('said by the CRM');
    expect(text).toMatch(/Version 1 of the terms adopted[^]*said by Eugene Chiaramonte/);
    expect(text.indexOf('Closing corrected')).toBeLessThan(text.indexOf('Version 1 of the terms'));
  });
});

describe('mail, CRM and Stripe', () => {
  it('are a link away', async () => {
    const { text } = await contract.get('/inbox');
    for (const href of [`${SES_ORIGIN}/inbox`, `${CRM_ORIGIN}/`, `${STRIPE_ORIGIN}/pay/in_1`])
      expect(text).toContain(`href="${href}"`);
  });
});

describe('every page', () => {
  it.each(EVERY_PAGE)('%s allows no script and no other origin', async (path) => {
    const { status, headers } = await contract.get(path);
    expect(status).toBe(200);
    expect(headers.get('content-security-policy')).toMatch(/^default-src 'none';(?!.*script-src)(?!.*unsafe)/);
  });

  it('escapes whatever a contract, an investor, a person or a service is called', async () => {
    const file = { ...contractFile1999(), title: HOSTILE };
    const hostile = await aConsole({
      ...file,
      client: { name: HOSTILE, address: [HOSTILE], statementsTo: ['client@auxer.example'] },
      people: [{ name: HOSTILE, party: 'client', may: ['approve'] }],
    });
    const investor = anInvestor({ name: HOSTILE, firm: 'Harbor Ridge Capital' });
    await record(
      hostile.world,
      introduced(investor),
      said('ServiceRendered', { clause: HOSTILE, renderedOn: '1999-04-07', description: HOSTILE }, '1999-04-07'),
    );
    await play(hostile, HOSTILE);
    for (const path of [...EVERY_PAGE, '/statements/1999-06-30', '/explain/retainer/1999-04-06']) {
      const { status, text } = await hostile.get(path);
      expect(status, path).toBe(200);
      expect(text, path).not.toContain('<script');
    }
    expect((await hostile.get('/facts')).text).toContain('&lt;script&gt;');
    expect((await hostile.get('/statements/1999-06-30/client/html')).text).not.toContain('<script');
  });

  it('is not found when there is none', async () => {
    const { status, text } = await contract.get('/nothing');
    expect(status).toBe(404);
    expect(text).toContain('There is no such page.');
  });
});

/** The page of the June statement, as a console with other parts shows it. */
async function aConsoleLike({ options }: ConsoleWorld, changes: Partial<ConsoleWorld['options']>): Promise<string> {
  const answer = await createConsole({ ...options, ...changes }).request('/statements/1999-06-30');
  return answer.text();
}
