import * as fc from 'fast-check';

/**
 * Contract files of every kind of term, and what happens under them, as plain data: what a person would write. Every
 * amount, date and combination that the schema lets through may come; generated files are valid.
 */
type Plain = Record<string, unknown>;

const DATED = '2020-01-31';
export const LAST_DAY = '2022-12-31';

const INSTRUMENTS = ['equity', 'debt'];
const CLASSES = ['insider', 'public'];
const INVESTORS = ['Quay Fund', 'Wharf LLC', 'Pier Capital'];

const day: fc.Arbitrary<string> = fc
  .tuple(fc.integer({ min: 2020, max: 2022 }), fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 28 }))
  .map(([year, month, of]) => `${year}-${two(month)}-${two(of)}`)
  .filter((on) => on >= DATED);

const edgeDay = fc.oneof(
  day,
  fc.constantFrom(DATED, '2020-02-29', '2020-12-31', '2021-01-31', '2021-02-28', '2021-03-31'),
);

const cents = (most: number): fc.Arbitrary<string> =>
  fc.integer({ min: 0, max: most }).map((minor) => `${Math.floor(minor / 100)}.${two(minor % 100)}`);

const count = fc.integer({ min: 0, max: 9_999_999 }).map(String);
const share = fc.oneof(
  fc.constantFrom('0%', '100%', '1/3', '2/7', '0.125'),
  fc.integer({ min: 0, max: 10_000 }).map((points) => `${points / 100}%`),
);

function two(value: number): string {
  return String(value).padStart(2, '0');
}

/** A mapping with each of these keys, and perhaps each of those. */
function keys(always: Record<string, fc.Arbitrary<unknown>>, perhaps: Record<string, fc.Arbitrary<unknown>>) {
  return fc.record({ ...always, ...perhaps }, { requiredKeys: Object.keys(always) }) as fc.Arbitrary<Plain>;
}

const scope = keys(
  {},
  {
    instruments: fc.constantFrom(...INSTRUMENTS.map((one) => [one])),
    classes: fc.constantFrom(...CLASSES.map((one) => [one])),
    notClasses: fc.constantFrom(...CLASSES.map((one) => [one])),
    investors: fc.constantFrom(...INVESTORS.map((one) => [one])),
    notInvestors: fc.constantFrom(...INVESTORS.map((one) => [one])),
    from: fc.constantFrom('2020-02-29', '2020-06-01'),
    to: fc.constantFrom('2020-12-31', '2022-06-30'),
  },
);

const happeningCondition = fc.oneof(
  keys(
    { event: fc.constantFrom('closing', 'listing', ['closing', 'listing']) },
    {
      raised: cents(300_000_000),
      times: fc.integer({ min: 1, max: 3 }),
      instruments: fc.constant(['equity']),
      to: day,
      missedBy: edgeDay,
    },
  ),
  keys({ event: fc.constant('closing') }, { reaches: cents(100_000_000) }),
  keys(
    { event: fc.constant('end') },
    { by: fc.constantFrom('client', 'consultant'), forCause: fc.boolean(), missedBy: edgeDay },
  ),
);

const condition = fc.oneof(
  { weight: 3, arbitrary: happeningCondition },
  {
    weight: 1,
    arbitrary: fc
      .tuple(fc.constantFrom('all', 'any'), fc.array(happeningCondition, { minLength: 2, maxLength: 3 }))
      .map(([which, parts]): Plain => ({ [which]: parts })),
  },
);

const due = {
  dueCounted: fc.constantFrom('calendar-days', 'business-days'),
  dueFrom: fc.constantFrom('accrual', 'month-end', 'quarter-end', 'year-end'),
  dueRolls: fc.constantFrom('next-business-day', 'previous-business-day'),
};

const discount = keys(
  { clause: fc.constant('9'), share, within: fc.integer({ min: 1, max: 20 }) },
  { counted: due.dueCounted },
);

const rounding = fc.constantFrom('half-up', 'half-even', 'down', 'up');

const inUnits = keys({ unit: fc.constant('shares') }, { rounding });
const atPrice = keys(
  { unit: fc.constant('shares'), price: fc.constantFrom('0.25', '3.00', '0.0007', 'stated') },
  { rounding, electedBy: fc.constantFrom('client', 'consultant') },
);

