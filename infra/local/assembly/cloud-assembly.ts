import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';

/** A resource as the template states it, its intrinsics not resolved yet. */
export interface TemplateResource {
  type: string;
  properties: Record<string, unknown>;
  condition: string | undefined;
}

/** One synthesised stack: its template, and where the files that it deploys lie. */
export interface CloudAssembly {
  stackName: string;
  resources: ReadonlyMap<string, TemplateResource>;
  /** Defaults of the template's parameters, by name. */
  parameterDefaults: ReadonlyMap<string, string>;
  outputs: ReadonlyMap<string, unknown>;
  /** The folder of each zipped file asset, by its object key in the asset bucket. */
  assetFolders: ReadonlyMap<string, string>;
}

/** The cloud assembly cannot be run as it stands; the message names the resource and the path. */
export class AssemblyError extends Error {
  override readonly name = 'AssemblyError';
  readonly code = 'ASSEMBLY_NOT_RUNNABLE';
}

const manifestSchema = z.object({
  artifacts: z.record(
    z.string(),
    z.object({
      type: z.string(),
      displayName: z.string().optional(),
      properties: z.looseObject({ templateFile: z.string().optional(), stackName: z.string().optional() }).optional(),
    }),
  ),
});

const templateSchema = z.looseObject({
  Resources: z.record(
    z.string(),
    z.looseObject({
      Type: z.string(),
      Properties: z.record(z.string(), z.unknown()).default({}),
      Condition: z.string().optional(),
    }),
  ),
  Parameters: z.record(z.string(), z.looseObject({ Default: z.unknown().optional() })).default({}),
  Outputs: z.record(z.string(), z.looseObject({ Value: z.unknown() })).default({}),
});

const assetsSchema = z.object({
  files: z
    .record(
      z.string(),
      z.looseObject({
        source: z.looseObject({ path: z.string().optional(), packaging: z.string().optional() }),
        destinations: z.record(z.string(), z.looseObject({ objectKey: z.string() })),
      }),
    )
    .default({}),
});

/**
 * Reads the one stack of a cloud assembly (the folder `cdk.out`).
 * Throws {@link AssemblyError} when the folder holds none, or more than one.
 */
export function readCloudAssembly(folder: string): CloudAssembly {
  const manifest = readJson(folder, 'manifest.json', manifestSchema);
  const stacks = Object.entries(manifest.artifacts).filter(([, one]) => one.type === 'aws:cloudformation:stack');
  const [stack] = stacks;
  if (stack === undefined || stacks.length > 1) {
    throw new AssemblyError(
      `The cloud assembly in ${folder} holds ${stacks.length} stacks; the local system runs exactly one.`,
    );
  }
  const [artifactId, artifact] = stack;
  const templateFile = artifact.properties?.templateFile;
  if (templateFile === undefined) throw new AssemblyError(`The stack ${artifactId} names no template file.`);
  const template = readJson(folder, templateFile, templateSchema);
  return {
    stackName: artifact.properties?.stackName ?? artifactId,
    resources: new Map(
      Object.entries(template.Resources).map(([id, one]) => [
        id,
        { type: one.Type, properties: one.Properties, condition: one.Condition },
      ]),
    ),
    parameterDefaults: new Map(
      Object.entries(template.Parameters).flatMap(([name, { Default: value }]) =>
        typeof value === 'string' || typeof value === 'number' ? [[name, String(value)]] : [],
      ),
    ),
    outputs: new Map(Object.entries(template.Outputs).map(([name, output]) => [name, output.Value])),
    assetFolders: readAssetFolders(folder, manifest.artifacts),
  };
}

function readAssetFolders(
  folder: string,
  artifacts: z.infer<typeof manifestSchema>['artifacts'],
): ReadonlyMap<string, string> {
  const folders = new Map<string, string>();
  for (const artifact of Object.values(artifacts)) {
    const file = artifact.properties?.['file'];
    if (artifact.type !== 'cdk:asset-manifest' || typeof file !== 'string') continue;
    for (const { source, destinations } of Object.values(readJson(folder, file, assetsSchema).files)) {
      if (source.packaging !== 'zip' || source.path === undefined) continue;
      for (const { objectKey } of Object.values(destinations)) folders.set(objectKey, join(folder, source.path));
    }
  }
  return folders;
}

function readJson<Schema extends z.ZodType>(folder: string, file: string, schema: Schema): z.infer<Schema> {
  const path = join(folder, file);
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (cause) {
    throw new AssemblyError(`${path} cannot be read. Run \`npm run synth\` to make the cloud assembly.`, { cause });
  }
  const parsed = schema.safeParse(JSON.parse(text));
  if (!parsed.success) throw new AssemblyError(`${path} is not as expected:\n${z.prettifyError(parsed.error)}`);
  return parsed.data;
}
