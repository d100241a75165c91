/** A node of the syntax tree, as far as it is looked at here (Babel's names). */
interface SyntaxNode {
  readonly type: string;
  readonly value?: unknown;
  readonly quasis?: readonly { readonly value: { readonly raw: string } }[];
  readonly expressions?: readonly SyntaxNode[];
  readonly arguments?: readonly SyntaxNode[];
  readonly property?: { readonly name?: string };
  readonly consequent?: readonly { readonly argument?: { readonly typeAnnotation?: SyntaxNode } }[];
}

interface Visited {
  readonly node: SyntaxNode;
  readonly parent?: SyntaxNode;
}

/**
 * Leaves out sentences: texts of three words or more, which are read by people and branched on by nobody. A list of
 * words that is split is data and stays in; so does a template that works something out inside.
 */
function ignoreSentence({ node, parent }: Visited): string | undefined {
  const isSplit = parent?.type === 'MemberExpression' && parent.property?.name === 'split';
  return !isSplit && wordsIn(node) >= 3 ? 'a sentence for people; see docs/mutation.md' : undefined;
}

function wordsIn(node: SyntaxNode): number {
  if (node.type === 'StringLiteral' && typeof node.value === 'string') return countWords(node.value);
  if (node.type !== 'TemplateLiteral' || !(node.expressions ?? []).every(isPlain)) return 0;
  return countWords((node.quasis ?? []).map(({ value }) => value.raw).join('x'));
}

/** True for a name, a member of one, or a call of these: nothing that could be mutated. */
function isPlain(node: SyntaxNode): boolean {
  if (node.type === 'CallExpression') return (node.arguments ?? []).every(isPlain);
  return node.type === 'Identifier' || node.type === 'MemberExpression';
}

function countWords(text: string): number {
  return text.split(' ').filter((word) => /\p{L}/u.test(word)).length;
}

/** Leaves out the end of a switch that the compiler proves is never reached: `default: return x satisfies never`. */
function ignoreNever({ node }: Visited): string | undefined {
  if (node.type !== 'SwitchCase') return undefined;
  const isNever = node.consequent?.[0]?.argument?.typeAnnotation?.type === 'TSNeverKeyword';
  return isNever ? 'never reached, as the compiler proves; see docs/mutation.md' : undefined;
}

/** What Stryker looks for in a plugin; stryker.config.json names both. */
export const strykerPlugins = [
  { kind: 'Ignore', name: 'sentences', value: { shouldIgnore: ignoreSentence } },
  { kind: 'Ignore', name: 'never', value: { shouldIgnore: ignoreNever } },
];
