import { describe, expect, it } from 'vitest';
import { readMapping } from '../../../shared/core/crm/mapping.ts';
import { payloadDeal } from '../../../shared/core/crm/payload-deal.ts';
import { readDeal } from '../../../shared/core/crm/read-deal.ts';
import { fieldsOf } from '../../../shared/core/crm/wanted-fields.ts';
import type { Plain } from '../../../shared/core/json.ts';
import { aCrmDeal, aParty, lossless } from '../../builders/a-crm-deal.ts';
import { hubspotMapping } from '../../builders/hubspot-mapping.ts';

const NEW_YORK = 'America/New_York';
const read = (deal = aCrmDeal(), changes: { [key: string]: Plain } = {}) =>
  readDeal(deal, readMapping(hubspotMapping(changes)), NEW_YORK);
/** The same, of the fields and of the mapping. */
const readOf = (fields: object, changes: { [key: string]: Plain } = {}) => read(aCrmDeal(fields), changes);

const dana = {
  name: 'Dana Whitfield',
  firm: 'Harbor Ridge Capital',
  crmIds: ['hubspot/company/7', 'hubspot/contact/51'],
  emails: ['dana@harborridge.example'],
};

/** The investor of a deal with these parties. */
const investorOf = (parties: readonly ReturnType<typeof aParty>[], changes: { [key: string]: Plain } = {}) => {
  const deal = read(aCrmDeal({}, { parties }), changes);
  return 'investor' in deal ? deal.investor : deal;
};
const contact = (id: string, fields: object, labels: readonly string[] = []) => aParty('contact', id, fields, labels);

describe('a closed deal', () => {
  it('is read with its closing: investor, amount to the cent, day and name', () => {
    expect(read()).toEqual({
      id: '901',
      stage: 'closed',
      stageWord: 'closedwon',
      changedAt: '1999-06-16T12:00:00.000Z',
      description: 'Auxer, first round',
      investor: dana,
      closing: {
        investor: dana,
        amountMinor: 25_000_000n,
        currency: 'USD',
        closedOn: '1999-06-15',
        description: 'Auxer, first round',
      },
    });
  });

  it('says since when it is in its stage where the CRM does, and nothing where it does not', () => {
    const stageSince = '1999-06-15T09:00:00.000Z';
    expect(read(aCrmDeal({}, { stageSince }))).toMatchObject({ stageSince });
    expect(read()).not.toHaveProperty('stageSince');
    expect(readOf({ dealname: '' })).not.toHaveProperty('description');
    expect(read(aCrmDeal(), { description: 'nothing_of_it' })).not.toHaveProperty('closing.description');
  });

  it('takes its currency from its field, from what the mapping says otherwise, or always the same', () => {
    const currency = (fields: object, mapped: Plain) => {
      const deal = readOf(fields, { currency: mapped });
      return 'closing' in deal ? deal.closing?.currency : deal;
    };
    const field = 'deal_currency_code';
    expect(currency({ [field]: 'EUR' }, { field, otherwise: 'USD' })).toBe('EUR');
    expect(currency({ [field]: '' }, { field, otherwise: 'GBP' })).toBe('GBP');
    expect(currency({ [field]: 'EUR' }, { always: 'CHF' })).toBe('CHF');
    for (const code of ['', 'XXZ', 'eur']) {
      expect(currency({ [field]: code }, { field })).toMatchObject([{ field, fix: expect.any(String) }]);
    }
  });

  it('is a problem with every mistake at once', () => {
    const deal = aCrmDeal({ amount: '1,5', deal_currency_code: 'dollars', closedate: 'soon' }, { parties: [] });
    expect(read(deal)).toMatchObject([
      { field: 'contact.firstname, contact.lastname', found: 'nothing', allowed: 'the name of the investor' },
      { field: 'deal_currency_code' },
      { field: 'amount', found: '"1,5"' },
      { field: 'closedate', found: '"soon"' },
    ]);
    for (const [fields, field] of [
      [{ amount: '' }, 'amount'],
      [{ closedate: null }, 'closedate'],
      [{ deal_currency_code: 'dollars' }, 'deal_currency_code'],
    ] as const) {
      expect(readOf(fields)).toMatchObject([{ field }]);
    }
    expect(read(aCrmDeal({}, { parties: [] }))).toMatchObject([{ allowed: 'the name of the investor' }]);
  });

  it('closed on the day that its zone shows, or the zone of the mapping', () => {
    const closedOn = (mapped: { [key: string]: Plain }) => {
      const deal = readOf({ closedate: '1999-06-16T02:00:00Z' }, { closedOn: { field: 'closedate', ...mapped } });
      return 'closing' in deal ? deal.closing?.closedOn : deal;
    };
    expect(closedOn({})).toBe('1999-06-15'); // ten in the evening in New York
    expect(closedOn({ timeZone: 'Europe/London' })).toBe('1999-06-16');
  });

  it('says what was bought, and by what kind of investor, in the words of the contract file', () => {
    const mapped = {
      instrument: { field: 'type', words: { 'Series A': 'equity' }, otherwise: 'note' },
      classes: { field: 'kinds', words: { Insider: 'insider' } },
    };
    const kinds = (fields: object, changes: { [key: string]: Plain } = mapped) => {
      const deal = readOf(fields, changes);
      return 'closing' in deal ? [deal.closing?.instrument, deal.closing?.classes] : deal;
    };
    expect(kinds({ type: 'Series A', kinds: ['fund', 'Insider', 'angel'] })).toEqual([
      'equity',
      ['angel', 'fund', 'insider'],
    ]);
    expect(kinds({ type: 'loan' })).toEqual(['loan', undefined]);
    expect(kinds({})).toEqual(['note', undefined]);
    const bare = { instrument: { field: 'type' }, classes: { field: 'kinds' } };
    expect(kinds({ type: 'loan', kinds: ['fund'] }, bare)).toEqual(['loan', ['fund']]);
    for (const changes of [bare, {}]) {
      expect(readOf({}, changes)).not.toHaveProperty('closing.instrument');
      expect(readOf({}, changes)).not.toHaveProperty('closing.classes');
    }
  });
});

