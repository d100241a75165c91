import { describe, expect, it } from 'vitest';
import { recordByHand } from '../../shared/app/record-by-hand.ts';
import type { Plain } from '../../shared/core/json.ts';
import { aWorld, CONTRACT, contractOf, type World } from '../builders/a-world.ts';
import { noon } from '../builders/facts.ts';

const introduction = {
  id: 'intro-0001',
  investor: { name: 'Dana Whitfield', crmIds: ['crm-1042'], emails: ['Dana@HarborRidge.example'] },
  introducedOn: '1999-04-20',
  how: 'a meeting in Wayne',
  by: 'Patrick M. Rost',
};

const byHand = (world: World, kind: string, input: Plain, on = '1999-04-21') =>
  recordByHand(world, { contractId: CONTRACT, kind, input, now: noon(on) });

describe('what a person records', () => {
  it('is an introduction, with its addresses in lower case and the day on which it happened', async () => {
    const world = await aWorld();

    expect(await byHand(world, 'introduction', introduction)).toBe('recorded');

    expect((await contractOf(world)).facts.at(-1)).toMatchObject({
      id: 'introduction/intro-0001',
      type: 'IntroductionRecorded',
      recordedAt: noon('1999-04-21'),
      happenedAt: '1999-04-20T04:00:00.000Z',
      data: { introduction: 'intro-0001', investor: { emails: ['dana@harborridge.example'] } },
    });
  });

  it('exists once by its id, and is not edited by saying something else', async () => {
    const world = await aWorld();
    await byHand(world, 'introduction', introduction);
    expect(await byHand(world, 'introduction', introduction)).toBe('known');
    await expect(byHand(world, 'introduction', { ...introduction, how: 'otherwise' })).rejects.toMatchObject({
      problems: [{ field: 'id' }],
    });
    expect((await contractOf(world)).facts).toHaveLength(2);
  });

  it.each<[string, string, Plain]>([
    [
      'service',
      'ServiceRendered',
      { id: 's-1', clause: '1', renderedOn: '1999-04-20', description: 'press release', by: 'x' },
    ],
    [
      'indemnity',
      'IndemnityNoticed',
      { id: 'i-1', clause: '3.1', noticedOn: '1999-04-20', by: 'client', description: 'x' },
    ],
    ['licence', 'LicenceRecorded', { id: 'l-1', clause: '3.3', licence: 'x', validFrom: '1999-01-01', by: 'x' }],
    ['end', 'ContractEnded', { id: 'e-1', endsOn: '1999-12-31', by: 'x', reason: 'notice' }],
  ])('is a %s', async (kind, type, input) => {
    const world = await aWorld();
    await byHand(world, kind, input);
    expect((await contractOf(world)).facts.at(-1)).toMatchObject({ type });
  });
});

describe('a record is refused', () => {
  it.each<[string, string, Plain, string[]]>([
    [
      'with every mistake at once',
      'introduction',
      { ...introduction, id: 'Intro 1', introducedOn: '1999-02-29', how: '' },
      ['id', 'introducedOn', 'how'],
    ],
    ['with an unknown field', 'introduction', { ...introduction, email: 'x' }, ['introduction']],
    ['when it has not happened yet', 'introduction', { ...introduction, introducedOn: '1999-04-22' }, ['introducedOn']],
    ['when its kind is not known', 'fee', {}, ['kind']],
    ['when it is no mapping', 'end', 'x', ['end']],
  ])('%s', async (_what, kind, input, fields) => {
    const world = await aWorld();
    const refused = await byHand(world, kind, input).catch((error: unknown) => error);
    expect(refused).toMatchObject({ code: 'input.invalid', details: { fields } });
    expect((await contractOf(world)).facts).toHaveLength(1);
  });

  it('for a contract that is not here', async () => {
    const world = await aWorld();
    const record = { contractId: 'nobody', kind: 'introduction', input: introduction, now: noon('1999-04-21') };
    await expect(recordByHand(world, record)).rejects.toMatchObject({ code: 'input.unknown' });
  });
});
