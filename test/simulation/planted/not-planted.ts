/** The rows of docs/failures.md of which no bug can be planted here, each with the reason in one line. */
export const NOT_PLANTED: readonly { readonly row: string; readonly why: string }[] = [
  {
    row: '16',
    why: 'Lists come with the newest first, so that what a retry looks for is on the first page of the short histories here. The suite of the invoicer plays more than a page.',
  },
  {
    row: '44',
    why: 'The schedules are of the deployment, in UTC; the simulator has its own. test/infra/stack.test.ts reads those that are deployed.',
  },
  {
    row: '60',
    why: 'How long a comparison takes is seen by no run in virtual time. The test of the architecture bans the other way of comparing.',
  },
];
