import { describe, expect, it } from 'vitest';
import { readCrmEvent } from '../../../shared/adapters/crm/standard-webhooks/read-event.ts';
import type { Problem } from '../../../shared/core/errors.ts';
import { crmBody } from '../../builders/crm-message.ts';

function problemsOf(body: string): readonly Problem[] {
  const reading = readCrmEvent(body);
  if (!('length' in reading)) throw new Error('The event was read.');
  for (const problem of reading) {
    for (const text of Object.values(problem)) expect(text.isWellFormed()).toBe(true);
  }
  return reading;
}

const fieldsOf = (body: string): string[] => problemsOf(body).map(({ field }) => field);
const nested = (levels: number): string => '['.repeat(levels) + ']'.repeat(levels);

describe('a hostile event of the CRM', () => {
  it('with ten thousand levels where an amount belongs is told so, and runs out of no stack', () => {
    const body = crmBody().replace('"250000.00"', nested(10_000));
    expect(problemsOf(body)).toMatchObject([{ field: 'data.amount', found: 'something nested very deeply' }]);
  });

  it('with ten thousand levels in a field that is not known is read', () => {
    const body = crmBody().replace('"amount"', `"more":${nested(10_000)},"amount"`);
    expect(readCrmEvent(body)).toMatchObject({ kind: 'closed' });
  });

  it('with a hundred mistakes tells the first twenty, which fit on the record', () => {
    expect(fieldsOf(crmBody({ investor: { name: 'x', emails: Array(100).fill('a') } }))).toHaveLength(20);
  });

  it('with more addresses than an investor has is refused', () => {
    const emails = Array.from({ length: 101 }, (_, index) => `person${index}@firm.example`);
    expect(fieldsOf(crmBody({ investor: { name: 'x', emails } }))).toEqual(['data.investor.emails']);
    const reading = readCrmEvent(crmBody({ investor: { name: 'x', emails: emails.slice(1) } }));
    expect(reading).toMatchObject({ kind: 'closed' });
  });

  it.each([
    ['data.closing', { closing: 'deal-\ud800' }],
    ['data.investor.name', { investor: { name: 'Dana \udc00' } }],
    ['data.investor.id', { investor: { name: 'Dana', id: '\udfff' } }],
    ['data.description', { description: '\ud83d' }],
  ])('with half a character in %s is refused, as no store could hold it', (field, data) => {
    expect(fieldsOf(crmBody(data))).toEqual([field]);
  });

  it('is quoted in whole characters, wherever the quotation is cut', () => {
    for (const length of [53, 54, 55, 56, 57]) {
      expect(fieldsOf(crmBody({ amount: `${'x'.repeat(length)}😀😀😀😀` }))).toEqual(['data.amount']);
    }
  });

  it.each([
    ['2000-01-01T anything at all Z'],
    ['1999-06-15T14:00:00'],
    ['0000-01-01T00:00:00+23:59'],
    ['9999-12-31T23:59:59-23:59'],
    ['1999-02-30T00:00:00Z'],
  ])('with the timestamp %s is refused', (timestamp) => {
    expect(fieldsOf(JSON.stringify({ ...JSON.parse(crmBody()), timestamp }))).toEqual(['timestamp']);
  });

  it('changes nothing of what every object is', () => {
    const body = crmBody().replace('"data":{', '"__proto__":{"spoiled":1},"data":{"__proto__":{"amount":"5.00"},');
    expect(readCrmEvent(body)).toMatchObject({ kind: 'closed', state: { amountMinor: 25_000_000n } });
    expect(Reflect.get({}, 'spoiled')).toBeUndefined();
  });

  it.each(['１０００.00', '١٢٣', '1\u202e00', '1000.00\u0000', '0x10', '𝟙𝟘'])(
    'with the amount %j is refused',
    (amount) => {
      expect(fieldsOf(crmBody({ amount }))).toEqual(['data.amount']);
    },
  );
});
