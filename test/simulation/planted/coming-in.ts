import { planted, type PlantedBug } from './planted-bug.ts';

const INBOUND = 'shared/app/record-inbound.ts';
const HTTP = 'shared/runtime/http.ts';
const SIGNATURE = 'shared/adapters/webhooks/verify-signature.ts';
const SEND = 'shared/app/send-statement.ts';
const BODY = "return Buffer.from(event.body ?? '', event.isBase64Encoded ? 'base64' : 'utf8');";

/** What goes wrong at the door, in the queues and with mail. */
export const COMING_IN: readonly PlantedBug[] = [
  planted(
    '7',
    'Fails on what is on record already, instead of being content.',
    'shared/app/record-facts.ts',
    "if (fresh.length === 0) return { outcome: 'known' as const, factSeq: head.factSeq };",
    "if (fresh.length === 0) throw new UnknownError('It is on record already.', { contractId });",
  ),
  planted(
    '22',
    'Takes a condition that was refused for a write of its own that had succeeded.',
    'shared/app/with-retries.ts',
    'if (!(error instanceof ConflictError) || attempt >= MOST_TRIES) throw error;',
    "if (error instanceof ConflictError) return { outcome: 'recorded', factSeq: 0, facts: 1 } as T;\n      throw error;",
  ),
  planted(
    '56',
    'Checks a signature on the body as it was read and written again.',
    HTTP,
    BODY,
    "return Buffer.from(JSON.stringify(JSON.parse(Buffer.from(event.body ?? '', event.isBase64Encoded ? 'base64' : 'utf8').toString())));",
  ),
  planted('57', 'Takes a body in base64 as it came.', HTTP, BODY, "return Buffer.from(event.body ?? '', 'utf8');"),
  planted('58', 'Reads every letter as one byte.', HTTP, BODY, BODY.replace("'utf8'", "'latin1'")),
  planted(
    '59',
    'Fails on a signature of another length, with a 500.',
    SIGNATURE,
    'return shape.test(signature) ? Buffer.from(signature, encoding) : Buffer.alloc(32);',
    'return Buffer.from(signature, shape === undefined ? "hex" : encoding);',
  ),
  planted(
    '–',
    'Takes a message of an hour ago that somebody recorded and sends again.',
    SIGNATURE,
    "if (nowSeconds - request.timestampSeconds > toleranceSeconds) return 'stale';",
    '',
  ),
  {
    row: '61',
    says: 'Forgets within the day which messages it has had.',
    edits: [
      {
        file: INBOUND,
        find: "before.state !== 'received' && !TRIED_AGAIN",
        replace: "before.state === 'known' && !TRIED_AGAIN",
      },
      {
        file: 'shared/app/record-crm-message.ts',
        find: "const base = { id: inboxId, happenedAt, source: { kind: 'crm' as const",
        replace: "const base = { id: `${inboxId}/${receivedAt}`, happenedAt, source: { kind: 'crm' as const",
      },
    ],
  },
  planted(
    '65',
    'Marks a message as handled when it comes in.',
    'shared/app/kept-message.ts',
    "source, envelope, receivedAt, body, state: 'received' }",
    "source, envelope, receivedAt, body, state: 'applied' }",
  ),
  planted(
    '–',
    'Leaves a change in the CRM to the pull, and keeps nothing of its webhook.',
    INBOUND,
    '  const kept = keptInbound(message);',
    "  if (vendor !== undefined && body.includes('propertyChange')) return 'ignored';\n  const kept = keptInbound(message);",
  ),
  planted(
    '66',
    'Takes a message whose handling failed as handled.',
    INBOUND,
    'if (vendor === undefined) return recordCrmMessage(world, message, inboxId);',
    "if (vendor === undefined) return recordCrmMessage(world, message, inboxId).catch(() => 'ignored' as const);",
  ),
  planted(
    '67',
    'Believes what came last, not what was said last.',
    'shared/core/owed/closings.ts',
    'return byText(a.data.reportedAt, b.data.reportedAt) || a.seq - b.seq;',
    'return a.seq - b.seq;',
  ),
  planted(
    '70',
    'Refuses a message for a field that it does not know.',
    'shared/adapters/crm/standard-webhooks/read-event.ts',
    'const closed = z.object({\n  data: z.object({',
    'const closed = z.object({\n  data: z.strictObject({\n    contract: text,\n    closing: text,\n    amount: text,\n    reason: text.optional(),',
  ),
  planted(
    '75',
    'Takes a dead letter off its queue and parks nothing.',
    'shared/app/park-dead-letter.ts',
    'await world.store.park(letter.contractId, { at: letter.at, why, what: inboxId });',
    '',
  ),
  planted(
    '77',
    'Takes a call without an answer for one that did nothing.',
    SEND,
    "if (error.details['outcome'] === 'unknown') {",
    "if (error.details['outcome'] === 'never') {",
  ),
  planted(
    '80',
    'Sends a mail before its record says so, and again when the record fails.',
    SEND,
    'intent = await world.store.saveIntent(ring.contractId, { ...intent, sendingSince: ring.asOf });',
    '',
  ),
  planted(
    '80',
    'Writes the body of a message into the log.',
    INBOUND,
    "world.log.info('message came again', { inboxId, state: before.state });",
    "world.log.info('message came again', { inboxId, state: before.state, body: message.body });",
  ),
  planted(
    '78',
    'Lets line breaks in a name through to what is printed.',
    'shared/adapters/documents/printable.ts',
    "      .replace(CONTROLS, ' ')\n",
    '',
  ),
  {
    row: '78',
    says: 'Takes a name for markup.',
    edits: [
      {
        file: 'shared/adapters/documents/statement-html.ts',
        find: '<br />`}${title}\n',
        replace: '<br />`}${raw(title)}\n',
      },
      {
        file: 'shared/adapters/documents/statement-html.ts',
        find: "import { html } from 'hono/html';",
        replace: "import { html, raw } from 'hono/html';",
      },
    ],
  },
  {
    row: '68',
    says: 'Believes how an invoice stood when the event was made, not how it stands.',
    edits: [
      {
        file: 'shared/app/record-stripe-message.ts',
        find: 'const seen = await seeInvoice(world.invoicer, await world.invoicer.readInvoice(id), posting);',
        replace:
          'const told = JSON.parse(message.body).data.object;\n      const now = await world.invoicer.readInvoice(id);\n      const then = told.status === undefined ? now : { ...now, status: told.status, remainingMinor: BigInt(told.amount_remaining) };\n      const seen = await seeInvoice(world.invoicer, then, posting);',
      },
    ],
  },
  {
    row: '72',
    says: 'Waits for what its senders have given up, and compares nothing by itself.',
    edits: [
      {
        file: 'shared/app/start-reconcile.ts',
        find: '(await orNextTime(world, () => replayUndelivered(world, start))) ?? 0;',
        replace:
          "start.mode === 'adopt' ? ((await orNextTime(world, () => replayUndelivered(world, start))) ?? 0) : 0;",
      },
      {
        file: 'shared/app/start-reconcile.ts',
        find: '    compared.map((contractId) => ({',
        replace: "    (mode === 'adopt' ? compared : []).map((contractId) => ({",
      },
    ],
  },
  planted(
    '63',
    'Takes every event of a deal for a deal of its own.',
    'shared/core/crm/decide-deal.ts',
    'const [closing = closingIdOf(externalId), ...merged] = known;',
    'const [, ...merged] = known;\n  const closing = closingIdOf(`${externalId}/${situation.now}`);',
  ),
];
