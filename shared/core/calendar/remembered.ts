const MOST_KEPT = 10_000;

/**
 * The same function of a date or moment and one thing more, which remembers its last ten thousand or so answers: a settlement
 * asks for the same few again and again, and a calendar that knows zones and month ends is slow.
 */
export function remembered<More extends string | number, Answer>(
  work: (text: string, more: More) => Answer,
): (text: string, more: More) => Answer {
  const known = new Map<More, Map<string, Answer>>();
  let count = 0;
  return (text, more) => {
    const before = known.get(more)?.get(text);
    if (before !== undefined) return before;
    const answer = work(text, more);
    if (count >= MOST_KEPT) {
      known.clear();
      count = 0;
    }
    const own = known.get(more) ?? new Map<string, Answer>();
    known.set(more, own.set(text, answer));
    count += 1;
    return answer;
  };
}
