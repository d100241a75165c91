import { randomUUID } from 'node:crypto';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import { ApiError } from '../../../../cli/api-client.ts';
import { apiRoutes } from '../../../../functions/api/routes.ts';
import { createConsole, type ConsoleOptions } from '../../../../infra/local/console/console.ts';
import { createCrmStandIn, type CrmStandIn } from '../../../../infra/local/crm/crm-stand-in.ts';
import { openKeptStore } from '../../../../infra/local/kept-store.ts';
import { ApiRefusalError } from '../../../../infra/local/stripe/api-refusal-error.ts';
import { readCrmEvent } from '../../../../shared/adapters/crm/standard-webhooks/read-event.ts';
import { noticeHtml, noticeText } from '../../../../shared/adapters/documents/notice.ts';
import { statementHtml } from '../../../../shared/adapters/documents/statement-html.ts';
import { statementSheet } from '../../../../shared/adapters/documents/statement-sheet.ts';
import { composeMail } from '../../../../shared/adapters/ses/mime.ts';
import { recordInbound } from '../../../../shared/app/record-inbound.ts';
import { pushInvoice } from '../../../../shared/app/push-invoice.ts';
import { sendStatement } from '../../../../shared/app/send-statement.ts';
import { settleContract } from '../../../../shared/app/settle-contract.ts';
import { UnknownError, type Problem } from '../../../../shared/core/errors.ts';
import type { Plain } from '../../../../shared/core/json.ts';
import type { StatementMail } from '../../../../shared/ports/mailer.ts';
import { problemBody, statusOf } from '../../../../shared/runtime/http.ts';
import { memoryMailNotes } from '../../../builders/memory-mail-notes.ts';
import { aWorld, CONTRACT, runOn, type World } from '../../../builders/a-world.ts';
import { crmMessage, stripeMessage } from '../../../builders/crm-message.ts';
import { noon } from '../../../builders/facts.ts';
import { crmApi } from '../../../builders/crm-api.ts';

/** The use cases in memory behind the real routes, a real CRM, and a console that looks at them. */
export interface ConsoleWorld {
  readonly world: World;
  readonly options: ConsoleOptions;
  readonly crm: CrmStandIn;
  /** What was paid by the button, in order. */
  readonly paid: string[];
  /** Moves the clock day by day, as time would pass. */
  readonly pass: (until: string) => Promise<void>;
  /** Delivers what the CRM has to say, and runs everything. */
  readonly settle: () => Promise<void>;
  get(path: string): Promise<{ status: number; text: string; headers: Headers }>;
  post(
    path: string,
    fields: Record<string, string>,
    origin?: string,
  ): Promise<{ status: number; location: string | null; text: string }>;
}

export const PDF = Buffer.from('%PDF-1.7 the statement');
export const SES_ORIGIN = 'http://127.0.0.1:9101';
export const STRIPE_ORIGIN = 'http://127.0.0.1:9102';
export const CRM_ORIGIN = 'http://127.0.0.1:9103';

export async function aConsole(file?: Plain): Promise<ConsoleWorld> {
  const clock = { instant: noon('1999-04-06') };
  const mail = recordedMail(() => clock.instant);
  const world = { ...(await aWorld(file)), mailer: mail.mailer, documents: shortDocuments };
  const crm = createCrmStandIn({
    store: openKeptStore(':memory:'),
    businessClock: () => new Date(clock.instant),
    wallClock: () => new Date(clock.instant),
    contractId: CONTRACT,
    endpoint: undefined,
  });
  const settle = async (): Promise<void> => {
    for (const { webhookId, body } of crm.webhooks()) {
      const message = crmMessage(body, { messageId: webhookId, receivedAt: clock.instant });
      await recordInbound({ ...world, readCrmEvent }, message);
    }
    for (const invoice of paid) {
      await recordInbound({ ...world, readCrmEvent }, stripeMessage(invoice, clock.instant, `evt_${invoice}`));
    }
    await takeRings(world);
  };
  const arrive = async (instant: string): Promise<void> => {
    clock.instant = instant;
    await runOn(world, instant);
    await settle();
  };
  const paid: string[] = [];
  const options: ConsoleOptions = {
    api: apiIn(world, () => clock.instant),
    contractId: CONTRACT,
    stripe: { origin: () => STRIPE_ORIGIN, payInvoice: (id) => pay(world, id, clock.instant, paid) },
    ses: mail.ses,
    sesOrigin: () => SES_ORIGIN,
    crmOrigin: () => CRM_ORIGIN,
    crm,
    clock: { now: () => new Date(clock.instant) },
    advanceTo: arrive,
    quiesce: settle,
  };
  await arrive(clock.instant);
  const pass = async (until: string): Promise<void> => {
    while (clock.instant !== noon(until)) {
      const tomorrow = new Date(Date.parse(clock.instant) + 86_400_000).toISOString();
      await arrive(tomorrow < noon(until) ? tomorrow : noon(until));
    }
  };
  return { world, options, crm, paid, settle, pass, ...browser(options) };
}

