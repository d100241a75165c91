import { plainDomain } from './mailbox.ts';

/** What a DKIM-Signature field says of itself (RFC 6376); whether it holds, only its verifier knows. */
export interface DkimSignature {
  /** `d=`: whose key it is. */
  readonly domain: string;
  /** The domain of `i=`: on whose behalf, the domain itself or one below it. */
  readonly identity: string;
  /** `h=`: the fields that it covers, in lower case, each as often as it is named. */
  readonly covers: readonly string[];
  /** True with `l=`: whatever stands after so many bytes of the body is not covered. */
  readonly isPartial: boolean;
}

/** Reads a DKIM-Signature field; undefined when it is none that a verifier could accept. */
export function readDkimSignature(value: string): DkimSignature | undefined {
  const tags = new Map<string, string>();
  for (const part of value.split(';')) {
    const at = part.indexOf('=');
    const name = part.slice(0, Math.max(0, at)).trim();
    if (part.trim() === '') continue;
    if (at === -1 || tags.has(name)) return undefined;
    tags.set(name, part.slice(at + 1).replaceAll(/\s+/g, ''));
  }
  const domain = plainDomain(tags.get('d') ?? '');
  const covers = tags.get('h')?.toLowerCase().split(':') ?? [];
  const of = tags.get('i');
  const identity = of === undefined ? domain : plainDomain(of.slice(of.lastIndexOf('@') + 1));
  if (domain === undefined || identity === undefined || !covers.includes('from')) return undefined;
  if (identity !== domain && !identity.endsWith(`.${domain}`)) return undefined;
  return { domain, identity, covers, isPartial: tags.has('l') };
}
