// The scaffolded project as files: what a person chose is in them, and nothing is left to fill in.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import {
  alertCaptureFiles,
  deploymentCommands,
  deploymentParameters,
  isFunctionAppName,
  suggestFunctionAppName,
} from '../../../../src/domain/scaffold/alertCaptureProject.ts';
import { alertMetrics, readThreshold } from '../../../../src/domain/scaffold/alertMetric.ts';
import { readTemplates, sampleChoices } from '../../../support/scaffoldedProject.ts';

const files = alertCaptureFiles(readTemplates(), sampleChoices);
const textOf = (path: string): string => files.find((file) => file.path === path)?.text ?? assert.fail(path);
const valuesOf = (choices = sampleChoices): Record<string, unknown> => {
  const { parameters } = deploymentParameters(choices) as { parameters: Record<string, { value: unknown }> };
  return Object.fromEntries(Object.entries(parameters).map(([name, { value }]) => [name, value]));
};

describe('alertCaptureFiles', () => {
  it('has the files that a function app needs, each once', () => {
    const paths = files.map(({ path }) => path);
    assert.equal(new Set(paths).size, paths.length);
    for (const path of [
      '.funcignore',
      '.gitignore',
      '.vscode/settings.json',
      'README.md',
      'host.json',
      'infra/azuredeploy.json',
      'infra/azuredeploy.parameters.json',
      'local.settings.json',
      'package.json',
      'src/functions/alertCapture.ts',
      'test/answerAlert.test.ts',
      'tsconfig.json',
    ]) {
      assert.ok(paths.includes(path), path);
    }
    assert.ok(!paths.some((path) => path.startsWith('vscode/') || path === 'gitignore' || path.includes('..')));
  });

  it('leaves no word of a template unfilled, and no program changed', () => {
    assert.doesNotMatch(textOf('README.md'), /\{\{/);
    assert.ok(textOf('README.md').includes(sampleChoices.targetId));
    for (const { path, text } of readTemplates().filter((template) => template.path.startsWith('src/'))) {
      assert.equal(textOf(path), text);
    }
  });

  it('puts every choice into the parameters of the template', () => {
    assert.deepEqual(valuesOf(), {
      functionAppName: 'capture-vm-gateway-01',
      targetId: sampleChoices.targetId,
      captureStorageId: sampleChoices.storageId,
      networkWatcherResourceGroup: 'NetworkWatcherRG',
      timeLimitInSeconds: 120,
      filters: '[{"protocol":"TCP","localPort":"443"}]',
      metricName: 'Network Out Total',
      timeAggregation: 'Total',
      threshold: 1_000_000_000,
    });
    const { filters, ...limits } = valuesOf({
      ...sampleChoices,
      filters: [],
      totalBytesPerSession: 5,
      bytesToCapturePerPacket: 34,
    });
    assert.equal(filters, '');
    assert.deepEqual([limits['totalBytesPerSession'], limits['bytesToCapturePerPacket']], [5, 34]);
  });

  it('keeps local settings out of version control, and secrets out of them', () => {
    assert.match(textOf('.gitignore'), /^local\.settings\.json$/m);
    const { Values: values } = JSON.parse(textOf('local.settings.json')) as { Values: Record<string, string> };
    assert.equal(values['CAPTURE_STORAGE_ID'], sampleChoices.storageId);
    assert.doesNotMatch(textOf('local.settings.json'), /AccountKey|sig=|code=/);
  });

  it('holds whatever a person chose as JSON (property)', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), fc.nat(), (functionAppName, metricName, threshold) => {
        const made = alertCaptureFiles([], { ...sampleChoices, functionAppName, metricName, threshold });
        const [parameters] = made.map(
          ({ text }) => JSON.parse(text) as { parameters: Record<string, { value: unknown }> },
        );
        assert.equal(parameters?.parameters['functionAppName']?.value, functionAppName);
        assert.equal(parameters.parameters['metricName']?.value, metricName);
        assert.equal(parameters.parameters['threshold']?.value, threshold);
      }),
    );
  });
});

describe('the name of a function app', () => {
  it('is proposed from any machine so that it is taken (property)', () => {
    fc.assert(
      fc.property(fc.string(), (machine) => {
        assert.ok(isFunctionAppName(suggestFunctionAppName(machine)), suggestFunctionAppName(machine));
      }),
    );
    assert.equal(suggestFunctionAppName('VM_Gateway.01'), 'capture-vm-gateway-01');
  });

  it('is refused where Azure would refuse it', () => {
    for (const name of ['', 'a', '-a', 'a-', 'a_b', 'a b', 'x'.repeat(44), 'é1']) {
      assert.ok(!isFunctionAppName(name), name);
    }
    assert.ok(isFunctionAppName('a1') && isFunctionAppName('x'.repeat(43)));
  });
});

describe('deploymentCommands', () => {
  it('deploys the template, then the package, into the subscription of the machine', () => {
    const lines = deploymentCommands(sampleChoices, 'westeurope').split('\n');
    assert.equal(lines[0], 'az account set --subscription 00000000-0000-4000-8000-000000000001');
    assert.ok(
      lines.findIndex((line) => line.includes('deployment group create')) <
        lines.findIndex((line) => line.includes('config-zip')),
    );
    assert.ok(lines.some((line) => line.includes('--location westeurope')));
    assert.ok(lines.some((line) => /^# .*func azure functionapp publish capture-vm-gateway-01/.test(line)));
  });
});

describe('alert metrics', () => {
  it('are offered with a threshold that can be typed', () => {
    for (const { threshold } of alertMetrics) {
      assert.equal(readThreshold(String(threshold)), threshold);
    }
  });

  it('take whole numbers alone as thresholds', () => {
    assert.equal(readThreshold(' 1_000 000 '), 1_000_000);
    for (const text of ['', '-1', '1.5', '1e9', 'x', '1'.repeat(16)]) {
      assert.equal(readThreshold(text), undefined, text);
    }
  });
});
