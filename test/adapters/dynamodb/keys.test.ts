import { describe, expect, it } from 'vitest';
import {
  ATTENTION_INDEX,
  attentionShardOf,
  connectionKey,
  contractIdOf,
  contractPartition,
  customerKey,
  evidenceKey,
  headKey,
  inboxKey,
  namedKey,
  numberedKey,
  postingKey,
  registryKey,
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

  it.each([
    [headKey('c'), 'CONTRACT#c', 'HEAD'],
    [customerKey('c'), 'CONTRACT#c', 'CUSTOMER'],
    [registryKey('c'), 'CONTRACTS', 'c'],
    [connectionKey('c', 'hubspot'), 'CONNECTIONS', 'c#hubspot'],
    [evidenceKey('c', 'ab12'), 'EVIDENCE#c#ab12', 'RAW'],
    [inboxKey('crm/main/1'), 'INBOX#crm/main/1', 'RAW'],
    [namedKey('c', 'ALIAS#', 'deal-77'), 'CONTRACT#c', 'ALIAS#deal-77'],
    [numberedKey('c', 'ENTRY#', 12), 'CONTRACT#c', 'ENTRY#00000012'],
    [postingKey('c', { receivableId: 'r', revision: 12 }), 'CONTRACT#c', 'POSTING#r#0012'],
  ])('are as the table of keys says: %j', (key, pk, sk) => {
    expect(key).toEqual({ pk, sk });
  });

  it('name the index by the name that it has in the stack', () => {
    expect(ATTENTION_INDEX).toBe('attention');
  });

  it('keep an id of 512 bytes readable and hash a longer one', () => {
    expect(namedKey('c', 'FACTID#', 'é'.repeat(256)).sk).toBe(`FACTID#${'é'.repeat(256)}`);
    expect(namedKey('c', 'FACTID#', `${'é'.repeat(256)}x`).sk).toMatch(/^FACTID#sha256:[0-9a-f]{64}$/);
    // sha256sum of 513 letters a
    const hash = '02425c0f5b0dabf3d2b9115f3f7723a02ad8bcfb1534a0d231614fd42b8188f6';
    const long = 'a'.repeat(513);
    expect(namedKey('c', 'FACTID#', long).sk).toBe(`FACTID#sha256:${hash}`);
    expect(inboxKey(long).pk).toBe(`INBOX#sha256:${hash}`);
    expect(postingKey('c', { receivableId: long, revision: 1 }).sk).toBe(`POSTING#sha256:${hash}#0001`);
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
