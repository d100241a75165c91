import type { Hono } from 'hono';
import { startOfDay } from '../../../shared/core/calendar/instant.ts';
import { isPlainDate, monthsAfter } from '../../../shared/core/calendar/plain-date.ts';
import { parseAmount } from '../../../shared/core/money/parse-amount.ts';
import type { ConsoleOptions } from './console-options.ts';
import { readDeal } from './deal-form.ts';
import { doneAt } from './done.ts';
import { enteredIn, type Entered } from './entered.ts';
import { homePage } from './home-page.ts';
import { SAYINGS } from './introduction-card.ts';
import { introductionsPage } from './introductions-page.ts';
import { contractPath, takeLook, type Look } from './look.ts';
import { invoicesOf } from './open-invoices.ts';
import { problemSentence, refusalOf, type Refusal } from './refusal.ts';

/** The furthest that one press of a button moves the clock. */
const MOST_MONTHS_AT_ONCE = 24;

/** Does what a form asks: answers where to lead, or why it was not done. */
type Action = (options: ConsoleOptions, entered: Entered, look: Look) => Promise<Refusal | string>;

/** Shows the form's page again, with why it was not done. */
type Show = (options: ConsoleOptions, look: Look, refusal: Refusal, entered: Entered) => Promise<Response>;

/** Adds the forms' own addresses. Each does its thing, waits until all has settled, and leads back to a page. */
export function addActions(app: Hono, options: ConsoleOptions): void {
  const forms: readonly (readonly [path: string, act: Action, show: Show])[] = [
    ['/deals', closeDeal, homeWith],
    ['/payments', pay, homeWith],
    ['/decisions', decide, homeWith],
    ['/clock', moveClock, homeWith],
    ['/introductions/:introduction/say', sayOfIntroduction, introductionsWith],
    ['/deals/:deal/correct', correctDeal, introductionsWith],
    ['/deals/:deal/reverse', reverseDeal, introductionsWith],
  ];
  for (const [path, act, show] of forms) {
    app.post(path, async (c) => {
      const entered = { ...(await enteredIn(c)), ...c.req.param() };
      const outcome = await attempt(options, act, entered);
      if (typeof outcome === 'string') return c.redirect(outcome, 303);
      return show(options, await takeLook(options), outcome, entered);
    });
  }
}

async function attempt(options: ConsoleOptions, act: Action, entered: Entered): Promise<Refusal | string> {
  try {
    return await act(options, entered, await takeLook(options));
  } catch (error) {
    const refusal = refusalOf(error);
    if (refusal === undefined) throw error;
    return refusal;
  }
}

const homeWith: Show = (options, look, { status, sentences }, entered) =>
  homePage(options, { look, problems: sentences, status, entered });

const introductionsWith: Show = (options, look, { status, sentences }) =>
  introductionsPage(options, look, { problems: sentences, status });

async function closeDeal(options: ConsoleOptions, entered: Entered, look: Look): Promise<Refusal | string> {
  const read = readDeal(entered, look, options.crm.deals());
  if ('problems' in read) return badInput(...read.problems);
  options.crm.closeDeal(read.deal, { webhookId: read.webhookId });
  await options.quiesce();
  return doneAt('/', 'deal', read.deal.id);
}

async function correctDeal(options: ConsoleOptions, entered: Entered, look: Look): Promise<Refusal | string> {
  const { deal: dealId = '', amount = '' } = entered;
  const deal = options.crm.deals().find(({ id }) => id === dealId);
  const parsed = parseAmount('The amount', amount, deal?.currency ?? look.view.terms.currency);
  if (!('amountMinor' in parsed)) return badInput(problemSentence(parsed));
  // The same amount again, as when the button is pressed twice, is no correction.
  if (deal?.amount !== amount) options.crm.correctDeal(dealId, { amount });
  await options.quiesce();
  return doneAt('/introductions', 'corrected', dealId);
}

async function reverseDeal(options: ConsoleOptions, entered: Entered): Promise<Refusal | string> {
  const { deal: dealId = '', reason = '' } = entered;
  if (reason === '') return badInput('Say why the deal fell through.');
  const isReversed = options.crm.deals().some(({ id, stage }) => id === dealId && stage === 'reversed');
  if (!isReversed) options.crm.reverseDeal(dealId, reason);
  await options.quiesce();
  return doneAt('/introductions', 'reversed', dealId);
}

async function pay(options: ConsoleOptions, { invoice = '' }: Entered, look: Look): Promise<Refusal | string> {
  const state = invoicesOf(look).find(({ intent }) => intent.kind === 'invoice' && intent.invoice === invoice);
  if (state === undefined) return { status: 404, sentences: ['This contract has no such invoice at Stripe.'] };
  if (state.remainingMinor <= 0n) return doneAt('/', 'paid-before');
  options.stripe.payInvoice(invoice);
  await options.quiesce();
  return doneAt('/', 'paid');
}

async function decide(options: ConsoleOptions, entered: Entered): Promise<Refusal | string> {
  const { waiting = '', answer = '', by = '', reason = '' } = entered;
  await options.api.post(contractPath(options, 'decisions'), { waiting, answer, by, reason });
  await options.quiesce();
  return doneAt('/', 'decided');
}

/** What a form says, as the kind of record that it is. */
async function sayOfIntroduction(options: ConsoleOptions, entered: Entered): Promise<Refusal | string> {
  const { introduction = '', what = '', by = '', reason = '' } = entered;
  if (!SAYINGS.some(({ value }) => value === what)) return badInput('The form is not whole. Load the page again.');
  const isRuling = what === 'uphold' || what === 'reject';
  const path = contractPath(options, 'records', isRuling ? 'ruling' : what);
  await options.api.post(path, { introduction, by, reason, ...(isRuling ? { stands: what === 'uphold' } : {}) });
  await options.quiesce();
  return doneAt('/introductions', 'said', introduction);
}

async function moveClock(options: ConsoleOptions, entered: Entered, look: Look): Promise<Refusal | string> {
  const { timeZone } = look.view.terms;
  const { date, instant } = entered;
  if (date !== undefined && !isPlainDate(date)) return badInput('The date is a day that exists, such as 2000-03-31.');
  const target = date === undefined ? readInstant(instant) : startOfDay(date, timeZone);
  if (target === undefined) return badInput('The form is not whole. Load the page again.');
  if (date !== undefined && date < look.today) {
    return badInput('The business clock never goes back. Choose a day that is to come.');
  }
  if (target > startOfDay(monthsAfter(look.today, MOST_MONTHS_AT_ONCE), timeZone)) {
    return badInput(`The clock moves at most ${MOST_MONTHS_AT_ONCE} months at once here. Choose an earlier day.`);
  }
  // A button that is pressed twice names an instant that has been reached already.
  if (target > look.now) await options.advanceTo(target);
  await options.quiesce();
  return doneAt('/', 'clock');
}

function readInstant(text = ''): string | undefined {
  return /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/.test(text) && !Number.isNaN(Date.parse(text))
    ? text
    : undefined;
}

function badInput(...sentences: readonly string[]): Refusal {
  return { status: 400, sentences };
}
