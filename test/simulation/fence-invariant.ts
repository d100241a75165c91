import { broken, type Broken } from './broken.ts';
import type { Machine } from './machine.ts';
import { MINUTE } from './virtual-time.ts';

/** How long a call that was under way when the switch was pulled may take to land. */
const UNDER_WAY = 15 * MINUTE;

/** While a person has stopped it, or the table is another, nothing is written to Stripe and no mail goes. */
export function stoppedInvariant({ outside, time }: Machine): () => Broken {
  const { activations, invoicer, mails, notices, tables } = outside;
  let moved = 0;
  let shutSince: number | undefined;
  return () => {
    const { stopped, tableId } = activations.current;
    if (stopped === undefined && tableId === tables.id) shutSince = undefined;
    else shutSince ??= time.now;
    const now = invoicer.writes.length + mails.length + notices.length;
    const hasMoved = now !== moved;
    moved = now;
    if (!hasMoved || shutSince === undefined || time.now - shutSince < UNDER_WAY) return undefined;
    return broken(
      'nothing moves while the fence is shut',
      `${invoicer.writes.at(-1)?.operation ?? ''} at ${time.instant}`,
    );
  };
}

/** Of a contract that was left out when the fence was lifted, nothing is invoiced, credited or mailed until it comes in. */
export function shutInvariant({ outside, time }: Machine): () => Broken {
  const { activations, invoicer, mails, notices } = outside;
  const known = new Map<string, { readonly since: number; readonly moved: number }>();
  const movedOf = (contract: string): number =>
    [...invoicer.invoices.values()].filter(({ contractId, status }) => contractId === contract && status !== 'draft')
      .length +
    invoicer.creditNotes.filter(({ contractId }) => contractId === contract).length +
    [...mails, ...notices].filter(({ contractId }) => contractId === contract).length;
  return () => {
    const { shut = [] } = activations.current;
    for (const contract of known.keys()) if (!shut.includes(contract)) known.delete(contract);
    for (const contract of shut) {
      const moved = movedOf(contract);
      const before = known.get(contract) ?? { since: time.now, moved };
      known.set(contract, { ...before, moved });
      if (moved !== before.moved && time.now - before.since >= UNDER_WAY)
        return broken('nothing of a contract that is shut moves', `${contract} at ${time.instant}`);
    }
    return undefined;
  };
}
