// The page object against a sample extension in a real VS Code: each word of it is used once, so that a failing end-to-end test
// of the product is not a failing page object. The sample has "type": "module" and a .cjs main, as Wirewatch has.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { outFolder } from '../support/project.ts';
import { Workbench, type ThemeName } from './workbench.ts';

const SAMPLE = path.join(import.meta.dirname, 'fixtures/sample');
const SCREENSHOTS = path.join(outFolder, 'vscodeHost');
const THEMES: readonly ThemeName[] = ['Dark Modern', 'Light Modern', 'High Contrast', 'High Contrast Light'];

describe('workbench', () => {
  let workbench: Workbench;
  before(async () => {
    workbench = await Workbench.open({ extensions: [SAMPLE], folder: SAMPLE, env: { SAMPLE_VARIABLE: 'passed on' } });
  });
  after(() => workbench?.close());

  it('runs functions in the extension host, with its environment', async () => {
    const seen = await workbench.inHost(
      (api, name: string) => ({ version: api.version, value: process.env[name] }),
      'SAMPLE_VARIABLE',
    );
    assert.deepEqual(seen, { version: '1.139.1', value: 'passed on' });
    await assert.rejects(
      workbench.inHost(() => {
        throw new Error('from the host');
      }, undefined),
      /from the host/,
    );
  });

  it('clicks in trees: expand, inline action, notification button', async () => {
    await workbench.openActivity('Sample Lab');
    await workbench.expand(workbench.item('Things', 'shelf'));
    await workbench.inlineAction(workbench.item('Things', 'thing one'), 'Say Hello');
    await workbench.answerToast('Hello there', 'Open');
    await workbench.notification('You chose Open');
  });

  it('clicks in a context menu and answers a modal dialog', async () => {
    await workbench.contextAction(workbench.item('Things', 'thing one'), 'Delete...');
    assert.match(await workbench.dialog.innerText(), /cannot be undone/);
    await workbench.answerDialog('Delete thing one?', 'Delete');
    await workbench.notification('The answer was Delete');
  });

  it('clicks an icon of a view', async () => {
    await workbench.viewAction('Things', 'Refresh');
    await workbench.notification('Refreshed');
  });

  it('walks through a wizard from the palette, with validation', async () => {
    await workbench.palette('Sample: Run Wizard...');
    await workbench.quickInput.waitForTitle('Choose a thing');
    await workbench.quickInput.pick('second');
    await workbench.quickInput.waitForTitle('Name the thing');
    await workbench.quickInput.fill('ab');
    await workbench.quickInput.message.filter({ hasText: 'At least three letters' }).waitFor();
    await workbench.quickInput.enter('abc');
    await workbench.notification('Made second abc');
  });

  it('finds the notification for which VS Code shows no toast', async () => {
    await workbench.clearNotifications();
    await workbench.inHost((api, count: number) => {
      const ask = async (at: number): Promise<void> => {
        const answer = await api.window.showInformationMessage(`Message number ${at}`, 'Take');
        api.window.setStatusBarMessage(`${at} ${answer}`);
      };
      for (let at = 1; at <= count; at++) {
        void ask(at);
      }
    }, 6);
    await workbench.answerToast('Message number 5', 'Take');
    await workbench.page.locator('.statusbar').getByText('5 Take').waitFor();
    await workbench.runCommand('notifications.hideList');
  });

  it('sees and cancels progress', async () => {
    await workbench.clearNotifications();
    await workbench.startCommand('sample.work');
    await workbench.notification('Working hard');
    await workbench.toastProgress('Working hard').waitFor();
    await workbench.answerToast('Working hard', 'Cancel');
    await workbench.toast('Working hard').waitFor({ state: 'detached' });
  });

  it('reads a webview and takes pictures of every theme', async () => {
    await workbench.clearNotifications();
    await workbench.startCommand('sample.panel');
    const panel = await workbench.webview('Sample Panel');
    assert.equal(await panel.locator('h2').innerText(), 'A panel');
    await workbench.tab('Sample Panel').waitFor();
    const sizes = new Set<number>();
    for (const theme of THEMES) {
      const file = path.join(SCREENSHOTS, `${theme}.png`);
      await workbench.theme(theme);
      await workbench.screenshot(file);
      sizes.add(fs.statSync(file).size);
    }
    assert.equal(sizes.size, THEMES.length, 'two themes gave the same picture');
  });

  it('gets a new extension host by a reload', async () => {
    const before = workbench.hostIdentity?.pid;
    await workbench.reload();
    assert.notEqual(workbench.hostIdentity?.pid, before);
    assert.equal(await workbench.inHost(() => 'alive', undefined), 'alive');
  });
});
