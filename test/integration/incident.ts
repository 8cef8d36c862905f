// The incident of two in the morning, as far as it is the same by every road: the gateway's traffic goes wild, a rule fires, and
// in the end a capture file in blob storage holds the culprit.

import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { BlobCaptureFileStore } from '../../src/adapters/azure/blob.ts';
import { DiskCaptureFolder } from '../../src/adapters/files/captureFolder.ts';
import { downloadCapture } from '../../src/app/capture/downloadCapture.ts';
import { isUserError } from '../../src/app/error/userError.ts';
import { delay, systemClock } from '../../src/base/clock.ts';
import { alertOfCapture, captureRelation } from '../../src/domain/alert/correlation.ts';
import type { FiredAlert } from '../../src/domain/alert/firedAlert.ts';
import type { PacketCapture } from '../../src/domain/capture/packetCapture.ts';
import { gatewayRule, putGroup, putRule } from '../sandbox/monitor/monitorSupport.ts';
import { subscriptionKey } from '../sandbox/world/gateway.ts';
import type { SandboxAzure } from './sandboxAzure.ts';

/** What is the incident's, and nobody else's: an address that clients of the world do not call. */
const culprit = '/orders?customer=culprit';

/** Name of the rule. */
export const incidentRule = 'Gateway goes wild';

/** A rule over the gateway's traffic that calls the receivers of a group of its own. */
export async function layTrap(azure: SandboxAzure, receivers: Readonly<Record<string, unknown>>): Promise<void> {
  const actionGroupId = await putGroup(azure.sandbox, receivers, 'ag-incident');
  const rule = gatewayRule(
    azure.sandbox,
    { actions: [{ actionGroupId, webHookProperties: { timeLimitInSeconds: '4' } }] },
    { threshold: 200_000 },
  );
  const answer = await putRule(azure.sandbox, rule, incidentRule);
  assert.equal(answer.status, 200);
}

/** Goes wild: calls to the gateway, with one address among them that tells the culprit. */
export async function goWild(azure: SandboxAzure, calls = 60): Promise<void> {
  const body = 'x'.repeat(8192);
  for (let call = 0; call < calls; call++) {
    const response = await fetch(`${azure.sandbox.info.gatewayUrl}${culprit}&call=${call}`, {
      method: 'POST',
      body,
      headers: { 'ocp-apim-subscription-key': subscriptionKey },
    });
    await response.arrayBuffer();
  }
}

/** The captures of the watcher, as soon as there is one. */
export async function firstCapture(azure: SandboxAzure): Promise<PacketCapture> {
  const { captures } = azure.services();
  for (;;) {
    const [found] = await captures.list(azure.watcherId);
    if (found !== undefined) {
      return found;
    }
    await delay(systemClock, 50);
  }
}

/** Waits for the capture's end and gives its file, which must hold the culprit's calls. */
export async function assertCulpritIn(azure: SandboxAzure, started: PacketCapture): Promise<PacketCapture> {
  const { captures, listStorageKey, blobEndpointOf } = azure.services();
  let capture = started;
  while (capture.state !== 'stopped') {
    assert.notEqual(capture.state, 'failed');
    await delay(systemClock, 100);
    capture = await captures.getStatus(started);
  }
  const files = new BlobCaptureFileStore({
    tokens: azure.tokens(),
    log: azure.log,
    storageSuffix: undefined,
    listStorageKey,
    blobEndpointOf,
  });
  const folder = await mkdtemp(path.join(os.tmpdir(), 'wirewatch-incident-'));
  try {
    const file = await whenThere(async () => {
      const [downloaded] = await downloadCapture(
        capture,
        { files, folder: new DiskCaptureFolder(folder) },
        { clock: systemClock },
      );
      return downloaded;
    });
    const bytes = await readFile(file ?? '');
    assert.ok(bytes.includes(culprit), 'the file holds the calls of the incident');
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  return capture;
}

/** The file comes a moment after the end. */
async function whenThere<T>(get: () => Promise<T>): Promise<T> {
  for (let attempt = 0; ; attempt++) {
    try {
      return await get();
    } catch (error) {
      if (!isUserError(error) || error.code !== 'captureFileNotReady' || attempt > 50) {
        throw error;
      }
      await delay(systemClock, 100);
    }
  }
}

/** The alert lists the capture as started by it, and the capture finds the alert. */
export async function assertLinked(azure: SandboxAzure, capture: PacketCapture): Promise<FiredAlert> {
  const fired = await azure.services().alerts.listFiredAlerts();
  const alert = fired.find(({ ruleName }) => ruleName === incidentRule);
  assert.ok(alert !== undefined);
  assert.equal(captureRelation(capture, alert), 'started');
  assert.equal(alertOfCapture(capture, fired)?.id, alert.id);
  return alert;
}
