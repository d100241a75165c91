import { badParameter } from './api-refusal-error.ts';

/** A decoded form: text, or more of it under each name. Lists are trees whose names are positions. */
export type FormValue = string | FormTree;
export type FormTree = Map<string, FormValue>;

const PARTS = /\[([^[\]]*)\]/gy;

/**
 * Reads `a=1&metadata[k]=v&lines[0][type]=x&expand[]=y`, the bracketed form in which Stripe's API takes parameters,
 * from a body or from a query string. Refuses a name that is both text and tree, and brackets that do not close.
 */
export function parseForm(encoded: string): FormTree {
  const root: FormTree = new Map();
  for (const [name, value] of new URLSearchParams(encoded)) place(root, pathOf(name), value, name);
  return root;
}

function pathOf(name: string): string[] {
  const open = name.indexOf('[');
  if (open === -1) return [name];
  const path = [name.slice(0, open)];
  let end = open;
  PARTS.lastIndex = open;
  for (let part = PARTS.exec(name); part !== null; part = PARTS.exec(name)) {
    path.push(part[1] ?? '');
    end = PARTS.lastIndex;
  }
  if (end !== name.length || open === 0)
    throw badParameter(name, `Invalid request: the parameter name ${name} is not well formed.`);
  return path;
}

function place(root: FormTree, path: readonly string[], value: string, name: string): void {
  let tree = root;
  for (const [depth, part] of path.entries()) {
    const key = part === '' ? String(tree.size) : part;
    const held = tree.get(key);
    if (depth === path.length - 1) {
      if (held instanceof Map)
        throw badParameter(name, `Invalid request: ${name} is given both as a value and as an object.`);
      tree.set(key, value);
      return;
    }
    if (typeof held === 'string')
      throw badParameter(name, `Invalid request: ${name} is given both as a value and as an object.`);
    const below: FormTree = held ?? new Map();
    tree.set(key, below);
    tree = below;
  }
}
