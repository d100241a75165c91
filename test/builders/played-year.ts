import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { play, type Played } from '../../infra/local/year/player.ts';

export const PROJECT_FOLDER = resolve(import.meta.dirname, '../..');

export interface PlayedYear extends Played {
  readonly dataFolder: string;
  readonly end: () => Promise<void>;
}

/** Plays the story of 1999 on a local system of its own, on any free port, in a folder that goes with it. */
export async function playYear(options: { until?: string; contractFile?: string } = {}): Promise<PlayedYear> {
  const dataFolder = mkdtempSync(join(tmpdir(), 'tallystick-'));
  const played = await play({
    projectFolder: PROJECT_FOLDER,
    contractFile: join(PROJECT_FOLDER, 'contracts', 'auxer-pmr-1999.yaml'),
    keep: false,
    port: 0,
    onProgress: () => undefined,
    ...options,
    dataFolder,
  });
  const end = async (): Promise<void> => {
    await played.system.stop();
    rmSync(dataFolder, { recursive: true, force: true });
  };
  return { ...played, dataFolder, end };
}
