import { DependencyError } from '../core/errors.ts';
import type { FactData, NewFact } from '../core/facts/fact.ts';
import { chained } from '../core/introductions/chain.ts';
import { hashOfBytes } from '../core/json.ts';
import { decideMail, introductionOf, type MailInQuestion } from '../core/mail/decide-mail.ts';
import { failureWords, type MailFailure } from '../core/mail/mail-failure.ts';
import { firstOf } from '../core/mail/mail-header.ts';
import type { MailReceipt, ReadMail } from '../core/mail/mail-receipt.ts';
import { domainOf, plainAddress } from '../core/mail/mailbox.ts';
import { proveMail, type Proof } from '../core/mail/prove-mail.ts';
import { termsAt } from '../core/owed/versions.ts';
import { isContractId } from '../core/terms/contract-id.ts';
import type { Terms } from '../core/terms/terms.ts';
import type { Bell } from '../ports/bell.ts';
import type { Log } from '../ports/log.ts';
import type { MailNotes, ReadMailHead, StoredMails } from '../ports/mail-intake.ts';
import type { Store } from '../ports/store.ts';
import { readState, type ContractState } from './contract-state.ts';
import { introductionEntry } from './record-introduction.ts';
import { withRetries } from './with-retries.ts';

export interface MailWorld {
  readonly store: Store;
  readonly bell: Bell;
  readonly log: Log;
  readonly mails: StoredMails;
  readonly notes: MailNotes;
  readonly readHead: ReadMailHead;
  /** The domain of the register's addresses, each of which is `<contract id>@` it. */
  readonly intakeDomain: string;
}

export type MailOutcome = FactData['IntroductionMailed']['outcome'] | 'known' | 'noted';

/** A mail may be about several agreements of one consultant; more than so many are a mailing. */
const MOST_CONTRACTS = 5;
const MOST_FROM = 320;

/** A mail as it was stored, and its head as it was read. */
interface StoredMail {
  readonly receipt: MailReceipt;
  readonly bytes: Uint8Array;
  readonly sha256: string;
  readonly head: Awaited<ReturnType<ReadMailHead>>;
}

/**
 * Turns a mail that SES has received into an introduction, or a question, of each contract that it was copied to. What is
 * not proven to be the consultant's leaves a note and nothing else: no fact, no answer to anybody. Safe to run twice.
 * Errors: `dependency.failed`, also while the mail is not where SES says it is; `conflict`.
 */
export async function recordMail(world: MailWorld, receipt: MailReceipt): Promise<readonly MailOutcome[]> {
  const bytes = await world.mails.readMail(receipt.objectKey);
  if (bytes === undefined) {
    throw new DependencyError('S3', `The mail ${receipt.mailId} is not where SES says it is.`, { retryable: true });
  }
  const mail = { receipt, bytes, sha256: hashOfBytes(bytes), head: await world.readHead(bytes) };
  const contracts = await contractsOf(world, receipt);
  if (contracts.length === 0) return [await note(world, mail, NO_CONTRACT)];
  const outcomes: MailOutcome[] = [];
  for (const contractId of contracts) outcomes.push(await recordFor(world, mail, contractId));
  return outcomes;
}

async function recordFor(world: MailWorld, mail: StoredMail, contractId: string): Promise<MailOutcome> {
  const { intakeDomain } = world;
  const { receipt, sha256, bytes, head } = mail;
  const proof = typeof head === 'string' ? head : proofOf(world, mail, head, await readState(world.store, contractId));
  if (typeof proof === 'string') return note(world, mail, { code: proof, ...failureWords(proof) }, contractId);
  await world.store.keepEvidence({ contractId, sha256, bytes });
  const question = { receipt, proof, sha256, bytes: bytes.byteLength, intakeDomain };
  const outcome = await withRetries(() => write(world, contractId, question));
  world.log.info('mail taken', { contractId, mail: receipt.mailId, outcome });
  return outcome;
}

function proofOf(
  { intakeDomain }: MailWorld,
  { receipt }: StoredMail,
  head: ReadMail,
  { versions }: ContractState,
): Proof | MailFailure {
  const addresses = registeredIn(termsAt(versions, receipt.receivedAt));
  return proveMail(receipt, head, { addresses, intakeDomain });
}

