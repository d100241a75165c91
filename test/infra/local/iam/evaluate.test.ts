import { describe, expect, it } from 'vitest';

import { grantFor, grantsOf, isAllowed } from '../../../../infra/local/iam/evaluate.ts';
import { readStatements } from '../../../../infra/local/iam/statement.ts';

const table = 'arn:aws:dynamodb:us-east-1:000000000000:table/contracts';

function aRequest(changes: Partial<Parameters<typeof isAllowed>[1]> = {}): Parameters<typeof isAllowed>[1] {
  return { action: 'dynamodb:GetItem', resource: table, context: {}, ...changes };
}

function aStatement(changes: object = {}): object {
  return { Effect: 'Allow', Action: ['dynamodb:GetItem', 'dynamodb:Put*'], Resource: table, ...changes };
}

const statements = (...ones: object[]) => readStatements(ones, 'Role');

function isResourceAllowed(pattern: string, resource: string): boolean {
  return isAllowed(statements(aStatement({ Resource: pattern })), aRequest({ resource }));
}

describe('a policy', () => {
  it.each([
    ['the very action on the very resource', {}, true],
    ['an action under a wildcard', { action: 'dynamodb:PutItem' }, true],
    ['an action in other letters', { action: 'DynamoDB:getitem' }, true],
    ['another action', { action: 'dynamodb:DeleteItem' }, false],
    ['an action that only begins alike', { action: 'dynamodb:GetItemX' }, false],
    ['an index of the table', { resource: `${table}/index/attention` }, false],
    ['a resource in other letters', { resource: table.toUpperCase() }, false],
  ])('decides about %s', (_what, changes, expected) => {
    expect(isAllowed(statements(aStatement()), aRequest(changes))).toBe(expected);
  });

  it('takes * for any run of characters and ? for one, and a dot for a dot', () => {
    expect(isResourceAllowed('arn:*:crm/*', 'arn:aws:secret:crm/one-abcdef')).toBe(true);
    expect(isResourceAllowed('secret-??', 'secret-ab')).toBe(true);
    expect(isResourceAllowed('secret-??', 'secret-abc')).toBe(false);
    expect(isResourceAllowed('a.fifo', 'abfifo')).toBe(false);
  });

  it('denies what one statement denies, whatever another allows', () => {
    const both = statements(aStatement(), aStatement({ Effect: 'Deny', Action: 'dynamodb:*', Resource: '*' }));
    expect(isAllowed(both, aRequest())).toBe(false);
  });

  it('weighs conditions on the context, and misses one that the request does not have', () => {
    const conditional = statements(
      aStatement({ Condition: { StringEquals: { 'ses:FromAddress': ['a@example.com', 'b@example.com'] } } }),
    );
    const from = (address: string) => aRequest({ context: { 'ses:fromaddress': address } });
    expect(isAllowed(conditional, from('b@example.com'))).toBe(true);
    expect(isAllowed(conditional, from('c@example.com'))).toBe(false);
    expect(isAllowed(conditional, aRequest())).toBe(false);
  });

  it('says which grant it was, as the policy states it', () => {
    const grant = grantFor(statements(aStatement()), aRequest({ action: 'dynamodb:PutItem' }));
    expect(grant).toEqual({ action: 'dynamodb:Put*', resource: table });
    expect(grantsOf(statements(aStatement()))).toContainEqual(grant);
  });

  it.each([
    ['a condition that it does not know', { Condition: { IpAddress: { 'aws:SourceIp': '10.0.0.0/8' } } }],
    ['NotAction', { NotAction: 'dynamodb:*' }],
    ['a principal', { Principal: '*' }],
  ])('is refused with %s', (_what, changes) => {
    expect(() => statements(aStatement(changes))).toThrow(/^Role: statement 0 of its policy cannot be weighed locally/);
  });
});
