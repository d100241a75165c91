import type { Account } from './account.ts';
import type { ApiRefusalError } from './api-refusal-error.ts';
import type { FormTree } from './form-body.ts';
import { readParameters } from './parameters.ts';
import type { Fields, Read } from './parameters.ts';

export interface PathIds {
  /** The id in the path; empty where the path has none. */
  id: string;
  /** The second id in the path, such as that of a transaction of a customer; empty where there is none. */
  sub: string;
}

export interface Call<F extends Fields> extends PathIds {
  account: Account;
  params: Read<F>;
}

/** An answer: an object, or a refusal that is returned, not thrown, because what it changed stays changed. */
export type Answer = object | ApiRefusalError;

/** One operation of the API: `prepare` reads the parameters, and what it gives executes. */
export interface Route {
  method: 'GET' | 'POST' | 'DELETE';
  /** Such as `/v1/invoices/:id/finalize`. */
  path: string;
  prepare(account: Account, ids: PathIds, tree: FormTree): () => Answer;
}

export function route<F extends Fields>(
  method: Route['method'],
  path: string,
  fields: F,
  run: (call: Call<F>) => Answer,
): Route {
  return {
    method,
    path,
    prepare: (account, ids, tree) => {
      const params = readParameters(tree, fields, account.now());
      return () => run({ account, ...ids, params });
    },
  };
}
