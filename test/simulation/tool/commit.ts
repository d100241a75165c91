import { spawnSync } from 'node:child_process';

const ROOT = new URL('../../../', import.meta.url).pathname;

/** The commit that is played, `+changes` after it when the code is not as committed; undefined outside of a repository, or without git. */
export function commitPlayed(folder: string = ROOT): string | undefined {
  const commit = git(folder, 'rev-parse', '--short=10', 'HEAD');
  if (commit === undefined) return undefined;
  const changed = git(folder, 'status', '--porcelain', '--', '.', ':!docs', ':!*.md');
  return changed === '' ? commit : `${commit}+changes`;
}

function git(cwd: string, ...args: readonly string[]): string | undefined {
  const { status, stdout } = spawnSync('git', args, { cwd, encoding: 'utf8' });
  return status === 0 ? stdout.trim() : undefined;
}
