import { factsOf, type Fact } from '../../../shared/core/facts/fact.ts';
import { isPlainDate } from '../../../shared/core/calendar/plain-date.ts';
import { parseAmount } from '../../../shared/core/money/parse-amount.ts';
import type { CrmInvestor, Deal, NewDeal } from '../crm/deal.ts';
import type { Entered } from './entered.ts';
import type { Look } from './look.ts';
import { problemSentence } from './refusal.ts';

/** The choice that stands for an investor whom nobody introduced. */
export const STRANGER = 'stranger';

export interface KnownInvestor {
  readonly investor: CrmInvestor;
  readonly introduced: boolean;
}

/** The introduced investors as the CRM would name them, then those whom only the CRM knows; each id once. */
export function knownInvestors(facts: readonly Fact[], deals: readonly Deal[]): KnownInvestor[] {
  const introduced = factsOf(facts, 'IntroductionRecorded').map(({ data: { introduction, investor } }) => ({
    introduced: true,
    investor: {
      id: investor.crmIds[0] ?? `crm-${introduction}`,
      name: investor.name,
      ...(investor.firm === undefined ? {} : { firm: investor.firm }),
      emails: [...investor.emails],
    },
  }));
  const others = deals.map(({ investor }) => ({ introduced: false, investor }));
  const byId = new Map<string, KnownInvestor>();
  for (const known of [...introduced, ...others]) {
    if (!byId.has(known.investor.id)) byId.set(known.investor.id, known);
  }
  return [...byId.values()];
}

/** The deal that was entered and the id of its webhook, or what is wrong with it, in sentences. */
export function readDeal(
  entered: Entered,
  look: Look,
  deals: readonly Deal[],
): { deal: NewDeal; webhookId: string } | { problems: string[] } {
  const { currency } = look.view.terms;
  const problems: string[] = [];
  const { request = '', amount = '', closedOn = '' } = entered;
  if (!/^[0-9a-f-]{36}$/.test(request)) problems.push('The form is not whole. Load the page again.');
  const parsed = parseAmount('The amount', amount, currency);
  if (!('amountMinor' in parsed)) problems.push(problemSentence(parsed));
  else if (parsed.amountMinor === 0n) problems.push('The amount is zero. Enter what was funded, such as 50000.00.');
  if (!isPlainDate(closedOn)) problems.push('The closing date is a day that exists, such as 1999-06-15.');
  const investor = investorOf(entered, look, deals);
  if (typeof investor === 'string') return { problems: [...problems, investor] };
  if (problems.length > 0) return { problems };
  const name = `Funding by ${investor.firm ?? investor.name}`;
  const id = `deal-${request.slice(0, 8)}`;
  return {
    deal: { id, name, investor, amount, currency, closedOn, instrument: 'equity' },
    webhookId: `msg_${request}`,
  };
}

function investorOf(entered: Entered, look: Look, deals: readonly Deal[]): CrmInvestor | string {
  if (entered['investor'] !== STRANGER) {
    const known = knownInvestors(look.view.facts, deals).find(({ investor }) => investor.id === entered['investor']);
    return known?.investor ?? 'Pick an investor, or the stranger.';
  }
  const { request = '', strangerName = '', strangerFirm = '' } = entered;
  if (strangerName === '') return 'The stranger has no name. Enter one.';
  const firm = strangerFirm === '' ? {} : { firm: strangerFirm };
  return { id: `crm-${request.slice(0, 8)}`, name: strangerName, ...firm, emails: [] };
}
