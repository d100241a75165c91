import { readFileSync, writeFileSync } from 'node:fs';
import { format, resolveConfig } from 'prettier';

/** The page that shows the figures. */
export const RELIABILITY = new URL('../../../docs/reliability.md', import.meta.url);

/** The blocks of the page, by the command that writes each. */
export const BLOCKS = {
  singles: 'npm run simulate -- --write',
  random: 'npm run simulate -- --random N --write',
  full: 'npm run simulate:full -- --write',
  planted: 'npm run planted -- --write',
} as const;
export type Block = keyof typeof BLOCKS;

const END = '<!-- end of the figures -->';

/** What stands in a block. Errors: RangeError when the page has no such block, or not exactly one. */
export function blockIn(page: string, block: Block): string {
  const parts = page.split(beginOf(block));
  const [written, after] = (parts[1] ?? '').split(END, 2);
  if (parts.length !== 2 || written === undefined || after === undefined)
    throw new RangeError(`The page must have one line ${beginOf(block)}, and ${END} after it.`);
  return written.trim();
}

/** The page with other text in a block. */
export function withBlock(page: string, block: Block, text: string): string {
  const begin = beginOf(block);
  const before = `${begin}\n\n${blockIn(page, block)}\n\n${END}`;
  if (!page.includes(before))
    throw new RangeError(`What is between ${begin} and ${END} must stand between empty lines.`);
  return page.replace(before, () => `${begin}\n\n${text}\n\n${END}`);
}

/** Writes a block into docs/reliability.md. */
export async function writeBlock(block: Block, text: string): Promise<void> {
  const page = withBlock(readFileSync(RELIABILITY, 'utf8'), block, text);
  const filepath = RELIABILITY.pathname;
  writeFileSync(RELIABILITY, await format(page, { ...(await resolveConfig(filepath)), filepath }));
}

/** A table of Markdown: the first column to the left, the others to the right unless told. */
export function tableInDocs(heads: readonly string[], rows: readonly (readonly string[])[], left = 1): string {
  const rule = heads.map((_, column) => (column < left ? '---' : '---:'));
  return [heads, rule, ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

function beginOf(block: Block): string {
  return `<!-- figures: ${BLOCKS[block]} -->`;
}
