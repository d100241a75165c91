import { createHash } from 'node:crypto';
import { Hono } from 'hono';
import { html } from 'hono/html';
import MailComposer from 'nodemailer/lib/mail-composer';
import * as z from 'zod';
import { page, type Markup } from '../page.ts';
import {
  DKIM_RESULTS,
  DMARC_POLICIES,
  SCAN_RESULTS,
  SmtpRefusal,
  SPF_RESULTS,
  type IncomingMail,
} from './incoming-mail.ts';
import type { MailReceiver, ReceivedMail } from './mail-receiver.ts';

const found = {
  dkim: z.enum(DKIM_RESULTS).default('pass'),
  spf: z.enum(SPF_RESULTS).default('pass'),
  spam: z.enum(SCAN_RESULTS).default('pass'),
  virus: z.enum(SCAN_RESULTS).default('pass'),
  dmarcPolicy: z.enum(DMARC_POLICIES).optional(),
};

/** What a program sends: a whole mail, its envelope, and what SES would find. */
const delivery = z.strictObject({
  raw: z.base64(),
  from: z.string(),
  to: z.array(z.string()).min(1).max(50),
  hello: z.string().default('mail.sender.example'),
  ...found,
});

const list = z
  .string()
  .default('')
  .transform((text) =>
    text
      .split(',')
      .map((one) => one.trim())
      .filter((one) => one !== ''),
  );

/** What a person fills in. */
const written = z.object({ from: z.string(), to: list, cc: list, subject: z.string(), text: z.string(), ...found });

/** Adds the way in for mail: a page to write one on, and an address for programs. What is refused is refused as SES would. */
export function inboundPages(receiver: MailReceiver, now: () => Date): Hono {
  const app = new Hono();
  app.get('/inbound', () => inboundPage(receiver));
  app.post('/inbound', async (c) => {
    try {
      if (c.req.header('content-type')?.startsWith('application/json') === true) {
        return c.json(receiver.receive(withoutUndefined(delivery.parse(await c.req.json()))));
      }
      receiver.receive(await composed(written.parse(await c.req.parseBody()), now()));
      return c.redirect('/inbound', 303);
    } catch (error) {
      if (error instanceof z.ZodError) return c.json({ message: z.prettifyError(error) }, 400);
      if (error instanceof SmtpRefusal) return c.json({ message: error.message }, 422);
      throw error;
    }
  });
  return app;
}

/** A mail as a mail program would send it. What it says of its signature is as good as what SES is told to find of it. */
async function composed(
  { from, to, cc, subject, text, ...rest }: z.infer<typeof written>,
  at: Date,
): Promise<IncomingMail> {
  const mail = new MailComposer({ from, to, cc, subject, text, date: at, newline: 'win' }).compile();
  const body = await mail.build();
  const envelope = mail.getEnvelope();
  const sender = typeof envelope.from === 'string' ? envelope.from : '';
  const head = rest.dkim === 'none' ? '' : signatureOf(sender.slice(sender.lastIndexOf('@') + 1), body);
  const raw = Buffer.concat([Buffer.from(head), body]);
  return withoutUndefined({ raw: raw.toString('base64'), from: sender, to: [...envelope.to], hello: HELLO, ...rest });
}

const HELLO = 'mail.sender.example';

function signatureOf(domain: string, body: Uint8Array): string {
  const hash = createHash('sha256').update(body).digest('base64');
  const covers = 'from:to:cc:subject:date:message-id';
  return `DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed; d=${domain}; s=local; h=${covers}; bh=${hash}; b=${hash}\r\n`;
}

function withoutUndefined({ raw, dmarcPolicy, ...rest }: z.infer<typeof delivery>): IncomingMail {
  return { ...rest, raw: Buffer.from(raw, 'base64'), ...(dmarcPolicy === undefined ? {} : { dmarcPolicy }) };
}

function inboundPage(receiver: MailReceiver): Promise<Response> {
  const newestFirst = receiver.received().toReversed();
  const body = html`
    <p class="lede">
      Mail that Amazon SES receives for ${receiver.recipients.join(', ') || 'nobody, as the stack has no receipt rule'}.
      Nobody asks the DNS here, so you say what SES would find.
    </p>
    <form method="post" action="/inbound" class="stack">
      ${field('from', 'From', 'Patrick M. Rost <office@pmr.example>')}
      ${field('to', 'To', 'Dana Whitfield <dana@harborridge.example>, eugene@auxer.example')}
      ${field('cc', 'Cc', `auxer-pmr-1999@${receiver.recipients[0] ?? 'introductions.example.com'}`)}
      ${field('subject', 'Subject', 'Dana, meet Eugene')}
      <label>Text <textarea name="text" rows="3">You two should talk.</textarea></label>
      ${choice('dkim', 'DKIM', DKIM_RESULTS)} ${choice('spf', 'SPF', SPF_RESULTS)}
      ${choice('spam', 'Spam', SCAN_RESULTS)} ${choice('virus', 'Virus', SCAN_RESULTS)}
      <button>Deliver it</button>
    </form>
    <h2>Received</h2>
    ${newestFirst.length === 0 ? html`<p class="muted">No mail yet.</p>` : receivedTable(newestFirst)}
  `;
  const nav = [
    { label: 'Sent', href: '/inbox', current: false },
    { label: 'Received', href: '/inbound', current: true },
  ];
  return page({ house: 'Mail', nav, title: 'Mail that comes in', styles: STYLES, policy: {}, body });
}

function field(name: string, label: string, value: string): Markup {
  return html`<label>${label} <input name="${name}" value="${value}" /></label>`;
}

function choice(name: string, label: string, options: readonly string[]): Markup {
  return html`<label>
    ${label}
    <select name="${name}">
      ${options.map((option) => html`<option>${option}</option>`)}
    </select>
  </label>`;
}

function receivedTable(mails: readonly ReceivedMail[]): Markup {
  return html`<div class="scroll">
    <table>
      <thead>
        <tr>
          <th>Received, UTC</th>
          <th>Subject</th>
          <th>From</th>
          <th>To</th>
          <th>DKIM</th>
        </tr>
      </thead>
      <tbody>
        ${mails.map(
          ({ receivedAt, subject, from, to, dkim }) =>
            html`<tr>
              <td class="when">${receivedAt.slice(0, 16).replace('T', ' ')}</td>
              <td>${subject}</td>
              <td>${from}</td>
              <td>${to.join(', ')}</td>
              <td>${dkim}</td>
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}

const STYLES = `
form.stack { display: grid; gap: .6rem; max-width: 40rem; } form.stack label { display: grid; gap: .2rem; }
`;
