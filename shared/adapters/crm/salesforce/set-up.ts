import { InputError } from '../../../core/errors.ts';
import type { TestRequest, WebhookSetUp } from '../../../ports/crm.ts';
import type { WebhookSigning } from '../../../ports/crm-webhook.ts';
import { fullId } from './ids.ts';
import { SECRET_SHAPE } from './webhook.ts';

/** What to click: outbound messages are made by a person alone. Errors: `input.invalid` for a secret that is none. */
export function setUpSalesforce(url: string, { secrets }: WebhookSigning): WebhookSetUp {
  const [secret = ''] = secrets;
  if (secrets.length === 0 || !secrets.every((one) => SECRET_SHAPE.test(one))) {
    throw refused('signingSecrets', {
      found: 'a secret that is too short, or that an address cannot hold',
      allowed: '32 to 200 letters, digits, - and _',
      fix: "Make one: node -p \"require('node:crypto').randomBytes(32).toString('base64url')\"",
    });
  }
  if (!url.endsWith(`/salesforce/${secret}`)) {
    throw refused('url', {
      found: 'an address that does not end in the secret',
      allowed: 'an address that ends in /salesforce/ and the first of the signing secrets',
      fix: 'Leave --url out, or let it end so: Salesforce signs nothing, and the secret in its address is what proves it.',
    });
  }
  return { url, steps: stepsFor(url), made: [] };
}

function refused(field: string, problem: { found: string; allowed: string; fix: string }): InputError {
  return new InputError('Salesforce cannot be told this address.', [{ field, ...problem }]);
}

function stepsFor(url: string): string[] {
  return [
    'In Salesforce: Setup, Workflow Actions, Outbound Messages, New Outbound Message, object Opportunity.',
    `Endpoint URL: ${url}`,
    'Leave "Send Session ID" unticked; choose the field Id alone. User to send as: any active user. Save.',
    'Setup, Flows, New Flow, Record-Triggered Flow: object Opportunity, "A record is created or updated", no conditions, ' +
      'optimize for Actions and Related Records.',
    'Add an action to it: Outbound Message, the one that you made. Save and activate.',
    'The address is a secret: whoever knows it can name opportunities to look at. What is deleted sends no message, and ' +
      'comes by the pull, a quarter of an hour later.',
  ];
}

/** An outbound message about an object that Salesforce does not have: it names no deal, at the address with the secret. */
export function salesforceTestRequest(
  _: WebhookSigning,
  { url, account, nowSeconds }: { url: string; account: string; nowSeconds: number },
): TestRequest {
  // Another one each time, as a message that came before is known.
  const id = fullId(`04l${String(nowSeconds).padStart(12, '0')}`) ?? '';
  const body =
    '<?xml version="1.0" encoding="UTF-8"?>' +
    '<soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/"><soapenv:Body>' +
    `<notifications xmlns="http://soap.sforce.com/2005/09/outbound"><OrganizationId>${account}</OrganizationId>` +
    `<Notification><Id>${id}</Id><sObject xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" ` +
    'xsi:type="sf:TallystickTest" xmlns:sf="urn:sobject.enterprise.soap.sforce.com"/></Notification>' +
    '</notifications></soapenv:Body></soapenv:Envelope>';
  return { method: 'POST', url, headers: { 'content-type': 'text/xml; charset=UTF-8', soapaction: '""' }, body };
}
