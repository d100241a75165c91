import { codeOf, type SourceFile } from './source-files.ts';

interface Ban {
  readonly what: RegExp;
  readonly name: string;
  readonly why: string;
  /** Paths where it is allowed. */
  readonly except: RegExp;
}

const OUTSIDE_OF_RULES = /^(shared\/runtime|infra|cli|test)\//;
const CLOCK =
  'time comes in as data; the wall clock is read in shared/runtime alone. See docs/decisions/0001-business-time-is-data.md.';

/** What no rule and no use case may do, with the reason and where it is explained. */
const BANS: readonly Ban[] = [
  { what: /\bDate\.now\b/, name: 'Date.now', why: CLOCK, except: OUTSIDE_OF_RULES },
  { what: /\bnew Date\(\s*\)/, name: 'new Date()', why: CLOCK, except: OUTSIDE_OF_RULES },
  { what: /\bTemporal\.Now\b/, name: 'Temporal.Now', why: CLOCK, except: OUTSIDE_OF_RULES },
  {
    what: /\bMath\.random\b/,
    name: 'Math.random',
    why: 'randomness comes in as data, from node:crypto at the edge. See ARCHITECTURE.md, Two clocks.',
    except: OUTSIDE_OF_RULES,
  },
  {
    what: /\bprocess\.env\b/,
    name: 'process.env',
    why: 'variables are read once, by shared/runtime/environment.ts, which names each that is missing. See ARCHITECTURE.md, Rooms.',
    except: OUTSIDE_OF_RULES,
  },
  {
    what: /\.(set|get)(Month|Date|Day|FullYear|Hours|Minutes)\(/,
    name: 'a date in the zone of the machine',
    why: 'dates of a contract are plain dates in its own zone, counted by shared/core/calendar. See docs/failures.md, rows 33 to 42.',
    except: /^(infra|test)\//,
  },
  {
    what: /\b(invoices|customers|charges|paymentIntents|subscriptions)\s*\.search\(/,
    name: "Stripe's search",
    why: 'it lags behind by minutes or hours; lists do not. See docs/failures.md, row 15.',
    except: /^(infra\/local|test)\//,
  },
  {
    what: /constructEventWithoutVerification/,
    name: 'constructEventWithoutVerification',
    why: 'every event is checked by its signature. See docs/decisions/0004-our-own-signature-check.md.',
    except: /^test\/architecture\//,
  },
];

/** Every banned thing that a file does, each as a message that names the file, the rule and where it is explained. */
export function banViolations({ path, text }: SourceFile): string[] {
  const code = codeOf(text);
  return BANS.filter(({ what, except }) => what.test(code) && !except.test(path)).map(
    ({ name, why }) => `${path} uses ${name}: ${why}`,
  );
}
