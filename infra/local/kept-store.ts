import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

/**
 * What a stand-in remembers between runs: documents by kind and id, in the order in which they were first put.
 * Each put is one durable statement, so that a stand-in killed at any moment finds afterwards what it had answered.
 */
export interface KeptStore {
  put(kind: string, id: string, document: unknown): void;
  get<T>(kind: string, id: string): T | undefined;
  /** Oldest first. */
  list<T>(kind: string): T[];
  remove(kind: string, id: string): void;
  /** Runs `work` as one transaction: all of its puts, or none. */
  atomically<T>(work: () => T): T;
  close(): void;
}

/** Opens (and creates) the SQLite file at `path`; `:memory:` keeps nothing. */
export function openKeptStore(path: string): KeptStore {
  if (path !== ':memory:') mkdirSync(dirname(path), { recursive: true });
  const db = new DatabaseSync(path);
  db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;');
  db.exec(
    `CREATE TABLE IF NOT EXISTS kept (
       seq INTEGER PRIMARY KEY AUTOINCREMENT, kind TEXT NOT NULL, id TEXT NOT NULL, document TEXT NOT NULL,
       UNIQUE (kind, id))`,
  );
  const put = db.prepare(
    'INSERT INTO kept (kind, id, document) VALUES (?, ?, ?) ON CONFLICT (kind, id) DO UPDATE SET document = excluded.document',
  );
  const get = db.prepare('SELECT document FROM kept WHERE kind = ? AND id = ?');
  const list = db.prepare('SELECT document FROM kept WHERE kind = ? ORDER BY seq');
  const remove = db.prepare('DELETE FROM kept WHERE kind = ? AND id = ?');
  return {
    put: (kind, id, document) => void put.run(kind, id, JSON.stringify(document)),
    get: (kind, id) => {
      const row = get.get(kind, id);
      return row === undefined ? undefined : parse(row);
    },
    list: (kind) => list.all(kind).map((row) => parse(row)),
    remove: (kind, id) => void remove.run(kind, id),
    atomically: (work) => {
      db.exec('BEGIN IMMEDIATE');
      try {
        const result = work();
        db.exec('COMMIT');
        return result;
      } catch (error) {
        db.exec('ROLLBACK');
        throw error;
      }
    },
    close: () => db.close(),
  };
}

/** The caller knows what it put under the kind. */
function parse<T>(row: unknown): T {
  return JSON.parse((row as { document: string }).document) as T;
}