/** Takes every message that lies in the queues. */
async function takeRings(world: World): Promise<void> {
  for (let rung = world.bells.take(); rung !== undefined; rung = world.bells.take()) {
    if (rung.queue === 'contract') await settleContract(world, rung.ring);
    if (rung.queue === 'invoice') await pushInvoice(world, rung.ring);
    if (rung.queue === 'statement') await sendStatement(world, rung.ring);
  }
}

function browser(options: ConsoleOptions): Pick<ConsoleWorld, 'get' | 'post'> {
  const app = createConsole(options);
  return {
    get: async (path) => {
      const answer = await app.request(path);
      return { status: answer.status, text: withoutStyles(await answer.text()), headers: answer.headers };
    },
    post: async (path, fields, origin = 'http://localhost') => {
      const body = new URLSearchParams(fields);
      const answer = await app.request(path, { method: 'POST', headers: { origin }, body });
      return {
        status: answer.status,
        location: answer.headers.get('location'),
        text: withoutStyles(await answer.text()),
      };
    },
  };
}

const startBells = { ringStart: async () => undefined };

/** The real routes, and a client that throws what the signed one throws. */
function apiIn(world: World, now: () => string): ConsoleOptions['api'] {
  const mails = { notes: memoryMailNotes(), intakeDomain: 'introductions.example.com' };
  const checking = { bells: startBells, ...mails };
  const routes = apiRoutes({ ...world, ...crmApi(), ...checking, newSalt: () => '5a17' }, () => ({
    now: now(),
    caller: 'a test',
  }));
  // Every status of http.ts carries a body.
  routes.onError((error, c) => c.json(problemBody(error), statusOf(error) as ContentfulStatusCode));
  const call = async <T>(path: string, init: RequestInit = {}): Promise<T> => {
    const answer = await routes.request(path, init);
    const body: unknown = await answer.json();
    if (answer.ok) return body as T;
    const refused = body as { code: string; message: string; problems?: Problem[] };
    throw new ApiError(answer.status, { ...refused, problems: refused.problems ?? [] });
  };
  return {
    get: (path) => call(path),
    post: (path, body) => call(path, { method: 'POST', body: JSON.stringify(body) }),
  };
}

function pay({ invoicer }: World, id: string, now: string, paid: string[]): void {
  const invoice = invoicer.invoices.get(id);
  if (invoice?.status !== 'open') throw new ApiRefusalError(`The invoice ${id} is ${invoice?.status ?? 'not there'}.`);
  const paidAtEpochSeconds = Date.parse(now) / 1000;
  invoicer.change(id, { status: 'paid', paidMinor: invoice.remainingMinor, remainingMinor: 0n, paidAtEpochSeconds });
  paid.push(id);
}

/** The HTML part as it is mailed; a PDF that is known by its first bytes only. */
const shortDocuments: World['documents'] = {
  makeNotice: async (content) => ({
    subject: content.subject,
    html: await noticeHtml(content),
    text: noticeText(content),
  }),
  make: async (statement, party) => ({
    subject: `Statement ${statement.number}`,
    html: await statementHtml(statementSheet(statement, party)),
    text: statement.tallyCode,
    pdf: PDF,
    pdfName: `statement-${party}.pdf`,
  }),
};

/** Composes each message as the adapter for SES does, and keeps it as the stand-in for SES does. */
function recordedMail(now: () => string): { mailer: World['mailer']; ses: ConsoleOptions['ses'] } {
  const sent: StatementMail[] = [];
  const kept: { mail: ReturnType<ConsoleOptions['ses']['messages']>[number]; raw: Uint8Array }[] = [];
  const send = async (mail: StatementMail): Promise<{ messageId: string }> => {
    const messageId = randomUUID();
    const tags = { contract: mail.contractId, statement: mail.statementId, party: mail.party };
    sent.push(mail);
    kept.push({
      raw: await composeMail({ from: 'statements@tallystick.example', to: mail.to, ...mail.documents }),
      mail: {
        messageId,
        sentAt: now(),
        source: 'statements@tallystick.example',
        recipients: mail.to.map((address) => ({ address, outcome: 'delivered' })),
        headers: [{ name: 'Subject', value: mail.documents.subject }],
        tags: Object.entries(tags).map(([name, value]) => ({ name, value })),
      },
    });
    return { messageId };
  };
  return {
    mailer: { sent, notices: [], send, sendNotice: () => Promise.reject(new TypeError('no notices in this year')) },
    ses: {
      messages: () => kept.map(({ mail }) => mail),
      rawOf: (messageId) => kept.find(({ mail }) => mail.messageId === messageId)?.raw,
    },
  };
}

function withoutStyles(page: string): string {
  return page.replace(/<style>[^]*?<\/style>/g, '');
}

/** What a page must have; the test fails with what was looked for. */
export function found(text: string, pattern: RegExp): string {
  const match = pattern.exec(text)?.[1];
  if (match === undefined) throw new UnknownError(`The page has nothing like ${pattern}.`);
  return match;
}
