// Gathers the facts of a capture that is about to start, all at once and each by itself: what cannot be read becomes "unknown",
// and nothing is created.

import { isCancelled } from '../../base/abort.ts';
import { errorText } from '../../base/errorText.ts';
import { missingActions } from '../../domain/arm/permission.ts';
import { isSameResource } from '../../domain/arm/resourceId.ts';
import type { NetworkWatcher } from '../../domain/arm/resource.ts';
import { targetKindOf } from '../../domain/capture/captureSettings.ts';
import type { NewPacketCapture } from '../../domain/capture/captureSettings.ts';
import { captureNameProblem } from '../../domain/capture/captureInput.ts';
import { neededActions, preflight } from '../../domain/capture/preflight.ts';
import type { Fact, PreflightFacts, PreflightFinding, ScopeRights } from '../../domain/capture/preflight.ts';
import type { CallOptions, ResourceInventory } from '../azure/ports.ts';
import { isUserError } from '../error/userError.ts';
import type { CaptureGround } from './groundPorts.ts';
import type { PacketCaptureClient } from './ports.ts';

/** What the checks read from. */
export interface CheckCapturePorts {
  readonly inventory: Pick<ResourceInventory, 'listNetworkWatchers'>;
  readonly captures: Pick<PacketCaptureClient, 'get'>;
  readonly ground: CaptureGround;
}

/** A checklist with the facts it was made from, which the remedies need. */
export interface CheckedCapture {
  readonly findings: readonly PreflightFinding[];
  readonly facts: PreflightFacts;
}

/**
 * Reads everything and decides. The number of requests depends on the capture only: watchers, target, storage account, name,
 * and the permissions of each distinct scope; addresses only for filters that name a local one.
 * Rejects as cancelled only.
 */
export async function checkCapture(
  ports: CheckCapturePorts,
  capture: NewPacketCapture,
  options: CallOptions = {},
): Promise<CheckedCapture> {
  const { inventory, captures, ground } = ports;
  const { targetId, destination, filters, name, watcherId } = capture;
  const isScaleSet = targetKindOf(targetId) === 'scaleSet';
  const needsAddresses = filters.some(({ localIPAddress }) => localIPAddress !== undefined);
  const isNameUsable = captureNameProblem(name, []) === undefined;
  const [watchers, target, storage, nameTaken, rights, addresses] = await Promise.all([
    factOf<readonly NetworkWatcher[]>(() => inventory.listNetworkWatchers(options)),
    isScaleSet
      ? factOf(() => ground.getScaleSet(targetId, options)).then((state) => ({ kind: 'scaleSet' as const, state }))
      : factOf(() => ground.getMachine(targetId, options)).then((state) => ({ kind: 'machine' as const, state })),
    destination.storageId === undefined
      ? undefined
      : factOf(() => ground.getStorageAccount(destination.storageId ?? '', options)),
    isNameUsable && watcherId !== ''
      ? factOf(async () => (await captures.get(`${watcherId}/packetCaptures/${name}`, options)) !== undefined)
      : ({ kind: 'known', value: false } as const),
    listRights(ground, capture, options),
    needsAddresses ? factOf(() => ground.listAddresses(targetId, options)) : undefined,
  ]);
  const facts: PreflightFacts = {
    watchers,
    target,
    ...(storage === undefined ? {} : { storage }),
    nameTaken,
    rights,
    addresses: addresses?.kind === 'known' ? addresses.value : [],
  };
  return { findings: preflight(capture, facts), facts };
}

/** Each scope by itself: what cannot be read on one does not hide what another lacks. */
async function listRights(
  ground: CaptureGround,
  capture: NewPacketCapture,
  options: CallOptions,
): Promise<readonly ScopeRights[]> {
  const needed = neededActions(capture).filter(({ scope }) => scope !== '');
  const scopes = needed
    .map(({ scope }) => scope)
    .filter((scope, index, all) => all.findIndex((each) => isSameResource(each, scope)) === index);
  return await Promise.all(
    scopes.map(async (scope) => {
      const actions = needed.filter((each) => isSameResource(each.scope, scope)).map(({ action }) => action);
      const missing = await factOf(async () => missingActions(await ground.listPermissions(scope, options), actions));
      return { scope, missing };
    }),
  );
}

/** A read as a fact; only a cancelled one rejects. */
async function factOf<T>(read: () => Promise<T>): Promise<Fact<T>> {
  try {
    return { kind: 'known', value: await read() };
  } catch (error) {
    if (isCancelled(error)) {
      throw error;
    }
    if (isUserError(error) && error.code === 'resourceNotFound') {
      return { kind: 'gone' };
    }
    return { kind: 'unread', reason: errorText(error) };
  }
}