function registeredIn({ consultant }: Terms): string[] {
  return (consultant.introducesFrom ?? consultant.statementsTo).map((address) => plainAddress(address) ?? address);
}

/** The facts, decided on what is on record and written on condition that it has not moved. */
async function write(world: MailWorld, contractId: string, mail: MailInQuestion): Promise<MailOutcome> {
  const { store, bell } = world;
  const state = await readState(store, contractId);
  const { receivedAt } = mail.receipt;
  const terms = termsAt(state.versions, receivedAt);
  const mailed = decideMail(mail, terms, state.facts);
  if (mailed === undefined) return 'known';
  const recordedAt = await notBeforeTheLast(store, state, receivedAt);
  const source = { kind: 'ses' as const, name: 'introductions' };
  const fact: NewFact = {
    id: `introduction-mail/${mailed.mail}`,
    type: 'IntroductionMailed',
    happenedAt: receivedAt,
    source,
    data: mailed,
  };
  const introduced = (mailed.outcome === 'recorded' ? mailed.candidates : []).map((candidate) =>
    introductionEntry(
      { introduction: introductionOf(mailed, candidate, state.facts), source, now: recordedAt },
      state.facts,
      terms.timeZone,
    ),
  );
  const { factSeq } = state.head;
  const facts = chained([fact, ...introduced], { contractId, recordedAt, facts: state.facts, factSeq });
  const appended = await store.appendFacts({ contractId, factSeq, recordedAt, facts });
  await bell.ringContract({ contractId, factSeq: appended.factSeq, asOf: recordedAt });
  return appended.outcome === 'known' ? 'known' : mailed.outcome;
}

/** A mail may have waited in its queue: what is on record or sealed by then is not dated after it. */
async function notBeforeTheLast(store: Store, { head, facts }: ContractState, receivedAt: string): Promise<string> {
  const sealed =
    head.sealedThrough === undefined ? undefined : await store.readStatement(head.contractId, head.sealedThrough);
  const moments = [receivedAt, facts.at(-1)?.recordedAt ?? receivedAt, sealed?.sealedAt ?? receivedAt];
  return moments.reduce((a, b) => (a > b ? a : b));
}

/** The contracts that the mail was delivered to by name: `auxer-pmr-1999@<domain>`, or `anything+auxer-pmr-1999@<domain>`. */
async function contractsOf({ store, intakeDomain }: MailWorld, { recipients }: MailReceipt): Promise<string[]> {
  const named = recipients.flatMap((recipient) => {
    const address = plainAddress(recipient);
    if (address === undefined || domainOf(address) !== intakeDomain) return [];
    const id = address.slice(0, address.lastIndexOf('@')).split('+').at(-1) ?? '';
    return isContractId(id) ? [id] : [];
  });
  const known: string[] = [];
  for (const contractId of [...new Set(named)].slice(0, MOST_CONTRACTS)) {
    if ((await store.readHead(contractId)) !== undefined) known.push(contractId);
  }
  return known;
}

const NO_CONTRACT = {
  code: 'no-contract',
  why: 'It was sent to no contract that is here.',
  fix: 'Copy the address that `tallystick introductions mails CONTRACT` prints.',
};

async function note(
  { notes, log }: MailWorld,
  { receipt, bytes, sha256, head }: StoredMail,
  said: { readonly code: string; readonly why: string; readonly fix: string },
  contractId?: string,
): Promise<'noted'> {
  const { mailId: mail, receivedAt, objectKey } = receipt;
  const from = typeof head === 'string' ? '' : (firstOf(head.headers, 'from') ?? '').slice(0, MOST_FROM).toWellFormed();
  const about = contractId === undefined ? {} : { contractId };
  await notes.noteMail({ mail, ...about, receivedAt, ...said, from, bytes: bytes.byteLength, sha256, objectKey });
  log.warn('mail proves nothing', { ...about, mail, code: said.code });
  log.count('MailNotProven');
  return 'noted';
}
