import type { PostToLedger, Store } from '../../shared/ports/store.ts';

/** By how much the rules of an earlier release made each fee less, in minor units, unless told. */
export const LESS_BEFORE = 10_000n;

/** A table that is written to by an earlier release, whose rules made each fee less, until the new one is deployed. */
export function byOldRules(
  store: Store,
  isOld: (contractId: string) => boolean,
  lessMinor = LESS_BEFORE,
): Pick<Store, 'post'> {
  const post = store.post.bind(store);
  return { post: (write) => post(isOld(write.contractId) ? less(write, lessMinor) : write) };
}

function less(write: PostToLedger, lessMinor: bigint): PostToLedger {
  const { posting, entry, intent, working } = write;
  if (posting?.kind !== 'success-fee' || posting.corrects !== undefined) return write;
  const amountMinor = posting.amountMinor - lessMinor;
  const lines = entry.lines.map((line) => ({
    ...line,
    debitMinor: line.debitMinor === 0n ? 0n : line.debitMinor - lessMinor,
    creditMinor: line.creditMinor === 0n ? 0n : line.creditMinor - lessMinor,
  }));
  return {
    ...write,
    entry: { ...entry, lines },
    posting: { ...posting, amountMinor, totalMinor: amountMinor, rules: '0' },
    ...(working === undefined ? {} : { working: { ...working, amountMinor } }),
    ...(intent?.kind === 'invoice' ? { intent: { ...intent, amountMinor } } : {}),
  };
}
