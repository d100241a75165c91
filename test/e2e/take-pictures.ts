import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { openBrowser } from '../builders/browser.ts';

/**
 * `node test/e2e/take-pictures.ts`, while `npm start` shows its page: draws the pictures of docs/images anew, from the
 * page and from the PDFs as they were mailed. Needs `pdftoppm` (poppler-utils).
 */
const projectFolder = resolve(import.meta.dirname, '../..');
const imagesFolder = join(projectFolder, 'docs', 'images');
const { origin } = JSON.parse(readFileSync(join(projectFolder, '.tallystick', 'local.json'), 'utf8')) as {
  origin: string;
};

/** The first page of a half of the statement of June 1999, as an address of a PNG. */
async function firstPage(party: string): Promise<string> {
  const answer = await fetch(`${origin}/statements/1999-06-30/${party}/pdf`);
  if (!answer.ok) throw new Error(`The ${party}'s half was answered ${answer.status}: ${await answer.text()}`);
  const input = Buffer.from(await answer.arrayBuffer());
  const words = ['-png', '-singlefile', '-r', '86', '-'];
  const png = execFileSync('pdftoppm', words, { input, stdio: ['pipe', 'pipe', 'ignore'] });
  return `data:image/png;base64,${png.toString('base64')}`;
}

const { browser, close } = await openBrowser();
try {
  const page = await browser.newPage({ viewport: { width: 1280, height: 1180 } });
  await page.goto(`${origin}/`);
  writeFileSync(join(imagesFolder, 'console.png'), await page.screenshot());

  const halves = await Promise.all(['client', 'consultant'].map(firstPage));
  const sheets = halves.map((half) => `<img src="${half}">`).join('');
  // Not on the console's page, whose policy would refuse the styles.
  await page.goto('about:blank');
  await page.setContent(`<style>
    body { margin: 0; width: fit-content; display: flex; gap: 20px; padding: 20px; background: #e8e4dc; }
    img { outline: 1px solid #c9c0a8; }
  </style>${sheets}`);
  await page.setViewportSize({ width: 1600, height: 1000 });
  writeFileSync(join(imagesFolder, 'statement.png'), await page.locator('body').screenshot());
} finally {
  await close();
}
