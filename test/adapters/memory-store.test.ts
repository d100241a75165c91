import { createMemoryStore } from '../builders/memory-store.ts';
import { describeStore } from './store-suite.ts';

describeStore('the store in memory', async () => ({ store: createMemoryStore(), close: async () => {} }));
