import { html } from 'hono/html';
import { formatDate } from '../../../shared/core/calendar/format-date.ts';
import { dateIn } from '../../../shared/core/calendar/instant.ts';
import { liveFacts } from '../../../shared/core/facts/live-facts.ts';
import { nameOf } from '../../../shared/core/facts/investor.ts';
import type { Introduction } from '../../../shared/core/introductions/introduction.ts';
import { registerOf } from '../../../shared/core/introductions/register.ts';
import { standingOf, type Standing } from '../../../shared/core/introductions/standing.ts';
import { tailsOf } from '../../../shared/core/introductions/tails.ts';
import { attributionAt } from '../../../shared/core/owed/candidate.ts';
import { endingOf } from '../../../shared/core/owed/ending.ts';
import type { Markup } from '../page.ts';
import { choiceField, textField } from './entered.ts';
import type { Look } from './look.ts';

/** Each introduction on the register: how it stands, until when it earns, and what may be said of it. */
export function introductionCards(look: Look): Markup[] {
  const register = registerOf(liveFacts(look.view.facts));
  const at = attributionAt({}, look.view.terms, look.today);
  return register.introductions.map((introduction) => card(introduction, standingOf(introduction, register, at), look));
}

function card({ id, investor, recorded, evidence, ...rest }: Introduction, standing: Standing, { view }: Look): Markup {
  const { terms, facts } = view;
  const { introducedOn, how } = recorded.data;
  const recordedOn = dateIn(recorded.recordedAt, terms.timeZone);
  const tails = tailsOf({ id, investor, recorded, evidence, ...rest }, terms, endingOf(facts, terms));
  const earns = [...new Set(tails.map(({ words }) => words))].join('; ');
  const ids = [...investor.crmIds, ...investor.emails, ...(investor.registryIds ?? [])];
  return html`<section class="card introduction">
    <p class="small muted">${id}</p>
    <h3>${nameOf(investor)}</h3>
    <p>
      Introduced on ${formatDate(introducedOn)} by
      ${how}${recordedOn === introducedOn ? ', recorded the same day.' : `, recorded on ${formatDate(recordedOn)}.`}
    </p>
    <p class="small">${ids.map((one) => html`<span class="id">${one}</span><br />`)}</p>
    ${evidence.map(({ name, sha256 }) => html`<p class="small">${name} <span class="id">${sha256.slice(0, 16)}</span></p>`)}
    <p><span class="badge ${BADGES[standing.kind]}">${standing.kind.replaceAll('-', ' ')}</span> ${standing.words}</p>
    ${earns === '' ? '' : html`<p class="small muted">Earns ${earns}.</p>`} ${sayForm(id, standing, view)}
  </section>`;
}

const BADGES: Readonly<Record<Standing['kind'], string>> = {
  open: '',
  acknowledged: 'good',
  'accepted-by-silence': 'good',
  upheld: 'good',
  disputed: 'warn',
  'disputed-by-silence': 'warn',
  rejected: 'warn',
  withdrawn: '',
};

/** What a person may say of it; who may say what, the contract file says, and the api checks. */
function sayForm(id: string, { kind }: Standing, { terms }: Look['view']): Markup {
  if (kind === 'withdrawn') return html``;
  const people = terms.people.map(({ name, party }) => ({ value: name, label: `${name} (${party})` }));
  return html`<details>
    <summary class="small">Acknowledge, object, rule</summary>
    <form class="fields" method="post" action="/introductions/${encodeURIComponent(id)}/say">
      ${choiceField('what', 'What', [{ choices: SAYINGS }], {})} ${choiceField('by', 'Who', [{ choices: people }], {})}
      ${textField('reason', 'Reason, for the record', {})}
      <div><button class="quiet">Put it on record</button></div>
    </form>
  </details>`;
}

export const SAYINGS = [
  { value: 'acknowledgement', label: 'The client acknowledges it' },
  { value: 'objection', label: 'The client objects' },
  { value: 'uphold', label: 'Ruling: it stands' },
  { value: 'reject', label: 'Ruling: it does not stand' },
  { value: 'withdrawal', label: 'The consultant withdraws it' },
];
