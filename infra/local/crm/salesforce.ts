import type { CrmChange, CrmKind } from './crm-account.ts';
import { salesforceApi, CONSUMER_KEY } from './salesforce-api.ts';
import type { VendorForm } from './vendor-form.ts';

const PREFIXES: Readonly<Record<CrmKind, string>> = { deal: '006', company: '001', contact: '003' };

/**
 * Salesforce as it documents itself: outbound messages of a flow on opportunities, up to a hundred notifications in one,
 * sent again for a day until they are acknowledged in SOAP; ids of eighteen characters; OAuth client credentials; SOQL.
 */
export const SALESFORCE: VendorForm = {
  vendor: 'salesforce',
  label: 'Salesforce',
  sample: { Name: 'Series A, first tranche', Amount: '250000.00', StageName: 'Closed Won', CloseDate: '' },
  party: { company: 'Name', email: 'Email', firstName: 'FirstName', lastName: 'LastName' },
  stages: { field: 'StageName', closed: 'Closed Won', lost: 'Closed Lost' },
  merges: 'no-deals',
  ids: {
    account: (number) => idOf('00D', number),
    record: (kind, number) => idOf(PREFIXES[kind], number),
  },
  signingSecret: (secret) => secret.replaceAll('-', ''),
  credentials: ({ token, secret }) => ({
    signingSecrets: [secret.replaceAll('-', '')],
    myDomain: 'local.my.salesforce.com',
    consumerKey: CONSUMER_KEY,
    consumerSecret: token,
  }),
  eventsOf,
  mostInOne: 100,
  // After half a minute, then twice as long each time, at most two hours, until a day is over.
  mostAttempts: 20,
  answerTimeoutMilliseconds: 60_000,
  requestOf: (events) => ({
    headers: { 'content-type': 'text/xml; charset=UTF-8', soapaction: '""', 'user-agent': 'SFDC-Outbound' },
    body: envelope(events as readonly Notification[]),
  }),
  isTaken: (status, body) => status === 200 && /<(\w+:)?Ack(\s[^>]*)?>\s*true\s*<\/(\w+:)?Ack>/.test(body),
  api: salesforceApi,
};

interface Notification {
  readonly organizationId: string;
  readonly notificationId: string;
  readonly recordId: string;
}

/** A flow that starts when an opportunity is created or updated sends nothing of a deletion, nor of contacts and roles. */
function eventsOf(change: CrmChange, { account, eventId }: { account: string; eventId: number }): object[] {
  const { record } = change;
  if (record.kind !== 'deal' || (change.what !== 'created' && change.what !== 'changed')) return [];
  const event: Notification = {
    organizationId: account,
    notificationId: idOf('04l', String(eventId)),
    recordId: record.id,
  };
  return [event];
}

function envelope(notifications: readonly Notification[]): string {
  const [first] = notifications;
  const inner = notifications.map(
    ({ notificationId, recordId }) =>
      `<Notification><Id>${notificationId}</Id><sObject xsi:type="sf:Opportunity" ` +
      `xmlns:sf="urn:sobject.enterprise.soap.sforce.com"><sf:Id>${recordId}</sf:Id></sObject></Notification>`,
  );
  return (
    '<?xml version="1.0" encoding="UTF-8"?>\n' +
    '<soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/" ' +
    'xmlns:xsd="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">\n' +
    ' <soapenv:Body>\n  <notifications xmlns="http://soap.sforce.com/2005/09/outbound">\n' +
    `   <OrganizationId>${first?.organizationId ?? ''}</OrganizationId><ActionId>${idOf('04k', '1')}</ActionId>` +
    '<SessionId xsi:nil="true"/>' +
    '<EnterpriseUrl>https://local.my.salesforce.com/services/Soap/c/66.0</EnterpriseUrl>' +
    '<PartnerUrl>https://local.my.salesforce.com/services/Soap/u/66.0</PartnerUrl>\n   ' +
    `${inner.join('\n   ')}\n  </notifications>\n </soapenv:Body>\n</soapenv:Envelope>`
  );
}

/**
 * Eighteen characters: the last three say which of the others are capitals, for software that cannot tell. In an id of
 * digits alone the one capital is that of `00D`. Example: the account 901 is `001000000000901AAA`.
 */
function idOf(prefix: string, number: string): string {
  return `${prefix}${number.padStart(12, '0')}${/[A-Z]/.test(prefix) ? CAPITAL_THIRD : 'AAA'}`;
}

/** The third of the first five characters is a capital: the bit of four, and `E` is the letter of four. */
const CAPITAL_THIRD = 'EAA';
