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

  it('makes the browser complain of nothing', () => {
    expect(complaints).toEqual([]);
  });
});
