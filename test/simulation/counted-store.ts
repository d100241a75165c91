import type { Store } from '../../shared/ports/store.ts';

/** Reads change nothing; whatever else a table is asked for may. */
const READS = /^(read|list|known|due|aliases|closingOf|tableId)/;

/** A table that counts what may have changed it, so that whoever looks after every step looks only when there is something to see. */
export function countedStore(store: Store, count: () => void): Store {
  return new Proxy(store, {
    get(target, name) {
      const member: unknown = Reflect.get(target, name);
      if (typeof member !== 'function' || typeof name !== 'string' || READS.test(name)) return member;
      return async (...given: readonly unknown[]) => {
        try {
          return await Reflect.apply(member, target, given);
        } finally {
          count();
        }
      };
    },
  });
}
