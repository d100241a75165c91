import type { MailHeader } from '../../shared/core/mail/mail-header.ts';
import type { MailReceipt, ReadMail } from '../../shared/core/mail/mail-receipt.ts';
import type { Mailbox } from '../../shared/core/mail/mailbox.ts';

export const MAIL_ID = '8i6cr4aeu15skb2lb71a0qo4ts7a8mbou5nfpgg1';

export function aReceipt(changes: Partial<MailReceipt> = {}): MailReceipt {
  return {
    mailId: MAIL_ID,
    receivedAt: '1999-04-20T14:00:05.000Z',
    recipients: ['auxer-pmr-1999@introductions.example.com'],
    envelopeFrom: 'office@pmr.example',
    shownFrom: ['Patrick Rost <office@pmr.example>'],
    verdicts: { spam: 'PASS', virus: 'PASS', spf: 'PASS', dkim: 'PASS', dmarc: 'PASS' },
    objectKey: `received/${MAIL_ID}`,
    ...changes,
  };
}

/** The fields that SES puts on top, by the form of real ones; `results` is what follows the name of SES. */
export function ownFields({
  results = 'spf=pass (spfCheck: domain of pmr.example designates 192.0.2.1 as permitted sender) client-ip=192.0.2.1; envelope-from=office@pmr.example; helo=mail.pmr.example; dkim=pass header.i=@pmr.example; dmarc=pass header.from=pmr.example;',
  authority = 'amazonses.com',
  hello = 'mail.pmr.example',
  id = MAIL_ID,
}: { results?: string; authority?: string; hello?: string; id?: string } = {}): MailHeader[] {
  return [
    { name: 'return-path', value: '<office@pmr.example>' },
    {
      name: 'received',
      value: `from ${hello} (${hello} [192.0.2.1]) by inbound-smtp.us-east-1.amazonaws.com with SMTP id ${id} for auxer-pmr-1999@introductions.example.com; Tue, 20 Apr 1999 14:00:05 +0000 (UTC)`,
    },
    { name: 'x-ses-spam-verdict', value: 'PASS' },
    { name: 'x-ses-virus-verdict', value: 'PASS' },
    { name: 'authentication-results', value: `${authority}; ${results}` },
    { name: 'x-ses-receipt', value: 'AEFBQUFB' },
  ];
}

const SENT: Readonly<Record<string, string>> = {
  received: 'by mail.pmr.example with SMTP id 1; Tue, 20 Apr 1999 07:00:00 -0700 (PDT)',
  'dkim-signature':
    'v=1; a=rsa-sha256; d=pmr.example; s=s1; h=from:to:cc:subject:date:message-id; bh=aGFzaA==; b=c2lnbmF0dXJl',
  from: 'Patrick Rost <office@pmr.example>',
  to: 'Dana Whitfield <dana@harborridge.example>, eugene@auxer.example',
  cc: 'auxer-pmr-1999@introductions.example.com',
  subject: 'Dana, meet Eugene',
  date: 'Tue, 20 Apr 1999 10:00:00 -0400',
  'message-id': '<1@pmr.example>',
};

/** What came with the mail, below SES's own fields: with another value of a field, several, or none. */
export function sentFields(
  changes: Readonly<Record<string, string | readonly string[] | undefined>> = {},
): MailHeader[] {
  return Object.entries({ ...SENT, ...changes }).flatMap(([name, value]) =>
    (typeof value === 'string' ? [value] : (value ?? [])).map((one) => ({ name, value: one })),
  );
}

/** A mail as it was read; its mailboxes are stated, so that no reader of addresses is judged here. */
export function aReadMail(
  changes: Partial<ReadMail> & { own?: readonly MailHeader[]; sent?: readonly MailHeader[] } = {},
): ReadMail {
  const { own = ownFields(), sent = sentFields(), ...rest } = changes;
  return {
    headers: [...own, ...sent],
    from: [mailbox('office@pmr.example', 'Patrick Rost')],
    to: [mailbox('dana@harborridge.example', 'Dana Whitfield'), mailbox('eugene@auxer.example')],
    cc: [mailbox('auxer-pmr-1999@introductions.example.com')],
    ...rest,
  };
}

export function mailbox(address: string, name = ''): Mailbox {
  return { name, address };
}
