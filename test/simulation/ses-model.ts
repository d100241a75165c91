import { eventsOf, type SesEvent } from '../../infra/local/ses/ses-events.ts';
import { noticeTags, statementTags } from '../../shared/adapters/ses/ses-mailer.ts';
import type { Mailer, NoticeMail, StatementMail } from '../../shared/ports/mailer.ts';
import { SECOND, type VirtualTime } from './virtual-time.ts';

const REGION = 'us-east-1';

export interface SesWorld {
  /** A mail was taken: it may reach its people. */
  readonly seen: (mail: StatementMail) => void;
  /** Whether the mail that is sent now to this party comes back. */
  readonly bounces: (party: StatementMail['party']) => boolean;
  /** Hears an event of SES, in the envelope of the topic that carries it. */
  readonly hear: (notification: string) => void;
}

/**
 * SES: takes a mail, and soon after says that it was sent and, for each address, delivered or not. Two calls are two mails.
 * The events are those of the stand-in. The message itself is not composed.
 */
export function simulatedSes(time: VirtualTime, { seen, bounces, hear }: SesWorld): Mailer {
  let sent = 0;
  const accept = (mail: StatementMail | NoticeMail, tags: ReturnType<typeof statementTags>): { messageId: string } => {
    sent += 1;
    const messageId = `ses-${sent}`;
    const outcome = bounces(mail.party) ? 'bounced' : 'delivered';
    const kept = {
      messageId,
      sentAt: time.instant,
      source: 'statements@tallystick.example',
      recipients: mail.to.map((address) => ({ address, outcome }) as const),
      headers: [],
      tags: tags.map(({ Name: name, Value: value }) => ({ name, value })),
      configurationSetName: 'tallystick',
    };
    for (const event of eventsOf(kept, REGION)) {
      const after = event.eventType === 'Send' ? SECOND : 5 * SECOND;
      time.at(time.now + after, () => hear(notificationOf(event)));
    }
    return { messageId };
  };
  return {
    send: async (mail) => {
      seen(mail);
      return accept(mail, statementTags(mail));
    },
    sendNotice: async (mail) => accept(mail, noticeTags(mail)),
  };
}

function notificationOf(event: SesEvent): string {
  return JSON.stringify({ Type: 'Notification', Message: JSON.stringify(event) });
}
