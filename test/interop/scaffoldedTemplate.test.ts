// The ARM template of the scaffolded project, judged by Azure's own schemas; and broken copies of it, each of which must be found out.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { deploymentParameters } from '../../src/domain/scaffold/alertCaptureProject.ts';
import { readTemplates, sampleChoices } from '../support/scaffoldedProject.ts';
import { problemsOfParameters, problemsOfTemplate } from './armTemplate.ts';

type Json = Record<string, unknown>;

const files = readTemplates();
const textOf = (path: string): string => files.find((file) => file.path === path)?.text ?? '';
const template = (): Json => JSON.parse(textOf('infra/azuredeploy.json')) as Json;
const parameters = (): Json => JSON.parse(JSON.stringify(deploymentParameters(sampleChoices))) as Json;

/** The value at a path of names and numbers. */
function at(value: unknown, path: string): unknown {
  return path.split('/').reduce<unknown>((inner, name) => (inner as Json)[name], value);
}

/** The number of the first resource of a type, as a part of a path. */
function resource(type: string): string {
  const index = (template()['resources'] as Json[]).findIndex((each) => each['type'] === type);
  assert.notEqual(index, -1, type);
  return `resources/${index}`;
}

const site = resource('Microsoft.Web/sites');
const alert = resource('Microsoft.Insights/metricAlerts');
const group = resource('Microsoft.Insights/actionGroups');
const nested = resource('Microsoft.Resources/deployments');

/** What is changed in a copy: a member at a path gets a value, or goes when the value is undefined. */
const breaks: readonly (readonly [what: string, path: string, name: string, value: unknown])[] = [
  ['a kind that is a number', site, 'kind', 7],
  ['an unknown member of a resource', site, 'knid', 'functionapp'],
  ['an unknown member of its properties', `${site}/properties`, 'httpOnly', true],
  ['an unknown member deep inside', `${site}/properties/functionAppConfig/runtime`, 'verson', '22'],
  ['a runtime that is none', `${site}/properties/functionAppConfig/runtime`, 'name', 'nodejs'],
  ['an identity of a kind that is none', `${site}/identity`, 'type', 'System'],
  ['a version of the interface that is none', site, 'apiVersion', '2024-04-02'],
  ['a plan that is reserved in words', resource('Microsoft.Web/serverfarms'), 'properties', { reserved: 'yes' }],
  ['an account of a kind that is none', resource('Microsoft.Storage/storageAccounts'), 'kind', 'StorageV3'],
  [
    'a TLS version that is none',
    `${resource('Microsoft.Storage/storageAccounts')}/properties`,
    'minimumTlsVersion',
    'TLS2',
  ],
  ['a receiver without address', `${group}/properties/azureFunctionReceivers/0`, 'httpTriggerUrl', undefined],
  ['a receiver with a misspelt member', `${group}/properties/azureFunctionReceivers/0`, 'useCommonSchema', true],
  ['a criterion with an operator that is none', `${alert}/properties/criteria/allOf/0`, 'operator', 'Above'],
  ['a criterion without its metric', `${alert}/properties/criteria/allOf/0`, 'metricName', undefined],
  ['criteria of a kind that is none', `${alert}/properties/criteria`, 'odata.type', 'Microsoft.Azure.Monitor.Other'],
  ['an alert without a window', `${alert}/properties`, 'windowSize', undefined],
  ['a parameter that is not there', `${alert}/properties`, 'severity', "[parameters('sevrity')]"],
  ['a variable that is not there', `${alert}/properties/actions/0`, 'actionGroupId', "[variables('groupId')]"],
  ['a function that is none', alert, 'name', "[concatenate('a', 'b')]"],
  ['brackets that do not close', alert, 'name', "[concat('a', 'b']"],
  ['a resource that is not there', site, 'dependsOn', ["[resourceId('Microsoft.Web/serverfarm', 'x')]"]],
  ['a nested template without its parameter', `${nested}/properties/parameters`, 'appName', undefined],
  ['a nested template with an unknown mode', `${nested}/properties`, 'mode', 'Incrmental'],
  [
    'a nested resource with a misspelt member',
    `${nested}/properties/template/resources/0/properties`,
    'assignableScope',
    [],
  ],
  [
    'a principal of a kind that is none',
    `${resource('Microsoft.Authorization/roleAssignments')}/properties`,
    'principalType',
    'App',
  ],
];

