import { adoptRules } from '../../shared/app/adopt-rules.ts';
import { epochOf } from '../../shared/core/calendar/instant.ts';
import { OTHER_RULES } from '../../shared/core/ledger/decide-settlement.ts';
import { CONTRACT } from '../builders/a-world.ts';
import { byOldRules } from '../builders/old-rules.ts';
import type { Machine } from './machine.ts';
import { adoptDated, at, crm, funding, introduce, PERSON } from './steps.ts';
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
    at(machine, '1999-06-15T22:00:00.000Z', () => takeRulesWhenParked(machine));
  },
};

export const OF_RELEASES: readonly Workflow[] = [newRules];

/** A person looks four times a day, and takes the rules once the contract is parked for them. */
function takeRulesWhenParked(machine: Machine): void {
  const { answering, outside, time } = machine;
  if (outside.memory.contracts.get(CONTRACT)?.head.parked?.why === OTHER_RULES) {
    answering.answeredAt = time.now;
    machine.untilDone('api', (ports) =>
      adoptRules(ports, { contractId: CONTRACT, by: PERSON, reason: 'it is right', now: time.instant }),
    );
  }
  if (time.now < epochOf(LOOKED_UNTIL)) time.at(time.now + 6 * HOUR, () => takeRulesWhenParked(machine));
}
