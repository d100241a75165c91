import { readFileSync } from 'node:fs';
import { isNode, isPair, LineCounter, parseDocument, type Document, type ErrorCode } from 'yaml';
import { InputError, type Problem } from '../shared/core/errors.ts';
import type { Plain } from '../shared/core/json.ts';
import { readContract } from '../shared/core/terms/read-contract.ts';
import type { Terms } from '../shared/core/terms/terms.ts';
import { withHolidays } from './public-holidays.ts';

export interface ContractOnDisk {
  /** The plain data of the file, as the api takes it. */
  readonly file: Plain;
  readonly terms: Terms;
  readonly termsHash: string;
}

/**
 * Reads and checks a contract file. Errors: `input.invalid` with every mistake at once, each with its line; where the
 * YAML itself cannot be read, with line and column.
 */
export function readContractFile(path: string): ContractOnDisk {
  const { data: written, lineOf } = readYaml(path);
  const data = withHolidays(written);
  try {
    // YAML's core schema gives nothing but what JSON can hold.
    return { file: data as Plain, ...readContract(data) };
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    const problems = error.problems.map((problem) => ({ ...problem, field: withLine(problem.field, lineOf) }));
    throw new InputError(`${path}: ${error.message}`, problems, error);
  }
}

export interface YamlFile {
  readonly data: unknown;
  /** The line on which the field of a problem, such as `terms[0].amount`, stands; undefined when it is not there. */
  readonly lineOf: (field: string) => number | undefined;
}

/** What most likely happened to somebody who has never seen YAML. */
const YAML_FIXES: Partial<Record<ErrorCode, string>> = {
  TAB_AS_INDENT: 'Use two spaces in place of each tab.',
  DUPLICATE_KEY: 'Take one of the two out; where it belongs to the next term of a list, that one begins with a hyphen.',
  MISSING_CHAR:
    'Begin each key exactly below its neighbours, and close every quotation mark, bracket and brace; an apostrophe inside single quotation marks is written twice.',
  MULTILINE_IMPLICIT_KEY: 'Put a space after the colon, and begin the key below its neighbours.',
  BAD_INDENT: 'Begin the key exactly below its neighbours.',
  BLOCK_AS_IMPLICIT_KEY:
    'Begin the key exactly below its neighbours; put words that hold a colon and a space in quotation marks.',
  UNEXPECTED_TOKEN:
    'Begin the key exactly below its neighbours; put words that hold a colon and a space in quotation marks.',
};

/** Reads YAML (JSON is a part of it). Errors: `input.invalid` for a file that is not there or is not YAML. */
export function readYaml(path: string): YamlFile {
  const lines = new LineCounter();
  const document = parseDocument(readText(path), { lineCounter: lines, prettyErrors: false });
  if (document.errors.length > 0) {
    // What comes after the first mistake of form mostly comes of it.
    const problems = document.errors.slice(0, 1).map(({ message, code, pos }): Problem => {
      const { line, col } = lines.linePos(pos[0]);
      const fix = `${YAML_FIXES[code] ?? 'Mend this place.'} The rest of the file can be checked after that.`;
      return { field: `line ${line}, column ${col}`, found: message, allowed: 'YAML 1.2', fix };
    });
    throw new InputError(`${path} is not YAML.`, problems);
  }
  const lineOf = (field: string): number | undefined => {
    const offset = offsetOf(document, pathOf(field));
    return offset === undefined ? undefined : lines.linePos(offset).line;
  };
  return { data: document.toJS({ maxAliasCount: 100 }), lineOf };
}

export function withLine(field: string, lineOf: YamlFile['lineOf']): string {
  const line = lineOf(field);
  return line === undefined ? field : `${field} (line ${line})`;
}

/** Errors: `input.invalid` when the file cannot be read. */
export function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code ?? 'it cannot be read';
    const why = code === 'ENOENT' ? 'there is no such file' : code === 'EISDIR' ? 'it is a folder' : code;
    throw new InputError(`${path} cannot be read: ${why}. Check the path.`, [], cause);
  }
}

/** `terms[0].amount` becomes `['terms', 0, 'amount']`. */
function pathOf(field: string): (string | number)[] {
  return [...field.matchAll(/\[(\d+)\]|([^.[\]]+)/g)].map(([, index, key = '']) =>
    index === undefined ? key : Number(index),
  );
}

/** Where a field begins: its key if it has one, else its value. */
function offsetOf(document: Document, path: readonly (string | number)[]): number | undefined {
  const last = path.at(-1);
  const parent = document.getIn(path.slice(0, -1), true);
  if (typeof last === 'string' && parent !== null && typeof parent === 'object' && 'items' in parent) {
    const items = parent.items as readonly unknown[];
    const pair = items.find((item) => isPair(item) && String(item.key) === last);
    if (isPair(pair) && isNode(pair.key)) return pair.key.range?.[0];
  }
  const node = document.getIn(path, true);
  return isNode(node) ? node.range?.[0] : undefined;
}
