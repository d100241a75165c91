/** A JSON number with these very digits: `JSON.rawJSON`, which TypeScript's library does not know yet. */
export function exactNumber(digits: string): unknown {
  return (JSON as unknown as { rawJSON(text: string): unknown }).rawJSON(digits);
}
