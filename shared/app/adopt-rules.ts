import type { Instant } from '../core/calendar/instant.ts';
import { factsOf, type Fact } from '../core/facts/fact.ts';
import { decideSettlement, OTHER_RULES } from '../core/ledger/decide-settlement.ts';
import { RULES } from '../core/owed/rules.ts';
import { termsAt } from '../core/owed/versions.ts';
import type { Store } from '../ports/store.ts';
import { readState, type ContractState } from './contract-state.ts';
import { letGoOn, type LetGoOnWorld } from './let-go-on.ts';
import { assertMayApprove } from './may-approve.ts';
import { recordFacts } from './record-facts.ts';

/** What the rules of this release make of a contract that was booked by those of an earlier one. */
export interface RulesReport {
  /** The rules of this release. */
  readonly rules: string;
  /** Those that were adopted last: with the contract, or since. */
  readonly adopted: string;
  /** True when the contract is parked for want of a word on the rules. */
  readonly isParkedForThem: boolean;
  /** What would be booked if they were adopted now: corrections, oldest first; amounts in minor units of `currency`. */
  readonly differences: readonly {
    readonly receivable: string;
    readonly description: string;
    readonly currency: string;
    readonly bookedMinor: bigint;
    readonly owedMinor: bigint;
  }[];
}

/** The dry run of an adoption of the rules. Errors: `input.unknown` when there is no such contract. */
export async function rulesReport(store: Store, contractId: string, now: Instant): Promise<RulesReport> {
  return reportOf(await readState(store, contractId), now);
}

/**
 * A person takes the rules of this release for a contract: what they make otherwise is corrected from now on, and the contract
 * goes on if it was parked for them. Done again, it changes nothing. Errors: `input.unknown` when there is no such contract,
 * `input.invalid` when the person may not.
 */
export async function adoptRules(
  world: LetGoOnWorld,
  { contractId, by, reason, now }: { contractId: string; by: string; reason: string; now: Instant },
): Promise<RulesReport> {
  const state = await readState(world.store, contractId);
  assertMayApprove(termsAt(state.versions, now), { by, reason });
  const before = reportOf(state, now);
  if (before.adopted !== RULES || before.differences.length > 0) {
    await recordFacts(world.store, world.bell, {
      contractId,
      recordedAt: now,
      facts: [
        {
          id: `rules/${RULES}/${state.head.factSeq + 1}`,
          type: 'RulesAdopted',
          happenedAt: now,
          source: { kind: 'person', name: by },
          data: { rules: RULES, by, reason },
        },
      ],
    });
  }
  if (before.isParkedForThem) await letGoOn(world, { contractId, factSeq: state.head.factSeq + 1, now });
  return rulesReport(world.store, contractId, now);
}

function reportOf(state: ContractState, now: Instant): RulesReport {
  const { facts, head, postings } = state;
  const adopted =
    factsOf(facts, 'RulesAdopted').at(-1)?.data.rules ?? factsOf(facts, 'TermsAdopted').at(-1)?.data.rules ?? RULES;
  const settled = decideSettlement({ ...state, facts: [...facts, asIfAdopted(state, now)], asOf: now, now });
  const corrections = settled.outcome === 'settled' ? settled.postings.filter(({ corrects }) => corrects) : [];
  const isAdopted = adopted === RULES && head.parked?.why !== OTHER_RULES;
  return {
    rules: RULES,
    adopted,
    isParkedForThem: head.parked?.why === OTHER_RULES,
    differences: isAdopted
      ? []
      : corrections.map(({ receivableId, description, currency, totalMinor }) => ({
          receivable: receivableId,
          description,
          currency,
          bookedMinor: postings.findLast((posting) => posting.receivableId === receivableId)?.totalMinor ?? 0n,
          owedMinor: totalMinor,
        })),
  };
}

function asIfAdopted({ head }: ContractState, now: Instant): Fact {
  return {
    id: 'rules/dry-run',
    seq: head.factSeq + 1,
    recordedAt: now,
    type: 'RulesAdopted',
    happenedAt: now,
    source: { kind: 'person', name: 'a dry run' },
    data: { rules: RULES, by: 'a dry run', reason: 'to see the difference' },
  };
}
