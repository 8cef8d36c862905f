// Downloads of capture files: one at a time for each capture, remembered so that a file that is there is not fetched again.

import { isCancelled } from '../../base/abort.ts';
import type { Clock } from '../../base/clock.ts';
import type { Log } from '../../base/log.ts';
import { STORAGE_SCOPE } from '../../domain/arm/cloud.ts';
import type { Subscription } from '../../domain/arm/cloud.ts';
import { isSameResource, parseResourceId } from '../../domain/arm/resourceId.ts';
import type { PacketCapture } from '../../domain/capture/packetCapture.ts';
import type { AccessRequest, CallOptions, SubscriptionSource } from '../azure/ports.ts';
import type { SubscriptionServicesSource } from '../azure/subscriptionServices.ts';
import { isUserError } from '../error/userError.ts';
import type { UserErrorCode } from '../error/userError.ts';
import { resourceNotFound } from '../error/userErrors.ts';
import { downloadCapture } from './downloadCapture.ts';
import type { DownloadStep } from './downloadCapture.ts';
import type { CaptureFolder } from './ports.ts';

/** What downloads are made from. */
export interface CaptureDownloadsPorts {
  readonly subscriptions: SubscriptionSource;
  readonly access: AccessRequest;
  readonly services: SubscriptionServicesSource;
  /** The folder as it is set now. */
  readonly folder: () => CaptureFolder;
  readonly clock: Clock;
  readonly log: Log;
}

/** What a view gives to a download that it shows. */
export interface ShownDownload extends CallOptions {
  readonly onProgress: (step: DownloadStep) => void;
}

/** Shows a download while it runs. */
export type ShowDownload = (run: (shown: ShownDownload) => Promise<string>) => Promise<string>;

/** Refusals after which the key of the storage account is still worth a try. */
const withoutConsent: ReadonlySet<UserErrorCode> = new Set(['consentRequired', 'accessRefused']);

/** Owns the running downloads and knows the files of the earlier ones. */
export class CaptureDownloads {
  readonly #ports: CaptureDownloadsPorts;
  readonly #running = new Map<string, Promise<string>>();
  readonly #files = new Map<string, string>();

  constructor(ports: CaptureDownloadsPorts) {
    this.#ports = ports;
  }

  /**
   * Downloads a capture's file, or joins the download of it that runs already.
   * @returns the local path
   * Rejects as `downloadCapture` does, or with UserError `resourceNotFound` when its subscription is no longer listed.
   */
  download(capture: PacketCapture, show: ShowDownload): Promise<string> {
    const key = keyOf(capture);
    const running = this.#running.get(key) ?? this.#download(capture, show).finally(() => this.#running.delete(key));
    this.#running.set(key, running);
    return running;
  }

  /** The file of an earlier download when it is still there, else as `download`. */
  async localFile(capture: PacketCapture, show: ShowDownload): Promise<string> {
    const file = this.#files.get(keyOf(capture));
    return file !== undefined && (await this.#ports.folder().exists(file)) ? file : await this.download(capture, show);
  }

  async #download(capture: PacketCapture, show: ShowDownload): Promise<string> {
    const { subscriptions, services, folder, clock } = this.#ports;
    const wanted = parseResourceId(capture.id)?.subscriptionId;
    const known = await subscriptions.knownSubscriptions();
    const subscription = known.subscriptions.find(({ id }) => isSameResource(id, wanted));
    if (subscription === undefined) {
      throw resourceNotFound(capture.name);
    }
    await this.#askForAccess(subscription);
    const { files } = services.servicesOf(subscription);
    const file = await show(({ abortSignal, onProgress }) =>
      downloadCapture(capture, { files, folder: folder() }, { abortSignal, clock, onProgress }),
    );
    this.#files.set(keyOf(capture), file);
    return file;
  }

  /** Whoever refuses, or whose tenant does, may still have the right to use the account's key. */
  async #askForAccess(subscription: Subscription): Promise<void> {
    try {
      await this.#ports.access.requestAccess(subscription, STORAGE_SCOPE);
    } catch (error) {
      if (!isCancelled(error) && !(isUserError(error) && withoutConsent.has(error.code))) {
        throw error;
      }
      this.#ports.log.info(`No consent to read blobs: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
}

/** A capture that was made anew under its name has another file. */
function keyOf({ id, storagePath }: PacketCapture): string {
  return JSON.stringify([id.toLowerCase(), storagePath]);
}
