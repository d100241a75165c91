import { nameOf } from '../facts/investor.ts';
import type { Attribution } from './attribution.ts';
import type { Closing } from './closings.ts';
import type { Waiting } from './receivable.ts';
import type { SuccessFeeTerm } from '../terms/terms.ts';

/** Whose introduction was it? */
export function attributionQuestion(
  term: SuccessFeeTerm,
  closing: Closing,
  attribution: Attribution & { kind: 'question' },
): Waiting {
  return {
    ...waitingOn(term.clause, closing),
    id: `attribution/${closing.id}`,
    kind: 'attribution',
    what: `Did the funding by ${nameOf(closing.state.investor)} originate in an introduction by the consultant?`,
    why: sentence(attribution.reason),
    answers: [...attribution.candidates, 'nobody'],
    evidence: attribution.evidence,
    sides: attribution.sides,
    proposed: attribution.proposed,
  };
}

/** In which currency, at which rate? */
export function currencyQuestion(term: SuccessFeeTerm, closing: Closing, currency: string): Waiting {
  return {
    ...waitingOn(term.clause, closing),
    id: `currency/${closing.id}`,
    kind: 'currency',
    what: `The funding by ${nameOf(closing.state.investor)} closed in ${closing.state.currency}, the agreement is in ${currency}.`,
    why: 'An amount is converted only by a rate that somebody states for its day, with `tallystick record CONTRACT conversion`; or have the CRM report the closing in the currency of the agreement.',
    answers: [],
    evidence: [],
  };
}

/** Which licence or exemption is relied on? */
export function gateQuestion(clause: string, closing: Closing): Waiting {
  return {
    ...waitingOn(clause, closing),
    id: `gate/${closing.id}`,
    kind: 'gate',
    what: `The fee on the funding by ${nameOf(closing.state.investor)} waits for the licence or exemption relied on.`,
    why: 'The contract file asks for it before a fee on a closing is billed, and none on record covers the day of the closing.',
    answers: [],
    evidence: [],
  };
}

function waitingOn(clause: string, closing: Closing): Pick<Waiting, 'clause' | 'since'> {
  return { clause, since: closing.state.closedOn };
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}