describe('the investor of a deal', () => {
  it('is the contact, or the firm where no contact is named', () => {
    expect(investorOf([aParty('company', '7', { name: 'Harbor Ridge Capital' })])).toEqual({
      name: 'Harbor Ridge Capital',
      crmIds: ['hubspot/company/7'],
      emails: [],
    });
    expect(investorOf([contact('51', { firstname: 'Dana' })])).toEqual({
      name: 'Dana',
      crmIds: ['hubspot/contact/51'],
      emails: [],
    });
    const alike = [contact('51', { firstname: 'Harbor' }), aParty('company', '7', { name: 'Harbor' })];
    expect(investorOf(alike)).not.toHaveProperty('firm');
    expect(investorOf([contact('51', { firstname: 'Dana' })], { investor: { name: ['contact.firstname'] } })).toEqual({
      name: 'Dana',
      crmIds: [],
      emails: [],
    });
  });

  it('has each full address once, in small letters and in order', () => {
    const parties = [
      contact('2', { firstname: 'Zoe', email: 'zoe@b.example' }),
      contact('1', { firstname: 'Ann', email: 'ANN@a.example' }),
      contact('3', { firstname: 'Ann', email: 'ann@a.example' }),
      contact('4', { firstname: 'Bob', email: 'b.example' }),
    ];
    expect(investorOf(parties)).toEqual({
      name: 'Zoe',
      crmIds: ['hubspot/contact/1', 'hubspot/contact/2', 'hubspot/contact/3', 'hubspot/contact/4'],
      emails: ['ann@a.example', 'zoe@b.example'],
    });
  });

  it('has a hundred addresses at most', () => {
    const many = Array.from({ length: 101 }, (_, at) =>
      contact(`${at}`, { firstname: 'A', email: `a${at}@a.example` }),
    );
    expect(investorOf(many)).toHaveProperty('emails.length', 100);
  });

  it('has the numbers of public registers in capitals and in order', () => {
    const investor = { name: ['contact.firstname'], registryIds: ['company.lei', 'company.number'] };
    const parties = [contact('1', { firstname: 'A' }), aParty('company', '7', { lei: 'lei:5493', number: 'gb:01' })];
    expect(investorOf(parties, { investor })).toMatchObject({ registryIds: ['GB:01', 'LEI:5493'] });
    expect(investorOf(parties.slice(0, 1), { investor })).not.toHaveProperty('registryIds');
  });

  it('is only who bears one of the labels of the mapping', () => {
    const investor = { name: ['contact.firstname'], labels: ['Investor', 'Lead'] };
    const parties = [
      contact('1', { firstname: 'Clerk' }, ['Primary']),
      contact('2', { firstname: 'Nobody' }),
      contact('3', { firstname: 'Dana' }, ['Primary', 'Lead']),
    ];
    expect(investorOf(parties, { investor })).toMatchObject({ name: 'Dana' });
  });
});

