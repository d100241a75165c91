import MailComposer from 'nodemailer/lib/mail-composer';
import { beforeEach, describe, expect, it } from 'vitest';
import { openKeptStore } from '../../../../infra/local/kept-store.ts';
import { createSesStandIn, type SesStandIn } from '../../../../infra/local/ses/ses-stand-in.ts';

let ses: SesStandIn;

beforeEach(() => {
  ses = createSesStandIn({
    store: openKeptStore(':memory:'),
    businessClock: () => new Date('1999-05-01T09:00:00Z'),
    verifiedIdentities: ['tallystick.example'],
    configurationSets: [],
    publish: async () => undefined,
  });
});

async function send(options: ConstructorParameters<typeof MailComposer>[0]): Promise<string> {
  const from = 'billing@tallystick.example';
  const raw = await new MailComposer({ from, to: 'client@auxer.example', ...options }).compile().build();
  const answer = await ses.app.request('/', {
    method: 'POST',
    headers: { authorization: 'AWS4-HMAC-SHA256 Credential=local/19990501/us-east-1/ses/aws4_request' },
    body: new URLSearchParams({ Action: 'SendRawEmail', 'RawMessage.Data': raw.toString('base64') }),
  });
  expect(answer.status).toBe(200);
  return ses.messages().at(-1)?.messageId ?? '';
}

async function get(path: string): Promise<{ answer: Response; text: string }> {
  const answer = await ses.app.request(path);
  return { answer, text: await answer.clone().text() };
}

describe('the inbox', () => {
  it('lists messages newest first, with sender, recipients and state', async () => {
    await send({ subject: 'First', text: 'x' });
    await send({ subject: 'Second', to: 'bounce@simulator.amazonses.com', text: 'x' });
    const { text } = await get('/inbox');
    expect(text.indexOf('Second')).toBeLessThan(text.indexOf('First'));
    expect(text).toContain('bounce@simulator.amazonses.com');
    expect(text).toMatch(/badge bad">bounced/);
    expect(text).toMatch(/badge good">delivered/);
  });

  it('shows the text part escaped, and the HTML part only inside a sandbox', async () => {
    const id = await send({
      subject: '<b>Subject</b>',
      text: '<i>text</i>',
      html: '<html><head></head><body><script>alert(1)</script></body></html>',
    });
    const { text } = await get(`/inbox/${id}`);
    expect(text).toContain('&lt;b&gt;Subject&lt;/b&gt;');
    expect(text).toContain('&lt;i&gt;text&lt;/i&gt;');
    expect(text).not.toContain('<script');
    expect(text).toMatch(/<iframe[^>]* sandbox="allow-popups allow-popups-to-escape-sandbox"/);
    const part = await get(`/inbox/${id}/html`);
    expect(part.text).toContain('<script>alert(1)</script>');
    expect(part.answer.headers.get('content-security-policy')).toMatch(
      /default-src 'none';.* sandbox(?!.*allow-scripts)/,
    );
  });

  it('gives each attachment its own type and name', async () => {
    const id = await send({
      subject: 'With PDF',
      text: 'x',
      attachments: [
        {
          filename: 'Aufstellung für April.pdf',
          content: Buffer.from('%PDF-1.7 é', 'latin1'),
          contentType: 'application/pdf',
        },
        { filename: 'rows.csv', content: 'a,é' },
      ],
    });
    const { text } = await get(`/inbox/${id}`);
    expect(text).toContain(`href="/inbox/${id}/part/1"`);
    const pdf = await ses.app.request(`/inbox/${id}/part/1`);
    expect(pdf.headers.get('content-type')).toBe('application/pdf');
    expect(pdf.headers.get('content-disposition')).toContain("filename*=UTF-8''Aufstellung%20f%C3%BCr%20April.pdf");
    expect(Buffer.from(await pdf.arrayBuffer()).toString('latin1')).toBe('%PDF-1.7 é');
    expect((await get(`/inbox/${id}/part/2`)).answer.headers.get('content-type')).toBe('text/csv; charset=utf-8');
  });

  it('gives the raw message as it was sent', async () => {
    const id = await send({ subject: 'Raw', text: 'x' });
    const { answer, text } = await get(`/inbox/${id}/raw`);
    expect(answer.headers.get('content-type')).toBe('text/plain; charset=utf-8');
    expect(text).toBe(Buffer.from(ses.rawOf(id) ?? []).toString());
  });

  it('answers 404 for a message, a part or an HTML body that is not there', async () => {
    const id = await send({ subject: 'Text only', text: 'x' });
    for (const path of [
      '/inbox/none',
      '/inbox/none/raw',
      `/inbox/${id}/html`,
      `/inbox/${id}/part/9`,
      `/inbox/${id}/part/x`,
    ]) {
      expect((await get(path)).answer.status, path).toBe(404);
    }
  });
});
