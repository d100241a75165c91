import type { PostToLedger, Store } from '../../shared/ports/store.ts';

/** By how much the rules of an earlier release made each fee less, in minor units. */
export const LESS_BEFORE = 10_000n;

/** A table that is written to by an earlier release, whose rules made each fee less, until the new one is deployed. */
export function byOldRules(store: Store, isOld: () => boolean): Pick<Store, 'post'> {
  const post = store.post.bind(store);
  return { post: (write) => post(isOld() ? less(write) : write) };
}

function less(write: PostToLedger): PostToLedger {
  const { posting, entry, intent, working } = write;
  if (posting?.kind !== 'success-fee' || posting.corrects !== undefined) return write;
  const amountMinor = posting.amountMinor - LESS_BEFORE;
  const lines = entry.lines.map((line) => ({
    ...line,
    debitMinor: line.debitMinor === 0n ? 0n : line.debitMinor - LESS_BEFORE,
    creditMinor: line.creditMinor === 0n ? 0n : line.creditMinor - LESS_BEFORE,
  }));
  return {
    ...write,
    entry: { ...entry, lines },
    posting: { ...posting, amountMinor, totalMinor: amountMinor, rules: '0' },
    ...(working === undefined ? {} : { working: { ...working, amountMinor } }),
    ...(intent?.kind === 'invoice' ? { intent: { ...intent, amountMinor } } : {}),
  };
}
