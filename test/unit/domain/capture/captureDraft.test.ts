// Beginnings of captures: addresses of callers as they are logged, machines in alert payloads, arguments of any shape.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import {
  draftOfClients,
  readDraft,
  targetsInText,
  targetsOfPayloads,
} from '../../../../src/domain/capture/captureDraft.ts';
import { filterProblem } from '../../../../src/domain/capture/captureFilter.ts';
import { machineId } from '../../../support/captures.ts';
import { scaleSetId } from '../../../support/ground.ts';

describe('draftOfClients', () => {
  for (const [addresses, expected] of [
    [['203.0.113.7'], '203.0.113.7'],
    [['203.0.113.7:51234', ' 203.0.113.7 ', '10.0.0.4'], '10.0.0.4;203.0.113.7'],
    [['::ffff:203.0.113.7'], '203.0.113.7'],
    [['2001:db8::1', '203.0.113.7'], '203.0.113.7'],
    [
      ['203.0.113.7, 10.0.0.4:80', '[::ffff:10.0.0.5]:80', '[::FFFF:10.0.0.6]'],
      '10.0.0.4;10.0.0.5;10.0.0.6;203.0.113.7',
    ],
    [['[2001:db8::1]:443'], undefined],
    [['unknown', '', '2001:db8::1', '256.1.1.1', '_hidden'], undefined],
    [[], undefined],
  ] as const) {
    it(`makes ${expected ?? 'nothing'} of ${addresses.join(', ')}`, () =>
      assert.equal(draftOfClients(addresses)?.draft.filters?.[0]?.remoteIPAddress, expected));
  }

  it('gives filters that Azure reads as they are meant, for any addresses', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.ipV4(), fc.ipV6(), fc.string())), (addresses) => {
        for (const filter of draftOfClients(addresses)?.draft.filters ?? []) {
          assert.equal(filterProblem(filter), undefined);
        }
      }),
    );
  });
});

describe('draftOfClients with many clients', () => {
  it('takes the first fifty and says how many it left out', () => {
    const addresses = Array.from({ length: 60 }, (_, at) => `10.0.0.${60 - at}`);
    const { draft, taken, leftOut } = draftOfClients([...addresses, '10.0.0.60']) ?? {};
    assert.deepEqual([taken, leftOut], [50, 10]);
    const kept = draft?.filters?.[0]?.remoteIPAddress?.split(';') ?? [];
    assert.deepEqual([kept.length, kept[0], kept.at(-1)], [50, '10.0.0.11', '10.0.0.60']);
  });
});

describe('targetsOfPayloads', () => {
  const common = (id: string, monitorCondition: string): string =>
    JSON.stringify({
      schemaId: 'azureMonitorCommonAlertSchema',
      data: { essentials: { alertTargetIDs: [id], monitorCondition } },
    });
  const read = (editor: string, clipboard: string): unknown[] =>
    targetsOfPayloads({ editor, clipboard }).map(({ targetId, sources, isResolved }) => [
      targetId,
      sources.join(),
      isResolved,
    ]);

  it('counts the text of an editor only when it is JSON', () => {
    assert.deepEqual(read(`see ${machineId}`, common(scaleSetId, 'Fired')), [[scaleSetId, 'clipboard', false]]);
    assert.deepEqual(read(`see ${machineId}`, `see ${scaleSetId}`), [[scaleSetId, 'clipboard', false]]);
    assert.deepEqual(read(common(machineId, 'Fired'), ''), [[machineId, 'editor', false]]);
  });

  it('names where each was found, one in both places once', () => {
    assert.deepEqual(read(common(machineId, 'Fired'), common(scaleSetId, 'Resolved')), [
      [machineId, 'editor', false],
      [scaleSetId, 'clipboard', true],
    ]);
    assert.deepEqual(read(common(machineId, 'Resolved'), common(machineId.toUpperCase(), 'Fired')), [
      [machineId, 'editor,clipboard', false],
    ]);
  });

  it('takes what the alert is about, and what its text also names only when there is no such machine', () => {
    const also = { customProperties: { other: scaleSetId } };
    const about = (ids: readonly string[] | null): string =>
      JSON.stringify({ data: { ...also, essentials: { alertTargetIDs: ids, monitorCondition: 'Fired' } } });
    assert.deepEqual(read(about([machineId]), ''), [[machineId, 'editor', false]]);
    assert.deepEqual(read(about(null), ''), [[scaleSetId, 'editor', false]]);
    assert.deepEqual(read(JSON.stringify([JSON.parse(about([machineId]))]), ''), [[machineId, 'editor', false]]);
  });

  it('sees in each schema that an alert is over', () => {
    const resource = { resourceId: machineId };
    for (const payload of [
      common(machineId, 'Resolved'),
      JSON.stringify(common(machineId, 'Resolved')),
      JSON.stringify({ schemaId: 'AzureMonitorMetricAlert', data: { status: 'Deactivated', context: resource } }),
      JSON.stringify({ status: 'Resolved', context: resource }),
    ]) {
      assert.deepEqual(read('', payload), [[machineId, 'clipboard', true]], payload);
    }
    assert.deepEqual(read('', JSON.stringify({ data: { status: 'Activated', context: resource } })), [
      [machineId, 'clipboard', false],
    ]);
  });
});

describe('targetsInText', () => {
  it('finds machines and scale sets in payloads of any schema', () => {
    const common = {
      data: { essentials: { alertTargetIDs: [machineId.toLowerCase()], configurationItems: ['web-1'] } },
    };
    const legacy = {
      data: { context: { resourceId: scaleSetId, portalLink: `https://portal/#resource${machineId}` } },
    };
    assert.deepEqual(targetsInText(JSON.stringify(common)), [machineId.toLowerCase()]);
    assert.deepEqual(targetsInText(JSON.stringify(legacy)), [scaleSetId, machineId]);
    assert.deepEqual(targetsInText(JSON.stringify(JSON.stringify(common))), [machineId.toLowerCase()]);
    assert.deepEqual(targetsInText(`{"id":"${machineId.replaceAll('/', '\\/')}"}`), [machineId]);
  });

  it('takes each once, and an instance for its scale set', () => {
    assert.deepEqual(targetsInText(`${scaleSetId}/virtualMachines/3 ${scaleSetId.toUpperCase()} x`), [scaleSetId]);
  });

  it('finds nothing where nothing is', () => {
    assert.deepEqual(targetsInText('{"resourceId":"/subscriptions/x/resourceGroups/g"}'), []);
    assert.deepEqual(targetsInText(''), []);
  });
});

describe('readDraft', () => {
  it('takes what is part of a capture', () => {
    assert.deepEqual(
      readDraft({ draft: { targetId: machineId, filters: [{ protocol: 'TCP', remotePort: '80', extra: 1 }], x: 1 } }),
      { targetId: machineId, filters: [{ protocol: 'TCP', remotePort: '80' }] },
    );
  });

  it('never throws', () => {
    fc.assert(fc.property(fc.anything(), (value) => void readDraft(value)));
    fc.assert(fc.property(fc.anything(), (value) => void readDraft({ draft: { filters: [value], targetId: value } })));
  });
});
