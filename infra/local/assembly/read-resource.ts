import * as z from 'zod';

import { AssemblyError } from './cloud-assembly.ts';
import type { Resolver } from './resolver.ts';

/** A resource of the template with its properties resolved and checked. */
export interface ReadResource<Properties> {
  logicalId: string;
  properties: Properties;
}

/**
 * Reads every resource of a type. A property that is neither in the (strict) schema nor among `ignored`
 * is an {@link AssemblyError}: what the local system does not act upon must have been ignored on purpose.
 */
export function readResources<Schema extends z.ZodType>(
  resolver: Resolver,
  type: string,
  schema: Schema,
  ignored: readonly string[] = [],
): ReadResource<z.infer<Schema>>[] {
  return [...resolver.assembly.resources]
    .filter(([, resource]) => resource.type === type)
    .map(([logicalId, resource]) => {
      if (resource.condition !== undefined) {
        throw new AssemblyError(`${logicalId} (${type}) has a condition; conditions are not supported locally.`);
      }
      const heeded = Object.fromEntries(Object.entries(resource.properties).filter(([key]) => !ignored.includes(key)));
      const parsed = schema.safeParse(resolver.resolve(heeded, logicalId));
      if (!parsed.success) {
        throw new AssemblyError(
          `${logicalId} (${type}) has something that the local system cannot run:\n${z.prettifyError(parsed.error)}`,
        );
      }
      return { logicalId, properties: parsed.data };
    });
}
