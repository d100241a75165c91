import type { CloudAssembly } from './cloud-assembly.ts';
import { AssemblyError } from './cloud-assembly.ts';
import type { Place } from './physical-names.ts';
import { attributeOf, referenceTo } from './physical-names.ts';

/** Turns a template's values into the values that they have in one place. */
export interface Resolver {
  readonly assembly: CloudAssembly;
  readonly place: Place;
  /** The value with every intrinsic function worked out; `path` says where it stands, for the error. */
  resolve(value: unknown, path: string): unknown;
}

type Intrinsic = (argument: unknown, path: string, resolver: Resolver) => unknown;

/** Makes a {@link Resolver}; an intrinsic that it does not know is an {@link AssemblyError}, never passed over. */
export function createResolver(assembly: CloudAssembly, place: Place): Resolver {
  const resolver: Resolver = {
    assembly,
    place,
    resolve(value, path) {
      if (Array.isArray(value)) {
        return value
          .map((item, index) => resolver.resolve(item, `${path}[${index}]`))
          .filter((item) => item !== NoValue);
      }
      if (typeof value === 'string') return refuseDynamicReference(value, path);
      if (typeof value !== 'object' || value === null) return value;
      const entries = Object.entries(value);
      const [only] = entries;
      if (entries.length === 1 && only !== undefined && (only[0] === 'Ref' || only[0].startsWith('Fn::'))) {
        const intrinsic = intrinsics[only[0]];
        if (intrinsic === undefined) throw new AssemblyError(`${path}: ${only[0]} is not supported locally.`);
        return intrinsic(only[1], `${path}.${only[0]}`, resolver);
      }
      return Object.fromEntries(
        entries
          .map(([key, item]) => [key, resolver.resolve(item, `${path}.${key}`)] as const)
          .filter(([, item]) => item !== NoValue),
      );
    },
  };
  return resolver;
}

/** What `Ref: AWS::NoValue` gives: the property is left out. */
const NoValue = Symbol('AWS::NoValue');

const intrinsics: Record<string, Intrinsic> = {
  Ref: (argument, path, resolver) => reference(asString(argument, path), path, resolver),
  'Fn::GetAtt': (argument, path, resolver) => {
    const [id, ...attribute] = typeof argument === 'string' ? argument.split('.') : asStrings(argument, path);
    return attributeOf(resolver, id ?? '', attribute.join('.'), path);
  },
  'Fn::Join': (argument, path, resolver) => {
    const [separator, items] = asPair(argument, path);
    return asStrings(resolver.resolve(items, path), path).join(asString(separator, path));
  },
  'Fn::Split': (argument, path, resolver) => {
    const [separator, text] = asPair(argument, path);
    return asString(resolver.resolve(text, path), path).split(asString(separator, path));
  },
  'Fn::Select': (argument, path, resolver) => {
    const [index, items] = asPair(argument, path);
    const list = resolver.resolve(items, path);
    const item: unknown = Array.isArray(list) ? list[Number(index)] : undefined;
    if (item === undefined) throw new AssemblyError(`${path}: there is no item ${String(index)} to select.`);
    return item;
  },
  'Fn::Sub': (argument, path, resolver) => {
    const [text, variables] = Array.isArray(argument) ? asPair(argument, path) : [argument, {}];
    return substitute(asString(text, path), variables, path, resolver);
  },
};

function substitute(text: string, variables: unknown, path: string, resolver: Resolver): string {
  const given = resolver.resolve(variables, path);
  const values = typeof given === 'object' && given !== null ? new Map(Object.entries(given)) : new Map();
  return text.replaceAll(/\$\{(!?)([^}]+)\}/g, (_match, literal: string, name: string) => {
    if (literal !== '') return `\${${name}}`;
    if (values.has(name)) return asString(values.get(name), path);
    const [id, ...attribute] = name.split('.');
    return attribute.length === 0
      ? asString(reference(name, path, resolver), path)
      : attributeOf(resolver, id ?? '', attribute.join('.'), path);
  });
}

function reference(name: string, path: string, resolver: Resolver): unknown {
  const { place, assembly } = resolver;
  switch (name) {
    case 'AWS::Region':
      return place.region;
    case 'AWS::AccountId':
      return place.accountId;
    case 'AWS::Partition':
      return 'aws';
    case 'AWS::URLSuffix':
      return 'amazonaws.com';
    case 'AWS::StackName':
      return assembly.stackName;
    case 'AWS::NoValue':
      return NoValue;
    default:
      return assembly.parameterDefaults.get(name) ?? referenceTo(resolver, name, path);
  }
}

function refuseDynamicReference(text: string, path: string): string {
  if (text.includes('{{resolve:')) throw new AssemblyError(`${path}: dynamic references are not supported locally.`);
  return text;
}

function asString(value: unknown, path: string): string {
  if (typeof value === 'string' || typeof value === 'number') return String(value);
  throw new AssemblyError(`${path}: expected a string, found ${JSON.stringify(value)}.`);
}

function asStrings(value: unknown, path: string): string[] {
  if (!Array.isArray(value)) throw new AssemblyError(`${path}: expected a list, found ${JSON.stringify(value)}.`);
  return value.map((item) => asString(item, path));
}

function asPair(value: unknown, path: string): [unknown, unknown] {
  if (!Array.isArray(value) || value.length !== 2) throw new AssemblyError(`${path}: expected a list of two.`);
  return [value[0], value[1]];
}