const split = fc.constantFrom(
  [
    { to: 'Agent 1', share: '60%' },
    { to: 'Agent 2', share: '40%' },
  ],
  [
    { to: 'Agent 1', share: '1/3' },
    { to: 'Agent 2', share: '1/3' },
    { to: 'Agent 3', share: '1/3' },
  ],
);

const instalments = fc.constantFrom(
  [{ share: '50%' }, { share: '50%', afterMonths: 6 }],
  [{ share: '1/3', afterMonths: 1 }, { share: '1/3' }, { share: '1/3', afterMonths: 13 }],
);

const indexed = keys(
  {
    index: fc.constant('cpi'),
    base: fc.constantFrom('100', '310.5'),
    from: edgeDay,
    everyMonths: fc.constantFrom(6, 12),
    mayFall: fc.boolean(),
  },
  {},
);

const paying = { ...due, paysIn: fc.oneof(inUnits, atPrice), split, instalments };

/** A discount is for what is paid in money. */
function withoutIdleDiscount({ discount: off, ...term }: Plain): Plain {
  const { paysIn } = term;
  const isMoney = paysIn === undefined || Reflect.get(Object(paysIn), 'electedBy') !== undefined;
  return off === undefined || !isMoney ? term : { ...term, discount: off };
}

const stepsInOrder = fc
  .uniqueArray(day, { minLength: 1, maxLength: 3 })
  .chain((days) => fc.tuple(...days.toSorted().map((from) => cents(900_000).map((amount) => ({ from, amount })))))
  .map((steps) => steps.filter(({ from }) => from > '2020-03-31'));

const restOfMinimum = fc.constantFrom('on-their-days', 'at-once', 'not-owed');

const retainer = keys(
  {
    kind: fc.constant('retainer'),
    clause: fc.constant('2.1'),
    amount: cents(900_000),
    timing: fc.constantFrom('in-advance', 'in-arrears'),
    minimumPeriods: fc.integer({ min: 0, max: 8 }),
    afterMinimum: fc.constantFrom('month-to-month', 'stops'),
    dueDays: fc.integer({ min: 0, max: 60 }),
  },
  {
    mostPeriods: fc.integer({ min: 1, max: 20 }),
    steps: stepsInOrder,
    lump: keys({ periods: fc.integer({ min: 2, max: 5 }), amount: cents(2_000_000) }, {}),
    proration: fc.constantFrom('actual-days', 'thirty-day-months'),
    endsWhen: condition,
    payableWhen: condition,
    earlyEnd: keys({}, { byClient: restOfMinimum, byConsultant: restOfMinimum, forCause: restOfMinimum }),
    discount,
    ...paying,
  },
)
  .map(withoutIdleDiscount)
  .chain((term) =>
    fc.oneof(
      fc.constantFrom(1, 2, 3, 12).map((everyMonths): Plain => ({ ...term, everyMonths })),
      fc.constantFrom(5, 13).map((everyWeeks): Plain => ({ ...term, everyWeeks })),
    ),
  )
  .chain(({ steps, ...term }) =>
    fc.oneof(
      fc.constant<Plain>(steps === undefined ? term : { ...term, steps }),
      indexed.map((one): Plain => ({ ...term, indexed: one })),
      fc.constantFrom('3%', '1/7').map((by): Plain => ({ ...term, rises: { by, everyMonths: 12 } })),
    ),
  )
  .chain((term) =>
    fc.oneof(
      fc.constantFrom(DATED, '2020-02-29', '2020-03-31').map((anchor): Plain => ({ ...term, anchor })),
      condition.map((startsWhen): Plain => ({ ...term, startsWhen })),
    ),
  );

const payment = keys(
  {
    kind: fc.constant('payment'),
    clause: fc.constant('2.3'),
    name: fc.constant('A payment'),
    amount: cents(3_000_000),
    dueDays: fc.integer({ min: 0, max: 30 }),
  },
  { ...paying, indexed },
).chain((term) =>
  fc.oneof(
    edgeDay.map((on): Plain => ({ ...term, on })),
    fc.constantFrom('closing', 'listing').map((onEvent): Plain => ({ ...term, onEvent })),
    condition.map((when): Plain => ({ ...term, when })),
  ),
);

const bands = fc.uniqueArray(fc.integer({ min: 1, max: 500 }), { minLength: 0, maxLength: 4 }).chain((tops) => {
  const limits = [...tops.toSorted((a, b) => a - b).map((top) => `${top * 10_000}.00`), undefined];
  return fc.tuple(...limits.map((upTo) => share.map((rate) => (upTo === undefined ? { rate } : { upTo, rate }))));
});

