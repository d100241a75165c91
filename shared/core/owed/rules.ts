/**
 * The version of the rules in shared/core/owed. It changes when the same terms and facts would give another amount;
 * a contract takes the new rules only by a `RulesAdopted` fact, after a dry run has shown the difference (`tallystick rules`).
 */
export const RULES = '1';
