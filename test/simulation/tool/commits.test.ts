import { describe, expect, it } from 'vitest';
import { playedText } from './figures.ts';
import { commitsInWords, countOn, type Commits } from './commits.ts';

describe('what was played in several sittings', () => {
  it('is told by the commits that it was played on, each with its runs', () => {
    const commits: Commits = new Map();
    countOn(commits, '8d7e93d9bf', 11_000);
    countOn(commits, '9cb8dd71d1', 763);
    countOn(commits, '8d7e93d9bf', 1000);
    countOn(commits, undefined, 2);
    expect(commitsInWords(commits)).toBe('12,000 on 8d7e93d9bf, 763 on 9cb8dd71d1, 2 on no commit');
  });

  it('is shown under the commits that it was played on, not under the one that is there when it is shown', () => {
    const now = { played: 9, seconds: 3, commit: '9cb8dd71d1' };
    expect(playedText(now, new Map([['8d7e93d9bf', 12_000]]))).toMatch(/^Played on [\d-]+, commit 8d7e93d9bf, /);
    const both = new Map([
      ['8d7e93d9bf', 12_000],
      ['9cb8dd71d1', 9],
    ]);
    expect(playedText(now, both)).toMatch(/^Played on [\d-]+ \(12,000 on 8d7e93d9bf, 9 on 9cb8dd71d1\), /);
    expect(playedText(now)).toMatch(/, commit 9cb8dd71d1, .* 3 runs a second\.$/);
  });
});
