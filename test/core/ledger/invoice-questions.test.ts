import { describe, expect, it } from 'vitest';
import { happeningsAtStripe, invoiceQuestions } from '../../../shared/core/ledger/invoice-questions.ts';
import type { Intent } from '../../../shared/core/ledger/intent.ts';
import { aNote, ruledOn, seen } from '../../builders/an-invoice-seen.ts';
import { noon, recorded, said, type Said } from '../../builders/facts.ts';
import { aMailIntent } from '../../builders/store-records.ts';

const found = (facts: readonly Said[], openIntents: readonly Intent[] = []) =>
  happeningsAtStripe({ facts: recorded(...facts), openIntents }, 'America/New_York');
/** Happening, amount and answers, in one line each. */
const asked = (...facts: readonly Said[]) =>
  found(facts).map(({ happening, amountMinor, answers }) => `${happening} ${amountMinor}: ${answers.join(', ')}`);

describe('what a person is asked about an invoice', () => {
  it.each(['draft', 'open', 'paid', 'deleted'] as const)('is nothing of one that is %s', (status) => {
    expect(asked(seen('1999-05-01', { status }))).toEqual([]);
  });

  it('is whether to adopt a void one or have it made anew', () => {
    expect(asked(seen('1999-05-01', { status: 'void' }))).toEqual(['void 200000: adopt, reissue']);
  });

  it('is of a void one what the books still have: less our credit notes and those adopted', () => {
    const creditNotes = [
      aNote('cn_1', 30_000n, { intent: 'i' }),
      aNote('cn_2', 20_000n),
      aNote('cn_3', 10_000n),
      aNote('cn_4', 5_000n, { intent: 'j', status: 'void' }),
    ];
    const facts = [
      seen('1999-05-01', { status: 'void', creditNotes }),
      ruledOn('1999-05-02', 'credit/cn_2', 'adopt', 20_000n),
    ];
    expect(asked(...facts)).toEqual(['void 150000: adopt, reissue']);
    const whole = [aNote('cn_1', 200_000n, { intent: 'i' })];
    expect(asked(seen('1999-05-01', { status: 'void', creditNotes: whole }))).toEqual([]);
  });

  it('is nothing of a void one that is replaced, handled, or asked about already', () => {
    const gone = seen('1999-05-01', { status: 'void' });
    expect(asked(gone, ruledOn('1999-05-02', 'reissue', 'reissue', 1n))).toEqual([]);
    expect(asked(gone, ruledOn('1999-05-02', 'void', 'adopt', 1n))).toEqual([]);
    const handled = said('IntentHandled', { intent: 'invoice/april#1', by: 'x', reason: 'y' }, '1999-05-02');
    expect(asked(gone, handled)).toEqual([]);
    expect(found([gone], [aMailIntent('invoice/april#1')])).toEqual([]);
    expect(found([gone], [aMailIntent('invoice/may#1')])).toHaveLength(1);
  });

  it('still is of another happening of a posting that was handled', () => {
    const handled = said('IntentHandled', { intent: 'invoice/april#1', by: 'x', reason: 'y' }, '1999-05-02');
    const reissued = ruledOn('1999-05-02', 'reissue', 'reissue', 1n);
    const given = seen('1999-05-01', { status: 'uncollectible', remainingMinor: 7n });
    expect(asked(given, handled, reissued)).toEqual(['uncollectible 7: write-off, leave']);
    expect(asked(given, ruledOn('1999-05-02', 'uncollectible', 'leave', 7n))).toEqual([]);
  });

  it('is what to do about a dispute that was lost, and of no other', () => {
    const disputes = (['inquiry', 'open', 'won', 'lost', 'closed'] as const).map((state) => {
      return { id: `du_${state}`, state, amountMinor: 9n, at: noon('1999-05-01'), reason: 'x' };
    });
    expect(asked(seen('1999-05-01', { status: 'paid', disputes }))).toEqual([
      'dispute/du_lost 9: collected, write-off, leave',
    ]);
  });

  it('is what a refund without a credit note was, the newest first', () => {
    const refunds = [
      { id: 're_2', amountMinor: 50n, at: noon('1999-05-02') },
      { id: 're_1', amountMinor: 100n, at: noon('1999-05-01') },
      { id: 're_3', amountMinor: 0n, at: noon('1999-05-03') },
    ];
    const look = (noted: bigint) =>
      asked(seen('1999-05-04', { status: 'paid', refunds, creditNotes: [aNote('cn_1', noted, { intent: 'i' })] }));
    expect(look(0n)).toEqual([
      'refund/re_2 50: collected, write-off, leave',
      'refund/re_1 100: collected, write-off, leave',
    ]);
    expect(look(100n)).toEqual(['refund/re_2 50: collected, write-off, leave']);
    expect(look(120n)).toEqual(['refund/re_2 30: collected, write-off, leave']);
    expect(look(150n)).toEqual([]);
  });

  it('is whether to adopt a credit note made by hand, and to issue ours again that was made void', () => {
    const creditNotes = [
      aNote('cn_1', 10n),
      aNote('cn_2', 20n, { intent: 'ours' }),
      aNote('cn_3', 30n, { intent: 'gone', status: 'void' }),
      aNote('cn_4', 40n, { status: 'void' }),
      aNote('cn_5', 50n, { intent: 'again', status: 'void' }),
      aNote('cn_6', 50n, { intent: 'again' }),
    ];
    expect(asked(seen('1999-05-01', { creditNotes }))).toEqual([
      'credit/cn_1 10: adopt',
      'credit-void/cn_3 30: reissue',
    ]);
  });

  it('names the invoice, and the amount', () => {
    const look = {
      status: 'paid' as const,
      disputes: [{ id: 'du_1', state: 'lost' as const, amountMinor: 100n, at: noon('1999-05-01'), reason: 'x' }],
      refunds: [{ id: 're_1', amountMinor: 200n, at: noon('1999-05-01') }],
      creditNotes: [
        aNote('cn_1', 300n, { toBalanceMinor: 300n }),
        aNote('cn_2', 400n, { intent: 'i', status: 'void' }),
      ],
    };
    const words = found([seen('1999-05-01', look)]).map(({ what }) => what);
    expect(words).toHaveLength(4);
    ['USD 1.00', 'USD 2.00', 'USD 3.00', 'USD 4.00'].forEach((amount, at) => {
      expect(words[at]).toContain(amount);
      expect(words[at]).toContain('A-1');
    });
  });

  it('is by the last look alone, of every invoice', () => {
    const facts = [
      seen('1999-05-01', { status: 'uncollectible' }),
      seen('1999-05-02', { status: 'paid' }),
      seen('1999-05-02', { invoice: 'in_2', status: 'uncollectible', remainingMinor: 5n }),
    ];
    expect(found(facts).map(({ invoice, since }) => [invoice, since])).toEqual([['in_2', '1999-05-02']]);
  });

  it('is on the waiting list with its invoice, its posting and its answers', () => {
    const { number: _, ...unnumbered } = seen('1999-05-01', { status: 'uncollectible', remainingMinor: 5n }).data;
    const facts = recorded({ ...seen('1999-05-01'), data: unnumbered });
    expect(invoiceQuestions({ facts, openIntents: [] }, 'America/New_York')).toEqual([
      {
        id: 'stripe/in_1/uncollectible',
        kind: 'stripe',
        clause: '',
        what: 'Invoice in_1 was marked uncollectible at Stripe; USD 0.05 remains.',
        why: expect.stringContaining('Write it off'),
        answers: ['write-off', 'leave'],
        evidence: ['invoice in_1 of april#1'],
        since: '1999-05-01',
      },
    ]);
  });
});
