import { planted, type PlantedBug } from './planted-bug.ts';

const CHAIN = 'shared/core/introductions/chain.ts';
const SEND = 'shared/app/send-statement.ts';
const PUSH = 'shared/app/push-invoice.ts';
const SETTLE = 'shared/app/settle-contract.ts';
const MOVEMENTS = 'shared/core/ledger/movements.ts';
const STATEMENT = 'shared/core/statement/compose-statement.ts';
const TO_NOTICE = 'const to = termsAt(versionsOf(record.terms), ring.asOf)[party].statementsTo;';
const NOTICE_SENT = 'world.mailer.sendNotice({ contractId, noticeId, party, to, documents, attempt })';
const SENDS_NOTICE = `(attempt) => ${NOTICE_SENT}`;
const PDF = 'shared/adapters/documents/statement-pdf.ts';
const TO = 'const to = termsAt(versionsOf(record.terms), ring.asOf)[intent.party].statementsTo;';

/** What no report named: one for each invariant that nothing above breaks first. */
export const ON_RECORD: readonly PlantedBug[] = [
  planted(
    '–',
    'Links an entry of the register to where the register starts, not to the entry before.',
    CHAIN,
    '  let { hash } = chainHead(onto.contractId, onto.facts);',
    '  let { hash } = chainHead(onto.contractId, []);',
  ),
  planted(
    '–',
    'Hashes an entry of the register without the moment at which it was recorded.',
    CHAIN,
    'return hashOf(entry);',
    "return hashOf({ ...entry, recordedAt: '' });",
  ),
  planted(
    '–',
    'Puts the last link of the register on a statement as it was one entry before.',
    CHAIN,
    'entries.length, hash: last === undefined ? start(contractId) : entryHash(last) }',
    'Math.max(entries.length - 1, 0), hash: last === undefined ? start(contractId) : entryHash(last) }',
  ),
  planted(
    '–',
    'Carries no tally code over from the statement before.',
    STATEMENT,
    '...(input.previous === undefined ? {} : { previousTallyCode: input.previous.tallyCode }),',
    '',
  ),
  planted(
    '–',
    'Sends the half of the consultant to the client too.',
    SEND,
    `  ${TO}\n  const documents = await world.documents.make(`,
    `  ${TO.replace('[intent.party]', '.client')}\n  const documents = await world.documents.make(`,
  ),
  {
    row: '–',
    says: 'Keeps a statement by its period alone, and sends it to the next contract that has one of that period.',
    edits: [
      {
        file: SEND,
        find: '  const statement = await world.store.readStatement(contractId, intent.statement);',
        replace:
          '  const statement = KEPT.get(intent.statement) ?? (await world.store.readStatement(contractId, intent.statement));\n  if (statement !== undefined) KEPT.set(intent.statement, statement);',
      },
      {
        file: SEND,
        find: 'export type SendOutcome =',
        replace:
          "const KEPT = new Map<string, import('../core/statement/statement.ts').Statement>();\n\nexport type SendOutcome =",
      },
    ],
  },
  planted(
    '–',
    'Prints the addresses of both mailboxes on the half of each.',
    STATEMENT,
    'client: { name: terms.client.name, address: terms.client.address },',
    'client: { name: terms.client.name, address: [...terms.client.address, ...terms.client.statementsTo] },',
  ),
  planted(
    '–',
    'Shows the salt that makes the links of workings hard to guess.',
    'shared/app/view-contract.ts',
    'const { salt: _, ...head } = state.head;',
    'const { head } = state;',
  ),
  planted(
    '–',
    'Writes to whom a statement goes into the log.',
    SEND,
    '  intent = await world.store.saveIntent(ring.contractId, { ...intent, sendingSince: ring.asOf });',
    "  world.log.info('sending', { to: termsAt(versionsOf((await world.store.readContract(ring.contractId))?.terms ?? []), ring.asOf)[intent.party].statementsTo.join() });\n  intent = await world.store.saveIntent(ring.contractId, { ...intent, sendingSince: ring.asOf });",
  ),
  {
    row: '–',
    says: 'Takes a cent off the line of an invoice, and does not compare.',
    edits: [
      {
        file: PUSH,
        find: "const { customer = '', amountMinor, currency } = intent;",
        replace: "const { customer = '', currency } = intent;\n  const amountMinor = intent.amountMinor - 1n;",
      },
      {
        file: PUSH,
        find: 'if (invoice.totalMinor === intent.amountMinor && invoice.currency',
        replace: 'if (invoice.currency',
      },
    ],
  },
  planted(
    '–',
    'Books nothing of what goes to the client’s credit.',
    MOVEMENTS,
    '{ ...once(invoice, toCredit, day(at), issued(toBalanceMinor)), isCorrection: true },',
    '{ ...once(invoice, toCredit, day(at), issued(0n * toBalanceMinor)), isCorrection: true },',
  ),
  planted(
    '–',
    'Books a refund twice as large as it was.',
    MOVEMENTS,
    'return { ...once(invoice, named, day(at), -amountMinor),',
    'return { ...once(invoice, named, day(at), -2n * amountMinor),',
  ),
  planted(
    '–',
    'Ends a period on the day on which the next begins.',
    'shared/core/owed/retainer-periods.ts',
    'const to = daysAfter(intervalsAfter(anchor, term, index + 1), -1);',
    'const to = intervalsAfter(anchor, term, index + 1);',
  ),
  planted(
    '–',
    'Begins a statement on the last day of the one before.',
    STATEMENT,
    'const from = input.previous === undefined ? dated : daysAfter(input.previous.period.to, 1);',
    'const from = input.previous === undefined ? dated : input.previous.period.to;',
  ),
  planted(
    '–',
    'Lists on a statement what the one before had listed.',
    STATEMENT,
    'const lines = linesOf(fresh, input, openingBalanceMinor, from);',
    'const lines = linesOf(input.entries, input, 0n, from);',
  ),
  planted(
    '–',
    'Leaves off a statement what changes nothing that is owed.',
    STATEMENT,
    'const lines = linesOf(fresh, input,',
    'const lines = linesOf(fresh.filter((entry) => effectOnReceivable(entry) !== 0n), input,',
  ),
  planted(
    '–',
    'Calls for attention at the end of a month and forgets the day of the next fee.',
    SETTLE,
    '    nextAccrual(state.versions, state.facts, now),\n    endOfPeriod(',
    '    undefined,\n    endOfPeriod(',
  ),
  planted(
    '–',
    'Names a message after its sender alone, so that the queue takes the next one for the same.',
    'shared/adapters/sqs/queues.ts',
    '|${vendor}|${message.messageId}|${message.body}`',
    '|${vendor}`',
  ),
  planted(
    '–',
    'Names a ring by what is to be sent alone, so that the queue takes that of another contract for the same.',
    'shared/adapters/sqs/queues.ts',
    'return `${contractId}|${intent}|${factSeq}|${asOf}`;',
    'return `${intent}|${factSeq}|${asOf}`;',
  ),
  planted(
    '–',
    'Lets all events of Stripe wait for one another.',
    'shared/adapters/sqs/queues.ts',
    'return `${source}/${customer ?? messageId}`;',
    'return source;',
  ),
  planted(
    '–',
    'Rings once for what is to be sent, and looks no more when the ring is lost.',
    SETTLE,
    'next = earlier(next, at > now ? at : minutesAfter(now, LOOK_AGAIN_MINUTES));',
    'if (at > now) next = earlier(next, at);',
  ),
  planted(
    '–',
    'Sends every notice to the consultant, whomever it is for.',
    SEND,
    `  ${TO_NOTICE}\n  const documents = await world.documents.makeNotice(`,
    `  ${TO_NOTICE.replace('[party]', '.consultant')}\n  const documents = await world.documents.makeNotice(`,
  ),
  planted(
    '–',
    'Sends every notice twice.',
    SEND,
    SENDS_NOTICE,
    `async (attempt) => (await ${NOTICE_SENT}, ${NOTICE_SENT})`,
  ),
  planted(
    '–',
    'Takes a notice for sent that never went.',
    SEND,
    SENDS_NOTICE,
    '() => Promise.resolve({ messageId: noticeId })',
  ),
  planted(
    '–',
    'Puts off what failed once for forty hours.',
    'shared/app/back-off.ts',
    'return Math.min(60, 2 ** Math.min(failures, 10));',
    'return failures < 0 ? 0 : 40 * 60;',
  ),
  {
    row: '–',
    says: 'Keeps the PDF of a statement by its number alone, for the next contract that has one of that number.',
    edits: [
      {
        file: PDF,
        find: '      return print(press, data);',
        replace:
          '      const before = KEPT.get(sheet.number + sheet.party) ?? print(press, data);\n      KEPT.set(sheet.number + sheet.party, before);\n      return before;',
      },
      {
        file: PDF,
        find: 'interface Press {',
        replace: 'const KEPT = new Map<string, Uint8Array>();\n\ninterface Press {',
      },
    ],
  },
];
