import { html } from 'hono/html';
import type { HtmlEscapedString } from 'hono/utils/html';
import { ink, sans, serif, stickRows } from './mail-style.ts';
import type { Register, RegisterRow } from './registers.ts';
import type { SheetDue, SheetLine, StatementSheet } from './statement-sheet.ts';

type Markup = HtmlEscapedString | Promise<HtmlEscapedString>;

const small = `font-family:${sans};font-size:12px;line-height:17px;color:${ink.muted};`;
const figure = `font-family:${sans};font-size:14px;line-height:20px;font-variant-numeric:tabular-nums;white-space:nowrap;`;
const words = `font-family:${serif};font-size:15px;line-height:21px;overflow-wrap:anywhere;`;
const ruled = `border-top:1px solid ${ink.rule};`;
const table = html`role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0"`;

/**
 * The statement as an e-mail body: tables and inline styles alone, nothing loaded from anywhere, readable from 360 to
 * 700 pixels. Everything that came from outside is escaped by the template.
 */
export async function statementHtml(sheet: StatementSheet): Promise<string> {
  const markup = await html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="supported-color-schemes" content="light dark" />
        <title>Statement of account No. ${sheet.number}</title>
        <style>
          @media (prefers-color-scheme: dark) {
            .page,
            .sheet {
              background: #1b1a17 !important;
              color: #ece7dc !important;
            }
            .muted {
              color: #b3aa9b !important;
            }
            .accent {
              color: #d9a872 !important;
            }
          }
        </style>
      </head>
      <body class="page" style="margin:0;padding:0;background:${ink.page};color:${ink.text};">
        <table ${table}>
          <tr>
            <td align="center" style="padding:12px 8px;">
              <table ${table} class="sheet" style="max-width:640px;background:${ink.paper};color:${ink.text};">
                <tr>
                  <td style="padding:24px 16px 28px;text-align:left;">
                    ${head(sheet)} ${entries(sheet)} ${due(sheet)} ${sheet.registers.map(register)} ${tally(sheet)}
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

function head(sheet: StatementSheet): Markup {
  const addressed = (role: string) => role.toLowerCase() === sheet.party;
  return html`<table ${table}>
      <tr>
        <td class="muted" style="${small}letter-spacing:2px;">TALLYSTICK</td>
        <td class="accent" align="right" style="${small}color:${ink.accent};letter-spacing:1px;">
          ${sheet.half.toUpperCase()}
        </td>
      </tr>
    </table>
    ${stickRows(sheet.tallyCode, sheet.party)}
    <h1 style="font-family:${serif};font-size:24px;line-height:30px;font-weight:600;margin:22px 0 2px;">
      Statement of account
    </h1>
    <p style="${words}margin:0 0 16px;">${sheet.agreement}, dated ${sheet.agreementDated}</p>
    <table ${table}>
      ${sheet.parties.map(
        ({ role, name, address }) =>
          html`<tr>
            <td class="muted" width="92" valign="top" style="${small}${ruled}padding:7px 8px 7px 0;">${role}</td>
            <td valign="top" dir="auto" style="${words}${ruled}padding:5px 0;">
              <strong>${name}</strong>${addressed(role) ? ' (this half)' : ''}
              ${address.map((line) => html`<br /><span class="muted" style="${small}">${line}</span>`)}
            </td>
          </tr>`,
      )}
      ${sheet.particulars.map(
        ({ label, value }) =>
          html`<tr>
            <td class="muted" width="92" style="${small}${ruled}padding:6px 8px 6px 0;">${label}</td>
            <td style="${figure}white-space:normal;${ruled}padding:6px 0;">${value}</td>
          </tr>`,
      )}
    </table>
    ${summary(sheet)}`;
}

function summary({ summary, outcome, currency }: StatementSheet): Markup {
  const last = summary.length - 1;
  return html`<table ${table} style="margin-top:18px;border-bottom:2px solid ${ink.accent};">
      <tr>
        <td></td>
        <td class="muted" align="right" style="${small}">${currency}</td>
      </tr>
      ${summary.map(
        ({ label, amount }, index) =>
          html`<tr>
            <td style="${words}padding:3px 0;">${index === last ? html`<strong>${label}</strong>` : label}</td>
            <td align="right" style="${figure}padding:3px 0;">
              ${index === last ? html`<strong>${amount}</strong>` : amount}
            </td>
          </tr>`,
      )}
    </table>
    <p style="${words}margin:12px 0 0;">${outcome}</p>`;
}

function entries(sheet: StatementSheet): Markup {
  const total = (label: string, note: string, amount: string) =>
    html`<tr>
      <td style="${words}${ruled}padding:8px 8px 8px 0;">
        <strong>${label}</strong>${note === '' ? '' : html`<br /><span class="muted" style="${small}">${note}</span>`}
      </td>
      <td align="right" valign="top" style="${figure}${ruled}padding:8px 0;"><strong>${amount}</strong></td>
    </tr>`;
  return html`${heading('Entries')}
    <table ${table}>
      <tr>
        <td class="muted" style="${small}padding-bottom:4px;">Entry, date, clause</td>
        <td class="muted" align="right" style="${small}padding-bottom:4px;">Amount ${sheet.currency}<br />Balance</td>
      </tr>
      ${total(sheet.opening.label, sheet.opening.note, sheet.opening.amount)}
      ${sheet.groups.map(
        ({ title, lines }) =>
          html`${
            title === ''
              ? ''
              : html`<tr>
                  <td colspan="2" class="accent" style="${small}${ruled}color:${ink.accent};padding:8px 0;">
                    <strong>${title}</strong>
                  </td>
                </tr>`
          }${lines.map(entry)}`,
      )}
      ${total(sheet.closing.label, '', sheet.closing.amount)}
    </table>`;
}

function entry(line: SheetLine): Markup {
  const working = html`<tr>
    <td colspan="2" dir="auto" style="${words}padding:0 0 8px;">
      ${line.working.map(
        (step) =>
          html`<div class="muted" style="${small}">
            <span class="accent" style="color:${ink.accent};">${step.clause}</span> ${step.what}: ${step.figures}
          </div>`,
      )}
    </td>
  </tr>`;
  return html`<tr>
      <td valign="top" dir="auto" style="${words}${ruled}padding:8px 12px 6px 0;">
        <span class="muted" style="${small}">${line.entry} · ${line.date} · clause ${line.clause}</span><br />
        ${line.description} ${line.notes.map((note) => html`<br /><span class="muted" style="${small}">${note}</span>`)}
      </td>
      <td align="right" valign="top" style="${figure}${ruled}padding:8px 0 6px;">
        <strong>${line.amount}</strong><br /><span class="muted" style="${small}">${line.balance}</span>
      </td>
    </tr>
    ${line.working.length === 0 ? '' : working}`;
}

function due(sheet: StatementSheet): Markup {
  if (sheet.due.length === 0) {
    return html`${heading('What is due when')}
      <p style="${words}margin:0;">Nothing is due.</p>`;
  }
  const row = ({ date, clause, description, status, amount }: SheetDue) =>
    html`<tr>
      <td valign="top" dir="auto" style="${words}${ruled}padding:8px 12px 8px 0;">
        <span class="muted" style="${small}">${date} · ${clause === '' ? '' : `clause ${clause} · `}</span
        ><span class="muted" style="${small}"
          >${status === 'Overdue' ? html`<strong class="accent">OVERDUE</strong>` : status}</span
        ><br />
        ${description}
      </td>
      <td align="right" valign="top" style="${figure}${ruled}padding:8px 0;">${amount}</td>
    </tr>`;
  const total = html`<tr>
    <td style="${words}${ruled}padding:8px 0;"><strong>Due in all</strong></td>
    <td align="right" style="${figure}${ruled}padding:8px 0;"><strong>${sheet.dueTotal}</strong></td>
  </tr>`;
  return html`${heading('What is due when')}
    <table ${table}>
      <tr>
        <td></td>
        <td class="muted" align="right" style="${small}padding-bottom:4px;">${sheet.currency}</td>
      </tr>
      ${sheet.due.map(row)} ${sheet.dueTotal === '' ? '' : total}
    </table>`;
}

function register({ title, lead, rows }: Register): Markup {
  return html`${heading(title)} ${lead === '' ? '' : html`<p style="${words}margin:0 0 8px;">${lead}</p>`}
    <table ${table}>
      ${rows.map(registerRow)}
    </table>`;
}

function registerRow({ date, clause, title, detail, link }: RegisterRow): Markup {
  const where = [date, clause === '' ? '' : `clause ${clause}`].filter((part) => part !== '').join(' · ');
  return html`<tr>
    <td dir="auto" style="${words}${ruled}padding:8px 0;">
      ${where === '' ? '' : html`<span class="muted" style="${small}">${where}</span><br />`}${title}
      ${detail === '' ? '' : html`<br /><span class="muted" style="${small}">${detail}</span>`}
      ${link === '' ? '' : html`<br /><a class="accent" href="${link}" style="${small}color:${ink.accent};">${link}</a>`}
    </td>
  </tr>`;
}

function tally({ tallyCode, check }: StatementSheet): Markup {
  return html`${heading('Tally code')}
    <p style="${figure}font-size:20px;line-height:28px;font-weight:600;letter-spacing:1px;margin:0 0 6px;">
      ${tallyCode}
    </p>
    <p class="muted" style="${words}color:${ink.muted};font-size:13px;line-height:19px;margin:0;">${check}</p>`;
}

function heading(title: string): Markup {
  return html`<h2 style="font-family:${serif};font-size:18px;line-height:24px;font-weight:600;margin:28px 0 8px;">
    ${title}
  </h2>`;
}