describe('the stage of a deal', () => {
  const stages = {
    stage: { field: 'dealstage', closed: ['won'], open: ['early'], reopened: ['again'], lost: ['gone'] },
  };

  it.each([
    ['won', 'closed'],
    ['early', 'open'],
    ['again', 'reopened'],
    ['gone', 'lost'],
  ])('in the words of the CRM %s is %s', (dealstage, stage) => {
    expect(readOf({ dealstage }, stages)).toMatchObject({ stage, stageWord: dealstage });
  });

  it('that is in no list is asked about, or is open where the mapping says so; none is always asked about', () => {
    expect(readOf({ dealstage: 'other' }, stages)).toEqual([
      {
        field: 'dealstage',
        found: '"other"',
        allowed: 'a stage of the mapping: won, early, again, gone',
        fix: expect.any(String),
      },
    ]);
    const lenient = { stage: { field: 'dealstage', closed: ['won'], otherwise: 'open' } };
    expect(readOf({ dealstage: 'other' }, lenient)).toMatchObject({ stage: 'open', stageWord: 'other' });
    expect(readOf({ dealstage: '' }, lenient)).toMatchObject([{ field: 'dealstage' }]);
  });

  it('does not count where the mapping selects other deals', () => {
    const only = { only: { field: 'pipeline', is: ['auxer', 'pmr'] } };
    expect(readOf({ pipeline: 'elsewhere', dealstage: 'nonsense' }, only)).toEqual({
      id: '901',
      stage: 'passed-over',
      changedAt: '1999-06-16T12:00:00.000Z',
      description: 'Auxer, first round',
    });
    expect(readOf({}, only)).toMatchObject({ stage: 'passed-over' });
    expect(readOf({ pipeline: 'pmr' }, only)).toMatchObject({ stage: 'closed' });
    expect(readOf({ pipeline: ['x', 'auxer'] }, only)).toMatchObject({ stage: 'closed' });
  });
});

describe('an open deal', () => {
  const open = { dealstage: 'contractsent' };

  it('says what is expected of it, as far as it can', () => {
    expect(readOf(open)).toMatchObject({
      stage: 'open',
      investor: dana,
      expected: { amountMinor: 25_000_000n, currency: 'USD', closesOn: '1999-06-15' },
    });
    expect(readOf(open)).not.toHaveProperty('closing');
    expect(readOf({ ...open, closedate: 'soon' })).toMatchObject({ expected: { amountMinor: 25_000_000n } });
    expect(readOf({ ...open, closedate: 'soon' })).not.toHaveProperty('expected.closesOn');
  });

  it('expects nothing where amount or currency cannot be read, and names no investor where there is none', () => {
    expect(readOf({ ...open, amount: '' })).not.toHaveProperty('expected');
    expect(readOf({ ...open, deal_currency_code: 'dollars' })).not.toHaveProperty('expected');
    expect(read(aCrmDeal(open, { parties: [] }))).not.toHaveProperty('investor');
  });
});

