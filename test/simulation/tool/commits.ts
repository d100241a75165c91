import * as z from 'zod';
import { counted } from './wording.ts';

/** How many runs were played on which commit: a run says something of the code that it was played on. */
export type Commits = Map<string, number>;

/** Commits as JSON, and back by `new Map(Object.entries(...))`. */
export const commitsData = z.record(z.string(), z.int().min(0));

/** Counts runs of a commit; undefined is outside of a repository. */
export function countOn(commits: Commits, commit: string | undefined, runs: number): void {
  const name = commit ?? 'no commit';
  commits.set(name, (commits.get(name) ?? 0) + runs);
}

/** Example: `12,000 on 8d7e93d9bf, 763 on 9cb8dd71d1`. */
export function commitsInWords(commits: ReadonlyMap<string, number>): string {
  return [...commits].map(([commit, runs]) => `${counted(runs)} on ${commit}`).join(', ');
}
