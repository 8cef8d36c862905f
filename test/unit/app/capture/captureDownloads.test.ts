// Downloads as clicks make them: joined while they run, remembered while their file is there, and not stopped by a refused consent.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { CaptureDownloads } from '../../../../src/app/capture/captureDownloads.ts';
import type { ShowDownload } from '../../../../src/app/capture/captureDownloads.ts';
import { accessRefused, consentRequired, downloadFailed, signedOut } from '../../../../src/app/error/userErrors.ts';
import { cancelledError } from '../../../../src/base/abort.ts';
import { STORAGE_SCOPE } from '../../../../src/domain/arm/cloud.ts';
import { assertUserError } from '../../../support/assertUserError.ts';
import { makeCapture } from '../../../support/captures.ts';
import { FakeEstate, FakeSubscriptions, makeSubscription, servicesOver } from '../../../support/estate.ts';
import { KeptLog } from '../../../support/keptLog.ts';
import { ManualClock, settled } from '../../../support/manualClock.ts';
import { pending } from '../../../support/pending.ts';

const capture = makeCapture('web', { state: 'stopped' });

function setUp() {
  const disk = new Set<string>();
  const asked: string[] = [];
  const log = new KeptLog();
  const subscriptions = new FakeSubscriptions(makeSubscription('Contoso'));
  const hooks = {
    consent: (): Promise<void> => Promise.resolve(),
    fetch: (): Promise<void> => Promise.resolve(),
  };
  const over = servicesOver(new FakeEstate());
  let fetched = 0;
  const downloads = new CaptureDownloads({
    subscriptions,
    access: {
      requestAccess: (subscription, scope) => {
        asked.push(`${subscription.name} ${scope}`);
        return hooks.consent();
      },
    },
    services: {
      servicesOf: (subscription) => ({
        ...over.servicesOf(subscription),
        files: {
          exists: () => Promise.resolve(true),
          list: () => Promise.resolve([]),
          delete: () => Promise.resolve(true),
          download: async ({ targetPath }) => {
            fetched++;
            await hooks.fetch();
            disk.add(targetPath);
          },
        },
      }),
    },
    folder: () => ({
      freePath: (name) => Promise.resolve(`/captures/${disk.size}/${name}`),
      exists: (file) => Promise.resolve(disk.has(file)),
    }),
    clock: new ManualClock(),
    log,
  });
  let shown = 0;
  const show: ShowDownload = (run) => {
    shown++;
    return run({ onProgress: () => undefined });
  };
  return { disk, asked, log, subscriptions, hooks, downloads, show, counts: () => ({ fetched, shown }) };
}

describe('CaptureDownloads', () => {
  it('asks for the consent and fetches the file', async () => {
    const { downloads, show, disk, asked } = setUp();
    const files = await downloads.download(capture, show);
    assert.deepEqual([...disk], files);
    assert.deepEqual(asked, [`Contoso ${STORAGE_SCOPE}`]);
  });

  it('joins a download that runs, whoever began it, and fetches anew when it is over', async () => {
    const { downloads, show, hooks, counts } = setUp();
    const gate = pending();
    hooks.fetch = () => gate.promise;
    const clicks = [
      downloads.download(capture, show),
      downloads.localFiles(capture, show),
      downloads.download({ ...capture, id: capture.id.toUpperCase() }, show),
    ];
    await settled();
    gate.resolve();
    assert.equal(new Set(await Promise.all(clicks)).size, 1);
    assert.deepEqual(counts(), { fetched: 1, shown: 1 });
    await downloads.download(capture, show);
    assert.deepEqual(counts(), { fetched: 2, shown: 2 });
  });

  it('fails for all that joined, and can be tried again', async () => {
    const { downloads, show, hooks } = setUp();
    hooks.fetch = () => Promise.reject(downloadFailed('web', 'ECONNRESET'));
    const clicks = [downloads.download(capture, show), downloads.download(capture, show)];
    for (const click of clicks) {
      await assertUserError(click, 'downloadFailed');
    }
    hooks.fetch = () => Promise.resolve();
    await downloads.download(capture, show);
  });

  it('gives a file that is there, and fetches it again when it was deleted', async () => {
    const { downloads, show, disk, counts } = setUp();
    const file = await downloads.localFiles(capture, show);
    assert.equal(await downloads.localFiles(capture, show), file);
    assert.equal(counts().fetched, 1);
    disk.clear();
    await downloads.localFiles(capture, show);
    assert.equal(counts().fetched, 2);
  });

  it('does not give the file of an earlier capture of the name', async () => {
    const { downloads, show } = setUp();
    const first = await downloads.localFiles(capture, show);
    const storagePath = 'https://captures1.blob.core.windows.net/network-watcher-logs/web-2.cap';
    assert.notDeepEqual(await downloads.localFiles({ ...capture, storagePath }, show), first);
  });

  it('goes on without the consent, for the key of the account may be allowed', async () => {
    for (const refusal of [
      consentRequired('storage.azure.com'),
      accessRefused('storage.azure.com', 'AADSTS65001'),
      cancelledError(),
    ]) {
      const { downloads, show, hooks, log, counts } = setUp();
      hooks.consent = () => Promise.reject(refusal);
      await downloads.download(capture, show);
      assert.equal(counts().fetched, 1);
      assert.match(log.lines.join(), /^info No consent to read blobs: /);
    }
  });

  it('fails when nobody is signed in, or the subscription is no longer seen', async () => {
    const { downloads, show, hooks, subscriptions } = setUp();
    hooks.consent = () => Promise.reject(signedOut());
    await assertUserError(downloads.download(capture, show), 'signedOut');
    subscriptions.answer = () => ({ subscriptions: [], failures: [] });
    await assertUserError(downloads.download(capture, show), 'resourceNotFound');
  });
});
