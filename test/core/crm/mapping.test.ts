import { describe, expect, it } from 'vitest';
import { readMapping } from '../../../shared/core/crm/mapping.ts';
import { connectionName, isCrmVendor } from '../../../shared/core/crm/vendors.ts';
import { InputError } from '../../../shared/core/errors.ts';
import type { Plain } from '../../../shared/core/json.ts';
import { attioMapping } from '../../builders/attio-mapping.ts';
import { closeMapping } from '../../builders/close-mapping.ts';
import { hubspotMapping } from '../../builders/hubspot-mapping.ts';

/** Each problem as `field: fix`. */
function problems(file: Plain): string[] {
  try {
    readMapping(file);
    return [];
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    return error.problems.map(({ field, fix }) => `${field}: ${fix}`);
  }
}

describe('a mapping', () => {
  it('is read with its defaults: an unknown stage is asked about', () => {
    expect(readMapping(hubspotMapping()).stage).toMatchObject({ otherwise: 'ask', reopened: [] });
  });

  it('takes stages that are numbers, as pipelines of HubSpot and Pipedrive have them', () => {
    const { stage } = readMapping(hubspotMapping({ stage: { field: 'dealstage', closed: [998_752_301] } }));
    expect(stage.closed).toEqual(['998752301']);
  });

  it.each<[string, { [key: string]: Plain }, string]>([
    ['a key that is mistyped', { ammount: { field: 'x' } }, 'ammount: Did you mean amount?'],
    ['units that are none', { amount: { field: 'amount', units: 'cents' } }, 'amount.units: Use what is allowed.'],
    ['a currency that is none', { currency: { always: 'EURO' } }, 'currency.always: Use what is allowed.'],
    ['no stage that closes', { stage: { field: 'dealstage', closed: [] } }, 'stage.closed: Use what is allowed.'],
    [
      'a stage that closes and opens',
      { stage: { field: 'dealstage', closed: ['won'], open: ['won'] } },
      'stage.open: Leave it in the one list where it belongs.',
    ],
    [
      'a field with spaces',
      { closedOn: { field: 'close date' } },
      'closedOn.field: Write the name as the CRM’s API spells it, without spaces.',
    ],
    [
      'the place of an id, which the vendor says itself',
      { deal: { id: 'id', changedAt: 'updated' } },
      'deal: Leave it out: hubspot says itself which deal it is and when it changed.',
    ],
    [
      'no place of an id where nobody else says it',
      { vendor: 'standard-webhooks' },
      'deal: Say where the payload holds the id of the deal and when it was last changed.',
    ],
  ])('is refused with %s', (_, changes, problem) => {
    expect(problems(hubspotMapping(changes))).toEqual([problem]);
  });

  it('is refused when it reads cents as whole units, or whole units as cents', () => {
    expect(problems(closeMapping({ amount: { field: 'value', units: 'major' } }))).toEqual([
      'amount.units: Set `units: minor`: close counts value in minor units.',
    ]);
    expect(problems(attioMapping({ amount: { field: 'value.currency_value', units: 'minor' } }))).toEqual([
      'amount.units: Set `units: major`: attio counts value.currency_value in major units.',
    ]);
    expect(problems(closeMapping({ amount: { field: 'custom.cf_amount', units: 'major' } }))).toEqual([]);
  });

  it('is refused with what was found, where, and what is allowed', () => {
    const all = (changes: { [key: string]: Plain }) => {
      try {
        return readMapping(hubspotMapping(changes));
      } catch (error) {
        return error instanceof InputError ? [error.message, ...error.problems] : error;
      }
    };
    const standard = { vendor: 'standard-webhooks', deal: { id: 'id', changedAt: 'at' } };
    const names = { name: ['contact.firstname'] };
    expect(all({ ...standard, investor: { ...names, labels: ['Lead'] } })).toEqual([
      'The mapping has 1 mistake.',
      {
        field: 'investor.labels',
        found: expect.any(String),
        allowed: 'nothing',
        fix: 'Leave it out: a payload has no associations with labels.',
      },
    ]);
    expect(all({ ...standard, investor: names })).toMatchObject({ vendor: 'standard-webhooks' });
    expect(all({ investor: { ...names, labels: ['Lead'] } })).toMatchObject({ investor: { labels: ['Lead'] } });
    expect(all({ vendor: 'standard-webhooks' })).toMatchObject([
      'The mapping has 1 mistake.',
      { field: 'deal', found: 'nothing', allowed: 'a mapping with the keys id, changedAt' },
    ]);
    expect(all({ deal: { id: 'id', changedAt: 'at' } })).toMatchObject([
      'The mapping has 1 mistake.',
      { field: 'deal', found: 'a mapping', allowed: 'nothing' },
    ]);
    expect(all({ stage: { field: 'dealstage', closed: ['won'], lost: ['won'], open: ['x', 'y', 'x'] } })).toMatchObject(
      [
        'The mapping has 2 mistakes.',
        { field: 'stage.open', found: '"x"', allowed: 'a stage that is not in open too' },
        { field: 'stage.lost', found: '"won"', allowed: 'a stage that is not in closed too' },
      ],
    );
    expect(all({ investor: { name: ['a', 'b c'] }, amount: { field: 'x', units: 'cents' } })).toMatchObject([
      'The mapping has 2 mistakes.',
      { field: 'amount.units', found: '"cents"', allowed: 'major or minor' },
      { field: 'investor.name[1]', found: '"b c"' },
    ]);
  });

  it.each([null, [], 'x', 5])('is refused when it is %j', (file) => {
    expect(problems(file).length).toBeGreaterThan(0);
  });
});

describe('the vendors', () => {
  it('are known by their names alone', () => {
    expect(['standard-webhooks', 'hubspot', 'pipedrive', 'close', 'salesforce', 'attio'].every(isCrmVendor)).toBe(true);
    expect(['', 'HubSpot', 'sugarcrm', 'toString'].some(isCrmVendor)).toBe(false);
  });

  it('name their connections, the first connector by the contract itself', () => {
    expect(connectionName('auxer-pmr-1999', 'hubspot')).toBe('hubspot');
    expect(connectionName('auxer-pmr-1999', 'standard-webhooks')).toBe('auxer-pmr-1999');
  });
});
