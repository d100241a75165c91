import type { Context, Hono } from 'hono';
import { html } from 'hono/html';
import { factList, page, type Markup } from '../page.ts';
import type { KeptMail, MailStore, Outcome } from './kept-mail.ts';
import { decodeWords, headerOf, readMimeMessage, textOf, type MimeMessage, type MimePart } from './mime-message.ts';

/** What a message's own HTML may do: show itself. Links open in a new tab; scripts, forms and other origins are off. */
const MESSAGE_POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; img-src data:; font-src data:; form-action 'none'; frame-ancestors 'self'; " +
  'sandbox allow-popups allow-popups-to-escape-sandbox';
const ATTACHMENT_POLICY = "default-src 'none'; sandbox";

/** Adds the pages on which people read what was sent: /inbox, a message, its HTML, its attachments, its raw form. */
export function addInboxPages(app: Hono, mails: MailStore): void {
  app.get('/', (c) => c.redirect('/inbox'));
  app.get('/inbox', () => inboxPage(mails.list().toReversed()));
  app.get('/inbox/:messageId', (c) => withMessage(mails, c, messagePage));
  app.get('/inbox/:messageId/html', (c) => withMessage(mails, c, (_, message) => htmlAnswer(message)));
  app.get('/inbox/:messageId/part/:n', (c) =>
    withMessage(mails, c, (_, message) => attachmentAnswer(message.parts[Number(c.req.param('n'))])),
  );
  app.get('/inbox/:messageId/raw', (c) =>
    withMessage(mails, c, (_mail, _message, raw) => bytes(raw, { 'content-type': 'text/plain; charset=utf-8' })),
  );
}

async function withMessage(
  mails: MailStore,
  c: Context<object, '/inbox/:messageId'>,
  answer: (mail: KeptMail, message: MimeMessage, raw: Buffer) => Response | Promise<Response>,
): Promise<Response> {
  const mail = mails.get(c.req.param('messageId'));
  const raw = mail === undefined ? undefined : mails.rawOf(mail.messageId);
  return mail === undefined || raw === undefined ? notFound() : answer(mail, readMimeMessage(raw), raw);
}

function notFound(): Promise<Response> {
  const body = html`<p>There is no such message, or no such part of it. <a href="/inbox">Back to the inbox</a></p>`;
  return inboxFrame({ title: 'Not found', body, status: 404 });
}

function inboxFrame(options: { title: string; body: Markup; status?: number }): Promise<Response> {
  const nav = [
    { label: 'Sent', href: '/inbox', current: options.title === 'Inbox' },
    { label: 'Received', href: '/inbound', current: false },
  ];
  return page({ house: 'Mail', nav, styles: STYLES, policy: { 'frame-src': "'self'" }, ...options });
}

function inboxPage(newestFirst: readonly KeptMail[]): Promise<Response> {
  const body = html`
    <p class="lede">Every message that Amazon SES would have sent. Nothing leaves this machine.</p>
    ${newestFirst.length === 0 ? html`<p class="muted">No message yet.</p>` : messageTable(newestFirst)}
  `;
  return inboxFrame({ title: 'Inbox', body });
}

function messageTable(mails: readonly KeptMail[]): Markup {
  return html`<div class="scroll">
    <table>
      <thead>
        <tr>
          <th>Sent, UTC</th>
          <th>Subject</th>
          <th>To</th>
          <th>From</th>
          <th>State</th>
        </tr>
      </thead>
      <tbody>
        ${mails.map(
          (mail) =>
            html`<tr>
              <td class="when">${when(mail.sentAt)}</td>
              <td><a href="/inbox/${mail.messageId}">${subjectOf(mail)}</a></td>
              <td>${mail.recipients.map(({ address }) => html`<div>${address}</div>`)}</td>
              <td>${shown(mail, 'from')}</td>
              <td>${mail.recipients.map(({ outcome }) => html`<div>${badge(outcome)}</div>`)}</td>
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}

