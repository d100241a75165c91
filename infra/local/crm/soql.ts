/** What a record says at a field, such as `Amount` or `Contact.Email`; undefined when there is no such field. */
export type SoqlRecord = (field: string) => string | boolean | null | undefined;

export interface SoqlQuery {
  readonly fields: readonly string[];
  readonly object: string;
  /** Every field that the query names. */
  readonly named: readonly string[];
  readonly matches: (record: SoqlRecord) => boolean;
  readonly order: readonly { readonly field: string; readonly isDown: boolean }[];
  readonly limit: number;
}

/** A query that is none, as Salesforce's MALFORMED_QUERY. */
export class MalformedQuery extends Error {}

const CLAUSES =
  /^SELECT (?<fields>[\w., ]+) FROM (?<object>\w+)(?: WHERE (?<where>.+?))?(?: ORDER BY (?<order>[\w, ]+?))?(?: LIMIT (?<limit>\d{1,5}))?$/;
const TOKENS =
  /\s*(\(|\)|,|>=|<=|!=|=|>|<|'(?:[^'\\]|\\.)*'|\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{3})?Z|[A-Za-z][\w.]*)/y;

type Matcher = SoqlQuery['matches'];

/** The part of SOQL that a reader of records needs: one object, conditions with AND, OR and IN, an order and a limit. */
export function parseSoql(text: string): SoqlQuery {
  const { fields = '', object = '', where, order, limit } = CLAUSES.exec(text)?.groups ?? {};
  const selected = fields.split(',').map((name) => name.trim());
  const lower = selected.map((name) => name.toLowerCase());
  const double = selected.find((_, at) => lower.indexOf(lower[at] ?? '') !== at);
  if (double !== undefined) throw new MalformedQuery(`duplicate field selected: ${double}`);
  if (object === '' || selected.some((name) => !/^\w+(\.\w+)*$/.test(name)))
    throw new MalformedQuery('unexpected token');
  const conditions = where === undefined ? undefined : new Conditions(where);
  const matches: Matcher = conditions === undefined ? () => true : conditions.parse();
  const sorted = (order ?? '').split(',').flatMap((part) => {
    const [field = '', direction = 'ASC', ...rest] = part.trim().split(' ');
    if (rest.length > 0 || !['ASC', 'DESC'].includes(direction)) throw new MalformedQuery(`unexpected token: ${part}`);
    return field === '' ? [] : [{ field, isDown: direction === 'DESC' }];
  });
  const named = [...selected, ...(conditions?.fields ?? []), ...sorted.map(({ field }) => field)];
  return { fields: selected, object, named, matches, order: sorted, limit: Number(limit ?? 50_000) };
}

class Conditions {
  readonly fields: string[] = [];
  private readonly tokens: string[] = [];
  private at = 0;

  constructor(text: string) {
    TOKENS.lastIndex = 0;
    let end = 0;
    for (let match = TOKENS.exec(text); match !== null; match = TOKENS.exec(text)) {
      this.tokens.push(match[1] ?? '');
      end = TOKENS.lastIndex;
    }
    if (end !== text.length) throw new MalformedQuery(`unexpected token: ${text.slice(end, end + 20)}`);
  }

  parse(): Matcher {
    const all = this.either();
    if (this.at < this.tokens.length) throw new MalformedQuery(`unexpected token: ${this.tokens[this.at]}`);
    return all;
  }

  /** Salesforce lets nobody mix AND and OR without brackets. */
  private either(): Matcher {
    const parts = [this.one()];
    const [word] = this.tokens.slice(this.at);
    if (word !== 'AND' && word !== 'OR') return parts[0] ?? (() => true);
    while (this.tokens[this.at] === word) {
      this.at += 1;
      parts.push(this.one());
    }
    return (record) => (word === 'AND' ? parts.every((part) => part(record)) : parts.some((part) => part(record)));
  }

  private one(): Matcher {
    if (this.tokens[this.at] === '(') {
      this.at += 1;
      const inner = this.either();
      this.take(')');
      return inner;
    }
    const field = this.next();
    if (!/^[A-Za-z][\w.]*$/.test(field)) throw new MalformedQuery(`unexpected token: ${field}`);
    this.fields.push(field);
    const operator = this.next();
    if (operator === 'IN') return this.among(field);
    const value = valueOf(this.next());
    return (record) => compare(record(field) ?? null, operator, value);
  }

  private among(field: string): Matcher {
    const values: (string | boolean | null)[] = [];
    this.take('(');
    do values.push(valueOf(this.next()));
    while (this.tokens[this.at] === ',' && (this.at += 1) > 0);
    this.take(')');
    return (record) => values.includes(record(field) ?? null);
  }

  private next(): string {
    const token = this.tokens[this.at];
    if (token === undefined) throw new MalformedQuery('unexpected token: <EOF>');
    this.at += 1;
    return token;
  }

  private take(wanted: string): void {
    const token = this.next();
    if (token !== wanted) throw new MalformedQuery(`unexpected token: ${token}`);
  }
}

/** A text in quotes, true or false, or a moment as it is compared: in whole seconds of UTC. */
function valueOf(token: string): string | boolean {
  if (token.startsWith("'")) return token.slice(1, -1).replaceAll(/\\(.)/g, '$1');
  if (token === 'true' || token === 'false') return token === 'true';
  if (/^\d{4}-/.test(token)) return `${token.slice(0, 19)}Z`;
  throw new MalformedQuery(`unexpected token: ${token}`);
}

function compare(found: string | boolean | null, operator: string, value: string | boolean): boolean {
  const [a, b] = [String(found), String(value)];
  switch (operator) {
    case '=':
      return found === value;
    case '!=':
      return found !== value;
    case '>':
      return a > b;
    case '>=':
      return a >= b;
    case '<':
      return a < b;
    case '<=':
      return a <= b;
    default:
      throw new MalformedQuery(`unexpected token: ${operator}`);
  }
}
