import { planted, type PlantedBug } from './planted-bug.ts';

const PUSH = 'shared/app/push-invoice.ts';
const KEY = 'shared/app/push-world.ts';
const CUSTOMER = 'shared/app/customer-of.ts';
const REISSUE = 'shared/app/push-reissue.ts';
const SEE = 'shared/app/see-invoice.ts';
const ADOPT = 'if (adopted !== undefined) return adopted;';
const LATER = 'if (error.retryable) return tryLater(world, ring, error);';

/** What goes wrong between the books and Stripe. */
export const AT_STRIPE: readonly PlantedBug[] = [
  {
    row: '1',
    says: 'Trusts a key that names the month, and does not look whether the invoice is there already.',
    edits: [
      { file: PUSH, find: ADOPT, replace: '' },
      { file: KEY, find: ':a${intent.attempt}:', replace: ':${ring.asOf.slice(0, 7)}:' },
    ],
  },
  planted(
    '2',
    'Starts its steps from the first again: adds the line to a draft that has it.',
    PUSH,
    'if (invoice.lineCount === 0) invoice = await addLine',
    'invoice = await addLine',
  ),
  planted(
    '3',
    'Takes the idempotency key for a guarantee: looks only from the second attempt on.',
    PUSH,
    ADOPT,
    'if (adopted !== undefined && intent.attempt > 1) return adopted;',
  ),
  planted(
    '4',
    'Marks the intent as done before Stripe has finalised its invoice.',
    PUSH,
    'await world.store.saveIntent(ring.contractId, { ...intent, invoice: invoice.id });',
    "await world.store.saveIntent(ring.contractId, { ...intent, invoice: invoice.id, state: 'done' });",
  ),
  planted(
    '12',
    'Attaches an invoice only where the answer of its creation came through.',
    PUSH,
    ADOPT,
    'if (adopted !== undefined && adopted.id === intent.invoice) return adopted;',
  ),
  {
    row: '13',
    says: 'Makes a customer under a key each time, and keeps no record of it.',
    edits: [
      { file: CUSTOMER, find: '(await invoicer.findCustomer(contractId, email)) ??', replace: '' },
      {
        file: CUSTOMER,
        find: '(mayHaveAnother(intent, ring) ? await invoicer.findCustomer(contractId) : undefined) ??',
        replace: '',
      },
      { file: CUSTOMER, find: 'await store.saveCustomer(contractId, customer, known);', replace: '' },
    ],
  },
  planted(
    '15',
    'Looks in an index that knows only what is older than its own message.',
    PUSH,
    '(invoice) => invoice.contractId === contractId &&',
    '(invoice) => invoice.createdAtEpochSeconds * 1000 < epochOf(ring.asOf) && invoice.contractId === contractId &&',
  ),
  planted(
    '17',
    'Uses one key for creating and finalising.',
    PUSH,
    "key(ring, intent, 'finalize')",
    "key(ring, intent, 'create')",
  ),
  {
    row: '18',
    says: 'Makes the request anew at each attempt, under the same key, which is to know it again.',
    edits: [
      { file: PUSH, find: ADOPT, replace: '' },
      {
        file: PUSH,
        find: 'if (intent.frozen !== undefined && (!stale || intent.invoice !== undefined)) return intent;',
        replace: '',
      },
      {
        file: PUSH,
        find: 'description: descriptionOf(intent),',
        replace: 'description: `${descriptionOf(intent)} As of ${ring.asOf}.`,',
      },
    ],
  },
  planted('19', 'Takes a refusal that will pass for one that stays.', PUSH, LATER, ''),
  planted(
    '21',
    'Lets an intent expire after a day.',
    PUSH,
    "if (intent.state !== 'pending' ||",
    "if (intent.state !== 'pending' || epochOf(ring.asOf) - epochOf(intent.createdAt) > 86_400_000 ||",
  ),
  planted(
    '29',
    'Gives an invoice up after its second failure.',
    PUSH,
    LATER,
    'if (error.retryable && intent.failures < 1) return tryLater(world, ring, error);',
  ),
  planted(
    '31',
    'Leaves the invoice that was replaced open.',
    REISSUE,
    "await world.invoicer.voidInvoice(of, key(ring, intent, 'void'));",
    '',
  ),
  {
    row: '32',
    says: 'Makes the new invoice first, and the old one void after it.',
    edits: [
      {
        file: PUSH,
        find: '  if (first.reissue !== undefined) {\n    const stays = await replaced(world, ring, first, first.reissue);\n    if (stays !== undefined) return stays;\n  }\n',
        replace: '',
      },
      {
        file: PUSH,
        find: '  assertMatches(intent, invoice);\n  await world.store.saveIntent',
        replace:
          '  assertMatches(intent, invoice);\n  if (first.reissue !== undefined) await replaced(world, ring, first, first.reissue);\n  await world.store.saveIntent',
      },
    ],
  },
  planted(
    '53',
    'Takes what Stripe calls paid for money that came in.',
    SEE,
    'function receivedMinor({ dueMinor, remainingMinor, overpaidMinor }: InvoicerInvoice): bigint {\n  return dueMinor -',
    'function receivedMinor({ totalMinor, remainingMinor, overpaidMinor }: InvoicerInvoice): bigint {\n  return totalMinor -',
  ),
  planted(
    '–',
    'Looks at a part of the invoices only, after an outage too in which the events of all may have got lost.',
    'shared/app/look-until-still.ts',
    "return isRecent && last.state !== 'failed' ? 'daily' : 'full';",
    "return isRecent && last.state !== 'failed' ? 'daily' : 'daily';",
  ),
  planted(
    '–',
    'Learns that a customer was deleted from the event alone.',
    'shared/app/look-at-stripe.ts',
    'if (deleted) recorded +=',
    'if (deleted && credit > 0n) recorded +=',
  ),
  planted(
    '74',
    'Goes on with a customer that was deleted at Stripe.',
    CUSTOMER,
    'deleted.includes(known)',
    'deleted.includes(`${known} no longer`)',
  ),
  planted(
    '80',
    'Keeps the receipt of a payment that a bank has taken back.',
    'shared/core/ledger/movements.ts',
    "case 'inquiry':\n      case 'closed':\n        return { ...named, posting, path: [] };\n      case 'open':\n      case 'lost':",
    "case 'inquiry':\n      case 'closed':\n      case 'lost':\n        return { ...named, posting, path: [] };\n      case 'open':",
  ),
  planted(
    '–',
    'Sends from a table that was restored, as the one that it was copied from did.',
    'shared/app/fence.ts',
    'if (activation.tableId !== tableId) {',
    'if (activation.tableId === undefined) {',
  ),
  planted(
    '–',
    'Books what is owed now for what a restored table had sent before, over whatever amount.',
    'shared/core/ledger/lost-postings.ts',
    'Map.groupBy(together(shown),',
    'Map.groupBy(together(shown.slice(shown.length)),',
  ),
  planted(
    '–',
    'Posts in a restored table before it is known what was sent from the one before.',
    'shared/app/settle-contract.ts',
    'decided.postings.filter(({ id }) => decided.atStripe.has(id))',
    'decided.postings.filter(({ id }) => decided.atStripe.has(id) || decided.postings.length > 0)',
  ),
];
