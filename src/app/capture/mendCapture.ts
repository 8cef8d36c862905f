// The remedies of the pre-flight checks: each makes exactly the change that its finding names, and only when a person asked for it.

import { throwIfAborted } from '../../base/abort.ts';
import { chosenInstances } from '../../domain/capture/preflight.ts';
import type { PreflightFacts, PreflightFix } from '../../domain/capture/preflight.ts';
import type { NewPacketCapture } from '../../domain/capture/captureSettings.ts';
import { suggestCaptureName } from '../../domain/capture/captureInput.ts';
import { resourceName } from '../../domain/arm/resourceId.ts';
import type { CallOptions } from '../azure/ports.ts';
import type { GroundWork } from './groundPorts.ts';
import type { PacketCaptureClient } from './ports.ts';

/** What the remedies work with. */
export interface MendCapturePorts {
  readonly work: GroundWork;
  readonly captures: Pick<PacketCaptureClient, 'list'>;
}

/**
 * Does what a finding proposed.
 * @param facts those the finding was made from
 * @returns the capture as it is to be started afterwards: with the new watcher, or under the next free name
 * Rejects with what the client translates, or as cancelled; an operation that had begun goes on in Azure then.
 */
export async function mendCapture(
  ports: MendCapturePorts,
  fix: PreflightFix,
  { capture, facts }: { readonly capture: NewPacketCapture; readonly facts: PreflightFacts },
  options: CallOptions = {},
): Promise<NewPacketCapture> {
  const { work, captures } = ports;
  const { target } = facts;
  if (fix === 'useNextName') {
    const taken = await captures.list(capture.watcherId, options);
    const name = suggestCaptureName(
      resourceName(capture.targetId),
      taken.map((each) => each.name),
    );
    return { ...capture, name };
  }
  if (target.state.kind !== 'known') {
    return capture;
  }
  if (fix === 'enableWatcher') {
    const watcher = await work.createWatcher(target.state.value.region, options);
    return { ...capture, watcherId: watcher.id };
  }
  if (fix === 'installAgent') {
    await work.installAgent(target.state.value, options);
  }
  if (target.kind === 'scaleSet' && (fix === 'updateInstances' || target.state.value.isUpgradedByHand)) {
    throwIfAborted(options.abortSignal);
    const { chosen } = chosenInstances(capture.scope, target.state.value.instances);
    const ids = chosen.filter(({ hasAgent }) => hasAgent !== true).map(({ instanceId }) => instanceId);
    await work.updateInstances(target.state.value.id, ids, options);
  }
  return capture;
}
