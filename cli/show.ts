import type { Command } from 'commander';
import type { ContractView } from '../shared/app/view-contract.ts';
import { formatDate, formatShortDate } from '../shared/core/calendar/format-date.ts';
import { factsOf } from '../shared/core/facts/fact.ts';
import { fromPlain } from '../shared/core/json.ts';
import { comparedWords } from '../shared/core/statement/compared.ts';
import { formatMoney } from '../shared/core/money/format-money.ts';
import { describeTerm } from '../shared/core/terms/describe-term.ts';
import { answer, apiCommand, type ApiOptions } from './api-command.ts';
import { apiPath } from './api-client.ts';
import { table } from './terminal/table.ts';
import { bold, count, notable, pairs, paragraph, printable } from './terminal/text.ts';

/** `tallystick show CONTRACT` */
export function addShow(program: Command): void {
  apiCommand(program, 'show <contract>', 'Show one contract: parties, terms, balance, what waits.').action(
    async (contractId: string, options: ApiOptions) => {
      await answer(
        options,
        (api) => api.get(apiPath('contracts', contractId)),
        (json) => overview(fromPlain<ContractView>(json)),
      );
    },
  );
}

function overview(view: ContractView): string[] {
  const { head, terms } = view;
  return [
    bold(printable(terms.title)),
    ...pairs([
      ['Contract', head.contractId],
      ['Dated', formatDate(terms.dated)],
      ['Client', terms.client.name],
      ['Consultant', terms.consultant.name],
      ['Balance', `${formatMoney(view.balanceMinor, terms.currency)} owed by the client`],
      ['Books', `${count(view.ledger.length, 'entry', 'entries')}, version ${view.versions.length} of the terms`],
      ['Statements', statementsLine(view)],
      [
        'Compared',
        view.compared === undefined
          ? 'not yet: Stripe and the books are compared every day at 05:30 UTC'
          : comparedWords(view.compared),
      ],
      ['Next look', head.attentionAt],
    ]),
    ...parked(view),
    '',
    ...table(
      [{ heading: 'Clause' }, { heading: 'Term' }, { heading: 'What it says', grows: true }],
      terms.terms.map((term) => [term.clause, term.name, describeTerm(term, terms.currency)]),
    ),
    ...introductions(view),
    ...notOwed(view),
    '',
    ...waitingLine(view),
  ];
}

function statementsLine({ statements }: ContractView): string {
  const last = statements.at(-1);
  return last === undefined
    ? 'none sealed yet'
    : `${statements.length} sealed, the last to ${formatDate(last.period.to)}`;
}

function parked({ head }: ContractView): string[] {
  if (head.parked === undefined) return [];
  return ['', notable('Parked: nothing is billed or sent.'), ...paragraph(head.parked.why, 2)];
}

function introductions({ facts }: ContractView): string[] {
  const recorded = factsOf(facts, 'IntroductionRecorded');
  if (recorded.length === 0) return [];
  return [
    '',
    ...table(
      [{ heading: 'Introduced' }, { heading: 'Introduction' }, { heading: 'Investor', grows: true }],
      recorded.map(({ data }) => [
        formatShortDate(data.introducedOn),
        data.introduction,
        data.investor.firm === undefined ? data.investor.name : `${data.investor.name}, ${data.investor.firm}`,
      ]),
    ),
  ];
}

function notOwed(view: ContractView): string[] {
  if (view.notOwed.length === 0) return [];
  return [
    '',
    ...table(
      [{ heading: 'Closed' }, { heading: 'Funding', align: 'right' }, { heading: 'No fee, because', grows: true }],
      view.notOwed.map(({ closedOn, amountMinor, currency, investorName, why }) => [
        formatShortDate(closedOn),
        formatMoney(amountMinor, currency),
        `${investorName}: ${why}`,
      ]),
    ),
  ];
}

function waitingLine({ waiting, head }: ContractView): string[] {
  if (waiting.length === 0) return ['Nothing waits for a person.'];
  const number = count(waiting.length, 'question');
  return [notable(`${number} for a person: \`tallystick waiting ${head.contractId}\` shows what waits.`)];
}
