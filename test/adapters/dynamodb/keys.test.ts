import { describe, expect, it } from 'vitest';
import {
  attentionShardOf,
  contractIdOf,
  contractPartition,
  namedKey,
  numberedKey,
  postingKey,
} from '../../../shared/adapters/dynamodb/keys.ts';
import { ATTENTION_SHARDS } from '../../../shared/ports/store.ts';

describe('keys', () => {
  it('sort numbers as numbers', () => {
    const keys = [1, 9, 10, 99_999_999].map((seq) => numberedKey('c', 'FACT#', seq).sk);

    expect(keys).toEqual(['FACT#00000001', 'FACT#00000009', 'FACT#00000010', 'FACT#99999999']);
    expect(numberedKey('c', 'TERMS#', 1)).toEqual({ pk: 'CONTRACT#c', sk: 'TERMS#000001' });
  });

  it('name a posting by its receivable and its padded revision', () => {
    expect(postingKey('c', { receivableId: 'retainer/1999-06-06', revision: 2 }).sk).toBe(
      'POSTING#retainer/1999-06-06#0002',
    );
  });

  it('keep an id of 512 bytes readable and hash a longer one', () => {
    expect(namedKey('c', 'FACTID#', 'é'.repeat(256)).sk).toBe(`FACTID#${'é'.repeat(256)}`);
    expect(namedKey('c', 'FACTID#', `${'é'.repeat(256)}x`).sk).toMatch(/^FACTID#sha256:[0-9a-f]{64}$/);
  });

  it('give the contract id back from its partition', () => {
    expect(contractIdOf(contractPartition('auxer-pmr-1999'))).toBe('auxer-pmr-1999');
  });

  it('spread contracts over all shards, each always in the same one', () => {
    const ids = Array.from({ length: 400 }, (_, at) => `contract-${at}`);
    const counts = ids.reduce((sums, id) => {
      const shard = attentionShardOf(id);
      sums[shard] = (sums[shard] ?? 0) + 1;
      return sums;
    }, Array<number>(ATTENTION_SHARDS).fill(0));

    expect(counts).toHaveLength(ATTENTION_SHARDS);
    expect(Math.min(...counts)).toBeGreaterThan(400 / ATTENTION_SHARDS / 2);
    expect(attentionShardOf('auxer-pmr-1999')).toBe(3);
  });
});
