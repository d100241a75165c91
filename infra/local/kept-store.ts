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
  /** How many there are of a kind. */
  count(kind: string): number;
  /** Lets {@link walk} find documents by what they hold in this field; text or a number, such as `customer` or `payment.type`. */
  index(field: string): void;
  /** One by one, as far as they are asked for. Nothing may be put before the last one was taken. */
  walk<T>(kind: string, way: Walk): Generator<T>;
  remove(kind: string, id: string): void;
  /** Runs `work` as one transaction: all of its puts, or none. */
  atomically<T>(work: () => T): T;
  close(): void;
}

/** Which documents of a kind to walk through, and in which order. */
export interface Walk {
  order: 'newest-first' | 'oldest-first';
  /** Only those that hold this value in this field, which has to be indexed. */
  where?: { field: string; value: string | number } | undefined;
  /** Begins behind this one, in the order of the walk; with an id that is not there, nothing is found. */
  behind?: string | undefined;
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
  const count = db.prepare('SELECT count(*) AS count FROM kept WHERE kind = ?');
  const remove = db.prepare('DELETE FROM kept WHERE kind = ? AND id = ?');
  return {
    put: (kind, id, document) => void put.run(kind, id, JSON.stringify(document)),
    get: (kind, id) => {
      const row = get.get(kind, id);
      return row === undefined ? undefined : parse(row);
    },
    list: (kind) => list.all(kind).map((row) => parse(row)),
    count: (kind) => (count.get(kind) as { count: number }).count,
    index: (field) => {
      db.exec(
        `CREATE INDEX IF NOT EXISTS kept_by_${plainField(field).replaceAll('.', '_in_')} ON kept (kind, ${held(field)}, seq)`,
      );
    },
    *walk<T>(kind: string, { order, where, behind }: Walk) {
      const [beyond, direction] = order === 'newest-first' ? ['<', 'DESC'] : ['>', 'ASC'];
      const conditions = [
        'kind = ?',
        ...(where === undefined ? [] : [`${held(where.field)} = ?`]),
        ...(behind === undefined ? [] : [`seq ${beyond} (SELECT seq FROM kept WHERE kind = ? AND id = ?)`]),
      ];
      const query = `SELECT document FROM kept WHERE ${conditions.join(' AND ')} ORDER BY seq ${direction}`;
      const values = [
        kind,
        ...(where === undefined ? [] : [where.value]),
        ...(behind === undefined ? [] : [kind, behind]),
      ];
      for (const row of db.prepare(query).iterate(...values)) yield parse<T>(row);
    },
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

/** The text of the index and of the query have to be the same for SQLite to use it. */
function held(field: string): string {
  return `json_extract(document, '$.${plainField(field)}')`;
}

/** Names of fields come from the code alone; this keeps it so. */
function plainField(field: string): string {
  if (!/^[a-z_]+(\.[a-z_]+)*$/.test(field)) throw new Error(`${field} is not the name of a field.`);
  return field;
}

/** The caller knows what it put under the kind. */
function parse<T>(row: unknown): T {
  return JSON.parse((row as { document: string }).document) as T;
}
