/** A header field as it came: the name in lower case, the value unfolded and otherwise as it was. */
export interface MailHeader {
  readonly name: string;
  readonly value: string;
}

/** The values of all fields of a name, from the top. */
export function valuesOf(headers: readonly MailHeader[], name: string): readonly string[] {
  return headers.filter((header) => header.name === name).map(({ value }) => value);
}

export function firstOf(headers: readonly MailHeader[], name: string): string | undefined {
  return headers.find((header) => header.name === name)?.value;
}
