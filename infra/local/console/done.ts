import { nameOf } from '../../../shared/core/facts/investor.ts';
import { closingOutcomes, outcomeSentence } from './closing-outcome.ts';
import { clockTime, type Look } from './look.ts';

/** What a button did; it stands in the address that its form leads to. */
export type Done = 'deal' | 'corrected' | 'reversed' | 'paid' | 'paid-before' | 'decided' | 'said' | 'clock';

/** The address of a page with the word that something is done; `of` is the deal that it was done to. */
export function doneAt(page: string, done: Done, of?: string): string {
  const query = new URLSearchParams({ done, ...(of === undefined ? {} : { of }) });
  return `${page}?${query.toString()}`;
}

/** The sentence for it; undefined for a word that is none of ours. */
export function doneSentence(done: string | undefined, of: string | undefined, look: Look): string | undefined {
  switch (done ?? '') {
    case 'deal':
    case 'corrected':
    case 'reversed':
      return dealSentence(of, look);
    case 'paid':
      return 'Paid at Stripe, whose signed webhook put the payment into the books.';
    case 'paid-before':
      return 'That invoice is paid already; nothing was paid twice.';
    case 'decided':
      return 'The decision is on record, and the contract has been settled again.';
    case 'said':
      return 'It is on the register, and the contract has been settled again.';
    case 'clock':
      return `The business clock stands at ${clockTime(look.now, look.view.terms.timeZone)}.`;
    default:
      return undefined;
  }
}

function dealSentence(of: string | undefined, look: Look): string | undefined {
  const outcome = closingOutcomes(look).find(({ closing }) => closing.state.externalId === of);
  if (outcome === undefined) return 'The CRM has it; its webhook has not been taken in yet.';
  return `The CRM told Tallystick by a signed webhook. ${nameOf(outcome.closing.state.investor)}: ${outcomeSentence(outcome, look)}`;
}
