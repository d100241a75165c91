#!/usr/bin/env node
/** The `tallystick` command. What it can do is in program.ts; what is told of an error in terminal/report-error.ts. */
try {
  const { run } = await import('./run.ts');
  process.exitCode = await run(process.argv);
} catch (error) {
  if (!isMissingPackage(error)) throw error;
  process.stderr.write('tallystick: the packages that it needs are not installed. Run `npm install` first.\n');
  process.exitCode = 3;
}

function isMissingPackage(error: unknown): boolean {
  return (
    error instanceof Error &&
    'code' in error &&
    error.code === 'ERR_MODULE_NOT_FOUND' &&
    error.message.includes('package')
  );
}
