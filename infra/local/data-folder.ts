import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** The data folder cannot be used; the message says why and what to do. */
export class DataFolderError extends Error {
  override readonly name = 'DataFolderError';
  readonly code = 'DATA_FOLDER_IN_USE';
}

/** A process of this machine: its id, and when it started, since ids are used again. */
interface ProcessMark {
  pid: number;
  startedAt: string;
}

/** What an earlier run may have left in the data folder. */
interface Claim {
  owner: ProcessMark;
  engine: ProcessMark | undefined;
}

/** The data folder while one local system uses it. */
export interface ClaimedDataFolder {
  readonly path: string;
  file(name: string): string;
  /** Remembers the engine's process, so that the next run can end it should this one die without ending it. */
  rememberEngine(pid: number): void;
  release: () => void;
}

/**
 * Takes the data folder for this process, and ends the engine of a run that died (by its id, and only if that
 * process is still the one that was started). Throws {@link DataFolderError} while another local system uses it.
 */
export function claimDataFolder(path: string): ClaimedDataFolder {
  mkdirSync(path, { recursive: true });
  const file = join(path, claimFile);
  endWhatIsLeft(path);
  const owner = markOf(process.pid);
  const write = (engine: ProcessMark | undefined): void => writeFileSync(file, JSON.stringify({ owner, engine }));
  write(undefined);
  return {
    path,
    file: (name) => join(path, name),
    rememberEngine: (pid) => write(markOf(pid)),
    release: () => rmSync(file, { force: true }),
  };
}

/** Removes the data folder for a fresh start. Throws {@link DataFolderError} while another local system uses it. */
export function removeDataFolder(path: string): void {
  endWhatIsLeft(path);
  rmSync(path, { recursive: true, force: true });
}

const claimFile = 'in-use.json';

/** Throws {@link DataFolderError} while another local system uses the folder; changes nothing. */
export function checkDataFolderIsFree(path: string): void {
  const left = readClaim(join(path, claimFile));
  if (left !== undefined && left.owner.pid !== process.pid && isAlive(left.owner)) {
    throw new DataFolderError(
      `Another local system (process ${left.owner.pid}) is using ${path}. Stop it first (Ctrl-C in its terminal), ` +
        'or give this one another folder with --data.',
    );
  }
}

function endWhatIsLeft(path: string): void {
  checkDataFolderIsFree(path);
  const left = readClaim(join(path, claimFile));
  if (left?.engine !== undefined && isAlive(left.engine)) endProcess(left.engine.pid);
}

/** The engine ends by itself when its owner is gone, so it may do so at this very moment. */
function endProcess(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

function readClaim(file: string): Claim | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Claim;
  } catch {
    return undefined; // No claim, or one that was cut short by a kill: then nothing is known to be running.
  }
}

function isAlive(mark: ProcessMark): boolean {
  try {
    process.kill(mark.pid, 0);
  } catch {
    return false;
  }
  return markOf(mark.pid).startedAt === mark.startedAt;
}

/** On Linux /proc says when a process started; elsewhere the id has to do. */
function markOf(pid: number): ProcessMark {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return { pid, startedAt: fields[0] === 'Z' ? 'ended' : (fields[19] ?? '') };
  } catch {
    return { pid, startedAt: '' };
  }
}