/** Bands that are taken whole may be worth a fixed amount. */
const withFixed = bands.chain((of) =>
  fc.tuple(
    ...of.map(({ rate: own, ...band }) =>
      fc.oneof(
        fc.constant({ ...band, rate: own }),
        cents(5_000_000).map((fixed) => ({ ...band, fixed })),
      ),
    ),
  ),
);

export const rate: fc.Arbitrary<unknown> = fc.letrec((tie) => ({
  rate: fc.oneof(
    { depthSize: 'small' },
    share,
    cents(5_000_000).map((fixed) => ({ fixed })),
    keys(
      { scale: fc.constantFrom('lehman', 'double-lehman', 'reverse-lehman', 'modified-lehman') },
      { step: fc.constantFrom('500000.00', '0.01') },
    ),
    bands.map((of) => ({ bands: of, taken: 'marginal' })),
    withFixed.map((of) => ({ bands: of, taken: 'whole' })),
    fc.tuple(fc.constantFrom('100000.00', '0.03'), cents(500_000)).map(([forEach, pays]) => ({ forEach, pays })),
    fc
      .tuple(fc.constantFrom('sum', 'greatest', 'least'), fc.array(tie('rate'), { minLength: 2, maxLength: 3 }))
      .map(([form, of]) => ({ [form]: of })),
  ),
})).rate;

const fee = keys(
  {
    kind: fc.constant('success-fee'),
    clause: fc.constant('2.2'),
    rate,
    basis: fc.constantFrom('funding-as-closed', 'net-of-deductions', 'transaction-value'),
    trigger: fc.constantFrom('closing', ['closing', 'listing']),
    scope: fc.constantFrom('introduced-only', 'any-investor', 'not-introduced'),
    tail: fc.oneof(
      fc.constant('open-ended'),
      keys(
        { months: fc.integer({ min: 0, max: 24 }) },
        { from: fc.constantFrom('end', 'introduction'), afterCause: fc.constantFrom('earns', 'earns-nothing'), share },
      ),
    ),
    rounding,
    dueDays: fc.integer({ min: 0, max: 60 }),
  },
  {
    where: scope,
    when: condition,
    counts: fc.constantFrom('each', 'altogether', 'each-month', 'each-quarter', 'each-year', 'each-contract-year'),
    offset: keys({}, { share, leaves: share, togetherAtMost: share }),
    sharedAmong: fc.constant('shares'),
    together: keys({ with: fc.constant(['credited']), altogetherAtMost: cents(9_000_000) }, { atMost: share }),
    instalments,
    once: fc.constant('per-investor'),
    window: keys(
      { months: fc.integer({ min: 6, max: 12 }) },
      { after: fc.integer({ min: 1, max: 5 }), from: fc.constantFrom('closing', 'listing') },
    ),
    atLeast: cents(1_000_000),
    atMost: fc
      .integer({ min: 1_000_000, max: 9_000_000 })
      .map((minor) => `${Math.floor(minor / 100)}.${two(minor % 100)}`),
    altogetherAtMost: cents(9_000_000),
    investorAtMost: cents(9_000_000),
    periodAtMost: keys({ months: fc.constantFrom(1, 3, 12), amount: cents(9_000_000) }, {}),
    credit: keys(
      { terms: fc.constant(['credited']) },
      { share, taken: fc.constantFrom('after-minimum', 'before-minimum'), atMost: cents(500_000) },
    ),
    discount,
    ...due,
    split,
    paysIn: atPrice,
  },
).map(withoutIdleDiscount);

const expenses = keys(
  {
    kind: fc.constant('expenses'),
    clause: fc.constant('3'),
    receipts: fc.constantFrom('required', 'not-required'),
    dueDays: fc.integer({ min: 0, max: 60 }),
  },
  {
    atMostEach: cents(500_000),
    atMostMonth: cents(500_000),
    atMostYear: cents(900_000),
    altogetherAtMost: cents(900_000),
    approval: keys({ above: cents(100_000), of: fc.constantFrom('item', 'month') }, {}),
    ...due,
  },
);

const surcharge = keys(
  {
    kind: fc.constant('surcharge'),
    clause: fc.constant('3.1'),
    name: fc.constant('Administrative charge'),
    rate: share,
    on: fc.constantFrom('all', ['fee']),
    dueDays: fc.integer({ min: 0, max: 60 }),
  },
  { atMostEach: cents(200_000), altogetherAtMost: cents(900_000), rounding, ...due, split, paysIn: atPrice },
);

