/** An address with the name that is shown before it; the name proves nothing. */
export interface Mailbox {
  readonly name: string;
  readonly address: string;
}

const LOCAL = /^[\p{L}\p{N}!#$%&'*+/=?^_`{|}~-]+(\.[\p{L}\p{N}!#$%&'*+/=?^_`{|}~-]+)*$/u;
const DOMAIN = /^([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z]([a-z0-9-]*[a-z0-9])?$/;
const MOST_LOCAL = 64;
const MOST_ADDRESS = 254;

/**
 * An address as it is compared and kept: lower case, the domain in its ASCII form. Undefined for what is none, and for
 * what two readers could take for two things: quoted local parts, comments, addresses of a machine's number. Example:
 * `Dana@Bücher.example` gives `dana@xn--bcher-kva.example`.
 */
export function plainAddress(text: string): string | undefined {
  const at = text.lastIndexOf('@');
  const local = text.slice(0, at).normalize('NFC').toLowerCase();
  const domain = plainDomain(text.slice(at + 1));
  if (at < 1 || domain === undefined || local.length > MOST_LOCAL || !LOCAL.test(local)) return undefined;
  const address = `${local}@${domain}`;
  return address.length > MOST_ADDRESS ? undefined : address;
}

export function domainOf(address: string): string {
  return address.slice(address.lastIndexOf('@') + 1);
}

/** Whether a domain is another, or one below it. Example: `mail.pmr.example` is within `pmr.example`. */
export function isWithinDomain(domain: string, other: string): boolean {
  return domain === other || domain.endsWith(`.${other}`);
}

/** A domain in lower case and ASCII, without the point at its end; undefined for what is none. */
export function plainDomain(text: string): string | undefined {
  const bare = text.endsWith('.') ? text.slice(0, -1) : text;
  // A letter that only looks like another (full width, say) would become that other one on the way to ASCII.
  if (!/^[\p{L}\p{M}\p{N}.-]+$/u.test(bare) || bare !== bare.normalize('NFKC')) return undefined;
  if (!URL.canParse(`http://${bare}`)) return undefined;
  const { hostname } = new URL(`http://${bare}`);
  return DOMAIN.test(hostname) ? hostname : undefined;
}

const MOST_NAME = 100;

/** The name that is shown for an address, fit to be printed; of a name that plays an address, only the address is left. */
export function shownName({ name, address }: Mailbox): string {
  const plain = name
    .normalize('NFC')
    .replaceAll(/[\p{C}\p{Z}]+/gu, ' ')
    .trim()
    .slice(0, MOST_NAME)
    .toWellFormed();
  return plain === '' || plain.includes('@') ? address : plain;
}
