// Recipes of resources: literals of Bicep hold any text, commands are those of the Azure CLI, and nothing breaks out of either.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import { formatBicepValue, quoteBicep } from '../../../../src/domain/arm/bicepText.ts';
import { formatResourceAzCli, formatResourceBicep } from '../../../../src/domain/arm/resourceRecipe.ts';
import { machineId, subscriptionId, watcherId } from '../../../support/captures.ts';
import { readBicepString, readBicepStrings } from './bicepReader.ts';

describe('quoteBicep', () => {
  it('escapes what means something in a literal', () => {
    assert.equal(quoteBicep("it's ${x} \\ $y\n\u202e"), "'it\\'s \\${x} \\\\ $y\\n\\u{202e}'");
  });

  it('gives one literal that holds the text, whatever it is', () => {
    const hostile = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc
        .array(fc.constantFrom('$', '{', '}', "'", '\\', '\n', '\r', '\u2028', 'a', 'u', '\0'))
        .map((all) => all.join('')),
    );
    fc.assert(
      fc.property(hostile, (text) => {
        const literal = quoteBicep(text);
        assert.deepEqual(readBicepString(literal), { text: text.toWellFormed(), end: literal.length });
      }),
    );
  });
});

describe('formatBicepValue', () => {
  it('lays out objects and lists, and leaves out what is absent', () => {
    assert.equal(
      formatBicepValue({ a: 1, none: undefined, list: ['x', true], empty: [], inner: { b: 'c', no: {} } }, 1),
      "{\n    a: 1\n    list: [\n      'x'\n      true\n    ]\n    empty: []\n    inner: {\n      b: 'c'\n      no: {}\n    }\n  }",
    );
  });
});

describe('recipes of resources', () => {
  const ruleId = `/subscriptions/${subscriptionId}/resourceGroups/rg/providers/microsoft.insights/metricAlerts/cpu high`;
  const hubId = `/subscriptions/${subscriptionId}/resourceGroups/rg/providers/Microsoft.EventHub/namespaces/ns/eventhubs/logs`;

  it('show a resource by the command of its kind, others by the general one', () => {
    assert.equal(formatResourceAzCli(machineId), `az vm show --ids '${machineId}'`);
    assert.equal(formatResourceAzCli(watcherId), `az resource show --ids '${watcherId}'`);
    assert.equal(formatResourceAzCli(ruleId), `az monitor metrics alert show --ids '${ruleId}'`);
    assert.equal(formatResourceAzCli(hubId), `az eventhubs eventhub show --ids '${hubId}'`);
    const activity = ruleId.replace('metricAlerts', 'activityLogAlerts');
    assert.equal(formatResourceAzCli(activity), `az monitor activity-log alert show --ids '${activity}'`);
    const scaleSet = machineId.replace('virtualMachines', 'virtualMachineScaleSets');
    assert.equal(formatResourceAzCli(scaleSet), `az vmss show --ids '${scaleSet}'`);
    assert.equal(
      formatResourceAzCli(`/subscriptions/${subscriptionId}`),
      `az account show --subscription '${subscriptionId}'`,
    );
    assert.equal(formatResourceAzCli('no id'), undefined);
  });

  it('refer to a resource where it lies', () => {
    assert.equal(
      formatResourceBicep(hubId),
      `// Refers to what exists and changes nothing; its id is eventHub.id
resource eventHub 'Microsoft.EventHub/namespaces/eventhubs@2024-01-01' existing = {
  scope: resourceGroup('${subscriptionId}', 'rg')
  name: 'ns/logs'
}
`,
    );
    assert.deepEqual(readBicepStrings(formatResourceBicep(ruleId) ?? ''), [
      'microsoft.insights/metricAlerts@2018-03-01',
      subscriptionId,
      'rg',
      'cpu high',
    ]);
    assert.equal(formatResourceBicep(`/subscriptions/${subscriptionId}`), undefined);
    assert.equal(formatResourceBicep(machineId.replace('virtualMachines', 'disks')), undefined);
  });

  it('hold names that would break out', () => {
    const id = `/subscriptions/s/resourceGroups/r'g/providers/Microsoft.Compute/virtualMachines/\${x}'\n'$(id)`;
    assert.deepEqual(readBicepStrings(formatResourceBicep(id) ?? '').slice(1), ['s', "r'g", "${x}'\n'$(id)"]);
    assert.doesNotMatch(formatResourceAzCli(id) ?? '', /\n/);
  });
});
