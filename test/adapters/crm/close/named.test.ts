import { describe, expect, it } from 'vitest';
import { namedByClose } from '../../../../shared/adapters/crm/close/named.ts';

const named = (event: object): unknown =>
  namedByClose(JSON.stringify({ event: { organization_id: 'orga_1', ...event }, subscription_id: 'whsub_1' }));

describe('what an event of Close names', () => {
  it.each(['created', 'updated', 'deleted'])('is its opportunity when that is %s, and the account', (action) => {
    const event = { object_type: 'opportunity', object_id: 'oppo_7H4s', lead_id: 'lead_1', action, data: null };
    expect(named(event)).toEqual({ deals: ['oppo_7H4s'], parties: [], account: 'orga_1' });
  });

  it('is the lead that changed, was merged or is gone, whose opportunities are asked for', () => {
    for (const action of ['updated', 'merged', 'deleted']) {
      expect(named({ object_type: 'lead', object_id: 'lead_1', lead_id: 'lead_1', action })).toMatchObject({
        deals: [],
        parties: [{ kind: 'company', id: 'lead_1' }],
      });
    }
  });

  it('is the lead of a contact, as opportunities hang on leads', () => {
    expect(named({ object_type: 'contact', object_id: 'cont_1', lead_id: 'lead_1' })).toMatchObject({
      parties: [{ kind: 'company', id: 'lead_1' }],
    });
  });

  it('is nothing for other objects, and for a contact without a lead', () => {
    for (const event of [
      { object_type: 'activity.email', object_id: 'acti_1', lead_id: 'lead_1' },
      { object_type: 'task.lead', object_id: 'task_1' },
      { object_type: 'contact', object_id: 'cont_1', lead_id: null },
      { object_type: 'opportunity' },
      { object_type: 'opportunity', object_id: '../lead' },
    ]) {
      expect(named(event)).toEqual({ deals: [], parties: [], account: 'orga_1' });
    }
  });

  it.each(['', 'x', '5', 'null', '[]', '{"event": []}', '{"event": {"object_type": {}}}', '[[[', '\u2028'])(
    'is a problem when the body is %j',
    (body) => {
      expect(namedByClose(body)).toEqual([expect.objectContaining({ field: 'event.object_type' })]);
    },
  );
});
