import { expect, it } from 'vitest';
import { simulate } from '../../shared/core/simulate/simulate.ts';
import { aVersion } from '../builders/a-contract.ts';
import { recorded, termsAdopted } from '../builders/facts.ts';
it('x', () => {
  for (let i=0;i<3;i++){
  const t=performance.now();
  const r = simulate({ versions: [aVersion()], facts: recorded(termsAdopted()), until: '2026-11-22' });
  console.log(performance.now()-t, r.postings.length, r.statements.length, r.waiting.length, r.parked);
  }
});
