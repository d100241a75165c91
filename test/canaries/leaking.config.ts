import { defineConfig } from 'vitest/config';
import config from '../../vitest.config.ts';

/** The same run as any, of the one file that logs what it must not. */
export default defineConfig({ test: { ...config.test, include: ['test/canaries/leaking.ts'] } });
