import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

export interface KeptObject {
  bucket: string;
  key: string;
  contentType: string;
  /** MD5 in quotation marks. */
  etag: string;
  /** ISO instant. */
  modifiedAt: string;
  /** The checksum that came with it, by its header. */
  checksums: Record<string, string>;
}

/** Objects as files: the bytes, and what is known of them, each under the hash of its key. */
export interface ObjectStore {
  write(object: KeptObject, bytes: Uint8Array): void;
  read(bucket: string, key: string): { object: KeptObject; bytes: Buffer } | undefined;
}

/** Opens the folder; an object is there once its description is, which is written last and in one move. */
export function openObjectStore(folder: string): ObjectStore {
  const fileOf = (bucket: string, key: string): string =>
    join(folder, bucket, createHash('sha256').update(key).digest('hex'));
  return {
    write: (object, bytes) => {
      const file = fileOf(object.bucket, object.key);
      mkdirSync(dirname(file), { recursive: true });
      replaceFile(file, bytes);
      replaceFile(`${file}.json`, JSON.stringify(object));
    },
    read: (bucket, key) => {
      const file = fileOf(bucket, key);
      if (!existsSync(`${file}.json`)) return undefined;
      const object = JSON.parse(readFileSync(`${file}.json`, 'utf8')) as KeptObject;
      return { object, bytes: readFileSync(file) };
    },
  };
}

function replaceFile(file: string, content: Uint8Array | string): void {
  writeFileSync(`${file}.part`, content);
  renameSync(`${file}.part`, file);
}
