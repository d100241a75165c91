import { adoptContract } from '../../shared/app/adopt-contract.ts';
import { adoptRules } from '../../shared/app/adopt-rules.ts';
import { reissueInvoice } from '../../shared/app/reissue-invoice.ts';
import { switchMoney } from '../../shared/app/switch.ts';
import type { PlainDate } from '../../shared/core/calendar/plain-date.ts';
import { OTHER_RULES } from '../../shared/core/ledger/decide-settlement.ts';
import { CONTRACT } from '../builders/a-world.ts';
import { withCanaries } from './canary.ts';
import type { Machine, Ports } from './machine.ts';
import { changeRetainer, fileOf } from './parties.ts';
import { PERSON } from './steps.ts';

/** How often a person looks, and until when, in milliseconds. */
export interface Looking {
  readonly every: number;
  readonly until: number;
}

/** The kill switch is pulled, or money and mail are let move again. */
export function turn(machine: Machine, action: 'stop' | 'resume'): void {
  const command = { action, by: PERSON, why: 'a question at the bank', thisTable: false };
  machine.untilDone('api', ({ store, activations }) =>
    switchMoney(store, activations, { ...command, now: machine.time.instant }),
  );
}

/** What stops may come once more, when it was resumed already. */
export function resumeWhenStopped(machine: Machine, looking: Looking): void {
  const { outside, time } = machine;
  if (outside.activations.current.stopped !== undefined) turn(machine, 'resume');
  if (time.now < looking.until) time.at(time.now + looking.every, () => resumeWhenStopped(machine, looking));
}

/** The rules of a new release are taken for each contract that is parked for them. */
export function takeRulesWhenParked(machine: Machine, looking: Looking): void {
  const { answering, outside, time } = machine;
  for (const [contractId, { head }] of outside.memory.contracts) {
    if (head.parked?.why !== OTHER_RULES) continue;
    answering.answeredAt = time.now;
    machine.untilDone('api', (ports) =>
      adoptRules(ports, { contractId, by: PERSON, reason: 'it is right', now: time.instant }),
    );
  }
  if (time.now < looking.until) time.at(time.now + looking.every, () => takeRulesWhenParked(machine, looking));
}

/** An invoice is made anew before it is paid. */
export async function reissue(ports: Ports, contractId: string, posting: string, now: string): Promise<void> {
  await reissueInvoice(ports, { contractId, posting, by: PERSON, reason: 'another department pays it', now });
}

/** Both parties agree on another retainer, from a day on. */
export interface Amendment {
  readonly effectiveOn: PlainDate;
  readonly amount: string;
}

export async function amend(
  ports: Ports,
  { effectiveOn, amount }: Amendment,
  now: string,
  contractId = CONTRACT,
): Promise<void> {
  const file = withCanaries(fileOf(contractId));
  changeRetainer(file, { amount });
  await adoptContract(ports, { file, effectiveOn, by: 'both', now, salt: 'x' });
}
