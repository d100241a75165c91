import { Hono } from 'hono';
import { csrf } from 'hono/csrf';
import { html } from 'hono/html';
import { HTTPException } from 'hono/http-exception';
import { isPlainDate } from '../../../shared/core/calendar/plain-date.ts';
import type { PartyRole } from '../../../shared/core/facts/fact.ts';
import { addActions } from './actions.ts';
import type { ConsoleOptions } from './console-options.ts';
import { doneSentence } from './done.ts';
import { explainPage } from './explain-page.ts';
import { factsPage } from './facts-page.ts';
import { consolePage, problemNotice } from './frame.ts';
import { homePage } from './home-page.ts';
import { introductionsPage } from './introductions-page.ts';
import { ledgerPage } from './ledger-page.ts';
import { takeLook } from './look.ts';
import { mailedHalf, PARTIES, type MailedHalf } from './mailed-half.ts';
import { outsidePage } from './outside-page.ts';
import { refusalOf } from './refusal.ts';
import { statementPage, statementsPage } from './statement-pages.ts';
import { termsPage } from './terms-page.ts';

export type { ConsoleOptions } from './console-options.ts';

/** What a mailed HTML part may do: show itself. Links open in a new tab; scripts, forms and other origins are off. */
const HALF_POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; img-src data:; font-src data:; form-action 'none'; frame-ancestors 'self'; " +
  'sandbox allow-popups allow-popups-to-escape-sandbox';

/**
 * The page that the main job leaves open: one contract to look at and to touch. Every answer is made on the server,
 * without scripts; a form answers by leading back to a page, or with what was wrong as sentences.
 */
export function createConsole(options: ConsoleOptions): Hono {
  const app = new Hono();
  app.use(csrf());
  app.onError(async (error) => {
    if (error instanceof HTTPException) return error.getResponse();
    const refusal = refusalOf(error);
    if (refusal === undefined) console.error('The console failed:', error);
    return refusalPage(
      refusal ?? { status: 500, sentences: ['The console failed; the terminal that runs it says why.'] },
    );
  });
  app.notFound(() => refusalPage({ status: 404, sentences: ['There is no such page.'] }));
  addPages(app, options);
  addMailedHalves(app, options);
  addActions(app, options);
  return app;
}

function addPages(app: Hono, options: ConsoleOptions): void {
  app.get('/', async (c) => {
    const look = await takeLook(options);
    const until = c.req.query('until');
    const done = doneSentence(c.req.query('done'), c.req.query('of'), look);
    return homePage(options, { look, done, until: until !== undefined && isPlainDate(until) ? until : undefined });
  });
  app.get('/ledger', async () => ledgerPage(options, await takeLook(options)));
  app.get('/explain/:receivable{.+}', async (c) =>
    explainPage(options, await takeLook(options), c.req.param('receivable')),
  );
  app.get('/statements', async () => statementsPage(await takeLook(options)));
  app.get('/statements/:statement', async (c) =>
    statementPage(options, await takeLook(options), c.req.param('statement')),
  );
  app.get('/terms', async () => termsPage(await takeLook(options)));
  app.get('/introductions', async (c) => {
    const look = await takeLook(options);
    return introductionsPage(options, look, { done: doneSentence(c.req.query('done'), c.req.query('of'), look) });
  });
  app.get('/facts', async () => factsPage(await takeLook(options)));
  app.get('/inbox', async () => outsidePage(options, await takeLook(options)));
}

/** The parts of the mails themselves, for the frames and links of a statement's page. */
function addMailedHalves(app: Hono, options: ConsoleOptions): void {
  const halfOf = (statement: string, party: string): MailedHalf | undefined =>
    isParty(party) ? mailedHalf(options, statement, party) : undefined;
  app.get('/statements/:statement/:party/html', (c) => {
    const half = halfOf(c.req.param('statement'), c.req.param('party'));
    if (half === undefined) return c.notFound();
    const document = half.html.replace(/<head(?:\s[^>]*)?>/i, (head) => `${head}<base target="_blank">`);
    return c.body(document, 200, {
      ...PLAIN_HEADERS,
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': HALF_POLICY,
    });
  });
  app.get('/statements/:statement/:party/pdf', (c) => {
    const pdf = halfOf(c.req.param('statement'), c.req.param('party'))?.pdf;
    if (pdf === undefined) return c.notFound();
    return c.body(new Uint8Array(pdf.content), 200, {
      ...PLAIN_HEADERS,
      'content-type': 'application/pdf',
      'content-disposition': `inline; filename="${pdf.name.replace(/[^\w. -]/g, '_')}"`,
    });
  });
}

const PLAIN_HEADERS = {
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cache-control': 'no-store',
};

function isParty(text: string): text is PartyRole {
  return PARTIES.some((party) => party === text);
}

function refusalPage({ status, sentences }: { status: number; sentences: readonly string[] }): Promise<Response> {
  const title = status === 404 ? 'Not found' : 'That did not work';
  const body = html`${problemNotice(sentences)}
    <p><a href="/">Back to the contract</a></p>`;
  return consolePage({ place: '', title, body, status });
}
