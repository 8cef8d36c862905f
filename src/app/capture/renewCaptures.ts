// After another sign-in no capture is watched or changed by the old account; the ones started here are watched on by the new.

import { throwIfAborted } from '../../base/abort.ts';
import { delay } from '../../base/clock.ts';
import type { Clock } from '../../base/clock.ts';
import type { Disposable } from '../../base/disposable.ts';
import { DisposableStore, toDisposable } from '../../base/disposable.ts';
import { errorText } from '../../base/errorText.ts';
import type { Log } from '../../base/log.ts';
import { isSameResource, parseResourceId } from '../../domain/arm/resourceId.ts';
import type { PacketCapture } from '../../domain/capture/packetCapture.ts';
import type { SubscriptionSource } from '../azure/ports.ts';
import type { SubscriptionServicesSource } from '../azure/subscriptionServices.ts';
import { isPassingFailure } from '../error/userError.ts';
import type { CaptureStore } from './captureStore.ts';

/** What the renewal works with. `services` forgets the old account's before this hears of the change. */
export interface RenewCapturesPorts {
  readonly subscriptions: SubscriptionSource;
  readonly services: SubscriptionServicesSource;
  readonly captures: CaptureStore;
  readonly clock: Clock;
  readonly log: Log;
}

/** Pauses between tries while the service cannot answer. */
const firstPauseInMs = 5000;
const longestPauseInMs = 120_000;

/** Clears the store whenever the sign-in or the cloud changed, until disposed of. What the new account cannot see is let go and logged. */
export function renewCaptures(ports: RenewCapturesPorts): Disposable {
  const store = new DisposableStore();
  // A change during a renewal begins it anew: what is still waiting is asked for by the latest account.
  const waiting = new Map<string, PacketCapture>();
  let latest = new AbortController();
  store.add(toDisposable(() => latest.abort()));
  store.add(
    ports.subscriptions.onDidChange(() => {
      latest.abort();
      latest = new AbortController();
      for (const capture of ports.captures.clear()) {
        waiting.set(capture.id, capture);
      }
      for (const capture of waiting.values()) {
        void renew(ports, capture, latest.signal).then((isDone) => isDone && waiting.delete(capture.id));
      }
    }),
  );
  return store;
}

/** Never rejects. @returns false when a later change has taken over */
async function renew(ports: RenewCapturesPorts, capture: PacketCapture, abortSignal: AbortSignal): Promise<boolean> {
  const { clock, log } = ports;
  for (let pauseInMs = firstPauseInMs; ; pauseInMs = Math.min(pauseInMs * 2, longestPauseInMs)) {
    try {
      await renewOnce(ports, capture, abortSignal);
      return true;
    } catch (error) {
      if (abortSignal.aborted) {
        return false;
      }
      const text = errorText(error);
      if (!isPassingFailure(error)) {
        log.warn(`Capture ${capture.name} is no longer watched: ${text}`);
        return true;
      }
      log.info(`Capture ${capture.name} is not watched for now: ${text}`);
    }
    try {
      await delay(clock, pauseInMs, abortSignal);
    } catch {
      // A later change has taken over while this one waited.
      return false;
    }
  }
}

async function renewOnce(ports: RenewCapturesPorts, capture: PacketCapture, abortSignal: AbortSignal): Promise<void> {
  const { subscriptions, services, captures, log } = ports;
  const wanted = parseResourceId(capture.id)?.subscriptionId;
  const known = await subscriptions.knownSubscriptions({ abortSignal });
  throwIfAborted(abortSignal);
  const subscription = known.subscriptions.find(({ id }) => isSameResource(id, wanted));
  if (subscription === undefined) {
    log.warn(`Capture ${capture.name} is no longer watched: its subscription is not listed`);
    return;
  }
  const { captures: client } = services.servicesOf(subscription);
  const present = await client.getStatus(capture, { abortSignal });
  throwIfAborted(abortSignal);
  captures.add(client, present);
}