function messagePage(mail: KeptMail, { parts }: MimeMessage): Promise<Response> {
  const href = `/inbox/${mail.messageId}`;
  const text = parts.find((part) => isBody(part, 'text/plain'));
  const hasHtml = parts.some((part) => isBody(part, 'text/html'));
  const attachments = parts.map((part, n) => ({ part, n })).filter(({ part }) => part.isAttachment);
  const body = html`
    ${envelopeFacts(mail)}
    ${
      attachments.length === 0
        ? ''
        : html`<h2>Attachments</h2>
            <ul class="attachments">
              ${attachments.map(({ part, n }) => attachmentLink(`${href}/part/${n}`, part))}
            </ul>`
    }
    ${
      hasHtml
        ? html`<h2>Message</h2>
            <iframe
              src="${href}/html"
              title="The message's HTML part"
              sandbox="allow-popups allow-popups-to-escape-sandbox"
            ></iframe>`
        : ''
    }
    ${
      text === undefined
        ? ''
        : html`<h2>Text part</h2>
            <pre>${textOf(text)}</pre>`
    }
    <h2>Headers</h2>
    <pre>${mail.headers.map(({ name, value }) => `${name}: ${value}\n`)}</pre>
    <p><a href="${href}/raw">The raw message</a></p>
  `;
  return inboxFrame({ title: subjectOf(mail), body });
}

function envelopeFacts(mail: KeptMail): Markup {
  const reached = mail.recipients.map(({ address, outcome }) => html`<div>${address} ${badge(outcome)}</div>`);
  const tags = mail.tags.map(({ name, value }) => html`<div class="id">${name}=${value}</div>`);
  return factList([
    ['From', shown(mail, 'from')],
    ['To', shown(mail, 'to')],
    ['Cc', headerOf(mail.headers, 'cc') === undefined ? undefined : shown(mail, 'cc')],
    ['Sent', `${when(mail.sentAt)} UTC`],
    ['Reached', reached],
    ['Configuration set', mail.configurationSetName],
    ['Tags', tags.length === 0 ? undefined : tags],
    ['Message id', html`<span class="id">${mail.messageId}</span>`],
  ]);
}

function attachmentLink(href: string, part: MimePart): Markup {
  const size =
    part.content.length < 1024 ? `${part.content.length} bytes` : `${Math.ceil(part.content.length / 1024)} KB`;
  return html`<li>
    <a href="${href}">${part.fileName ?? 'unnamed'}</a> <span class="muted">${part.contentType}, ${size}</span>
  </li>`;
}

function htmlAnswer({ parts }: MimeMessage): Response | Promise<Response> {
  const part = parts.find((candidate) => isBody(candidate, 'text/html'));
  if (part === undefined) return notFound();
  const document = textOf(part).replace(/<head(?:\s[^>]*)?>/i, (head) => `${head}<base target="_blank">`);
  return bytes(Buffer.from(document), {
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': MESSAGE_POLICY,
  });
}

function attachmentAnswer(part: MimePart | undefined): Response | Promise<Response> {
  if (part === undefined) return notFound();
  const type = /^[\w.+-]+\/[\w.+-]+$/.test(part.contentType) ? part.contentType : 'application/octet-stream';
  const name = part.fileName ?? 'unnamed';
  return bytes(part.content, {
    'content-type': type.startsWith('text/') ? `${type}; charset=${part.charset}` : type,
    'content-disposition': `attachment; filename="${name.replace(/[^\w. -]/g, '_')}"; filename*=UTF-8''${percentEncoded(name)}`,
  });
}

function bytes(content: Buffer, headers: Record<string, string>): Response {
  const safe = {
    'content-security-policy': ATTACHMENT_POLICY,
    'x-content-type-options': 'nosniff',
    'cache-control': 'no-store',
  };
  return new Response(new Uint8Array(content), { headers: { ...safe, ...headers } });
}

function percentEncoded(name: string): string {
  return encodeURIComponent(name.toWellFormed()).replace(
    /['()*]/g,
    (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

function isBody(part: MimePart, contentType: string): boolean {
  return !part.isAttachment && part.contentType === contentType;
}

function subjectOf(mail: KeptMail): string {
  return shown(mail, 'subject') || '(no subject)';
}

function shown(mail: KeptMail, name: string): string {
  return decodeWords(headerOf(mail.headers, name) ?? '');
}

function when(instant: string): string {
  return `${instant.slice(0, 10)} ${instant.slice(11, 16)}`;
}

function badge(outcome: Outcome): Markup {
  const look: Record<Outcome, string> = { delivered: 'good', bounced: 'bad', complained: 'warn' };
  return html`<span class="badge ${look[outcome]}">${outcome}</span>`;
}

const STYLES = `
iframe { display: block; width: 100%; height: 48rem; background: #fff; border: 1px solid var(--line); border-radius: 8px; }
.attachments { margin: 0; padding: 0; list-style: none; }
td div { line-height: 1.5; }
`;