describe('the mark of an introduction', () => {
  const mapped = { introduction: { field: 'source', is: ['PMR', 'Rost'], on: 'met', by: 'Patrick M. Rost' } };

  it('is read as it stands, with its day where a field says so', () => {
    expect(readOf({ source: 'Rost', met: '1999-04-20' }, mapped)).toMatchObject({
      introduction: 'Rost',
      introducedOn: '1999-04-20',
    });
    for (const met of ['', 'spring']) {
      expect(readOf({ source: 'Rost', met }, mapped)).toMatchObject({ introduction: 'Rost' });
      expect(readOf({ source: 'Rost', met }, mapped)).not.toHaveProperty('introducedOn');
    }
    const undated = { introduction: { field: 'source', is: ['PMR'], by: 'Patrick M. Rost' } };
    expect(readOf({ source: 'PMR' }, undated)).toMatchObject({ introduction: 'PMR' });
    expect(readOf({ source: 'PMR' }, undated)).not.toHaveProperty('introducedOn');
  });

  it('is none with another value, or where the mapping knows no mark', () => {
    expect(readOf({ source: 'web', met: '1999-04-20' }, mapped)).not.toHaveProperty('introduction');
    expect(readOf({ source: 'web', met: '1999-04-20' }, mapped)).not.toHaveProperty('introducedOn');
    expect(readOf({ source: 'PMR' })).not.toHaveProperty('introduction');
  });
});

describe('a deal that is sent whole', () => {
  const mapping = (deal: Plain) => readMapping({ ...hubspotMapping({ vendor: 'standard-webhooks', deal }) });
  const whole = (payload: object, deal: Plain = { id: 'deal.id', changedAt: 'deal.at' }) =>
    payloadDeal(lossless(payload), mapping(deal));
  const at = '1999-06-16T12:00:00Z';

  it('has its id and its moment where the mapping says', () => {
    expect(whole({ deal: { id: ' 77 ', at } })).toEqual({
      id: '77',
      fields: { deal: { id: ' 77 ', at } },
      parties: [],
      mergedIds: [],
      changedAt: '1999-06-16T12:00:00.000Z',
    });
    expect(whole({ deal: { id: 901, at } })).toMatchObject({ id: '901' });
  });

  it('has them at the top where no mapping says so', () => {
    const none = { ...mapping({ id: 'x', changedAt: 'y' }), deal: undefined };
    expect(payloadDeal(lossless({ id: '5', timestamp: at }), none)).toMatchObject({ id: '5' });
  });

  it('is a problem without either, each with its field', () => {
    const id = { field: 'deal.id', allowed: 'the id of the deal' };
    const changed = { field: 'deal.at', allowed: 'a moment, such as 2026-01-15T14:00:00Z' };
    expect(whole({})).toMatchObject([
      { ...id, found: 'nothing' },
      { ...changed, found: 'nothing' },
    ]);
    expect(whole({ deal: { id: '7', at: 'noon' } })).toMatchObject([{ ...changed, found: '"noon"' }]);
    for (const bad of ['', '  ', true, 'x'.repeat(201), '\uD800']) {
      expect(whole({ deal: { id: bad, at } })).toMatchObject([id]);
    }
    expect(whole({ deal: { id: 'x'.repeat(200), at } })).toHaveProperty('id.length', 200);
  });
});

describe('the fields that are asked for', () => {
  it('are those of the mapping, each once, by what has them', () => {
    expect(fieldsOf(readMapping(hubspotMapping()))).toEqual({
      deal: ['amount', 'deal_currency_code', 'dealstage', 'closedate', 'dealname'],
      company: ['name', 'id'],
      contact: ['firstname', 'lastname', 'email', 'id'],
    });
  });

  it('are all that any part of a mapping names', () => {
    const mapping = readMapping(
      hubspotMapping({
        currency: { always: 'USD' },
        investor: {
          name: ['contact.name.full'],
          registryIds: ['company.lei'],
          emails: ['contact.mail', 'contact.name.x'],
        },
        instrument: { field: 'type' },
        classes: { field: 'kinds' },
        introduction: { field: 'source', is: ['PMR'], on: 'met.on', by: 'Patrick M. Rost' },
        only: { field: 'mycompany.pipeline', is: ['auxer'] },
        description: 'amount',
      }),
    );
    expect(fieldsOf(mapping)).toEqual({
      deal: ['amount', 'dealstage', 'closedate', 'type', 'kinds', 'source', 'met', 'mycompany'],
      company: ['lei'],
      contact: ['name', 'mail'],
    });
  });
});
