import { describe, expect, it } from 'vitest';
import { fullId, kindOf } from '../../../../shared/adapters/crm/salesforce/ids.ts';

/** Ids of public examples, with the ending that Salesforce gave them. */
const PUBLISHED = [
  '00Dd0000000dtDqEAI',
  '00Di0000000faSrEAI',
  '00D46000000YxRgEAK',
  '0062000000ZZpewAAD',
  '04kd0000000PCgvAAG',
  '0012000001AOHpxAAH',
];

describe('an id of Salesforce', () => {
  it.each(PUBLISHED)('%s is the same in its short form and its long one', (id) => {
    expect([fullId(id), fullId(id.slice(0, 15))]).toEqual([id, id]);
  });

  it('is another id in another case, which its ending tells', () => {
    const [short, other] = ['0062000000ZZpew', '0062000000ZZpeW'];
    expect(fullId(short)).not.toBe(fullId(other));
    expect(fullId('0062000000ZZpewAAB')).toBeUndefined();
  });

  it.each(['', '0062000000ZZpe', '0062000000ZZpewA', "0062000000'ZZpe", '0062000000ZZpewAAD ', '００６2000000ZZpew'])(
    'is not %j',
    (id) => {
      expect(fullId(id)).toBeUndefined();
    },
  );

  it('says by its beginning whose it is', () => {
    expect(
      ['0062000000ZZpewAAD', '0012000001AOHpxAAH', '0032000001AOHpxAAH', '04kd0000000PCgvAAG'].map(kindOf),
    ).toEqual(['deal', 'company', 'contact', undefined]);
  });
});