/** What is left to a guaranteed least, once fees are set against it. */
const guaranteed = keys(
  {
    kind: fc.constant('payment'),
    clause: fc.constant('3.2'),
    name: fc.constant('Guaranteed least'),
    amount: cents(5_000_000),
    on: edgeDay,
    credit: keys({ terms: fc.constant(['fee']) }, { share, atMost: cents(900_000) }),
    dueDays: fc.integer({ min: 0, max: 60 }),
  },
  { ...due, split },
);

const tax = keys(
  { kind: fc.constant('tax'), clause: fc.constant('4'), name: fc.constant('VAT'), rate: share, on: fc.constant('all') },
  { rounding },
);

const lateInterest = keys(
  {
    kind: fc.constant('late-interest'),
    clause: fc.constant('5'),
    rate: fc.constantFrom('1.5%', '1/3', '8%', '0%'),
    per: fc.constantFrom('month', 'month-or-part', 'year', 'once'),
    on: fc.constant('all'),
    dueDays: fc.integer({ min: 0, max: 30 }),
  },
  {
    dayCount: fc.constantFrom('actual/365', 'actual/360', '30/360'),
    compounding: fc.boolean(),
    graceDays: fc.integer({ min: 0, max: 10 }),
    yearAtMost: fc.constantFrom('10%', '18%'),
    rounding,
  },
).map(({ yearAtMost, ...term }): Plain => {
  return yearAtMost === undefined || term['per'] === 'once' ? term : { ...term, yearAtMost };
});

const refund = keys(
  {
    kind: fc.constant('refund'),
    clause: fc.constant('6'),
    of: fc.constant(['fee']),
    trigger: fc.constant('leaves'),
    share: fc.oneof(
      share,
      fc.constant('in-proportion'),
      fc.constant([
        { upToDays: 30, rate: '60%' },
        { upToDays: 90, rate: '20%' },
      ]),
      fc.constant({ overDays: 100 }),
    ),
    dueDays: fc.integer({ min: 0, max: 30 }),
  },
  {
    counting: fc.constantFrom('first-day', 'days-after'),
    basis: fc.constantFrom('paid', 'billed'),
    ifPaidWithin: fc.integer({ min: 0, max: 30 }),
    unless: keys({ event: fc.constant('listing'), withinDays: fc.integer({ min: 1, max: 90 }) }, {}),
    rounding,
  },
);

const duration = fc.oneof(
  keys({ clause: fc.constant('8'), months: fc.integer({ min: 1, max: 40 }) }, { renewsMonths: fc.constant(12) }),
  keys(
    {
      clause: fc.constant('8'),
      notice: keys({ days: fc.integer({ min: 0, max: 90 }) }, { endsAt: fc.constantFrom('notice', 'month-end') }),
    },
    {},
  ),
);

const party = (name: string) => ({ name, address: ['1 Street'], statementsTo: [`a@${name.toLowerCase()}.example`] });

const creditedPayment = keys(
  {
    kind: fc.constant('payment'),
    id: fc.constant('credited'),
    clause: fc.constant('2.4'),
    name: fc.constant('Work fee'),
    amount: cents(900_000),
    on: edgeDay,
    dueDays: fc.constant(0),
  },
  {},
);

const withId = (id: string, term: fc.Arbitrary<Plain>): fc.Arbitrary<Plain> => term.map((rest) => ({ ...rest, id }));

/** A whole contract file with terms of every kind; `fee` is always a success fee. */
export const anyContract: fc.Arbitrary<Plain> = fc
  .record({
    credited: creditedPayment,
    fee: withId('fee', fee),
    others: fc.tuple(
      ...[retainer, payment, fee, expenses, surcharge, guaranteed, tax, lateInterest, refund].map((term, index) =>
        fc.option(withId(`term-${index}`, term), { nil: undefined }),
      ),
    ),
    duration: fc.option(duration, { nil: undefined }),
  })
  .map(({ credited, fee: first, others, duration: lasts }) => ({
    tallystick: 1,
    id: 'any-contract',
    title: 'Any agreement',
    dated: DATED,
    currency: 'USD',
    timeZone: 'America/New_York',
    client: party('Client'),
    consultant: party('Consultant'),
    people: [{ name: 'Ruth Calder', party: 'client', may: ['approve'] }],
    services: { clause: '1', items: ['advice'] },
    terms: [credited, first, ...others.filter((term) => term !== undefined)],
    ...(lasts === undefined ? {} : { duration: lasts }),
    covenants: [],
    licenceGate: { clause: '1', on: false },
    bounds: { approvalAbove: '9000000000.00', catchUpPeriods: 24 },
    readings: [],
  }));

