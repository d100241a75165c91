import { AT_STRIPE } from './at-stripe.ts';
import { COMING_IN } from './coming-in.ts';
import { MONEY_AND_TIME } from './money-and-time.ts';
import { ON_RECORD } from './on-record.ts';
import type { PlantedBug } from './planted-bug.ts';

/** All of them. */
export const PLANTED_BUGS: readonly PlantedBug[] = [...AT_STRIPE, ...MONEY_AND_TIME, ...COMING_IN, ...ON_RECORD];
