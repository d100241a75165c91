/** An investor as an introduction, a closing or a prior contact names it. */
export interface Investor {
  readonly name: string;
  readonly firm?: string;
  /** Ids at the CRM, such as `crm-1042`. */
  readonly crmIds: readonly string[];
  /** Which of the ids above the CRM has merged into which other of them. The CRM may forget it; the record does not. */
  readonly mergedIds?: Readonly<Record<string, string>>;
  /** Full addresses, lower case. */
  readonly emails: readonly string[];
  /**
   * Numbers in public registers, in capitals: an LEI as `LEI:5493001KJTIIGC8Y1R12`, a company's number after its
   * jurisdiction (ISO 3166) as `GB:01234567` or `US-DE:1234567`.
   */
  readonly registryIds?: readonly string[];
}

/** An investor in words: the name, and the firm where it is another. */
export function nameOf({ name, firm }: Investor): string {
  return firm === undefined || firm === name ? name : `${name}, ${firm}`;
}
