import { html } from 'hono/html';
import type { NoticeContent } from '../../core/notices/notice.ts';
import { ink, sans, serif } from './mail-style.ts';

const words = `font-family:${serif};font-size:15px;line-height:22px;overflow-wrap:anywhere;`;
const small = `font-family:${sans};font-size:12px;line-height:17px;color:${ink.muted};`;

/** A notice as an e-mail body: tables and inline styles alone, nothing loaded; what came from outside is escaped. */
export async function noticeHtml({ subject, paragraphs, particulars }: NoticeContent): Promise<string> {
  const markup = await html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${subject}</title>
      </head>
      <body style="margin:0;padding:0;background:${ink.page};color:${ink.text};">
        <table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0">
          <tr>
            <td align="center" style="padding:12px 8px;">
              <table
                role="presentation"
                width="100%"
                cellpadding="0"
                cellspacing="0"
                border="0"
                style="max-width:640px;background:${ink.paper};color:${ink.text};"
              >
                <tr>
                  <td style="padding:24px 16px 28px;text-align:left;">
                    <p style="${small}letter-spacing:2px;margin:0 0 18px;">TALLYSTICK</p>
                    <h1 style="font-family:${serif};font-size:22px;line-height:28px;font-weight:600;margin:0 0 14px;">
                      ${subject}
                    </h1>
                    ${paragraphs.map((paragraph) => html`<p dir="auto" style="${words}margin:0 0 12px;">${paragraph}</p>`)}
                    ${particulars.map(
                      ({ label, value }) =>
                        html`<p dir="auto" style="${words}margin:0;border-top:1px solid ${ink.rule};padding:6px 0;">
                          <span style="${small}">${label}</span><br />${value}
                        </p>`,
                    )}
                  </td>
                </tr>
              </table>
            </td>
          </tr>
        </table>
      </body>
    </html>`;
  return markup.toString().replace(/\n\s+/g, '\n');
}

/** The same as plain text. */
export function noticeText({ subject, paragraphs, particulars }: NoticeContent): string {
  const lines = particulars.map(({ label, value }) => `${label}: ${value}`);
  return `${[subject, ...paragraphs, lines.join('\n')].join('\n\n')}\n`;
}
