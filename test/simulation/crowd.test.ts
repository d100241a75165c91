import { describe, expect, it } from 'vitest';
import { crowd } from './crowd.ts';
import { playRun } from './play-run.ts';
import { POISONS } from './poison.ts';

describe('a contract with which nothing works', () => {
  it.each(POISONS)('holds up none of the others, being %s', async (kind) => {
    const { workflow, heldUp } = crowd(30, kind);
    expect((await playRun(workflow, 1, () => undefined)).broken).toBeUndefined();
    expect(heldUp).toEqual([]);
  });
});
