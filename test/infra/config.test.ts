import { describe, expect, it } from 'vitest';
import { parseDeploymentConfig, readDeploymentConfig } from '../../infra/config.ts';
import { aDeploymentConfig } from './synthesised-stack.ts';

function faultsOf(found: unknown): string {
  try {
    parseDeploymentConfig(found);
    return 'no fault';
  } catch (error) {
    return error instanceof Error ? error.message : 'not an error';
  }
}

describe('the configuration of a deployment', () => {
  it('is taken as it is when it is valid', () => {
    const config = aDeploymentConfig();
    expect(parseDeploymentConfig(config)).toEqual(config);
  });

  it('needs no address for alarms', () => {
    const { alarmEmail: _left, ...config } = aDeploymentConfig();
    expect(parseDeploymentConfig(config)).toEqual(config);
  });

  it('tells all faults at once, with the field, what was found and what it must be', () => {
    const faults = faultsOf({
      ...aDeploymentConfig(),
      deployment: 'Acme Inc',
      mailDomain: 'https://example.com',
      logRetentionDays: 45,
      stopMoney: 'yes',
      apiThrottle: { requestsPerSecond: 0, burst: 40 },
    });
    expect(faults.split('\n').slice(1)).toEqual([
      '  - tallystick.deployment: found "Acme Inc"; it must be two to thirty lower-case letters, digits and hyphens, such as "acme".',
      '  - tallystick.mailDomain: found "https://example.com"; it must be a domain name in lower case, such as "statements.example.com".',
      '  - tallystick.logRetentionDays: found 45; it must be one of 7, 14, 30, 60, 90, 180, 365, 731, 1827, 3653.',
      '  - tallystick.stopMoney: found "yes"; it must be true or false.',
      '  - tallystick.apiThrottle.requestsPerSecond: found 0; it must be a whole number from 1 to 1000.',
    ]);
  });

  it.each(['deployment', 'mailDomain', 'mailFrom', 'logRetentionDays', 'stopMoney', 'apiThrottle'])(
    'has no default for %s',
    (field) => {
      const { [field]: _left, ...config } = { ...aDeploymentConfig() } as Record<string, unknown>;
      expect(faultsOf(config)).toContain(`tallystick.${field}: found nothing; it must be`);
    },
  );

  it('refuses an unknown field and lists those it knows', () => {
    expect(faultsOf({ ...aDeploymentConfig(), mailfrom: 'a@b.example' })).toContain(
      'tallystick: unknown "mailfrom". Allowed here: deployment, mailDomain, mailFrom, introductionsDomain, alarmEmail,',
    );
  });

  it('refuses a sender outside the domain that SES verifies', () => {
    expect(faultsOf(aDeploymentConfig({ mailFrom: 'tallystick@other.example' }))).toContain(
      'tallystick.mailFrom: found "tallystick@other.example"; it must be an e-mail address at exactly mailDomain',
    );
  });
});

const reader = (context: Record<string, unknown>) => ({ tryGetContext: (key: string) => context[key] });

describe('the context of cdk.json', () => {
  it('must hold the configuration', () => {
    expect(() => readDeploymentConfig(reader({}))).toThrow('cdk.json has no "tallystick" object in its "context"');
  });

  it.each([
    ['true', true],
    ['false', false],
  ])('lets the command line stop money with -c stopMoney=%s', (given, stopMoney) => {
    const tallystick = aDeploymentConfig({ stopMoney: !stopMoney });
    expect(readDeploymentConfig(reader({ tallystick, stopMoney: given })).stopMoney).toBe(stopMoney);
  });

  it('refuses another word for it, rather than let money move', () => {
    const context = { tallystick: aDeploymentConfig(), stopMoney: 'yes' };
    expect(() => readDeploymentConfig(reader(context))).toThrow(
      'tallystick.stopMoney: found "yes"; it must be true or false',
    );
  });
});
