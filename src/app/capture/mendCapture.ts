// The remedies of the pre-flight checks: each makes exactly the change that its finding names, and only when a person asked for it.

import { throwIfAborted } from '../../base/abort.ts';
import { instancesToUpgrade } from '../../domain/capture/preflight.ts';
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
  if (fix === 'enableWatcher' || fix === 'useWatcher') {
    const { region } = target.state.value;
    const known =
      facts.watchers.kind === 'known' ? facts.watchers.value.find((each) => each.region === region) : undefined;
    const watcher = known ?? (await work.createWatcher(region, options));
    return { ...capture, watcherId: watcher.id };
  }
  if (fix === 'installAgent') {
    await work.installAgent(target.state.value, options);
  }
  if (target.kind === 'scaleSet') {
    const ids = instancesToUpgrade(fix, capture, target.state.value).map(({ instanceId }) => instanceId);
    // To the service an empty list means nothing that a person was asked about.
    if (ids.length > 0) {
      throwIfAborted(options.abortSignal);
      await work.updateInstances(target.state.value.id, ids, options);
    }
  }
  return capture;
}
