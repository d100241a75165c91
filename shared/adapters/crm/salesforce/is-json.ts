/** A flow's callout rather than an outbound message, told by its first character, as a flow may forget its content type. */
export function isJson(body: string): boolean {
  return /^[\s\ufeff]*[{[]/.test(body);
}
