import { describe, expect, it } from 'vitest';
import { namedByHubspot } from '../../../../shared/adapters/crm/hubspot/named.ts';

const event = (more: object): object => ({ eventId: 1, portalId: 62_515, occurredAt: 1_564_113_600_000, ...more });
const named = (...events: readonly object[]): unknown => namedByHubspot(JSON.stringify(events.map(event)));

describe('what a batch of HubSpot names', () => {
  it('is each deal once, by its id, in the old form and the new', () => {
    expect(
      named(
        { subscriptionType: 'deal.propertyChange', objectId: 901, propertyName: 'amount', propertyValue: '1e9' },
        { subscriptionType: 'object.propertyChange', objectTypeId: '0-3', objectId: 901 },
        { subscriptionType: 'object.creation', objectTypeId: '0-3', objectId: 902 },
      ),
    ).toEqual({ deals: ['901', '902'], parties: [], account: '62515' });
  });

  it('is an id of more digits than a float keeps, to the last', () => {
    const body = '[{"portalId": 62515, "subscriptionType": "deal.creation", "objectId": 90071992547409931}]';
    expect(namedByHubspot(body)).toMatchObject({ deals: ['90071992547409931'] });
  });

  it('is both deals of a merge, and the new one', () => {
    const merge = { primaryObjectId: 901, mergedObjectIds: [902], newObjectId: 903, objectId: 901 };
    expect(named({ subscriptionType: 'deal.merge', ...merge })).toMatchObject({ deals: ['901', '903', '902'] });
  });

  it('is the deal of an association, from whichever side it is told', () => {
    const ends = { fromObjectId: 901, toObjectId: 51 };
    expect(
      named(
        { subscriptionType: 'deal.associationChange', associationType: 'DEAL_TO_CONTACT', ...ends },
        {
          subscriptionType: 'contact.associationChange',
          associationType: 'CONTACT_TO_DEAL',
          fromObjectId: 51,
          toObjectId: 904,
        },
      ),
    ).toMatchObject({ deals: ['901', '904'] });
  });

  it('is the contact or company that changed, whose deals are asked for', () => {
    expect(
      named(
        { subscriptionType: 'contact.propertyChange', objectId: 51, propertyName: 'email' },
        { subscriptionType: 'company.deletion', objectId: 7 },
      ),
    ).toMatchObject({
      deals: [],
      parties: [
        { kind: 'contact', id: '51' },
        { kind: 'company', id: '7' },
      ],
    });
  });

  it('is nothing for kinds and types that are not known, and no mistake', () => {
    expect(
      named({ subscriptionType: 'ticket.creation', objectId: 5 }, { subscriptionType: 'conversation.newMessage' }),
    ).toEqual({
      deals: [],
      parties: [],
      account: '62515',
    });
  });

  it('is the one deal that a workflow sends', () => {
    expect(namedByHubspot('{"objectId": 905, "properties": {"dealstage": {"value": "closedwon"}}}')).toMatchObject({
      deals: ['905'],
    });
    expect(namedByHubspot('{"properties": {"hs_object_id": {"value": "906"}}}')).toMatchObject({ deals: ['906'] });
  });

  it.each(['', 'x', '5', 'null', '"a"', '[[[', '\u2028'])('is a problem when the body is %j', (body) => {
    expect(namedByHubspot(body)).toEqual([expect.objectContaining({ field: '(body)' })]);
  });

  it('is a problem when one batch is of two accounts', () => {
    expect(named({ subscriptionType: 'deal.creation', objectId: 1 }, { portalId: 2 })).toEqual([
      expect.objectContaining({ field: 'portalId' }),
    ]);
  });
});
