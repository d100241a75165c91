import { dateIn, startOfDay, type Instant } from '../core/calendar/instant.ts';
import type { ReadDeal } from '../core/crm/deal.ts';
import type { Mapping } from '../core/crm/mapping.ts';
import type { FactData, FactSource } from '../core/facts/fact.ts';
import { newIn } from '../core/introductions/introduction.ts';
import { registerOf } from '../core/introductions/register.ts';
import { latest } from '../core/owed/versions.ts';
import type { Bell } from '../ports/bell.ts';
import type { Store } from '../ports/store.ts';
import { readState } from './contract-state.ts';
import { recordIntroduction } from './record-introduction.ts';

export interface MarkedDeals {
  readonly contractId: string;
  readonly vendor: string;
  readonly source: FactSource;
  readonly mapping: Mapping;
  /** Deals of which the CRM says, by the mapped mark, that the investor was introduced. */
  readonly deals: readonly ReadDeal[];
  readonly now: Instant;
}

/**
 * Puts on the register what the CRM marks as introduced. It is recorded when it was seen: a mark that was set only when
 * the closing was known proves nothing by itself, and is a question like any other late introduction. Later words of the
 * CRM (another address, another id) are added to the entry and never replace it.
 */
export async function recordMarkedIntroductions(
  world: { readonly store: Store; readonly bell: Bell },
  { contractId, vendor, source, mapping, deals, now }: MarkedDeals,
): Promise<number> {
  const marked = deals.filter(({ introduction, investor }) => introduction !== undefined && investor !== undefined);
  if (marked.length === 0 || mapping.introduction === undefined) return 0;
  const { facts, versions } = await readState(world.store, contractId);
  const { timeZone } = latest(versions).terms;
  const known = registerOf(facts).introductions;
  let recorded = 0;
  for (const deal of marked) {
    const introduction = introductionOf(deal, { vendor, by: mapping.introduction.by, today: dateIn(now, timeZone) });
    const before = known.find(({ id }) => id === introduction.introduction);
    if (before !== undefined && newIn(introduction, before) === undefined) continue;
    if (startOfDay(introduction.introducedOn, timeZone) > now) continue;
    await recordIntroduction(world, { contractId, source, introduction, ifKnown: 'supplement', now });
    recorded += 1;
  }
  return recorded;
}

function introductionOf(
  { id, investor = NOBODY, introduction = '', introducedOn }: ReadDeal,
  { vendor, by, today }: { vendor: string; by: string; today: string },
): FactData['IntroductionRecorded'] {
  return {
    introduction: `${vendor}-${id.toLowerCase().replace(/[^a-z0-9]+/g, '-')}`,
    investor,
    introducedOn: introducedOn ?? today,
    how: `the CRM: marked ${introduction}`,
    by,
  };
}

const NOBODY = { name: 'nobody', crmIds: [], emails: [] };
