import { describe, expect, it } from 'vitest';
import { namedByAttio } from '../../../../shared/adapters/crm/attio/named.ts';

const WORKSPACE = '14beef7a-99f7-4534-a87e-70b564330a4c';
const [ONE, OTHER] = ['bf071e1f-6035-429d-b874-d83ea64ea13b', '3405be95-8375-46a0-bde0-03b3753f8c79'];

const event = (event_type: string, more: object = {}): object => ({
  event_type,
  id: { workspace_id: WORKSPACE, object_id: '97052eb9-e65e-443f-a297-f2d9a4a7f795', record_id: ONE },
  actor: { type: 'workspace-member', id: '50cf242c-7fa3-4cad-87d0-75b1af71c57b' },
  ...more,
});
const named = (...events: readonly object[]): unknown => namedByAttio(JSON.stringify({ webhook_id: 'w', events }));

describe('what a webhook of Attio names', () => {
  it('is the record of each of its events, once, and the workspace', () => {
    expect(named(event('record.created'), event('record.updated'), event('record.deleted'))).toEqual({
      deals: [ONE],
      parties: [],
      account: WORKSPACE,
    });
  });

  it('is both records of a merge, and which of them goes on', () => {
    expect(named(event('record.merged', { duplicate_record_id: OTHER }))).toEqual({
      deals: [ONE, OTHER],
      parties: [],
      merged: [{ from: OTHER, into: ONE }],
      account: WORKSPACE,
    });
  });

  it('is nothing for events of other things, and for an id that is none', () => {
    const odd = { workspace_id: WORKSPACE, record_id: '../people' };
    expect(named(event('note.created'), event('list-entry.updated'), event('record.updated', { id: odd }))).toEqual({
      deals: [],
      parties: [],
      account: WORKSPACE,
    });
  });

  it.each(['', 'x', '5', 'null', '[]', '{}', '{"events": {}}', '[[[', '\u2028'])(
    'is a problem when the body is %j',
    (body) => {
      expect(namedByAttio(body)).toEqual([expect.objectContaining({ field: 'events' })]);
    },
  );

  it('is a problem when one batch is of two workspaces', () => {
    expect(named(event('record.updated'), event('record.updated', { id: { workspace_id: OTHER } }))).toEqual([
      expect.objectContaining({ field: 'id.workspace_id' }),
    ]);
  });
});
