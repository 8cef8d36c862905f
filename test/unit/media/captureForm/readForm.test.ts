// The form's texts as a capture: both ways the same, faults where there are any, and sentences that say what a filter keeps.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import { emptyFilter, fieldsOf, readKeptFields, withPreset } from '../../../../media/captureForm/formFields.ts';
import type { FormFields } from '../../../../media/captureForm/formFields.ts';
import { faultText, filterSentence, limitNote } from '../../../../media/captureForm/formNotes.ts';
import { captureOf, faultsOf, settingsOf } from '../../../../media/captureForm/readForm.ts';
import { Wording } from '../../../../media/traffic/trafficFormat.ts';
import { filterFields, filterProblem } from '../../../../src/domain/capture/captureFilter.ts';
import { captureFormGuards } from '../../../../src/protocol/captureFormContract.ts';
import { machineId, makeNewCapture, storageId } from '../../../support/captures.ts';
import { hostileField } from '../../domain/capture/serviceFilter.ts';

const words = new Wording({}, 'en');
const scaleSetId = machineId.replace('virtualMachines/web-1', 'virtualMachineScaleSets/web');
const context = { system: undefined };
const faults = (fields: FormFields): string[] =>
  faultsOf(fields, context).map(({ control, text }) => `${control}: ${text}`);

describe('fieldsOf and captureOf', () => {
  it('give the capture of the draft again', () => {
    for (const capture of [
      makeNewCapture('a', {
        limits: { timeLimitInSeconds: 90, totalBytesPerSession: 1000, bytesToCapturePerPacket: 64 },
      }),
      makeNewCapture('b', {
        targetId: scaleSetId,
        scope: { include: ['0', '3'], exclude: [] },
        destination: { storageId, filePath: '/var/captures/b.cap' },
        limits: { bytesToCapturePerPacket: 0 },
        filters: [{ protocol: 'UDP', localPort: '53', remoteIPAddress: '10.0.0.1-10.0.0.9' }, { protocol: 'Any' }],
        ring: { fileCount: 3, fileSizeInBytes: 1000, sessionTimeLimitInSeconds: 3600 },
      }),
      makeNewCapture('c', {
        targetId: scaleSetId,
        scope: { include: [], exclude: ['1'] },
        destination: { filePath: 'C:\\captures\\c.cap' },
        limits: { timeLimitInSeconds: 18_000, totalBytesPerSession: 1_073_741_824, bytesToCapturePerPacket: 0 },
      }),
    ]) {
      const fields = fieldsOf(capture);
      assert.deepEqual(faults(fields), []);
      assert.deepEqual(captureOf(fields), capture);
      assert.ok(captureFormGuards.check(captureOf(fields)));
    }
  });

  it('begin sensibly where the draft says nothing', () => {
    const fields = fieldsOf({});
    assert.deepEqual([fields.timeLimit, fields.totalBytes, fields.packetBytes], ['5m', '1 GiB', '']);
    assert.ok(fields.isStored && !fields.isLocal && !fields.isContinuous);
    assert.deepEqual(faults(fields), ['targetId: fault.target', 'name: name.empty', 'storageId: fault.storage']);
  });

  it('take of instances that are both in and out the difference', () => {
    const { instanceChoice, instanceIds } = fieldsOf({ scope: { include: ['0', '1'], exclude: ['1', '2'] } });
    assert.deepEqual([instanceChoice, instanceIds], ['include', ['0']]);
  });

  it('never give a filter that the service would misread', () => {
    fc.assert(
      fc.property(
        fc.array(fc.record(Object.fromEntries(filterFields.map((field) => [field, hostileField])))),
        (all) => {
          const filters = all.map((texts) => ({ ...emptyFilter(), ...texts }));
          const fields = { ...fieldsOf(makeNewCapture('a')), filters };
          if (faultsOf(fields, context).length === 0) {
            assert.ok(captureOf(fields).filters.every((filter) => filterProblem(filter) === undefined));
          }
        },
      ),
    );
  });
});

describe('faultsOf', () => {
  const good = fieldsOf(makeNewCapture('a', { destination: { storageId, filePath: '/var/captures/a.cap' } }));

  it('looks at what applies, and names what is wrong', () => {
    assert.deepEqual(faults(good), []);
    assert.deepEqual(faults({ ...good, isStored: false, isLocal: false }), ['isStored: fault.place']);
    assert.deepEqual(faults({ ...good, filePath: 'x' }), ['filePath: path.notAbsolute']);
    assert.deepEqual(faults({ ...good, filePath: 'x', isLocal: false }), []);
    assert.deepEqual(faults({ ...good, timeLimit: '9h', totalBytes: 'x', packetBytes: '5 GiB' }), [
      'timeLimit: range.timeLimit',
      'totalBytes: unread.totalBytes',
      'packetBytes: range.packetBytes',
    ]);
    assert.deepEqual(faults({ ...good, timeLimit: '9h', isContinuous: true, fileCount: '0', sessionTime: '' }), [
      'fileCount: range.fileCount',
      'sessionTime: unread.sessionTime',
    ]);
    assert.deepEqual(faults({ ...good, targetId: scaleSetId, instanceChoice: 'include' }), [
      'instanceIds: fault.instances',
    ]);
    assert.deepEqual(
      faultsOf({ ...good, filePath: 'C:\\a.cap' }, { system: 'linux' }).map(({ text }) => text),
      ['path.notBelowVarCaptures'],
    );
  });

  it('offers the correction of a filter’s field', () => {
    const filters = [{ ...emptyFilter(), remotePort: 'https', localIPAddress: '10.0.0.0/30' }];
    assert.deepEqual(faultsOf({ ...good, filters }, context), [
      {
        control: 'filters.0.localIPAddress',
        text: 'filter.cidr',
        values: ['10.0.0.0/30'],
        suggestion: '10.0.0.0-10.0.0.3',
      },
      { control: 'filters.0.remotePort', text: 'filter.badPort', values: ['https'], suggestion: '443' },
    ]);
  });

  it('takes an empty limit for what the service does then', () => {
    const fields = { ...good, timeLimit: '', totalBytes: ' ', packetBytes: '' };
    assert.deepEqual(settingsOf(fields).limits, {
      timeLimitInSeconds: 18_000,
      totalBytesPerSession: 1_073_741_824,
      bytesToCapturePerPacket: 0,
    });
  });
});

