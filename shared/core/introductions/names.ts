import { distance } from 'fastest-levenshtein';

/** From so many letters on a mistyped one makes no other word. */
const LONG = 5;

const GENERIC = new Set(
  (
    'inc llc lp llp ltd plc gmbh ag sa co corp corporation company the and of fund funds i ii iii iv v holdings group ' +
    'capital partners partnership ventures venture growth equity management advisors advisers associates ' +
    'investments investment investors asset assets opportunities international'
  ).split(' '),
);

/** True when two names have the same words, in whatever order, capitals, accents and points. */
export function isSameName(a: string, b: string): boolean {
  return wordsOf(a).toSorted().join(' ') === wordsOf(b).toSorted().join(' ');
}

/**
 * True when the words that tell one name apart all occur in the other, a letter mistyped or left out aside: an
 * affiliate or another fund of the same house is a question. Example: Harbor Ridge Capital, Harbour Ridge Growth Fund.
 */
export function isSameHouse(a: string, b: string): boolean {
  const [mine, other] = [wordsOf(a), wordsOf(b)];
  const [myCore, otherCore] = [coreOf(mine), coreOf(other)];
  if (myCore.length === 0 || otherCore.length === 0) return mine.join(' ') === other.join(' ');
  return isWithin(myCore, otherCore) || isWithin(otherCore, myCore);
}

/**
 * What every two names have in common that are the same or of the same house, so that they can be looked up: all their
 * words together, and each word that tells them apart, also with any one letter left out.
 */
export function keysOfName(name: string): string[] {
  const words = wordsOf(name);
  return [`words ${words.toSorted().join(' ')}`, ...coreOf(words).flatMap(keysOfWord)];
}

function keysOfWord(word: string): string[] {
  if (word.length < LONG) return [word];
  return [word, ...Array.from(word, (_, at) => word.slice(0, at) + word.slice(at + 1))];
}

function coreOf(words: readonly string[]): string[] {
  return words.filter((word) => !GENERIC.has(word));
}

function isWithin(few: readonly string[], many: readonly string[]): boolean {
  return few.every((word) => many.some((other) => isAlike(word, other)));
}

function isAlike(a: string, b: string): boolean {
  return a === b || (Math.min(a.length, b.length) >= LONG && distance(a, b) === 1);
}

function wordsOf(name: string): string[] {
  const plain = name.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
  return Array.from(plain.matchAll(/[\p{L}\p{N}]+/gu), ([word]) => word);
}
