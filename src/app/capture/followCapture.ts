// Follows a capture that was started here to its end: creating, running, file there. Only watches; the store asks the service.

import { cancelledError } from '../../base/abort.ts';
import type { Clock } from '../../base/clock.ts';
import { DisposableStore } from '../../base/disposable.ts';
import type { CaptureFile } from '../../domain/capture/captureFiles.ts';
import { isSameResource } from '../../domain/arm/resourceId.ts';
import { hasCaptureEnded, remainingSeconds, timeLimitOf } from '../../domain/capture/packetCapture.ts';
import type { PacketCapture } from '../../domain/capture/packetCapture.ts';
import type { CallOptions } from '../azure/ports.ts';
import type { CaptureStore } from './captureStore.ts';
import { findCaptureFiles } from './findCaptureFiles.ts';
import type { CaptureFileStore } from './ports.ts';

/** What the following tells while it lasts; the running step comes every second. */
export type FollowStep =
  | { readonly kind: 'creating' }
  | { readonly kind: 'running'; readonly remainingInSeconds?: number; readonly limitInSeconds?: number }
  | { readonly kind: 'uploading' };

/**
 * How it ended. `removed`: deleted here or elsewhere. `lost`: the signed-in account no longer sees it. `files` are those found in
 * blob storage; `problem` says why none could be looked for.
 */
export type CaptureEnd =
  | {
      readonly kind: 'ended';
      readonly capture: PacketCapture;
      readonly files: readonly CaptureFile[];
      readonly problem?: unknown;
    }
  | { readonly kind: 'failed'; readonly capture: PacketCapture }
  | { readonly kind: 'removed' }
  | { readonly kind: 'lost' };

/** What the following works with. */
export interface FollowCapturePorts {
  readonly captures: Pick<CaptureStore, 'find' | 'onDidChangeCapture' | 'onDidRemoveCapture'>;
  readonly files: Pick<CaptureFileStore, 'exists' | 'list'>;
  readonly clock: Clock;
}

/** After another sign-in a capture may be gone from the store for a moment; for so long it is not given up. */
const patienceInMs = 600_000;

/** Watches a capture of the store. Rejects as cancelled only: a file that cannot be looked for is part of the end. */
export async function followCapture(
  captureId: string,
  ports: FollowCapturePorts,
  options: CallOptions & { readonly onStep: (step: FollowStep) => void },
): Promise<CaptureEnd> {
  const { abortSignal, onStep } = options;
  const last = await whenEnded(captureId, ports, options);
  if (typeof last === 'string') {
    return { kind: last };
  }
  if (last.state === 'failed') {
    return { kind: 'failed', capture: last };
  }
  if (last.storagePath === undefined) {
    return { kind: 'ended', capture: last, files: [] };
  }
  onStep({ kind: 'uploading' });
  const removal = new AbortController();
  const watching = ports.captures.onDidRemoveCapture(({ id }) => isSameResource(id, captureId) && removal.abort());
  try {
    const signal = abortSignal === undefined ? removal.signal : AbortSignal.any([abortSignal, removal.signal]);
    const files = await findCaptureFiles(last, ports.files, { clock: ports.clock, abortSignal: signal });
    return { kind: 'ended', capture: last, files };
  } catch (problem) {
    if (abortSignal?.aborted) {
      throw problem;
    }
    return removal.signal.aborted ? { kind: 'removed' } : { kind: 'ended', capture: last, files: [], problem };
  } finally {
    watching.dispose();
  }
}

/** The capture as it ended. */
function whenEnded(
  captureId: string,
  { captures, clock }: FollowCapturePorts,
  { abortSignal, onStep }: CallOptions & { readonly onStep: (step: FollowStep) => void },
): Promise<PacketCapture | 'removed' | 'lost'> {
  const store = new DisposableStore();
  let missingSince: number | undefined;
  const ended = new Promise<PacketCapture | 'removed' | 'lost'>((resolve, reject) => {
    const look = (): void => {
      const capture = captures.find(captureId);
      if (capture === undefined) {
        missingSince ??= clock.now();
        if (clock.now() - missingSince >= patienceInMs) {
          resolve('lost');
        }
        return;
      }
      missingSince = undefined;
      if (hasCaptureEnded(capture.state)) {
        resolve(capture);
      } else {
        onStep(stepOf(capture, clock.now()));
      }
    };
    if (abortSignal?.aborted) {
      reject(cancelledError());
      return;
    }
    const onAbort = (): void => reject(cancelledError());
    abortSignal?.addEventListener('abort', onAbort, { once: true });
    store.add({ dispose: () => abortSignal?.removeEventListener('abort', onAbort) });
    store.add(captures.onDidChangeCapture(({ capture }) => isSameResource(capture.id, captureId) && look()));
    store.add(captures.onDidRemoveCapture(({ id }) => isSameResource(id, captureId) && resolve('removed')));
    store.add(clock.every(1000, look));
    look();
  });
  return ended.finally(() => store.dispose());
}

function stepOf(capture: PacketCapture, now: number): FollowStep {
  if (capture.state === 'creating') {
    return { kind: 'creating' };
  }
  const remainingInSeconds = remainingSeconds(capture, now);
  const limitInSeconds = timeLimitOf(capture);
  return {
    kind: 'running',
    ...(remainingInSeconds === undefined ? {} : { remainingInSeconds }),
    ...(limitInSeconds === 0 ? {} : { limitInSeconds }),
  };
}