describe('the ARM template of the scaffolded project', () => {
  it('is valid for the schemas of Azure', () => {
    assert.deepEqual(problemsOfTemplate(template()), []);
  });

  it('has a value for each parameter, of its type and within its bounds', () => {
    assert.deepEqual(problemsOfParameters(template(), parameters()), []);
    for (const [name, value] of [
      ['threshold', 'much'],
      ['timeLimitInSeconds', 18_001],
      ['timeAggregation', 'Sum'],
      ['functionAppName', 'x'.repeat(44)],
      ['unheardOf', 1],
    ] as const) {
      const broken = parameters();
      (broken['parameters'] as Json)[name] = { value };
      assert.equal(problemsOfParameters(template(), broken).length, 1, name);
    }
  });

  for (const [what, path, name, value] of breaks) {
    it(`is found out with ${what}`, () => {
      const copy = template();
      const holder = at(copy, path) as Json;
      if (value === undefined) {
        assert.ok(Object.hasOwn(holder, name), `${path} has no ${name}`);
        delete holder[name];
      } else {
        holder[name] = value;
      }
      assert.notDeepEqual(problemsOfTemplate(copy), []);
    });
  }

  it('gives the identity the actions that the function names, and no right to change machines or accounts', () => {
    const actions = at(
      template(),
      `${nested}/properties/template/resources/0/properties/permissions/0/actions`,
    ) as string[];
    const sources = files.filter(({ path }) => path.startsWith('src/')).map(({ text }) => text);
    const captureType = 'Microsoft.Network/networkWatchers/packetCaptures';
    const named = sources.flatMap((text) => [
      ...Array.from(text.matchAll(/action: '(Microsoft\.[^']+)'/g), ([, action = '']) => action),
      ...Array.from(text.matchAll(/action: '([a-z][\w/]*)'/gi), ([, action = '']) =>
        action.startsWith('Microsoft.') ? action : `${captureType}/${action}`,
      ),
    ]);
    assert.ok(named.length >= 5);
    assert.deepEqual(
      named.filter((action) => !actions.includes(action)),
      [],
    );
    for (const type of ['virtualMachines', 'virtualMachineScaleSets']) {
      assert.ok(actions.includes(`Microsoft.Compute/${type}/read`));
    }
    assert.deepEqual(
      actions.filter((action) => /\*|Microsoft\.(?:Compute|Storage)\/.*(?:write|delete)$/.test(action)),
      [],
    );
  });

  it('sets no app setting that the function does not read', () => {
    const settings = at(template(), `${site}/properties/siteConfig/appSettings`) as { name: string }[];
    const source = textOf('src/settings.ts');
    const unread = settings.filter(
      ({ name }) => !name.startsWith('AzureWebJobsStorage') && !source.includes(`'${name}'`),
    );
    assert.deepEqual(unread, []);
  });

  it('asks for the key only where it makes the alert, for ARM asks for keys of resources that it leaves out too', () => {
    const receiver = at(template(), `${group}/properties/azureFunctionReceivers/0`) as Json;
    assert.match(
      String(receiver['httpTriggerUrl']),
      /^\[if\(parameters\('createAlert'\), concat\(.*listKeys\(.*, ''\)\]$/,
    );
    assert.equal(JSON.stringify(template()).match(/listKeys\(/g)?.length, 1);
  });

  it('calls the function that the project registers, with the common schema', () => {
    const receiver = at(template(), `${group}/properties/azureFunctionReceivers/0`) as Json;
    assert.equal(receiver['useCommonAlertSchema'], true);
    assert.ok(textOf('src/functions/alertCapture.ts').includes(`app.http('${String(receiver['functionName'])}'`));
    assert.match(String(receiver['httpTriggerUrl']), new RegExp(`/api/${String(receiver['functionName'])}\\?code=`));
  });
});
