import type { DeployedRoute } from '../assembly/deployed-system.ts';

/** A route that takes a request, with the values of its path's variables. */
export interface RouteMatch {
  route: DeployedRoute;
  pathParameters: Readonly<Record<string, string>>;
}

/**
 * Finds the route of an HTTP API for a request: a full match of the path before `{variables}`, those before a
 * greedy `{variable+}`, and a route of the very method before ANY.
 */
export function matchRoute(routes: readonly DeployedRoute[], method: string, path: string): RouteMatch | undefined {
  const candidates = routes
    .filter((route) => route.method === method || route.method === 'ANY')
    .flatMap((route) => {
      const pathParameters = matchPath(route.path, path);
      return pathParameters === undefined ? [] : [{ route, pathParameters }];
    });
  return candidates.sort((one, other) => vagueness(one.route).localeCompare(vagueness(other.route)))[0];
}

/** Sorts after every more exact route: a letter for each segment, exact before variable before greedy. */
function vagueness({ path, method }: DeployedRoute): string {
  const segments = path
    .split('/')
    .map((segment) => (segment.endsWith('+}') ? 'c' : segment.startsWith('{') ? 'b' : 'a'));
  return `${segments.join('')}${method === 'ANY' ? '2' : '1'}`;
}

function matchPath(pattern: string, path: string): Record<string, string> | undefined {
  const [wanted, found] = [pattern.split('/'), path.split('/')];
  const parameters: Record<string, string> = {};
  for (const [index, segment] of wanted.entries()) {
    const variable = /^\{(.+?)(\+?)\}$/.exec(segment);
    const value = variable?.[2] === '+' ? found.slice(index).join('/') : (found[index] ?? '');
    if (variable === null ? value !== segment || index >= found.length : value === '') return undefined;
    if (variable?.[1] === undefined) continue;
    const decoded = decode(value);
    if (decoded === undefined) return undefined;
    parameters[variable[1]] = decoded;
    if (variable[2] === '+') return parameters;
  }
  return found.length === wanted.length ? parameters : undefined;
}

function decode(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
