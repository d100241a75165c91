import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Edit, PlantedBug } from './planted-bug.ts';

const ROOT = new URL('../../../', import.meta.url).pathname;
const COPIED = [
  'shared',
  'functions',
  'contracts',
  'infra/local/ses',
  'infra/local/stripe',
  'package.json',
  'test/simulation',
  'test/builders',
  'test/canaries',
];

/** The text of a file with the bug in it. Errors: RangeError unless what is replaced stands there exactly once. */
export function spoiled(text: string, { file, find, replace }: Edit): string {
  const parts = text.split(find);
  if (parts.length !== 2) throw new RangeError(`${file} has ${parts.length - 1} times: ${find}`);
  return parts.join(replace);
}

/** The files that a bug changes, as they are then. */
export function spoiledFiles({ edits }: PlantedBug, root: string = ROOT): ReadonlyMap<string, string> {
  const files = new Map<string, string>();
  for (const edit of edits) {
    files.set(edit.file, spoiled(files.get(edit.file) ?? readFileSync(join(root, edit.file), 'utf8'), edit));
  }
  return files;
}

/** A copy of what the simulator runs, in which a bug can be planted and taken out again. */
export interface Tree {
  readonly folder: string;
  /** Plants a bug; the answer takes it out. */
  plant(bug: PlantedBug): () => void;
  remove(): void;
}

export function copiedTree(): Tree {
  const folder = mkdtempSync(join(tmpdir(), 'tallystick-planted-'));
  for (const part of COPIED) cpSync(join(ROOT, part), join(folder, part), { recursive: true });
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
  return {
    folder,
    plant: (bug) => {
      const files = spoiledFiles(bug, folder);
      const before = [...files.keys()].map((file) => [file, readFileSync(join(folder, file), 'utf8')] as const);
      for (const [file, text] of files) writeFileSync(join(folder, file), text);
      return () => before.forEach(([file, text]) => writeFileSync(join(folder, file), text));
    },
    remove: () => rmSync(folder, { recursive: true }),
  };
}
