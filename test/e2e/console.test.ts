import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { consoleOf } from '../../cli/console-of.ts';
import { openBrowser } from '../builders/browser.ts';
import { playYear, type PlayedYear } from '../builders/played-year.ts';

let year: PlayedYear;
let page: Page;
let closeBrowser: () => Promise<void>;
const complaints: string[] = [];

beforeAll(async () => {
  year = await playYear({ until: '1999-06-30' });
  year.system.servePages(await consoleOf(year));
  const opened = await openBrowser();
  closeBrowser = opened.close;
  page = await opened.browser.newPage({ viewport: { width: 1280, height: 900 } });
  page.on('console', (message) => {
    if (message.type() === 'error' && !message.location().url.endsWith('/favicon.ico')) complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(error.message));
}, 180_000);

afterAll(async () => {
  await closeBrowser();
  await year.end();
});

const open = async (path: string): Promise<string> => {
  const answer = await page.goto(`${year.system.origin}${path}`);
  expect(answer?.status()).toBe(200);
  return page.locator('body').innerText();
};

describe('the page that the main job leaves open', { timeout: 60_000 }, () => {
  it('shows the contract at a glance', async () => {
    const text = await open('/');
    expect(text).toContain('USD 24,000.00');
    expect(text).toContain('PMR and Associates, LLC');
  });

  it('shows both halves of a statement side by side, and that they match', async () => {
    const text = await open('/statements/1999-06-30');
    expect(text).toContain('the halves match');
    const halves = await Promise.all(
      page
        .frames()
        .slice(1)
        .map((frame) => frame.locator('body').innerText()),
    );
    expect(halves).toHaveLength(2);
    for (const half of halves) expect(half).toContain('24,000.00');
  });

  it('gives the PDF as it was mailed', async () => {
    await open('/statements/1999-06-30');
    const href = await page.getByRole('link', { name: /PDF/ }).first().getAttribute('href');
    const pdf = await page.request.get(new URL(href ?? '', page.url()).href);
    expect(pdf.headers()['content-type']).toContain('application/pdf');
    expect((await pdf.body()).subarray(0, 5).toString()).toBe('%PDF-');
  });

  it('closes a deal, which becomes a fee in the ledger', async () => {
    await open('/');
    await page.getByLabel('Amount in USD').fill('12345.60');
    await page.getByRole('button', { name: 'Close the deal' }).click();
    await page.waitForLoadState();
    expect(await open('/ledger')).toContain('1,234.56');
  });

  it('pays an invoice, which lowers the balance', async () => {
    await open('/');
    const before = (await year.stage.view()).balanceMinor;
    await page
      .getByRole('button', { name: /^Pay USD/ })
      .first()
      .click();
    await page.waitForLoadState();
    expect((await year.stage.view()).balanceMinor).toBeLessThan(before);
  });

  it('moves the clock by a month, with its retainer and statement', async () => {
    const before = await year.stage.view();
    await open('/');
    await page.getByRole('button', { name: 'A month' }).click();
    await page.waitForLoadState();
    const after = await year.stage.view();
    expect(after.statements.length).toBe(before.statements.length + 1);
    expect(after.postings.filter(({ kind }) => kind === 'retainer').length).toBe(
      before.postings.filter(({ kind }) => kind === 'retainer').length + 1,
    );
  });

  it('asks what a refund in the dashboard was, and books that the money came another way', async () => {
    const { system, stage } = year;
    const answer = await fetch(`${system.stripeOrigin}/_standin/state`);
    const { invoices } = (await answer.json()) as { invoices: { id: string; status: string; amount_paid: number }[] };
    const paid = invoices.find(({ status, amount_paid }) => status === 'paid' && amount_paid > 0);
    const before = (await stage.view()).balanceMinor;
    await page.goto(`${system.stripeOrigin}/operator/invoices/${paid?.id}`);
    await page.getByRole('button', { name: 'Refund' }).click();
    await page.waitForLoadState();
    await system.quiesce();
    expect((await stage.view()).balanceMinor).toBe(before + BigInt(paid?.amount_paid ?? 0));

    expect(await open('/')).toContain('was refunded at Stripe on invoice');
    await page.getByLabel('Answer').selectOption('collected');
    await page.getByLabel('Decided by').selectOption('Eugene Chiaramonte');
    await page.getByLabel('Reason, for the record').fill('it came by bank transfer');
    await page.getByRole('button', { name: 'Decide' }).click();
    await page.waitForLoadState();

    expect((await stage.view()).balanceMinor).toBe(before);
    expect(await open('/')).not.toContain('was refunded at Stripe on invoice');
    expect(await open('/ledger')).toContain('Collected outside of Stripe: ');
  });

  it('says how Stripe and the books compare, before and after that', async () => {
    expect(await open('/')).toMatch(/Stripe and the books\s+Agree\s+to the cent, compared on /);
    expect((await year.system.asOperator('POST', '/api/reconciliations', { by: 'the accountant' })).status).toBe(202);
    await year.system.quiesce();
    expect(await open('/ledger')).toMatch(/Stripe and the books agree to the cent, as compared on /);
  });

  it('makes the browser complain of nothing', () => {
    expect(complaints).toEqual([]);
  });
});
