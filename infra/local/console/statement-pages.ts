import { html } from 'hono/html';
import { factsOf, type PartyRole } from '../../../shared/core/facts/fact.ts';
import { fromPlain } from '../../../shared/core/json.ts';
import { formatMoney } from '../../../shared/core/money/format-money.ts';
import type { Statement } from '../../../shared/core/statement/statement.ts';
import { tallyCode } from '../../../shared/core/statement/tally-code.ts';
import type { Markup } from '../page.ts';
import type { ConsoleOptions } from './console-options.ts';
import { consolePage } from './frame.ts';
import { clockTime, contractPath, spanWords, type Look } from './look.ts';
import { mailedHalf, PARTIES, type MailedHalf } from './mailed-half.ts';
import { tallyFigure, TALLY_STYLES } from './tally-figure.ts';

/** Every sealed statement, newest first. */
export function statementsPage({ view }: Look): Promise<Response> {
  const body = html`
    <p class="lede">Each month is sealed once and mailed to both parties: the same figures, the same tally code.</p>
    ${view.statements.length === 0 ? html`<p class="muted">No month is over yet. Move the clock past its end.</p>` : ''}
    <ol class="statement-list">
      ${view.statements.toReversed().map(
        ({ id, number, period, tallyCode, closingBalanceMinor, currency }) =>
          html`<li>
            <span class="muted">No. ${number}</span>
            <a href="/statements/${encodeURIComponent(id)}">${spanWords(period.from, period.to)}</a>
            <span class="id">${tallyCode}</span>
            <span>${PARTIES.map((party) => mailBadge(view.facts, id, party))}</span>
            <strong>${formatMoney(closingBalanceMinor, currency)}</strong>
          </li>`,
      )}
    </ol>
  `;
  return consolePage({ place: '/statements', title: 'Statements', body, styles: LIST_STYLES });
}

function mailBadge(facts: Look['view']['facts'], statement: string, party: PartyRole): Markup {
  const events = factsOf(facts, 'MailReported').filter(
    ({ data }) => data.statement === statement && data.party === party,
  );
  const event = events.at(-1)?.data.event ?? 'not mailed yet';
  const look = event === 'delivered' || event === 'sent' ? 'good' : event === 'not mailed yet' ? '' : 'bad';
  return html`<span class="badge ${look}">${party}: ${event}</span> `;
}

/** Both halves of one statement side by side, as they were mailed, and whether they match. */
export async function statementPage(options: ConsoleOptions, look: Look, statementId: string): Promise<Response> {
  const statement = fromPlain<Statement>(await options.api.get(contractPath(options, 'statements', statementId)));
  const { tallyCode: sealedCode, ...data } = statement;
  const halves = PARTIES.map((party) => ({ party, half: mailedHalf(options, statement.id, party) }));
  const body = html`
    <p class="lede">
      ${spanWords(statement.period.from, statement.period.to)}. Opens at
      ${formatMoney(statement.openingBalanceMinor, statement.currency)}, closes at
      ${formatMoney(statement.closingBalanceMinor, statement.currency)}. Sealed on
      ${clockTime(statement.sealedAt, statement.contract.timeZone)}.
    </p>
    ${tallyFigure({
      client: halves.find(({ party }) => party === 'client')?.half?.tallyCode,
      consultant: halves.find(({ party }) => party === 'consultant')?.half?.tallyCode,
      sealed: sealedCode,
      recomputed: tallyCode(data),
    })}
    <div class="halves">${halves.map(({ party, half }) => halfPart(party, half, statement, options))}</div>
    ${neighbours(look, statement)}
  `;
  return consolePage({
    place: '/statements',
    title: `Statement No. ${statement.number}`,
    body,
    policy: { 'frame-src': "'self'" },
    styles: `${PAGE_STYLES}${TALLY_STYLES}`,
  });
}

function halfPart(
  party: PartyRole,
  half: MailedHalf | undefined,
  statement: Statement,
  options: ConsoleOptions,
): Markup {
  const base = `/statements/${encodeURIComponent(statement.id)}/${party}`;
  const title = `The ${party}’s half`;
  if (half === undefined) {
    return html`<section>
      <h2>${title}</h2>
      <p class="muted">It has not been mailed.</p>
    </section>`;
  }
  const to = half.mail.recipients.map(({ address }) => address).join(', ');
  return html`<section>
    <h2>${title}</h2>
    <p class="small muted">
      Mailed to <span class="id">${to}</span> on ${clockTime(half.mail.sentAt, statement.contract.timeZone)}.
      ${half.pdf === undefined ? '' : html`<a href="${base}/pdf">PDF as mailed</a> ·`}
      <a href="${options.sesOrigin()}/inbox/${encodeURIComponent(half.mail.messageId)}">The message</a>
    </p>
    <iframe
      src="${base}/html"
      title="${title} as it was mailed"
      sandbox="allow-popups allow-popups-to-escape-sandbox"
    ></iframe>
  </section>`;
}

function neighbours({ view }: Look, { number }: Statement): Markup {
  const link = (of: number, words: string): Markup | '' => {
    const other = view.statements.find((candidate) => candidate.number === of);
    return other === undefined ? '' : html`<a href="/statements/${encodeURIComponent(other.id)}">${words}</a>`;
  };
  return html`<p class="row more">
    ${link(number - 1, 'The statement before')} ${link(number + 1, 'The next statement')}
  </p>`;
}

const LIST_STYLES = `
.statement-list { list-style: none; margin: 0; padding: 0; }
.statement-list li { display: grid; grid-template-columns: 4rem minmax(15rem, 1.4fr) 12.5rem minmax(0, 1.6fr) 9rem; gap: .25rem 1rem; padding: .75rem 0; border-top: 1px solid var(--line); align-items: baseline; }
.statement-list strong { text-align: right; font-variant-numeric: tabular-nums lining-nums; }
@media (max-width: 60rem) { .statement-list li { grid-template-columns: 4rem 1fr; } .statement-list li > :nth-child(n + 3) { grid-column: 2; } .statement-list strong { text-align: left; } }
`;

const PAGE_STYLES = `
main, .top { max-width: 84rem; }
.halves { display: grid; grid-template-columns: 1fr 1fr; gap: 0 1.5rem; }
.halves h2 { margin: 1rem 0 .25rem; }
iframe { display: block; width: 100%; height: 72rem; background: #fff; border: 1px solid var(--line-strong); border-radius: 8px; color-scheme: light; }
@media (max-width: 52rem) { .halves { grid-template-columns: 1fr; } iframe { height: 40rem; } }
`;
