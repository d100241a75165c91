import { createHash } from 'node:crypto';
import { adoptContract } from '../../shared/app/adopt-contract.ts';
import { readState } from '../../shared/app/contract-state.ts';
import { decideWaiting } from '../../shared/app/decide-waiting.ts';
import { listWaiting } from '../../shared/app/list-waiting.ts';
import { recordFacts } from '../../shared/app/record-facts.ts';
import { epochOf } from '../../shared/core/calendar/instant.ts';
import { daysAfter, type PlainDate } from '../../shared/core/calendar/plain-date.ts';
import type { Plain } from '../../shared/core/json.ts';
import type { Waiting } from '../../shared/core/owed/receivable.ts';
import { DAY_ONE } from '../builders/a-contract.ts';
import { CONTRACT } from '../builders/a-world.ts';
import { crmBody } from '../builders/crm-message.ts';
import { introduced, noon, unrecorded, type Said } from '../builders/facts.ts';
import { payIn } from '../builders/memory-stripe-money.ts';
import { canary, textIn, withCanaries } from './canary.ts';
import type { Machine, Ports } from './machine.ts';
import { fileDated, fileOf } from './parties.ts';
import { isOfPoison } from './poison.ts';
import { DAY, HOUR } from './virtual-time.ts';

/** Who may approve, by contracts/auxer-pmr-1999.yaml. */
export const PERSON = 'Eugene Chiaramonte';

/** A date stands for noon of it in New York; an instant for itself. */
export function at(machine: Machine, on: string, step: () => void): void {
  machine.time.at(epochOf(noon(on)), step);
}

export function adopt(machine: Machine, on: string = DAY_ONE, file: Plain = fileOf(CONTRACT)): void {
  const marked = withCanaries(file);
  const salt = canary(textIn(marked, 'id'), 'nobody');
  at(machine, on, () =>
    machine.untilDone('api', (ports) => adoptContract(ports, { file: marked, by: PERSON, now: machine.clock(), salt })),
  );
}

/** Adopts it on the day on which it is made, of which its retainer counts too: nothing is to be caught up. */
export function adoptDated(machine: Machine, dated: PlainDate): void {
  adopt(machine, dated, fileDated(dated));
}

export function introduce(machine: Machine, on: PlainDate, contractId = CONTRACT): void {
  recordByPerson(machine, on, introduced(undefined, { on, recordedOn: on }), 'intro-0001', contractId);
}

/** A person does something, and tries again each hour while what is on record of the contract cannot be read. */
export function insist(machine: Machine, work: (ports: Ports) => Promise<unknown>): void {
  const once = async (ports: Ports): Promise<void> => {
    try {
      await work(ports);
    } catch (error) {
      if (!isOfPoison(error)) throw error;
      machine.time.at(machine.time.now + HOUR, () => machine.untilDone('api', once));
    }
  };
  machine.untilDone('api', once);
}

export function recordByPerson(machine: Machine, on: PlainDate, said: Said, id: string, contractId = CONTRACT): void {
  const facts = [unrecorded(said, id)];
  at(machine, on, () =>
    insist(machine, ({ store, bell }) => recordFacts(store, bell, { contractId, recordedAt: machine.clock(), facts })),
  );
}

/** Letters beyond ASCII, and a field that nobody here knows yet; what a CRM sends besides is for nobody to read. */
function unusual(contractId: string): object {
  return { description: `Réserve n° 2 – 第二, ☂ ${canary(contractId, 'operator')}`, score_of_2031: 7 };
}

/** What a CRM sends of a funding, with what a CRM may well send besides. */
export function funding(
  data: Readonly<Record<string, unknown>> = {},
  type = 'funding.closed',
  on = '1999-06-15',
): string {
  const contract = data['contract'];
  const body = crmBody({ ...unusual(typeof contract === 'string' ? contract : CONTRACT), ...data }, type, on);
  // As some senders write it: its bytes are not those of its content written again.
  return JSON.stringify(JSON.parse(body), undefined, 1);
}

export function crm(machine: Machine, on: string, messageId: string, body: string, contractId = CONTRACT): void {
  at(machine, on, () => machine.webhook({ source: 'crm', contractId, messageId, body }));
}

/** From a day on, the client pays each morning, or at another hour, whatever invoice is open. */
export function payWhenDue(machine: Machine, from: string, until: PlainDate = daysAfter(from.slice(0, 10), 60)): void {
  const pay = (): void => {
    payOpen(machine);
    if (machine.time.now < epochOf(noon(until))) machine.time.at(machine.time.now + DAY, pay);
  };
  at(machine, from, pay);
}

