import { daysBetween } from '../calendar/plain-date.ts';
import type { ClosingState } from '../facts/fact.ts';
import type { Investor } from '../facts/investor.ts';

/** Two closings of one funding are rarely entered with dates further apart. */
const NEAR_DAYS = 31;

/** A closing on record: itself and what it says. */
export interface KnownState {
  readonly id: string;
  readonly state: Pick<ClosingState, 'investor' | 'amountMinor' | 'currency' | 'closedOn'>;
}

/**
 * The closings on record that a new deal looks like: the same investor, the same amount, and days at most 31 apart. One
 * funding that was entered twice would earn its fee twice, so a person says which it is.
 */
export function lookalikes(deal: KnownState['state'], known: readonly KnownState[]): string[] {
  return known
    .filter(
      ({ state }) =>
        state.amountMinor === deal.amountMinor &&
        state.currency === deal.currency &&
        Math.abs(daysBetween(state.closedOn, deal.closedOn)) <= NEAR_DAYS &&
        isSameInvestor(state.investor, deal.investor),
    )
    .map(({ id }) => id);
}

function isSameInvestor(a: Investor, b: Investor): boolean {
  return (
    a.crmIds.some((id) => b.crmIds.includes(id)) ||
    a.emails.some((address) => b.emails.includes(address)) ||
    namesOf(a).some((name) => namesOf(b).includes(name))
  );
}

function namesOf({ name, firm }: Investor): string[] {
  return [name, firm].flatMap((text) => (text === undefined ? [] : text.normalize('NFKC').toLowerCase().trim()));
}
