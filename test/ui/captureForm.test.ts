// The capture form as a person uses it: typing, corrections, presets, the checklist with its remedies, and the start.

import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'node:test';
import { resourceNotFound } from '../../src/app/error/userErrors.ts';
import {
  agentMissing,
  checksWith,
  fineChecks,
  formScaleSetId,
  nameTaken,
  recentStorageId,
  watcherMissing,
} from '../support/captureForm.ts';
import { storageRestricted } from '../support/captureForm.ts';
import { machineId, storageId, watcherId } from '../support/captures.ts';
import { pending } from '../support/pending.ts';
import { CaptureFormStage } from './captureFormView.ts';
import type { CaptureFormView } from './captureFormView.ts';

const machine = { targetId: machineId } as const;

describe('capture form', () => {
  let stage: CaptureFormStage;
  before(async () => {
    stage = await CaptureFormStage.start();
  });
  afterEach(async () => assert.deepEqual(await stage.closeViews(), []));
  after(() => stage.stop());

  const start = (view: CaptureFormView) => view.page.locator('button.primary');

  describe('a draft of a machine', () => {
    it('is ready with sensible choices: a free name, the account used last, five minutes', async () => {
      const view = await stage.open(undefined, { draft: machine });
      assert.equal(await view.field('Name of the capture').inputValue(), 'web-1_1');
      assert.equal(await view.field('Storage account').inputValue(), recentStorageId);
      assert.equal(await view.field('Longest time').inputValue(), '5m');
      assert.equal(await start(view).getAttribute('aria-disabled'), 'false');
      await start(view).click({ force: true });
      await view.page.locator('.checks li').first().waitFor();
      await view.drawn();
      assert.deepEqual(view.ports.started, [
        {
          replace: false,
          capture: {
            targetId: machineId,
            watcherId,
            name: 'web-1_1',
            scope: { include: [], exclude: [] },
            destination: { storageId: recentStorageId },
            limits: {
              timeLimitInSeconds: 300,
              totalBytesPerSession: 1_073_741_824,
              bytesToCapturePerPacket: 0,
            },
            filters: [],
          },
        },
      ]);
      assert.ok(view.isClosed);
    });

    it('follows another target with name, path, watcher and accounts', async () => {
      const view = await stage.open(undefined, { draft: machine });
      await view.page.getByLabel('The machine itself').check();
      assert.equal(await view.field('Path').inputValue(), '/var/captures/web-1_1.cap');
      await view.field('Machine or scale set').selectOption({ index: 1 });
      await view.settled();
      assert.equal(await view.field('Name of the capture').inputValue(), 'batch-7_1');
      assert.equal(await view.field('Path').inputValue(), 'C:\\captures\\batch-7_1.cap');
      assert.match((await view.page.locator('#field-storageId-note').textContent()) ?? '', /brazilsouth/);
      assert.equal(await view.field('Storage account').inputValue(), '');
      await view.type('Name of the capture', 'mine');
      await view.field('Machine or scale set').selectOption({ index: 0 });
      await view.settled();
      assert.equal(await view.field('Name of the capture').inputValue(), 'mine');
      assert.equal(await view.field('Path').inputValue(), '/var/captures/mine.cap');
    });

    it('searches among thousands of machines, of which it draws only a few', async () => {
      const view = await stage.open(
        (ports) => {
          const [web] = ports.targets;
          assert.ok(web !== undefined);
          ports.targets = Array.from({ length: 3000 }, (_, at) => ({
            ...web,
            id: machineId.replace('web-1', `node-${at}`),
            name: `node-${at}`,
          }));
        },
        { draft: {} },
      );
      const options = view.page.locator('#field-targetId option');
      assert.ok((await options.count()) <= 52);
      assert.match((await view.page.locator('#field-targetId-note').textContent()) ?? '', /Not shown: 2,950/);
      await view.type('Search by name, resource group or region', 'node-2999');
      await view.field('Machine or scale set').selectOption({ label: 'node-2999 (westeurope)' });
      await view.settled();
      assert.equal(await view.field('Name of the capture').inputValue(), 'node-2999_1');
      assert.deepEqual(await view.axe(), []);
      await view.picture('form-many-targets');
    });

    it('tells what failed and asks again', async () => {
      const view = await stage.open(
        (ports) => {
          ports.before.set('listTargets', () => Promise.reject(resourceNotFound('targets')));
        },
        { draft: machine },
      );
      const alert = view.page.getByRole('alert');
      assert.ok(((await alert.textContent()) ?? '').includes('targets'));
      view.ports.before.clear();
      await view.click('Retry');
      await view.settled();
      assert.equal(await alert.count(), 0);
      assert.equal(await view.field('Name of the capture').inputValue(), 'web-1_1');
    });
  });

  describe('filters', () => {
    it('say what they keep, what is wrong, and correct it by one click', async () => {
      const view = await stage.open(undefined, { draft: machine });
      await view.click('Add filter');
      assert.equal(await view.page.evaluate(() => document.activeElement?.id), 'filter-0-protocol');
      await view.type('Remote address', '10.0.0.0/24');
      await view.type('Remote port', 'https');
      assert.match(await view.fault('Remote address'), /no blocks such as “10\.0\.0\.0\/24”/);
      assert.match(await view.fault('Remote port'), /“https” is not the number of a port/);
      assert.equal(await view.field('Remote port').getAttribute('aria-invalid'), 'true');
      assert.equal(await start(view).getAttribute('aria-disabled'), 'true');
      await view.picture('form-invalid');
      await view.click('Use 10.0.0.0-10.0.0.255');
      await view.click('Use 443');
      assert.equal(await view.fault('Remote address'), '');
      assert.equal(
        await view.page.locator('.sentence').textContent(),
        'Keeps TCP packets between this machine and 10.0.0.0 to 10.0.0.255, port 443, in both directions.',
      );
      assert.equal(await start(view).getAttribute('aria-disabled'), 'false');
    });

    it('tell the one that adds nothing, and can be taken away', async () => {
      const view = await stage.open(undefined, {
        draft: { ...machine, filters: [{ protocol: 'TCP' }, { protocol: 'TCP', remotePort: '443' }] },
      });
      assert.match((await view.page.locator('.covered').textContent()) ?? '', /Filter 1 keeps all of this already/);
      await view.click('Remove filter 1');
      assert.equal(await view.page.locator('.card').count(), 1);
      assert.equal(await view.field('Remote port').inputValue(), '443');
    });
  });

  describe('a start that is not possible yet', () => {
    it('names the fields, and each name leads there', async () => {
      const view = await stage.open(undefined, { draft: { ...machine, name: 'a b' } });
      await view.type('Longest time', '9h');
      assert.equal(await view.fault('Longest time'), 'At most 5h.');
      await start(view).focus();
      await view.page.keyboard.press('Enter');
      await view.drawn();
      assert.equal(await view.page.evaluate(() => document.activeElement?.id), 'start-reason');
      await view.page.locator('#start-reason').getByRole('button', { name: 'Longest time' }).click();
      await view.drawn();
      assert.equal(await view.page.evaluate(() => document.activeElement?.id), 'field-timeLimit');
      assert.deepEqual(view.ports.checked, []);
    });

    it('is quiet about what nobody has come to yet, until a start is tried', async () => {
      const view = await stage.open();
      assert.equal(await view.fault('Machine or scale set'), '');
      await start(view).click({ force: true });
      await view.drawn();
      assert.equal(await view.fault('Machine or scale set'), 'Choose what is to be captured.');
    });
  });

  describe('the checklist', () => {
    it('stops a start, offers the remedy, and starts when all is well', async () => {
      const view = await stage.open((ports) => (ports.checks = checksWith(agentMissing)), { draft: machine });
      const gate = pending();
      view.ports.before.set('fix', () => gate.promise);
      await start(view).click({ force: true });
      await view.page.locator('.checks li').first().waitFor();
      assert.deepEqual(view.ports.started, []);
      assert.ok((await view.checks()).includes('blocker: The agent is missing'));
      assert.equal((await start(view).textContent())?.trim(), 'Start Anyway');
      await view.picture('form-blocked');
      await view.click('Install Agent');
      assert.equal(await view.page.locator('.checks li[aria-busy=true]').count(), 1);
      view.ports.checks = fineChecks;
      gate.resolve();
      await view.page.locator('.checks .blocker').waitFor({ state: 'detached' });
      await view.drawn();
      assert.deepEqual(
        view.ports.calls.filter((call) => /^(?:fix|check)/.test(call)),
        ['check', 'fix installAgent', 'check'],
      );
      assert.equal((await start(view).textContent())?.trim(), 'Start Capture');
      await start(view).click({ force: true });
      await view.drawn();
      assert.equal(view.ports.started.length, 1);
      assert.equal(view.ports.checked.length, 2, 'what was checked just now is not checked again');
    });

    it('can be passed over: a warning by a second click, a blocker after VS Code has named it', async () => {
      const view = await stage.open((ports) => (ports.checks = checksWith(agentMissing, storageRestricted)), {
        draft: machine,
      });
      await view.click('Check');
      await view.click('Start Anyway');
      assert.match(view.desk.asked[0] ?? '', /• The agent is missing$/);
      assert.deepEqual(view.ports.started, []);
      view.desk.answer = ([first]) => first;
      await view.click('Start Anyway');
      assert.equal(view.ports.started.length, 1);
      const other = await stage.open((ports) => (ports.checks = checksWith(storageRestricted)), { draft: machine });
      await start(other).click();
      await other.page.locator('.checks li').first().waitFor();
      assert.deepEqual(other.ports.started, []);
      await other.click('Start Anyway');
      assert.deepEqual([other.ports.started.length, other.desk.asked.length], [1, 0]);
    });

    it('leaves no way past what must be mended: the start is off, with the reason', async () => {
      const view = await stage.open((ports) => (ports.checks = checksWith(watcherMissing)), { draft: machine });
      await view.click('Check');
      assert.equal(await start(view).getAttribute('aria-disabled'), 'true');
      assert.equal((await start(view).textContent())?.trim(), 'Start Capture');
      assert.match((await view.page.locator('#start-reason').textContent()) ?? '', /No Network Watcher in brazilsouth/);
      await start(view).click({ force: true });
      await view.page.keyboard.press('Control+Enter');
      await view.drawn();
      assert.deepEqual([view.ports.started, view.desk.asked], [[], []]);
      view.ports.checks = fineChecks;
      await view.click('Enable Network Watcher');
      await view.click('Start Capture');
      assert.equal(view.ports.started.length, 1);
    });

    it('does not go on while Ctrl+Enter is held down, nor while a remedy works', async () => {
      const view = await stage.open((ports) => (ports.checks = checksWith(storageRestricted)), { draft: machine });
      await view.page.keyboard.down('Control');
      await view.page.keyboard.down('Enter');
      await view.page.locator('.checks li').first().waitFor();
      // Each further one is a repetition.
      await view.page.keyboard.down('Enter');
      await view.page.keyboard.down('Enter');
      await view.drawn();
      assert.deepEqual(view.ports.started, []);
      await view.page.keyboard.up('Enter');
      await view.page.keyboard.press('Enter');
      await view.page.keyboard.up('Control');
      await view.drawn();
      assert.equal(view.ports.started.length, 1);

      const other = await stage.open((ports) => (ports.checks = checksWith(agentMissing)), { draft: machine });
      other.desk.answer = ([first]) => first;
      await other.click('Check');
      const gate = pending();
      other.ports.before.set('fix', () => gate.promise);
      await other.click('Install Agent');
      await other.page.keyboard.press('Control+Enter');
      await other.drawn();
      assert.deepEqual(other.ports.started, []);
      gate.resolve();
      await other.drawn();
    });

    it('keeps what was typed when the start is cancelled', async () => {
      const view = await stage.open((ports) => (ports.isStartAgreed = false), { draft: machine });
      await view.type('Longest time', '7m');
      await view.click('Start Capture');
      assert.ok(view.ports.calls.includes('start'));
      assert.ok(!view.isClosed);
      assert.equal(await view.field('Longest time').inputValue(), '7m');
      assert.equal((await start(view).textContent())?.trim(), 'Start Capture');
    });

    it('is marked when the form has changed since, and made anew before a start', async () => {
      const view = await stage.open((ports) => (ports.checks = checksWith(agentMissing)), { draft: machine });
      await view.click('Check');
      await view.type('Longest time', '10m');
      assert.equal(await view.page.locator('.checks.stale').count(), 1);
      assert.match((await view.page.locator('.checkHead .lead').textContent()) ?? '', /has changed since/);
      assert.equal(await view.button('Install Agent').getAttribute('aria-disabled'), 'true');
      view.ports.checks = fineChecks;
      await view.click('Start Capture');
      assert.equal(view.ports.checked.at(-1)?.limits.timeLimitInSeconds, 600);
      assert.equal(view.ports.started.length, 1);
    });

    it('offers the next free name, or to replace after a question', async () => {
      const view = await stage.open((ports) => (ports.checks = checksWith(nameTaken)), { draft: machine });
      await view.click('Check');
      await view.click('Replace…');
      assert.match(view.desk.asked[0] ?? '', /Replace the packet capture "web-1_1"\?/);
      assert.deepEqual(view.ports.started, []);
      view.ports.checks = fineChecks;
      await view.click('Use Next Free Name');
      assert.equal(await view.field('Name of the capture').inputValue(), 'web-1_2');
      const other = await stage.open((ports) => (ports.checks = checksWith(nameTaken)), { draft: machine });
      other.desk.answer = ([first]) => first;
      await other.click('Check');
      await other.click('Replace…');
      assert.deepEqual(
        other.ports.started.map(({ replace, capture }) => [replace, capture.name]),
        [[true, 'web-1_1']],
      );
      assert.equal(other.desk.asked.length, 1);
    });

    it('can be cancelled, and a failed start keeps the form', async () => {
      const view = await stage.open(undefined, { draft: machine });
      view.ports.before.set(
        'check',
        (signal) => new Promise((resolve) => signal.addEventListener('abort', () => resolve(undefined))),
      );
      await view.click('Check');
      await view.click('Cancel');
      await view.button('Check').waitFor();
      assert.equal(await view.page.locator('.checks, .fault:has(*)').count(), 0);
      view.ports.before.clear();
      view.ports.before.set('start', () => Promise.reject(resourceNotFound('web-1')));
      await start(view).click({ force: true });
      const alert = view.page.locator('footer [role=alert]');
      await alert.waitFor();
      assert.ok(((await alert.textContent()) ?? '').includes('web-1'));
      assert.ok(!view.isClosed);
    });
  });

  describe('scale sets and rings', () => {
    it('capture chosen instances continuously', async () => {
      const view = await stage.open(undefined, { draft: { targetId: formScaleSetId } });
      await view.page.getByLabel('All but these').check();
      await view.page.getByLabel('front_3 stopped').check();
      await view.page.getByLabel('Continuous, a ring of files (preview)').check();
      await view.type('Files', '4');
      await view.type('Size of each file', '50 MiB');
      assert.match(
        (await view.page.locator('#field-fileSize-note').textContent()) ?? '',
        /A full ring takes up 200 MiB for each machine/,
      );
      await view.picture('form-ring');
      await view.click('Start Capture');
      const { capture } = view.ports.started[0] ?? {};
      assert.deepEqual(capture?.scope, { include: [], exclude: ['3'] });
      assert.deepEqual(capture?.ring, {
        fileCount: 4,
        fileSizeInBytes: 52_428_800,
        sessionTimeLimitInSeconds: 86_400,
      });
      assert.deepEqual(capture?.limits, { bytesToCapturePerPacket: 0 });
    });
  });

  describe('presets', () => {
    it('are applied without touching target and name, and saved where the person wants', async () => {
      const view = await stage.open(
        (ports) => {
          ports.allPresets = [
            {
              name: 'HTTPS',
              destination: { storageId },
              limits: { timeLimitInSeconds: 60 },
              filters: [{ protocol: 'TCP', remotePort: '443' }],
            },
          ];
        },
        { draft: machine },
      );
      await view.field('Preset').selectOption('HTTPS');
      await view.drawn();
      assert.equal(await view.field('Remote port').inputValue(), '443');
      assert.equal(await view.field('Storage account').inputValue(), storageId);
      assert.equal(await view.field('Longest time').inputValue(), '1m');
      assert.equal(await view.field('Name of the capture').inputValue(), 'web-1_1');
      await view.click('Save as preset…');
      await view.type('Name of the preset', 'Mine');
      await view.field('Where the preset is kept').selectOption('workspace');
      await view.picture('form-preset');
      await view.click('Save');
      assert.deepEqual(view.ports.saved, [
        {
          scope: 'workspace',
          preset: {
            name: 'Mine',
            destination: { storageId },
            limits: {
              timeLimitInSeconds: 60,
              totalBytesPerSession: 1_073_741_824,
              bytesToCapturePerPacket: 0,
            },
            filters: [{ protocol: 'TCP', remotePort: '443' }],
          },
        },
      ]);
      assert.equal(await view.field('Preset').locator('option').count(), 3);
      assert.equal((await view.page.locator('.done').textContent())?.trim(), 'The preset was saved.');
    });
  });

  describe('recipes', () => {
    it('put the capture as text on the clipboard', async () => {
      const view = await stage.open(undefined, { draft: machine });
      await view.click('Copy as az CLI');
      await view.click('Copy as Bicep');
      assert.match(view.desk.copied[0] ?? '', /^az network watcher packet-capture create/);
      assert.match(view.desk.copied[1] ?? '', /networkWatchers\/packetCaptures@/);
      await view.type('Name of the capture', '-');
      await view.click('Copy as Bicep');
      assert.equal(view.desk.copied.length, 2);
    });
  });

  describe('a hidden page', () => {
    it('has what was typed when it is shown again', async () => {
      const view = await stage.open(undefined, { draft: machine });
      await view.click('Add filter');
      await view.type('Remote address', '10.0.0.');
      await view.type('Name of the capture', 'mine');
      await view.reload();
      assert.equal(await view.field('Remote address').inputValue(), '10.0.0.');
      assert.match(await view.fault('Remote address'), /not a whole address/);
      assert.equal(await view.field('Name of the capture').inputValue(), 'mine');
    });
  });

  describe('for everybody', () => {
    for (const theme of ['dark', 'light', 'highContrast'] as const) {
      it(`has nothing serious for axe: ${theme}`, async () => {
        const draft = {
          targetId: formScaleSetId,
          scope: { include: ['0'], exclude: [] },
          origin: 'Again: web-1_7',
          destination: { storageId: recentStorageId, filePath: '/var/captures/front.cap' },
          filters: [
            { protocol: 'TCP', remoteIPAddress: '10.0.0.4', remotePort: '443' },
            { protocol: 'UDP', localPort: '53;', remoteIPAddress: '10.0.0.300' },
          ],
        } as const;
        const view = await stage.open((ports) => (ports.checks = checksWith(agentMissing, storageRestricted)), {
          theme,
          draft,
        });
        const found = await view.axe();
        await view.picture(`form-fault-${theme}`);
        await view.field('Remote address').last().fill('10.0.0.30');
        await view.click('Check');
        await view.click('Save as preset…');
        found.push(...(await view.axe()));
        await view.picture(`form-${theme}`);
        assert.deepEqual([...new Set(found)], []);
      });
    }

    it('fits panels of 320 pixels', async () => {
      const view = await stage.open((ports) => (ports.checks = checksWith(agentMissing)), {
        draft: { ...machine, filters: [{ protocol: 'TCP', remotePort: '443' }] },
        width: 320,
        height: 700,
      });
      await view.click('Check');
      assert.equal(await view.page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth), 0);
      await view.picture('form-320');
    });

    it('stays readable at twice the size', async () => {
      // What a zoom of 200 % does to a panel of 900 × 640: half of the room, and the foot takes none of it away.
      const view = await stage.open(undefined, { draft: machine, width: 450, height: 320 });
      assert.equal(await view.page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth), 0);
      assert.equal(await view.page.locator('footer').evaluate((foot) => getComputedStyle(foot).position), 'static');
    });

    it('shows hostile names as text', async () => {
      const name = '<img src=x onerror=alert(1)>\u202e';
      const view = await stage.open(
        (ports) => {
          ports.targets = ports.targets.slice(0, 1).map((target) => ({ ...target, name, note: name }));
          ports.allPresets = [{ name, destination: {}, limits: {}, filters: [] }];
          ports.checks = checksWith({ ...agentMissing, title: name, text: name });
        },
        { draft: { ...machine, origin: name } },
      );
      await view.click('Check');
      assert.equal(await view.page.locator('img').count(), 0);
      const shown = name.replace('\u202e', '[U+202E]');
      assert.ok((await view.checks()).includes(`blocker: ${shown}`));
      assert.equal(await view.page.locator('header .lead').textContent(), shown);
      await view.field('Preset').selectOption({ index: 1 });
      await view.drawn();
      assert.equal((await view.page.locator('.done').textContent())?.trim(), 'The preset was applied.');
    });

    it('is used by the keyboard alone, from the first field to the start', async () => {
      const view = await stage.open(undefined, { draft: machine });
      const seen = [await view.page.evaluate(() => document.activeElement?.id ?? '')];
      for (let at = 0; at < 30 && !seen.includes('Start Capture'); at++) {
        await view.page.keyboard.press('Tab');
        seen.push(
          await view.page.evaluate(() => {
            const active = document.activeElement;
            return active?.id === '' ? (active.textContent ?? '').trim() : (active?.id ?? '');
          }),
        );
      }
      for (const stop of [
        'field-targetId',
        'field-name',
        'field-storageId',
        'field-timeLimit',
        'filter-add',
        'Check',
      ]) {
        assert.ok(seen.includes(stop), `${stop} is not among ${seen.join()}`);
      }
      await view.page.keyboard.press('Enter');
      await view.page.locator('.checks li').first().waitFor();
      await view.drawn();
      assert.equal(view.ports.started.length, 1);
    });

    it('speaks Portuguese', async () => {
      const view = await stage.open(undefined, {
        draft: { ...machine, filters: [{ protocol: 'TCP', remotePort: '443;80' }] },
        language: 'pt-br',
      });
      assert.equal(await view.page.locator('h1').textContent(), 'Nova captura de pacotes');
      assert.equal(
        await view.page.locator('.sentence').textContent(),
        'Mantém pacotes TCP entre esta máquina e qualquer endereço, portas 443 ou 80, nos dois sentidos.',
      );
      const labels = await view.page.locator('label, .name, h2, legend').allInnerTexts();
      assert.ok(labels.length > 20);
      assert.deepEqual(
        labels.filter((label) => /\b(?:address|port|file|name|limit|filter|time|size|local |remote)\b/i.test(label)),
        [],
      );
      await view.picture('form-pt');
    });
  });
});