/** The client pays what is open, once. */
export function payOpen({ outside: { invoicer, tell } }: Machine): void {
  for (const { id, status, remainingMinor } of invoicer.invoices.values()) {
    if (status !== 'open') continue;
    payIn(invoicer, id, remainingMinor);
    tell('invoice.paid', { object: 'invoice', id });
  }
}

/** Our id of what the CRM first called so: the first ten hex digits of the hash of its alias as JSON. */
export function closingOf(externalId: string, crm = 'crm'): string {
  return `closing-${createHash('sha256')
    .update(JSON.stringify(`${crm}/${externalId}`))
    .digest('hex')
    .slice(0, 10)}`;
}

/** What a person answers to each kind of question; an investor whose introduction was only recorded late is the consultant's after all. */
const ANSWERS: Partial<Record<Waiting['kind'], string>> = {
  parked: 'unpark',
  // Two deals of one amount look alike; they are two.
  duplicate: 'another',
  attribution: 'intro-0001',
  approval: 'approve',
  'catch-up': 'approve',
  'day-limit': 'approve',
  mail: 'try-again',
};

/** What was not sent because the record was broken, in an outage, or for a client deleted at Stripe, is sent once it is mended. */
const ANSWER_ONCE_MENDED: Partial<Record<Waiting['kind'], string>> = {
  'outside-stripe': 'try-again',
  'credit-note': 'try-again',
};

/** What waits is answered the next day. */
export function answerDaily(machine: Machine, from: PlainDate, until: PlainDate): void {
  const { outside, time, layer } = machine;
  const looked = new Map<string, string>();
  const answer = (): void => {
    for (const [contractId, { head, intents }] of outside.memory.contracts) {
      if (layer.downUntil > time.now) break;
      // Of what cannot be read nobody is shown a question.
      if (outside.poison.of(contractId) !== undefined) continue;
      // Where nothing was written and nothing settled since yesterday, nothing new waits: no need to look.
      const settled = layer.sites.get('settle-contract: store.readContract') ?? 0;
      const revisions = [...intents.values()].reduce((sum, { revision }) => sum + revision, 0);
      const now = `${outside.tables.id}/${JSON.stringify(head)}/${revisions}/${settled}`;
      if (looked.get(contractId) === now) continue;
      looked.set(contractId, now);
      const wasBroken = outside.poison.was(contractId) || isClientGone(outside, contractId);
      machine.untilDone('api', (ports) => answerAll(machine, ports, { contractId, wasBroken, now: machine.clock() }));
    }
    if (time.now < epochOf(noon(daysAfter(until, 40)))) time.at(time.now + DAY, answer);
  };
  machine.answering.until = epochOf(noon(daysAfter(until, 40)));
  time.at(epochOf(noon(from)) + 5 * HOUR, answer);
}

/** What Stripe has no client any more to credit it to goes back as it came, or, where that cannot be either, by hand. */
function otherWay({ kind, answers, why }: Waiting): string | undefined {
  if (kind !== 'credit-note') return undefined;
  if (answers.includes('refund') && why.includes('resource_missing')) return 'refund';
  return answers.includes('outside') && !answers.includes('refund') ? 'outside' : undefined;
}

/** Whether a person who is asked after an outage has an answer. */
export function isAnswered({ kind }: Pick<Waiting, 'kind'>): boolean {
  return (ANSWERS[kind] ?? ANSWER_ONCE_MENDED[kind]) !== undefined;
}

function isClientGone({ invoicer }: Machine['outside'], contract: string): boolean {
  return invoicer.customers.some(({ contractId, deleted }) => deleted && contractId === contract);
}

/** Answers each question of a contract that waits. */
export async function answerAll(
  { answering, time }: Machine,
  ports: Parameters<typeof decideWaiting>[0],
  { contractId, wasBroken, now }: { contractId: string; wasBroken: boolean; now: string },
): Promise<void> {
  const state = await readState(ports.store, contractId);
  for (const waiting of listWaiting(state, now)) {
    const { id, kind } = waiting;
    const answer = ANSWERS[kind] ?? otherWay(waiting) ?? (wasBroken ? ANSWER_ONCE_MENDED[kind] : undefined);
    if (answer === undefined) continue;
    answering.answeredAt = time.now;
    await decideWaiting(ports, { contractId, waiting: id, answer, by: PERSON, reason: 'so it is', now });
  }
}
