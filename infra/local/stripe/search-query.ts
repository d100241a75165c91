import { badParameter } from './api-refusal-error.ts';

/** One condition of a search, such as `status:"open"`, `-metadata["a"]:"b"` or `total>1000`. */
export interface Condition {
  field: string;
  /** The key within `metadata`. */
  key: string | undefined;
  operator: ':' | '~' | '>' | '<' | '>=' | '<=';
  /** Null asks whether the field is empty. */
  value: string | number | null;
  negated: boolean;
}

export interface SearchQuery {
  conditions: readonly Condition[];
  joinedBy: 'AND' | 'OR';
}

const CONDITION = /^(-?)([a-z_]+)(?:\[(?:"([^"]*)"|'([^']*)')\])?(:|~|>=|<=|>|<)(?:"([^"]*)"|'([^']*)'|(null|-?\d+))/;
const JOINT = /^\s+(AND|OR)\s+/i;

/** Reads Stripe's search query language, of which `AND` and `OR` may not be mixed and parentheses are not part. */
export function parseQuery(query: string, fields: readonly string[]): SearchQuery {
  let rest = query.trim();
  const conditions: Condition[] = [];
  const joints = new Set<string>();
  while (rest !== '') {
    const match = CONDITION.exec(rest);
    if (match === null) throw malformed(rest);
    conditions.push(conditionOf(match, fields));
    rest = rest.slice(match[0].length);
    const joint = JOINT.exec(rest) ?? (rest.trim() === '' ? null : /^\s+/.exec(rest));
    if (joint === null && rest.trim() !== '') throw malformed(rest);
    if (joint !== null) joints.add((joint[1] ?? 'AND').toUpperCase());
    rest = rest.slice(joint?.[0].length ?? rest.length);
  }
  if (conditions.length === 0) throw malformed(query);
  if (joints.size > 1) throw badParameter('query', 'You cannot combine AND and OR in one search query.');
  return { conditions, joinedBy: joints.has('OR') ? 'OR' : 'AND' };
}

function conditionOf(match: RegExpExecArray, fields: readonly string[]): Condition {
  const [, minus = '', field = '', doubleKey, singleKey, operator = ':', double, single, plain] = match;
  const key = doubleKey ?? singleKey;
  if (!fields.includes(field) || (field === 'metadata') !== (key !== undefined)) {
    throw badParameter('query', `Field \`${field}\` is an unsupported search field for this resource.`);
  }
  const text = double ?? single;
  return {
    field,
    key,
    operator: operator as Condition['operator'],
    value: text ?? (plain === 'null' ? null : Number(plain)),
    negated: minus === '-',
  };
}

function malformed(rest: string) {
  return badParameter('query', `We were unable to parse your search query, near \`${rest.slice(0, 40)}\`.`);
}

/** Whether a document meets the query. Text is compared without case, `~` finds a part of it. */
export function meets(document: object, { conditions, joinedBy }: SearchQuery): boolean {
  const outcomes = conditions.map((condition) => holds(document, condition) !== condition.negated);
  return joinedBy === 'AND' ? outcomes.every(Boolean) : outcomes.some(Boolean);
}

function holds(document: object, { field, key, operator, value }: Condition): boolean {
  const held = new Map<string, unknown>(Object.entries(document)).get(field);
  const found = key === undefined ? held : new Map<string, unknown>(Object.entries(held ?? {})).get(key);
  if (value === null) return found === null || found === undefined || found === '';
  if (typeof found === 'number') return compares(found, operator, Number(value));
  if (typeof found !== 'string') return false;
  const [one, other] = [found.toLowerCase(), String(value).toLowerCase()];
  return operator === '~' ? one.includes(other) : operator === ':' && one === other;
}

function compares(found: number, operator: Condition['operator'], value: number): boolean {
  switch (operator) {
    case ':':
    case '~':
      return found === value;
    case '>':
      return found > value;
    case '<':
      return found < value;
    case '>=':
      return found >= value;
    case '<=':
      return found <= value;
    default:
      throw new Error(`No such operator: ${String(operator satisfies never)}`);
  }
}
