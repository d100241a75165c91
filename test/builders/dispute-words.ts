import type { FactData } from '../../shared/core/facts/fact.ts';
import { parseRate } from '../../shared/core/money/rate.ts';
import type { TermsVersion } from '../../shared/core/terms/terms.ts';
import { aRetainer, aVersion } from './a-contract.ts';
import { said, type Said } from './facts.ts';

interface InDispute {
  readonly on: string;
  readonly amountMinor: bigint;
  readonly id?: string;
  readonly party?: FactData['LineDisputed']['party'];
}

/** The client disputes a part of the first retainer of the 1999 agreement. */
export function disputed({ on, amountMinor, id = 'd1', party = 'client' }: InDispute): Said<'LineDisputed'> {
  const receivable = 'retainer/1999-04-06';
  const by = party === 'client' ? 'Eugene Chiaramonte' : 'Patrick M. Rost';
  const data = { dispute: id, receivable, amountMinor, party, disputedOn: on, by, reason: 'No release was drafted.' };
  return said('LineDisputed', data, on);
}

export function disputeRuled({ on, upheldMinor, id = 'd1' }: { on: string; upheldMinor: bigint; id?: string }) {
  const data = { dispute: id, upheldMinor, ruledOn: on, by: 'Ruth Calder', reason: 'half of it was done' };
  return said('DisputeRuled', data, on);
}

export function withdrawn(on: string, id = 'd1'): Said<'DisputeWithdrawn'> {
  return said('DisputeWithdrawn', { dispute: id, withdrawnOn: on, by: 'Eugene Chiaramonte', reason: 'found it' }, on);
}

/** The retainer of the 1999 agreement alone, with 1% a whole month on what is paid late. */
export function withInterest(): TermsVersion {
  const rate = parseRate('1%');
  if (rate === undefined) throw new RangeError('1% is no rate');
  return aVersion({
    terms: [
      aRetainer(),
      {
        kind: 'late-interest',
        id: 'late',
        clause: '5',
        name: 'Late interest',
        on: [],
        rate,
        rateText: '1%',
        per: 'month',
        dayCount: 'actual/365',
        graceDays: 0,
        compounding: false,
        rounding: 'half-up',
        dueDays: 0,
        dueCounted: 'calendar-days',
        dueFrom: 'accrual',
      },
    ],
  });
}
