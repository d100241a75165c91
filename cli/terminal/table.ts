import { dim, lengthOf, WIDTH, wrap } from './text.ts';

export interface Column {
  readonly heading: string;
  readonly align?: 'right';
  /** One column of a table takes the room that the others leave, and wraps. */
  readonly grows?: true;
}

const GAP = 2;
const LEAST_GROWING = 16;

/** Rows under headings, aligned, within the terminal's width. Cells are plain text; line breaks in them are kept. */
export function table(columns: readonly Column[], rows: readonly (readonly string[])[]): string[] {
  const widths = widthsOf(columns, rows);
  const line = (cells: readonly string[]): string[] => {
    const wrapped = columns.map((_, index) => wrap(cells[index] ?? '', widths[index] ?? 1));
    const height = Math.max(...wrapped.map((lines) => lines.length));
    return Array.from({ length: height }, (_, row) =>
      columns
        .map((column, index) => pad(wrapped[index]?.[row] ?? '', widths[index] ?? 0, column))
        .join(' '.repeat(GAP))
        .trimEnd(),
    );
  };
  return [...line(columns.map((column) => column.heading)).map(dim), ...rows.flatMap(line)];
}

function widthsOf(columns: readonly Column[], rows: readonly (readonly string[])[]): number[] {
  const natural = columns.map((column, index) =>
    Math.max(
      lengthOf(column.heading),
      ...rows.flatMap((row) => (row[index] ?? '').split('\n').map((line) => lengthOf(line))),
    ),
  );
  const fixed = natural.reduce((sum, width, index) => sum + (columns[index]?.grows === true ? 0 : width), 0);
  const room = Math.max(LEAST_GROWING, WIDTH - fixed - GAP * (columns.length - 1));
  return natural.map((width, index) => (columns[index]?.grows === true ? Math.min(width, room) : width));
}

function pad(text: string, width: number, { align }: Column): string {
  const blank = ' '.repeat(Math.max(0, width - lengthOf(text)));
  return align === 'right' ? `${blank}${text}` : `${text}${blank}`;
}

/** Two lists beside one another, each in its half of the terminal's width; a line that wraps is indented. */
export function sideBySide(
  headings: readonly [string, string],
  lists: readonly [readonly string[], readonly string[]],
  indent = 0,
): string[] {
  const half = Math.floor((WIDTH - indent - GAP) / 2);
  const [left, right] = lists.map((list) => list.flatMap((item) => hanging(item, half)));
  const rows = Array.from({ length: Math.max(left?.length ?? 0, right?.length ?? 0) }, (_, row) => [
    left?.[row] ?? '',
    right?.[row] ?? '',
  ]);
  const line = ([one = '', two = '']: readonly string[]): string =>
    `${' '.repeat(indent)}${pad(one, half, { heading: '' })}${' '.repeat(GAP)}${two}`.trimEnd();
  return [dim(line(headings)), ...rows.map(line)];
}

function hanging(item: string, width: number): string[] {
  return wrap(item, width - 2).map((line, index) => `${index === 0 ? '- ' : '  '}${line}`);
}
