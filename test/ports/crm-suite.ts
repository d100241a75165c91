import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Instant } from '../../shared/core/calendar/instant.ts';
import { memberOf, textOf } from '../../shared/core/lossless-json.ts';
import type { Crm, PartyName } from '../../shared/ports/crm.ts';

/** An account of HubSpot, and what people do in it. */
export interface OpenedCrm {
  readonly crm: Crm;
  /** The account's own id. */
  readonly account: string;
  /** What every deal names. */
  readonly parties: readonly PartyName[];
  /** More than one page of the list of changes holds. */
  readonly moreThanAPage: number;
  /** The time of the account, which goes on with every change. */
  now(): Instant;
  /** Enters a deal of this amount: its id. */
  enter(amount: string): Promise<string>;
  edit(id: string, amount: string): Promise<void>;
  remove(id: string): Promise<void>;
  close(): Promise<void>;
}

/** The one suite over the Crm port: by the model of the simulator, and by the adapter of HubSpot before its stand-in. */
export function describeCrm(name: string, open: () => Promise<OpenedCrm>): void {
  describe(name, () => {
    let opened: OpenedCrm;
    beforeAll(async () => {
      opened = await open();
    });
    afterAll(() => opened.close());

    const amountOf = async (id: string): Promise<string | undefined> => {
      const [answer] = await opened.crm.readDeals([id]);
      return answer?.kind === 'deal' ? textOf(memberOf(answer.deal.fields, 'amount')) : answer?.kind;
    };
    /** Every page; `between` is done after the first. */
    const changedSince = async (since: Instant, between: () => Promise<void> = async () => undefined) => {
      const ids: string[] = [];
      let page = await opened.crm.changedDeals(since, undefined);
      await between();
      for (ids.push(...page.ids); page.next !== undefined; ids.push(...page.ids)) {
        page = await opened.crm.changedDeals(since, page.next);
      }
      return ids;
    };

    it('knows a deal as it is now, with what it names', async () => {
      const id = await opened.enter('250000.00');
      expect(await amountOf(id)).toBe('250000.00');
      await opened.edit(id, '260000.00');
      expect(await amountOf(id)).toBe('260000.00');
      const [answer] = await opened.crm.readDeals([id]);
      expect(answer).toMatchObject({ kind: 'deal', deal: { id, mergedIds: [] } });
      const parties =
        answer?.kind === 'deal' ? answer.deal.parties.map(({ kind, id: party }) => `${kind} ${party}`) : [];
      expect(parties.toSorted()).toEqual(opened.parties.map(({ kind, id: party }) => `${kind} ${party}`).toSorted());
    });

    it('answers for each of many once, and says that a deal is gone, deleted or never there', async () => {
      const [kept, removed] = [await opened.enter('1.00'), await opened.enter('2.00')];
      await opened.remove(removed);
      const answers = await opened.crm.readDeals([removed, kept, kept, '999999']);
      const said = answers.map((answer) => `${answer.kind} ${answer.kind === 'deal' ? answer.deal.id : answer.id}`);
      expect(said.toSorted()).toEqual([`deal ${kept}`, `gone ${removed}`, 'gone 999999'].toSorted());
    });

    it('lists what changed since a moment, that moment included, in the order of the changes; what is deleted is in no list', async () => {
      const old = await opened.enter('1.00');
      const since = opened.now();
      const [first, second, removed] = [
        await opened.enter('2.00'),
        await opened.enter('3.00'),
        await opened.enter('4.00'),
      ];
      await opened.edit(first, '2.50');
      await opened.remove(removed);
      const ids = [...new Set(await changedSince(since))].filter((id) => id !== old);
      expect(ids).toEqual([second, first]);
    });

    it('lists every change over pages, though deals are edited and deleted between two of them', async () => {
      const since = opened.now();
      const entered: string[] = [];
      for (let count = 0; count < opened.moreThanAPage; count += 1) entered.push(await opened.enter(`${count}.00`));
      const [edited = '', removed = '', ...others] = entered;
      const ids = await changedSince(since, async () => {
        await opened.edit(edited, '77.00');
        await opened.remove(removed);
      });
      expect(others.filter((id) => !ids.includes(id))).toEqual([]);
      expect(ids.lastIndexOf(edited)).toBe(ids.length - 1);
    });

    it('finds the deals that name a party', async () => {
      const id = await opened.enter('1.00');
      for (const party of opened.parties) expect(await opened.crm.dealsOf([party])).toContain(id);
      expect(await opened.crm.dealsOf([{ kind: 'company', id: '999999' }])).toEqual([]);
      await opened.remove(id);
      expect(await opened.crm.dealsOf(opened.parties)).not.toContain(id);
    });

    it('says which account it is', async () => {
      expect(await opened.crm.account()).toBe(opened.account);
    });
  });
}
