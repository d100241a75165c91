import { SaxesParser } from 'saxes';

/** What is read of an outbound message: who sends it, and which records it is about. */
export interface OutboundMessage {
  readonly organizationId: string;
  readonly recordIds: readonly string[];
}

const SOAP = 'http://schemas.xmlsoap.org/soap/envelope/';
const OUTBOUND = 'http://soap.sforce.com/2005/09/outbound';
const ENVELOPE = [`${SOAP} Envelope`, `${SOAP} Body`, `${OUTBOUND} notifications`];
const ORGANIZATION = [...ENVELOPE, `${OUTBOUND} OrganizationId`].join('/');
const SOBJECT = [...ENVELOPE, `${OUTBOUND} Notification`, `${OUTBOUND} sObject`].join('/');
/** Fields of records are in a namespace of the enterprise's or the partner's WSDL. */
const RECORD_ID = /^urn:sobject\.(enterprise|partner)\.soap\.sforce\.com Id$/;

/** Far deeper than a message is; deeper than this, it is none. */
const MOST_LEVELS = 12;

/**
 * Reads an outbound message strictly: well-formed XML with namespaces and without a document type, so that there is no
 * entity to expand. Undefined for everything else. Of a record nothing is read but its id, as the values of a message may
 * be older or newer than what it is about. Source: developer.salesforce.com, Understanding Notifications.
 */
export function readOutboundMessage(xml: string): OutboundMessage | undefined {
  const parser = new SaxesParser({ xmlns: true, position: false });
  const path: string[] = [];
  const organizations: string[] = [];
  const recordIds: string[] = [];
  let text = '';
  parser.on('error', refuse);
  parser.on('doctype', refuse);
  parser.on('opentag', ({ uri, local }) => {
    path.push(`${uri} ${local}`);
    text = '';
    if (path.length > MOST_LEVELS) refuse();
  });
  parser.on('text', (part) => (text += part));
  parser.on('cdata', (part) => (text += part));
  parser.on('closetag', () => {
    const at = path.join('/');
    const own = path.pop() ?? '';
    if (at === ORGANIZATION) organizations.push(text.trim());
    if (RECORD_ID.test(own) && path.join('/') === SOBJECT) recordIds.push(text.trim());
    text = '';
  });
  try {
    parser.write(xml).close();
  } catch (error) {
    if (error instanceof NotAMessage) return undefined;
    throw error;
  }
  const [organizationId] = organizations;
  return organizationId === undefined || organizations.length > 1 ? undefined : { organizationId, recordIds };
}

class NotAMessage extends Error {}

function refuse(): never {
  throw new NotAMessage();
}