const emailOf = (investor: string): string => `${investor.toLowerCase().replace(/\W/g, '')}@investor.example`;

const closing = keys(
  {
    kind: fc.constant('closing'),
    investor: fc.constantFrom(...INVESTORS),
    amount: cents(300_000_000),
    on: edgeDay,
  },
  {
    instrument: fc.constantFrom(...INSTRUMENTS),
    classes: fc.constantFrom(...CLASSES.map((one) => [one])),
    deductions: cents(1_000_000),
    paidToOthers: cents(1_000_000),
    quantities: count.map((shares) => ({ shares })),
    prices: fc.constantFrom({ shares: '0.80' }, { shares: '12.5' }),
  },
).map((said): Plain => ({ ...said, emails: [emailOf(String(said['investor']))] }));

const happening: fc.Arbitrary<Plain> = fc.oneof(
  { weight: 5, arbitrary: closing },
  {
    weight: 2,
    arbitrary: keys(
      { kind: fc.constant('event'), event: fc.constant('listing'), on: edgeDay },
      { amount: cents(9_000_000) },
    ),
  },
  {
    weight: 2,
    arbitrary: fc
      .tuple(fc.constantFrom(...INVESTORS), edgeDay)
      .map(([investor, on]): Plain => ({ kind: 'introduction', investor, emails: [emailOf(investor)], on })),
  },
  {
    weight: 2,
    arbitrary: keys(
      { kind: fc.constant('expense'), amount: cents(400_000), on: edgeDay },
      { category: fc.constantFrom('legal', 'travel'), approvedBy: fc.constant('Ruth Calder'), receipt: fc.boolean() },
    ),
  },
  {
    weight: 1,
    arbitrary: keys(
      { kind: fc.constant('end'), on: edgeDay },
      { by: fc.constantFrom('client', 'consultant'), forCause: fc.boolean() },
    ),
  },
  {
    weight: 1,
    arbitrary: fc.tuple(edgeDay, fc.constantFrom('98.5', '321')).map(([on, value]): Plain => {
      return { kind: 'index', index: 'cpi', value, source: 'a statistical office', on };
    }),
  },
  {
    weight: 1,
    arbitrary: keys({ kind: fc.constant('notice'), on: edgeDay, by: fc.constantFrom('client', 'consultant') }, {}),
  },
  {
    weight: 1,
    arbitrary: fc.tuple(edgeDay, edgeDay).map(([a, b]): Plain => {
      return { kind: 'pause', from: a < b ? a : b, to: a < b ? b : a };
    }),
  },
);

const WITH_ID = new Set(['closing', 'event', 'introduction', 'expense', 'pause']);

/** What happens: closings, events, expenses, an end; then payments of fees and hires that leave, about closings of it. */
export const anyHappenings: fc.Arbitrary<Plain[]> = fc
  .record({
    first: fc.array(happening, { maxLength: 12 }),
    later: fc.array(
      fc.record({
        which: fc.nat(),
        amount: cents(9_000_000),
        on: edgeDay,
        kind: fc.constantFrom('payment', 'leaves', 'reversal'),
      }),
      { maxLength: 4 },
    ),
  })
  .map(({ first, later }) => {
    const named = first.map((one, index) => (WITH_ID.has(String(one['kind'])) ? { ...one, id: `h-${index}` } : one));
    const closings = named.filter((one) => one['kind'] === 'closing');
    return [...named, ...later.flatMap((one, index) => about(one, index, closings))];
  });

function about(
  { which, amount, on, kind }: { which: number; amount: string; on: string; kind: string },
  index: number,
  closings: readonly Plain[],
): Plain[] {
  const chosen = closings[which % Math.max(1, closings.length)];
  if (chosen === undefined) return [];
  const id = String(chosen['id']);
  const from = String(chosen['on']);
  const then = on > from ? on : from;
  if (kind === 'payment') return [{ kind, of: `fee/${id}`, amount, on: then }];
  if (kind === 'reversal') return [{ kind, id, on: then }];
  return [{ kind: 'event', event: 'leaves', id: `leaves-${index}`, about: id, on: then }];
}
