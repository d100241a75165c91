import { html } from 'hono/html';
import type { ContractView } from '../../../shared/app/view-contract.ts';
import { formatDate } from '../../../shared/core/calendar/format-date.ts';
import { factsOf } from '../../../shared/core/facts/fact.ts';
import { nameOf } from '../../../shared/core/facts/investor.ts';
import type { Waiting } from '../../../shared/core/owed/receivable.ts';
import type { Markup } from '../page.ts';
import { choiceField, textField, type Choice, type Entered } from './entered.ts';

/** What waits for a person, each with the form that answers it. */
export function waitingPart(view: ContractView, entered: Entered): Markup {
  return html`${view.waiting.map((waiting) => question(waiting, view, entered['waiting'] === waiting.id ? entered : {}))}`;
}

function question(waiting: Waiting, view: ContractView, entered: Entered): Markup {
  const clause = waiting.clause === '' ? '' : html`<span class="badge">clause ${waiting.clause}</span>`;
  return html`<section class="card question">
    <h3>${waiting.what}</h3>
    <p class="muted small">
      ${clause} waiting since ${formatDate(waiting.since)} · <span class="id">${waiting.id}</span>
    </p>
    <p>${waiting.why}</p>
    ${sidesPart(waiting)}
    ${
      waiting.evidence.length === 0 || waiting.sides !== undefined
        ? ''
        : html`<ul class="evidence">
            ${waiting.evidence.map((piece) => html`<li>${piece}</li>`)}
          </ul>`
    }
    ${waiting.answers.length === 0 ? html`<p class="muted">It is mended at its source.</p>` : answerForm(waiting, view, entered)}
  </section>`;
}

/** What speaks for an introduction and what against, side by side, and what the software would answer. */
function sidesPart({ sides, proposed }: Waiting): Markup {
  if (sides === undefined) return html``;
  return html`<div style="display:grid;grid-template-columns:repeat(auto-fit,minmax(15rem,1fr));gap:0 1.5rem">
      ${sidePart('For', sides.for)} ${sidePart('Against', sides.against)}
    </div>
    ${proposed === undefined ? '' : html`<p>Proposed: <strong>${proposed.answer}</strong>, because ${proposed.because}.</p>`}`;
}

function sidePart(title: string, lines: readonly string[]): Markup {
  return html`<div>
    <strong>${title}</strong>
    <ul class="evidence">
      ${lines.map((line) => html`<li>${line}</li>`)}
    </ul>
  </div>`;
}

function answerForm({ id, answers }: Waiting, view: ContractView, entered: Entered): Markup {
  const approvers = view.terms.people.filter((person) => person.may.includes('approve'));
  const people = approvers.map(({ name, party }) => ({ value: name, label: `${name} (${party})` }));
  return html`<form class="fields" method="post" action="/decisions">
    <input type="hidden" name="waiting" value="${id}" />
    ${choiceField('answer', 'Answer', [{ choices: answers.map((answer) => answerChoice(answer, view)) }], entered)}
    ${choiceField('by', 'Decided by', [{ choices: people }], entered)}
    ${textField('reason', 'Reason, for the record', entered)}
    <div><button>Decide</button></div>
  </form>`;
}

const ANSWER_WORDS: Readonly<Record<string, string>> = {
  nobody: 'Nobody: no introduction, no fee',
  approve: 'Approve',
  decline: 'Decline',
  dismiss: 'Dismiss',
  unpark: 'Take it up again',
  'try-again': 'Try again',
  handled: 'It was handled outside Tallystick',
  uphold: 'Uphold the dispute',
  reject: 'Reject the dispute',
  another: 'Another funding: both count',
  adopt: 'Adopt: the books follow Stripe',
  reissue: 'Reissue: Stripe follows the books',
  'write-off': 'Write off: the claim is given up',
  collected: 'Collected: the money came outside of Stripe',
  leave: 'Leave it owed, and ask no more',
  'customer-balance': 'Credit it to the client’s balance',
  outside: 'It was given back outside of Stripe',
  'not-of-this-contract': 'It is not of this contract',
};

function answerChoice(answer: string, view: ContractView): Choice {
  const introduction = factsOf(view.facts, 'IntroductionRecorded').find(({ data }) => data.introduction === answer);
  if (introduction === undefined) return { value: answer, label: ANSWER_WORDS[answer] ?? answer };
  return { value: answer, label: `Yes, ${answer}: ${nameOf(introduction.data.investor)}` };
}
