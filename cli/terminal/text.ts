import { styleText } from 'node:util';

/** Columns to use: 80, or fewer where the terminal has fewer. */
export const WIDTH = Math.min(80, Math.max(40, process.stdout.columns ?? 80));

/** Colours appear on a terminal only, and never when NO_COLOR is set; `styleText` asks the stream. */
const paint =
  (format: Parameters<typeof styleText>[0], stream: NodeJS.WriteStream = process.stdout) =>
  (text: string): string =>
    styleText(format, text, { stream });

export const bold = paint('bold');
export const dim = paint('dim');
export const good = paint('green');
export const bad = paint('red');
export const notable = paint('yellow');
export const badOnStderr = paint(['bold', 'red'], process.stderr);

/** Text from outside may hold characters that steer a terminal or turn its reading order; none of them gets there. */
export function printable(text: string): string {
  return text.replace(/[\p{Cc}\p{Bidi_Control}]/gu, '\uFFFD');
}

export function lengthOf(text: string): number {
  return Array.from(text).length;
}

/** Breaks text at spaces into lines of at most `width`; a longer word is cut. Line breaks in it are kept. */
export function wrap(text: string, width: number): string[] {
  return text.split('\n').flatMap((line) => wrapLine(printable(line), width));
}

function wrapLine(text: string, width: number): string[] {
  const lines: string[] = [];
  let current = '';
  for (const word of text.split(' ').flatMap((whole) => cut(whole, width))) {
    if (current !== '' && lengthOf(current) + 1 + lengthOf(word) > width) {
      lines.push(current);
      current = word;
    } else {
      current = current === '' ? word : `${current} ${word}`;
    }
  }
  return [...lines, current];
}

function cut(word: string, width: number): string[] {
  const letters = Array.from(word);
  if (letters.length <= width) return [word];
  return Array.from({ length: Math.ceil(letters.length / width) }, (_, index) =>
    letters.slice(index * width, (index + 1) * width).join(''),
  );
}

/** A paragraph, each line indented by as many spaces. */
export function paragraph(text: string, indent = 0): string[] {
  return wrap(text, WIDTH - indent).map((line) => `${' '.repeat(indent)}${line}`);
}

/** Names with their values, the values under one another. Pairs without a value are left out. */
export function pairs(items: readonly (readonly [name: string, value: string | undefined])[], indent = 0): string[] {
  const given = items.filter((item): item is readonly [string, string] => item[1] !== undefined);
  const nameWidth = Math.max(0, ...given.map(([name]) => lengthOf(name)));
  return given.flatMap(([name, value]) =>
    wrap(value, WIDTH - indent - nameWidth - 2).map((line, index) => {
      const label = (index === 0 ? name : '').padEnd(nameWidth);
      return `${' '.repeat(indent)}${dim(label)}  ${line}`;
    }),
  );
}

/** `1 retainer`, `9 retainers`. */
export function count(number: number, noun: string, plural = `${noun}s`): string {
  return `${number} ${number === 1 ? noun : plural}`;
}

export function print(lines: readonly string[]): void {
  process.stdout.write(`${lines.join('\n')}\n`);
}

/** For `--json`: one value, indented, on standard output. What would steer a terminal is escaped: the value is the same. */
export function printJson(value: unknown): void {
  process.stdout.write(`${JSON.stringify(value, null, 2).replace(/[\u007f-\u009f\p{Bidi_Control}]/gu, escaped)}\n`);
}

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
