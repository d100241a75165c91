/** Who a mail is from and to, as SES would find out for its conditions: bare addresses in lower case. */
export interface MailAddresses {
  from: string;
  recipients: readonly string[];
}

/**
 * Reads the sender of a SendRawEmail (form keys such as `Destinations.member.1`): the header From of the raw
 * message, which is what SES checks, or the parameter Source where there is no header.
 */
export function addressesOfMail(input: Readonly<Record<string, unknown>>): MailAddresses {
  const value = (name: string): string => (typeof input[name] === 'string' ? input[name] : '');
  const raw = Buffer.from(value('RawMessage.Data'), 'base64').toString('latin1');
  const header = raw.split(/\r?\n\r?\n/, 1)[0]?.replaceAll(/\r?\n[ \t]+/g, ' ') ?? '';
  const from = /^from:(.*)$/im.exec(header)?.[1] ?? value('Source');
  const recipients = Object.keys(input)
    .filter((name) => name.startsWith('Destinations.member.'))
    .map((name) => bareAddress(value(name)));
  return { from: bareAddress(from), recipients };
}

/** `"Tallystick" <a@example.com>` is a@example.com. */
function bareAddress(text: string): string {
  return (/<([^<>]+)>\s*$/.exec(text)?.[1] ?? text).trim().toLowerCase();
}
