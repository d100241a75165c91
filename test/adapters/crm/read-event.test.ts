import { describe, expect, it } from 'vitest';
import { readCrmEvent } from '../../../shared/adapters/crm/standard-webhooks/read-event.ts';
import { crmBody } from '../../builders/crm-message.ts';

function problemsOf(body: string): string[] {
  const reading = readCrmEvent(body);
  if (!('length' in reading)) throw new Error('The event was read.');
  for (const problem of reading) expect(Object.values(problem)).not.toContain('');
  return reading.map(({ field }) => field).toSorted();
}

describe('an event of the CRM', () => {
  it('is read with its amount in minor units and its time in UTC', () => {
    const body = JSON.stringify({ ...JSON.parse(crmBody()), timestamp: '1999-06-15T10:00:00-04:00' });
    expect(readCrmEvent(body)).toEqual({
      kind: 'closed',
      contract: 'auxer-pmr-1999',
      state: {
        externalId: 'deal-77',
        investor: {
          name: 'Dana Whitfield',
          firm: 'Harbor Ridge Capital',
          crmIds: ['crm-1042'],
          emails: ['dana@harborridge.example'],
        },
        amountMinor: 25_000_000n,
        currency: 'USD',
        closedOn: '1999-06-15',
        reportedAt: '1999-06-15T14:00:00.000Z',
      },
    });
  });

  it.each([
    ['250000', 'JPY', 250_000n],
    ['1.234', 'KWD', 1_234n],
    ['0.00', 'USD', 0n],
  ])('reads %s in %s as %s', (amount, currency, amountMinor) => {
    expect(readCrmEvent(crmBody({ amount, currency }))).toMatchObject({ state: { amountMinor, currency } });
  });

  it('is a correction or a reversal when it says so', () => {
    expect(readCrmEvent(crmBody({}, 'funding.corrected'))).toMatchObject({ kind: 'corrected' });
    expect(readCrmEvent(crmBody({ reason: 'x', amount: null }, 'funding.reversed'))).toEqual({
      kind: 'reversed',
      contract: 'auxer-pmr-1999',
      externalId: 'deal-77',
      reason: 'x',
      reportedAt: '1999-06-15T16:00:00.000Z',
    });
  });

  it('keeps instrument and description, and passes over what it does not know', () => {
    const reading = readCrmEvent(crmBody({ instrument: 'note', description: 'first round', probability: 0.9 }));
    expect(reading).toMatchObject({ state: { instrument: 'note', description: 'first round' } });
    expect(JSON.stringify(reading, (_key, value) => (typeof value === 'bigint' ? String(value) : value))).not.toContain(
      'probability',
    );
  });

  it('keeps what comes off, and what others are paid', () => {
    const reading = readCrmEvent(crmBody({ deductions: '1000.00', paid_to_others: '25000.50' }));
    expect(reading).toMatchObject({ state: { deductionsMinor: 100_000n, paidToOthersMinor: 2_500_050n } });
  });

  it.each<[string, object]>([
    ['data.deductions', { deductions: 1000 }],
    ['data.paid_to_others', { paid_to_others: '25,000.00' }],
    ['data.amount', { amount: null }],
    ['data.amount', { amount: '1,250,000.00' }],
    ['data.amount', { amount: -5 }],
    ['data.amount', { amount: 1e6 }],
    ['data.amount', { amount: 2 ** 53 + 1 }],
    ['data.amount', { amount: undefined }],
    ['data.currency', { currency: 'XXX' }],
    ['data.currency', { currency: undefined }],
    ['data.closed_on', { closed_on: '1999-06-31' }],
    ['data.closed_on', { closed_on: '15.06.1999' }],
    ['data.investor', { investor: null }],
    ['data.investor.emails.0', { investor: { name: 'x', emails: ['nobody'] } }],
    ['data.closing', { closing: '' }],
    ['data.contract', { contract: undefined }],
  ])('has its %s refused: %j', (field, data) => {
    expect(problemsOf(crmBody(data))).toEqual([field]);
  });

  it.each(['', 'x', '[]', 'null', '5', '"text"'])('is refused as a whole when it is %j', (body) => {
    expect(problemsOf(body)).toEqual(['(body)']);
  });

  it('is told every mistake at once', () => {
    const body = JSON.stringify({ type: 'deal.won', timestamp: 'yesterday', data: { amount: 5 } });
    expect(problemsOf(body)).toEqual([
      'data.amount',
      'data.closed_on',
      'data.closing',
      'data.contract',
      'data.currency',
      'data.investor',
      'timestamp',
      'type',
    ]);
  });

  it('needs a reason to be reversed', () => {
    expect(problemsOf(crmBody({}, 'funding.reversed'))).toEqual(['data.reason']);
  });
});
