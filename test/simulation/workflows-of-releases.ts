import { epochOf } from '../../shared/core/calendar/instant.ts';
import { CONTRACT } from '../builders/a-world.ts';
import { byOldRules } from '../builders/old-rules.ts';
import { takeRulesWhenParked } from './operators.ts';
import { adoptDated, at, crm, funding, introduce } from './steps.ts';
import { HOUR } from './virtual-time.ts';
import { IN_JUNE, LOOKED_UNTIL, withFunding, type Workflow } from './workflow.ts';

/** A release whose rules make a fee more than the one before did is deployed while the invoice of that fee is on its way. */
const newRules: Workflow = {
  name: 'new-rules',
  shows:
    'other rules deployed in mid-flight: the contract is parked, a person looks and takes them, the difference is billed',
  until: '1999-06-19',
  truth: withFunding(25_000_000n, '1999-06-15', IN_JUNE),
  play: (machine) => {
    const { outside } = machine;
    // Deployed as soon as the fee is in the books: its ring, and whatever asks Stripe for the invoice, is met by the new one.
    const isOld = (): boolean => {
      const { postings } = outside.memory.contracts.get(CONTRACT) ?? {};
      return ![...(postings?.values() ?? [])].some(({ kind }) => kind === 'success-fee');
    };
    Object.assign(outside.store, byOldRules(outside.store, isOld));
    adoptDated(machine, '1999-06-07');
    introduce(machine, '1999-06-08');
    crm(machine, '1999-06-15', 'msg_1', funding());
    // A person looks four times a day.
    const looking = { every: 6 * HOUR, until: epochOf(LOOKED_UNTIL) };
    at(machine, '1999-06-15T22:00:00.000Z', () => takeRulesWhenParked(machine, looking));
  },
};

export const OF_RELEASES: readonly Workflow[] = [newRules];
