import { createHash } from 'node:crypto';
import type { Fact } from '../../shared/core/facts/fact.ts';
import type { Statement } from '../../shared/core/statement/statement.ts';
import { broken, type Broken } from './broken.ts';
import type { Outside } from './outside.ts';

/** What is an entry of the register of introductions, by docs/introductions.md. */
const REGISTERED: ReadonlySet<string> = new Set([
  'IntroductionRecorded',
  'IntroductionSupplemented',
  'IntroductionTold',
  'IntroductionAcknowledged',
  'IntroductionObjected',
  'IntroductionRuled',
  'IntroductionWithdrawn',
  'PriorContactRecorded',
]);

/** How far a contract's record was read: its facts as they were, the hash after each entry of its register, its statements. */
interface Read {
  facts: readonly Fact[];
  readonly links: string[];
  readonly sealed: Map<string, Statement>;
}

/**
 * After every step: facts are numbered without gaps, only added and never changed; each entry of the register carries the
 * hash of the one before it, so that the chain goes on from what was seen; a statement that is sealed stays as it is, and
 * holds the chain as it was then and the tally code of the one before. Reads only what is new. A restored table is read anew.
 */
export function recordInvariant({ memory, tables }: Outside): () => Broken {
  const read = new Map<string, Read>();
  let table = tables.id;
  return () => {
    if (table !== tables.id) read.clear();
    table = tables.id;
    for (const [id, { facts, statements }] of memory.contracts) {
      const before = read.get(id) ?? { facts: [], links: [hash({ registerOf: id })], sealed: new Map() };
      read.set(id, before);
      const wrong = newFacts(id, facts, before) ?? newStatements(id, statements, before);
      if (wrong !== undefined) return wrong;
    }
    return undefined;
  };
}

function newFacts(id: string, facts: readonly Fact[], read: Read): Broken {
  const known = read.facts.length;
  if (read.facts.some((fact, index) => facts[index] !== fact)) return broken('facts are only added', id);
  if (facts.length === known) return undefined;
  for (const [index, fact] of facts.slice(known).entries()) {
    if (fact.seq !== known + index + 1) return broken('facts are numbered without gaps', `${id}: ${fact.id}`);
    if (!REGISTERED.has(fact.type)) continue;
    if (Reflect.get(fact, 'previousEntry') !== read.links.at(-1))
      return broken(
        'the register is a chain of hashes',
        `${id}: ${fact.id} does not carry on from the entry before it`,
      );
    read.links.push(hash(fact));
  }
  read.facts = [...facts];
  return undefined;
}

function newStatements(id: string, statements: ReadonlyMap<string, Statement>, { sealed, links }: Read): Broken {
  for (const [statementId, statement] of sealed) {
    if (statements.get(statementId) !== statement)
      return broken('a sealed statement stays as it is', `${id} ${statementId}`);
  }
  if (statements.size === sealed.size) return undefined;
  let previous: Statement | undefined;
  for (const [statementId, statement] of statements) {
    if (statement.previousTallyCode !== previous?.tallyCode)
      return broken('a statement carries the tally code of the one before', `${id} ${statementId}`);
    previous = statement;
    if (sealed.has(statementId)) continue;
    sealed.set(statementId, statement);
    const { register } = statement;
    if (register === undefined || links[register.entries] !== register.hash)
      return broken('a statement holds the chain of its register', `${id} ${statementId}`);
  }
  return undefined;
}

/** SHA-256 of the JSON with its keys in order, as docs/introductions.md has it; by code of its own. */
function hash(value: unknown): string {
  return createHash('sha256').update(inOrder(value)).digest('hex');
}

function inOrder(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) => {
    if (typeof inner === 'bigint') return String(inner);
    if (inner === null || typeof inner !== 'object' || Array.isArray(inner)) return inner;
    return Object.fromEntries(Object.entries(inner).toSorted(([a], [b]) => (a < b ? -1 : 1)));
  });
}
