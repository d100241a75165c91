import { checkTags, MAX_RECIPIENTS, oneAddress } from '../../infra/local/ses/mail-rules.ts';
import { SesError } from '../../infra/local/ses/query-protocol.ts';
import { eventsOf, outcomeAt, type SesEvent } from '../../infra/local/ses/ses-events.ts';
import { DependencyError } from '../../shared/core/errors.ts';
import { assertComposable } from '../../shared/adapters/ses/mime.ts';
import { noticeTags, statementTags } from '../../shared/adapters/ses/ses-mailer.ts';
import type { Mailer, NoticeMail, StatementMail } from '../../shared/ports/mailer.ts';
import { SECOND, type VirtualTime } from './virtual-time.ts';

const SENDER = 'statements@tallystick.example';
const REGION = 'us-east-1';

export interface SesWorld {
  /** A mail was taken: it may reach its people. */
  readonly seen: (
    mail: StatementMail | NoticeMail,
    as: { readonly messageId: string; readonly comesBack: boolean },
  ) => void;
  /** Whether the mail that is sent now to this party comes back. */
  readonly bounces: (party: StatementMail['party']) => boolean;
  /** Hears an event of SES, in the envelope of the topic that carries it. */
  readonly hear: (notification: string) => void;
}

/**
 * SES: takes a mail, and soon after says that it was sent and, for each address, delivered or not. Two calls are two mails.
 * The rules and the events are those of the stand-in. The message itself is not composed. It passes the suite of the Mailer,
 * as the adapter does before the stand-in: see test/ports/mailer-suite.ts.
 */
export function simulatedSes(time: VirtualTime, { seen, bounces, hear }: SesWorld): Mailer {
  let sent = 0;
  const accept = (
    mail: StatementMail | NoticeMail,
    sesTags: ReturnType<typeof statementTags>,
  ): { messageId: string } => {
    assertComposable({ from: SENDER, to: mail.to, ...mail.documents });
    const tags = sesTags.map(({ Name: name, Value: value }) => ({ name, value }));
    const addresses = refusing(() => {
      checkTags(tags);
      return addressesOf(mail.to);
    });
    sent += 1;
    const messageId = `ses-${sent}`;
    const comesBack = bounces(mail.party);
    seen(mail, { messageId, comesBack });
    const kept = {
      messageId,
      sentAt: time.instant,
      source: SENDER,
      recipients: addresses.map(
        (address) => ({ address, outcome: comesBack ? 'bounced' : outcomeAt(address) }) as const,
      ),
      headers: [],
      tags,
      configurationSetName: 'tallystick',
    };
    for (const event of eventsOf(kept, REGION)) {
      const after = event.eventType === 'Send' ? SECOND : 5 * SECOND;
      time.at(time.now + after, () => hear(notificationOf(event)));
    }
    return { messageId };
  };
  return {
    send: async (mail) => accept(mail, statementTags(mail)),
    sendNotice: async (mail) => accept(mail, noticeTags(mail)),
  };
}

function addressesOf(to: readonly string[]): string[] {
  if (to.length > MAX_RECIPIENTS) throw new SesError('InvalidParameterValue', 'Too many recipients.');
  return to.map(oneAddress);
}

/** A refusal of SES as the adapter tells it. */
function refusing<T>(check: () => T): T {
  try {
    return check();
  } catch (error) {
    if (!(error instanceof SesError)) throw error;
    const details = { reason: error.code, outcome: 'refused' };
    throw new DependencyError('SES', `SES answered ${error.code}.`, { retryable: false, details });
  }
}

function notificationOf(event: SesEvent): string {
  return JSON.stringify({ Type: 'Notification', Message: JSON.stringify(event) });
}
