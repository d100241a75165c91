/** The wall clock: signatures, random ids and nothing of business. */
export function wallClockSeconds(): number {
  return Math.floor(Date.now() / 1000);
}
