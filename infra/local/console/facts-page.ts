import { html } from 'hono/html';
import type { Fact, FactSource } from '../../../shared/core/facts/fact.ts';
import { toPlain } from '../../../shared/core/json.ts';
import type { Terms } from '../../../shared/core/terms/terms.ts';
import type { Markup } from '../page.ts';
import { factWords } from './fact-words.ts';
import { consolePage } from './frame.ts';
import { clockTime, type Look } from './look.ts';

/** What happened, newest first. */
export function factsPage({ view }: Look): Promise<Response> {
  const body = html`
    <p class="lede">
      What happened, as it was recorded: ${view.facts.length} facts, numbered without gaps and never edited. Everything
      that is owed follows from these and the terms.
    </p>
    ${factTable(view.facts.toReversed(), view.terms)}
  `;
  return consolePage({ place: '/facts', title: 'Facts', body });
}

/** Facts in words; each opens to its data. */
export function factTable(facts: readonly Fact[], { currency, timeZone }: Terms): Markup {
  return html`<ol class="facts-log">
    ${facts.map((fact) => {
      const wasLate = fact.recordedAt.slice(0, 16) !== fact.happenedAt.slice(0, 16);
      return html`<li>
        <span class="num muted">${fact.seq}</span>
        <details>
          <summary>
            ${factWords(fact, currency)}
            <span class="small muted"
              >Recorded
              ${clockTime(fact.recordedAt, timeZone)}${
                wasLate ? `, happened ${clockTime(fact.happenedAt, timeZone)}` : ''
              },
              said by ${sourceWords(fact.source)}</span
            >
          </summary>
          <pre>
${JSON.stringify(toPlain({ type: fact.type, id: fact.id, source: fact.source, data: fact.data }), undefined, 2)}</pre>
        </details>
      </li>`;
    })}
  </ol>`;
}

function sourceWords({ kind, name }: FactSource): string {
  const words = { crm: 'the CRM', stripe: 'Stripe', ses: 'Amazon SES', person: name, system: 'the system' };
  return words[kind];
}
