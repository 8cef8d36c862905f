// Values read from ARM's answers: power states, AMQP hosts, kinds of alert rules.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { alertRuleKindOf } from '../../../../src/domain/alert/alertRule.ts';
import { amqpHostOf, powerStateOf } from '../../../../src/domain/arm/resource.ts';

describe('powerStateOf', () => {
  it('knows the codes of the instance view, and nothing else', () => {
    const check = (code: string | undefined, expected: string): void => assert.equal(powerStateOf(code), expected);
    check('PowerState/running', 'running');
    check('powerstate/Deallocated', 'deallocated');
    check('PowerState/stopping', 'stopping');
    check('PowerState/hibernated', 'unknown');
    check('ProvisioningState/succeeded', 'unknown');
    check('', 'unknown');
    check(undefined, 'unknown');
  });
});

describe('amqpHostOf', () => {
  it('leaves the HTTPS port out and keeps any other', () => {
    const check = (endpoint: string, expected: string | undefined): void =>
      assert.equal(amqpHostOf(endpoint), expected, endpoint);
    check('https://contoso.servicebus.windows.net:443/', 'contoso.servicebus.windows.net');
    check('https://contoso.servicebus.chinacloudapi.cn/', 'contoso.servicebus.chinacloudapi.cn');
    check('https://localhost:15671/', 'localhost:15671');
    check('sb://localhost:443/', 'localhost');
    check('contoso.servicebus.windows.net', undefined);
    check('', undefined);
    check('not a url', undefined);
  });
});

describe('alertRuleKindOf', () => {
  it('knows the three types in any case', () => {
    const check = (type: string, expected: string | undefined): void => assert.equal(alertRuleKindOf(type), expected);
    check('Microsoft.Insights/metricAlerts', 'metric');
    check('microsoft.insights/activitylogalerts', 'activityLog');
    check('Microsoft.Insights/scheduledQueryRules', 'logSearch');
    check('Microsoft.Insights/actionGroups', undefined);
  });
});
