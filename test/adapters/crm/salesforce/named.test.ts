import { describe, expect, it } from 'vitest';
import { namedBySalesforce } from '../../../../shared/adapters/crm/salesforce/named.ts';

const ORGANIZATION = '00Dd0000000dtDqEAI';
const DEAL = '0062000000ZZpewAAD';
const ACCOUNT = '0012000001AOHpxAAH';

function notification(type: string, id: string, more = ''): string {
  return (
    `<Notification><Id>04l2000000KFmjJAAT</Id><sObject xsi:type="sf:${type}" ` +
    `xmlns:sf="urn:sobject.enterprise.soap.sforce.com"><sf:Id>${id}</sf:Id>${more}</sObject></Notification>`
  );
}

function message(inner: string, { organization = ORGANIZATION, before = '' } = {}): string {
  return `<?xml version="1.0" encoding="UTF-8"?>${before}
<soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
 <soapenv:Body>
  <notifications xmlns="http://soap.sforce.com/2005/09/outbound">
   <OrganizationId>${organization}</OrganizationId>
   <ActionId>04kd0000000PCgvAAG</ActionId>
   <SessionId xsi:nil="true"/>
   <EnterpriseUrl>https://acme.my.salesforce.com/services/Soap/c/66.0</EnterpriseUrl>
   ${inner}
  </notifications>
 </soapenv:Body>
</soapenv:Envelope>`;
}

describe('what an outbound message names', () => {
  it('is the opportunity of each notification, once, and the organization', () => {
    const amount = '<sf:Amount>1.0E7</sf:Amount><sf:AccountId>0012000001AOHpxAAH</sf:AccountId>';
    const twice = notification('Opportunity', DEAL, amount) + notification('Opportunity', DEAL.slice(0, 15));
    expect(namedBySalesforce(message(twice))).toEqual({ deals: [DEAL], parties: [], account: ORGANIZATION });
  });

  it('is a hundred opportunities of one message', () => {
    const ids = Array.from({ length: 100 }, (_, index) => `006200000${String(index).padStart(6, '0')}`);
    const named = namedBySalesforce(message(ids.map((id) => notification('Opportunity', id)).join('\n')));
    expect('deals' in named ? named.deals : []).toEqual(ids.map((id) => `${id}AAA`));
  });

  it('is the account or contact that changed, and nothing for other objects', () => {
    const inner =
      notification('Account', ACCOUNT) +
      notification('Contact', '0032000001AOHpx') +
      notification('Lead', '00Q2000001AOHpx');
    expect(namedBySalesforce(message(inner))).toMatchObject({
      deals: [],
      parties: [
        { kind: 'company', id: ACCOUNT },
        { kind: 'contact', id: '0032000001AOHpxAAH' },
      ],
    });
    expect(namedBySalesforce(message(''))).toMatchObject({ deals: [], parties: [] });
  });

  it('is read by namespaces and not by prefixes, and from no other place', () => {
    const other = message(notification('Opportunity', DEAL))
      .replaceAll('soapenv:', 'S:')
      .replace('xmlns:soapenv', 'xmlns:S');
    expect(namedBySalesforce(other)).toMatchObject({ deals: [DEAL] });
    const elsewhere = `<Id>${DEAL}</Id><Notification><sObject><Id>${DEAL}</Id></sObject><Other><Id>${DEAL}</Id></Other></Notification>`;
    expect(namedBySalesforce(message(elsewhere))).toMatchObject({ deals: [] });
  });

  it.each([
    ['a document type', message('', { before: '<!DOCTYPE a>' })],
    ['an entity of its own', message('&x;', { before: '<!DOCTYPE a [<!ENTITY x "y">]>' })],
    ['entities that would grow', message('&b;', { before: '<!DOCTYPE a [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>' })],
    ['an entity of a file', message('&f;', { before: '<!DOCTYPE a [<!ENTITY f SYSTEM "file:///etc/passwd">]>' })],
    ['an entity that nobody declared', message('&nbsp;')],
    ['a tag that is not closed', message('<Notification>')],
    ['a prefix that is not declared', message('<x:a/>')],
    ['two attributes of one name', message('<a b="1" b="2"/>')],
    ['text after its end', `${message('')}x`],
    ['elements in elements in elements', message('<a>'.repeat(5000) + '</a>'.repeat(5000))],
    ['two organizations', message(`<OrganizationId>${ORGANIZATION}</OrganizationId>`)],
    ['another envelope', message('').replace('schemas.xmlsoap.org', 'example.org')],
    ['a message that ends in the middle', message('').slice(0, 200)],
    ['nothing', ''],
    ['text', 'OrganizationId'],
    ['JSON without an organization', `{"id": "${DEAL}"}`],
    ['JSON that is broken', '{"organizationId": '],
  ])('is a problem with %s', (_, body) => {
    expect(namedBySalesforce(body)).toEqual([expect.objectContaining({ field: '(body)' })]);
  });

  it.each(['', '006d0000000dtDq', '00Dd0000000dtDqEAJ', 'x'])(
    'is a problem when the organization is %j',
    (organization) => {
      expect(namedBySalesforce(message('', { organization }))).toEqual([
        expect.objectContaining({ field: 'OrganizationId' }),
      ]);
    },
  );

  it('is what the callout of a flow names, one record or several', () => {
    const organizationId = ORGANIZATION.slice(0, 15);
    const one = JSON.stringify({ organizationId, id: DEAL.slice(0, 15), somethingNew: { nested: [1] } });
    expect(namedBySalesforce(one)).toEqual({ deals: [DEAL], parties: [], account: ORGANIZATION });
    const several = JSON.stringify({ organizationId, ids: [DEAL, ACCOUNT, null, 'x'] });
    expect(namedBySalesforce(`\ufeff ${several}`.slice(1))).toMatchObject({
      deals: [DEAL],
      parties: [{ kind: 'company', id: ACCOUNT }],
    });
  });

  it('is the same however often the message is in pieces of white space, comments and character data', () => {
    const odd = `<!-- ${DEAL} --><Notification><sObject><sf:Id xmlns:sf="urn:sobject.partner.soap.sforce.com">\n<![CDATA[${DEAL.slice(0, 9)}]]>${DEAL.slice(9)} </sf:Id></sObject></Notification>`;
    expect(namedBySalesforce(message(odd))).toMatchObject({ deals: [DEAL] });
  });
});
