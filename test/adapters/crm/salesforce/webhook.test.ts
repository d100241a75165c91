import { describe, expect, it } from 'vitest';
import { salesforceWebhook } from '../../../../shared/adapters/crm/salesforce/webhook.ts';
import type { WebhookRequest } from '../../../../shared/ports/crm-webhook.ts';

const SECRET = 'a-secret-of-an-address_0123456789';
const tolerance = { nowSeconds: 0, toleranceSeconds: 300 };

function verdict(request: Partial<WebhookRequest>, secrets: readonly string[] = [SECRET]): string {
  const whole = { method: 'POST', headers: {}, body: Buffer.from('<x/>'), ...request };
  return salesforceWebhook.check(whole, { secrets }, tolerance).verdict;
}

describe('a message of Salesforce', () => {
  it('is taken at the address that ends in the secret, and with it in the header of a flow', () => {
    expect(verdict({ key: SECRET })).toBe('good');
    expect(verdict({ headers: { 'x-api-key': SECRET } })).toBe('good');
  });

  it('is taken with either of two secrets while one is replaced', () => {
    expect(verdict({ key: SECRET }, [`${SECRET}-new`, SECRET])).toBe('good');
    expect(verdict({ key: `${SECRET}-new` }, [`${SECRET}-new`, SECRET])).toBe('good');
  });

  it.each([
    {},
    { key: '' },
    { key: `${SECRET} ` },
    { key: SECRET.toUpperCase() },
    { key: SECRET.slice(1) },
    { key: 'x'.repeat(9000) },
    { key: '😀' },
    { key: 'wrong', headers: { 'x-api-key': SECRET } },
    { headers: { 'x-api-key': '' } },
    { headers: { 'x-api-key': `${SECRET},${SECRET}` } },
    { headers: { authorization: `Bearer ${SECRET}` } },
    { headers: { 'X-API-KEY': SECRET } },
  ])('is refused with %j', (request) => {
    expect(verdict(request)).toBe('wrong');
  });

  it.each([
    [[]],
    [['']],
    [['short']],
    [['a secret with spaces, however long it is']],
    [['secret/with/slashes-0123456789abcdef']],
  ])('is refused when the connection has no secret that is one: %j', (secrets) => {
    for (const key of [...secrets, '']) expect(verdict({ key }, secrets)).toBe('wrong');
  });

  it.each([
    ['x'.repeat(32), 'good'],
    ['A-z_9'.repeat(40), 'good'],
    ['x'.repeat(31), 'wrong'],
    ['x'.repeat(201), 'wrong'],
    [` ${'x'.repeat(32)}`, 'wrong'],
    [`${'x'.repeat(32)}/`, 'wrong'],
  ])('is taken by a secret of 32 to 200 characters of an address alone: by "%s" it is %s', (secret, expected) => {
    expect(verdict({ key: secret }, [secret])).toBe(expected);
  });

  it('has what it says, hashed, for its id, and none where it is refused', () => {
    const of = (key: string) =>
      salesforceWebhook.check(
        { method: 'POST', headers: {}, body: Buffer.from('{}'), key },
        { secrets: [SECRET] },
        tolerance,
      );
    // The first 40 figures of the SHA-256 of `{}`, by sha256sum.
    expect(of(SECRET)).toEqual({ verdict: 'good', messageId: '44136fa355b3678a1146ad16f7e8649e94fb4fc2' });
    expect(of('wrong')).toEqual({ verdict: 'wrong', messageId: '' });
  });

  it('is kept without the key that an organization may send with it, and names what it named', () => {
    const id = '<a:Id>0062000000ZZpewAAD</a:Id>';
    const session = '<SessionId>00Dd0000000dtDq!AQEAQ.of-the-client</SessionId>';
    const prefixed = '<out:SessionId x="1">00Dd0000000dtDq!AQEAQ.of-the-client</out:SessionId >';
    expect(salesforceWebhook.kept?.(`<n>${session}${id}${prefixed}</n>`)).toBe(
      `<n><SessionId/>${id}<out:SessionId/></n>`,
    );
    const without = '<n><SessionId xsi:nil="true"/><Id>x</Id></n>';
    expect(salesforceWebhook.kept?.(without)).toBe(without);
  });

  it('is acknowledged as Salesforce waits for it, and the callout of a flow as JSON', () => {
    const { taken } = salesforceWebhook;
    const answer = (text: string) =>
      typeof taken === 'function' ? taken({ method: 'POST', headers: {}, body: Buffer.from(text) }) : taken;
    const soap = answer('<?xml version="1.0"?><a/>');
    expect([soap.statusCode, soap.headers?.['content-type']]).toEqual([200, 'text/xml; charset=utf-8']);
    expect(soap.body).toBe(
      '<?xml version="1.0" encoding="UTF-8"?>' +
        '<soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/"><soapenv:Body>' +
        '<notificationsResponse xmlns="http://soap.sforce.com/2005/09/outbound"><Ack>true</Ack></notificationsResponse>' +
        '</soapenv:Body></soapenv:Envelope>',
    );
    expect(answer('{"organizationId":"x"}')).toEqual({
      statusCode: 200,
      headers: { 'content-type': 'application/json' },
      body: '{"taken":true}',
    });
    expect(answer('').body).toBe(soap.body);
  });
});
