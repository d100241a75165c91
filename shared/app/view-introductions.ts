import { dateIn, type Instant } from '../core/calendar/instant.ts';
import { liveFacts } from '../core/facts/live-facts.ts';
import { chainHead, verifyChain, type HeldHead } from '../core/introductions/chain.ts';
import { exposureOf } from '../core/introductions/exposure.ts';
import { recordedLate } from '../core/introductions/recorded-late.ts';
import { registerOf } from '../core/introductions/register.ts';
import { standingOf } from '../core/introductions/standing.ts';
import { tailsOf } from '../core/introductions/tails.ts';
import { attributionAt } from '../core/owed/candidate.ts';
import { endingOf } from '../core/owed/ending.ts';
import { termsAt } from '../core/owed/versions.ts';
import type { Store } from '../ports/store.ts';
import { readState, type ContractState } from './contract-state.ts';

/** The register of introductions as a person looks at it: how each stands, until when it earns, what is open. */
export async function viewIntroductions(store: Store, contractId: string, now: Instant) {
  const { facts, versions } = await readState(store, contractId);
  const terms = termsAt(versions, now);
  const register = registerOf(liveFacts(facts));
  const at = attributionAt({}, terms, dateIn(now, terms.timeZone));
  const ending = endingOf(facts, terms);
  return {
    introductions: register.introductions.map((introduction) => {
      const { recorded, investor, evidence } = introduction;
      const { lateObjections, factIds: _, ...standing } = standingOf(introduction, register, at);
      const { introducedOn, how, by, introducedBy } = recorded.data;
      return {
        id: introduction.id,
        investor,
        introducedOn,
        recordedOn: dateIn(recorded.recordedAt, terms.timeZone),
        how,
        by,
        ...(introducedBy === undefined ? {} : { introducedBy }),
        evidence,
        standing,
        lateObjections: lateObjections.map(({ data, recordedAt }) => ({ ...data, recordedAt })),
        tails: tailsOf(introduction, terms, ending),
      };
    }),
    priorContacts: register.contacts.map(({ data, recordedAt }) => ({ ...data, recordedAt })),
    exposure: exposureOf(versions, facts, now),
    head: chainHead(contractId, facts),
  };
}

export type IntroductionsView = Awaited<ReturnType<typeof viewIntroductions>>;

/**
 * Whether the register is what was written: linked entry by entry, and as every sealed statement holds it; and which
 * introductions came on record only after a closing was known.
 */
export async function verifyIntroductions(store: Store, contractId: string, now: Instant) {
  const state = await readState(store, contractId);
  const { facts, versions } = state;
  const terms = termsAt(versions, now);
  const held = await heldHeads(store, state);
  const faults = verifyChain(contractId, facts, held);
  return {
    whole: faults.length === 0,
    head: chainHead(contractId, facts),
    heldBy: held.length,
    faults,
    recordedLate: recordedLate(liveFacts(facts), attributionAt({}, terms, dateIn(now, terms.timeZone))),
  };
}

export type IntroductionsProof = Awaited<ReturnType<typeof verifyIntroductions>>;

/** The heads that are printed on sealed statements, of which both parties hold a half. */
async function heldHeads(store: Store, { head }: ContractState): Promise<HeldHead[]> {
  const statements = await store.listStatements(head.contractId);
  return statements.flatMap(({ number, register, sealedAt }) =>
    register === undefined ? [] : [{ ...register, where: `Statement ${number}`, at: sealedAt }],
  );
}
