/** True for what can be a contract's id: lower-case letters, digits and single hyphens, at most 60 characters. */
export function isContractId(text: string): boolean {
  return text.length <= 60 && /^[a-z0-9]+(-[a-z0-9]+)*$/.test(text);
}
