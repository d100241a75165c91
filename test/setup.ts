import { afterAll } from 'vitest';
import { catchPrinted, flushLines } from './canaries/catch-logs.ts';

const [major = 0] = process.versions.node.split('.').map(Number);
if (major < 24) {
  throw new Error(
    `Tallystick's tests need Node 24, and this is ${process.version}. Run them as \`npm test\`, which uses the Node ` +
      'that npm install put in node_modules/.bin (linux x64), or install Node 24.',
  );
}

catchPrinted();
afterAll(flushLines);
