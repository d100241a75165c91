import type { ContractView } from '../../../shared/app/view-contract.ts';
import { toPlain, type Plain } from '../../../shared/core/json.ts';
import type { Played } from './player.ts';

/** What a played time came to, for a person's look and for comparing two runs. */
export interface Outcome {
  readonly view: ContractView;
  readonly invoices: readonly { posting: string; total: number; status: string; number: string | null }[];
  readonly creditNotes: readonly { posting: string; amount: number; status: string }[];
  /** One line a message that SES took. */
  readonly mails: readonly { statement: string; party: string; to: readonly string[] }[];
}

interface StripeState {
  readonly invoices: readonly {
    total: number;
    status: string;
    number: string | null;
    metadata: Record<string, string>;
  }[];
  readonly creditNotes: readonly { amount: number; status: string; metadata: Record<string, string> }[];
}

/** Reads it from where people would: the api, Stripe and the mail. */
export async function readOutcome({ system, stage }: Played): Promise<Outcome> {
  const answer = await fetch(`${system.stripeOrigin}/_standin/state`);
  const { invoices, creditNotes } = (await answer.json()) as StripeState;
  return {
    view: await stage.view(),
    invoices: invoices.map(({ metadata, total, status, number }) => ({
      posting: metadata['tallystick_posting'] ?? '',
      total,
      status,
      number,
    })),
    creditNotes: creditNotes.map(({ metadata, amount, status }) => ({
      posting: metadata['tallystick_posting'] ?? '',
      amount,
      status,
    })),
    mails: system.ses.messages().map(({ tags, recipients }) => ({
      statement: tags.find(({ name }) => name === 'statement')?.value ?? '',
      party: tags.find(({ name }) => name === 'party')?.value ?? '',
      to: recipients.map(({ address }) => address),
    })),
  };
}

/**
 * The part of an outcome that a crash on the way may not change. Instants of the wall clock are in none of it, and ids at
 * Stripe, which each data folder draws anew, are left out.
 */
export function comparable({ view, invoices, creditNotes }: Outcome): Plain {
  return toPlain({
    ledger: view.ledger.map((entry) => ({
      ...entry,
      cause: entry.kind === 'posting' ? entry.cause : `${entry.kind} of ${entry.posting}`,
    })),
    postings: view.postings.map(({ factSeq: _factSeq, workingHash: _workingHash, ...posting }) => posting),
    statements: view.statements,
    balanceMinor: view.balanceMinor,
    invoices: invoices
      .map(({ number, ...invoice }) => ({ ...invoice, number: number?.replace(/^.*-/, '') ?? null }))
      .toSorted((a, b) => (a.posting < b.posting ? -1 : 1)),
    creditNotes,
  });
}

/** Messages beyond one a statement and party whose reason is not on the intent's record. */
export function unexplainedMails({ view, mails }: Outcome): string[] {
  return view.statements.flatMap(({ id }) =>
    ['client', 'consultant'].flatMap((party) => {
      const sent = mails.filter((mail) => mail.statement === id && mail.party === party).length;
      const intent = view.intents.find((candidate) => candidate.id === `mail/${id}/${party}`);
      const reasons = intent?.history.filter(({ what }) => what.includes('sent again')).length ?? 0;
      return sent >= 1 && sent <= 1 + reasons ? [] : [`${id} to the ${party}: ${sent} messages, ${reasons} reasons`];
    }),
  );
}
