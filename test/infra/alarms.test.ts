import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { aTallystickStack, synthesised } from './synthesised-stack.ts';

const template = synthesised(aTallystickStack());

describe('the alarms', () => {
  const alarms = template.ofType('AWS::CloudWatch::Alarm').map(({ Properties }) => Properties);

  it('all ring at the topic that the operator is subscribed to', () => {
    const actions = alarms.map((alarm) => (alarm['AlarmActions'] as unknown[]).map(template.asText));
    expect(new Set(actions.flat())).toEqual(new Set(['<Alarms/Topic>']));
    const [email] = template
      .ofType('AWS::SNS::Subscription')
      .filter(({ Properties }) => Properties['Protocol'] === 'email');
    expect(email?.Properties).toMatchObject({ Endpoint: 'operator@example.com' });
  });

  it('may publish there, although the topic has a policy of its own', () => {
    expect(template.at('Alarms/Topic/Policy').Properties).toMatchObject({
      PolicyDocument: {
        Statement: expect.arrayContaining([
          expect.objectContaining({ Effect: 'Allow', Principal: { Service: 'cloudwatch.amazonaws.com' } }),
        ]),
      },
    });
  });

  it('ring when the sweep leaves no figures at all', () => {
    expect(template.at('Alarms/SweepMissing').Properties).toMatchObject({
      TreatMissingData: 'breaching',
      ComparisonOperator: 'LessThanThreshold',
      Threshold: 1,
      Period: 300,
    });
  });

  it('watch every function and every queue', () => {
    const watched = JSON.stringify(alarms.map(({ Dimensions }) => Dimensions));
    for (const type of ['AWS::Lambda::Function', 'AWS::SQS::Queue']) {
      const ids = Object.keys(template.resources).filter((id) => template.resources[id]?.Type === type);
      for (const id of ids) expect(watched).toContain(id);
    }
  });

  it('are each explained in docs/deploy.md', () => {
    const guide = readFileSync(join(dirname(dirname(import.meta.dirname)), 'docs', 'deploy.md'), 'utf8');
    const explained = alarmNames().map((name) =>
      ['DependencyFailed', 'HttpApiFailed'].includes(name)
        ? name
        : name.replace(/.*(Failed|Waiting|DeadLetters)$/, '*$1'),
    );
    for (const name of new Set(explained)) expect(guide).toContain(`\`${name}\``);
  });
});

function alarmNames(): string[] {
  return template
    .ofType('AWS::CloudWatch::Alarm')
    .map(({ Metadata }) => Metadata?.['aws:cdk:path']?.split('/').at(-2) ?? '');
}