describe('withPreset', () => {
  const fields = fieldsOf(makeNewCapture('mine', { filters: [{ protocol: 'UDP' }] }));

  it('takes the settings, and the place only when the preset has one', () => {
    const limits = { timeLimitInSeconds: 60 };
    const other = withPreset(fields, { name: 'p', destination: {}, limits, filters: [] });
    assert.deepEqual([other.name, other.storageId, other.timeLimit], ['mine', storageId, '1m']);
    assert.deepEqual(other.filters, []);
    const local = withPreset(fields, {
      name: 'p',
      destination: { filePath: '/var/captures/p.cap' },
      limits,
      filters: [],
    });
    assert.deepEqual([local.isStored, local.isLocal, local.filePath], [false, true, '/var/captures/p.cap']);
  });
});

describe('readKeptFields', () => {
  const first = fieldsOf({ targetId: machineId });

  it('gives back what was kept for the draft, and nothing of another', () => {
    const fields: FormFields = {
      ...first,
      name: 'mine',
      instanceChoice: 'exclude',
      instanceIds: ['3'],
      filters: [{ ...emptyFilter(), protocol: 'Any', localPort: 'x' }],
    };
    const stored: unknown = JSON.parse(JSON.stringify({ draftKey: 'k', fields }));
    assert.deepEqual(readKeptFields(stored, 'k', first), fields);
    assert.equal(readKeptFields(stored, 'other', first), undefined);
    assert.equal(readKeptFields(undefined, 'k', first), undefined);
  });

  it('makes a whole form of whatever an earlier version has kept', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const fields = readKeptFields({ draftKey: 'k', fields: value }, 'k', first);
        assert.ok(fields !== undefined);
        assert.deepEqual(Object.keys(fields).toSorted(), Object.keys(first).toSorted());
        void faultsOf(fields, context);
      }),
    );
    const wrong = readKeptFields(
      { draftKey: 'k', fields: { name: 7, isLocal: 'x', filters: [{ localPort: 7 }] } },
      'k',
      first,
    );
    assert.deepEqual([wrong?.name, wrong?.isLocal], [first.name, false]);
    assert.deepEqual(wrong?.filters, [emptyFilter()]);
  });
});

describe('sentences', () => {
  const sentence = (parts: Partial<ReturnType<typeof emptyFilter>>): string =>
    filterSentence({ ...emptyFilter(), ...parts }, words);

  it('say what a filter keeps', () => {
    assert.equal(
      sentence({ remoteIPAddress: '10.0.0.4', remotePort: '443' }),
      'Keeps TCP packets between this machine and 10.0.0.4, port 443, in both directions.',
    );
    assert.equal(
      sentence({ protocol: 'UDP', localIPAddress: '10.0.0.5', localPort: '80-85', remotePort: '1;2;3' }),
      'Keeps UDP packets between this machine at 10.0.0.5, ports 80 to 85 and any address, ports 1, 2 or 3, in both directions.',
    );
    assert.equal(
      sentence({ protocol: 'Any', remotePort: '1;2;3;4;5;6;7;8' }),
      'Keeps packets of any protocol between this machine and any address, ports 1, 2, 3, 4, 5, 6 and 2 more, in both directions.',
    );
  });

  it('say what limits mean, and why they cannot be used', () => {
    const fields = { ...fieldsOf({}), fileCount: '4', fileSize: '50 MiB', timeLimit: '' };
    assert.equal(limitNote('timeLimit', fields, words), 'Ends by itself after 5h.');
    assert.equal(limitNote('fileSize', fields, words), 'A full ring takes up 200 MiB for each machine.');
    assert.equal(
      limitNote('packetBytes', { ...fields, packetBytes: '96' }, words),
      'Only the first 96 B of each packet are kept.',
    );
    assert.equal(limitNote('totalBytes', { ...fields, totalBytes: 'x' }, words), '');
    assert.equal(faultText({ control: 'timeLimit', text: 'range.timeLimit', values: [] }, words), 'At most 5h.');
    assert.equal(faultText({ control: 'fileCount', text: 'range.fileCount', values: [] }, words), '1 to 10,000 files.');
  });
});
