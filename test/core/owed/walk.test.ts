import { describe, expect, it } from 'vitest';
import { closingsOf } from '../../../shared/core/owed/closings.ts';
import { newMemo } from '../../../shared/core/owed/memo.ts';
import { JournaledMap, newWalk, undoTo, type Journal } from '../../../shared/core/owed/walk.ts';
import { closed, recorded } from '../../builders/facts.ts';

describe('a walk through what happened', () => {
  const walked = () => {
    const { soFar } = newMemo();
    const undone: string[] = [];
    const walk = newWalk<string>(soFar, (step) => undone.push(step));
    const goOn = (): readonly string[] => {
      const taken: string[] = [];
      walk.goOn(({ id }) => {
        taken.push(id);
        return id;
      });
      return taken;
    };
    const add = (...ids: readonly string[]) =>
      soFar.happenings.push(...closingsOf(recorded(...ids.map((id) => closed({ closing: id })))));
    return { soFar, walk, goOn, add, undone };
  };

  it('takes each once, oldest first', () => {
    const { walk, goOn, add } = walked();
    add('a', 'b');
    expect(goOn()).toEqual(['a', 'b']);
    add('c');
    expect(goOn()).toEqual(['c']);
    expect(walk.steps).toEqual(['a', 'b', 'c']);
  });

  it('goes back to its first so many, undoing the last first, and on from there', () => {
    const { soFar, walk, goOn, add, undone } = walked();
    add('a', 'b', 'c');
    goOn();
    for (const rewind of soFar.rewinds) rewind(1);
    expect([walk.steps, undone]).toEqual([['a'], ['c', 'b']]);
    soFar.happenings.length = 1;
    add('d');
    expect(goOn()).toEqual(['d']);
  });
});

describe('a map that keeps a journal', () => {
  it('is taken back to what it held, change by change', () => {
    const journal: Journal = [];
    const map = new JournaledMap<string, number>(journal);
    map.set('a', 1).set('b', 2);
    const until = journal.length;
    map.set('a', 3).set('c', 4).set('a', 5);
    undoTo(journal, until);
    expect([...map]).toEqual([
      ['a', 1],
      ['b', 2],
    ]);
    expect(journal).toHaveLength(until);
    undoTo(journal, 0);
    expect([...map]).toEqual([]);
  });
});
