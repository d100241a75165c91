import type { Condition, Statement } from './statement.ts';

/** What a call needs: an action on a resource, with the context that conditions look at. */
export interface Permission {
  action: string;
  resource: string;
  context: Readonly<Record<string, string>>;
}

/** An action and a resource as a policy states them. */
export interface Grant {
  action: string;
  resource: string;
}

/** Whether the statements allow it: some statement does, and none denies it. */
export function isAllowed(statements: readonly Statement[], permission: Permission): boolean {
  return grantFor(statements, permission) !== undefined;
}

/** The grant that allows it, or undefined when nothing does or something denies it. */
export function grantFor(statements: readonly Statement[], permission: Permission): Grant | undefined {
  const denied = statements.some((one) => one.effect === 'Deny' && match(one, permission) !== undefined);
  if (denied) return undefined;
  for (const statement of statements) {
    const grant = statement.effect === 'Allow' ? match(statement, permission) : undefined;
    if (grant !== undefined) return grant;
  }
  return undefined;
}

/** Every action on every resource that the statements allow, as they state them. */
export function grantsOf(statements: readonly Statement[]): Grant[] {
  return statements
    .filter(({ effect }) => effect === 'Allow')
    .flatMap(({ actions, resources }) =>
      actions.flatMap((action) => resources.map((resource) => ({ action, resource }))),
    );
}

function match(statement: Statement, { action, resource, context }: Permission): Grant | undefined {
  const grantedAction = statement.actions.find((pattern) => fits(pattern.toLowerCase(), action.toLowerCase()));
  const grantedResource = statement.resources.find((pattern) => fits(pattern, resource));
  if (grantedAction === undefined || grantedResource === undefined) return undefined;
  if (!statement.conditions.every((condition) => isMet(condition, context))) return undefined;
  return { action: grantedAction, resource: grantedResource };
}

function isMet({ operator, key, values }: Condition, context: Permission['context']): boolean {
  const found = Object.entries(context).find(([name]) => name.toLowerCase() === key.toLowerCase())?.[1];
  if (found === undefined) return false;
  return values.some((value) => (operator === 'StringEquals' ? value === found : fits(value, found)));
}

/** Whether `text` fits an IAM pattern: `*` is any run of characters, `?` is any one. */
function fits(pattern: string, text: string): boolean {
  const expression = pattern
    .replaceAll(/[.+^${}()|[\]\\]/g, String.raw`\$&`)
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${expression}$`, 's').test(text);
}
