// Downloads of capture files: one at a time for each capture, remembered so that a file that is there is not fetched again.

import { isCancelled } from '../../base/abort.ts';
import type { Clock } from '../../base/clock.ts';
import { errorText } from '../../base/errorText.ts';
import type { Log } from '../../base/log.ts';
import { STORAGE_SCOPE } from '../../domain/arm/cloud.ts';
import type { Subscription } from '../../domain/arm/cloud.ts';
import { isSameResource, parseResourceId } from '../../domain/arm/resourceId.ts';
import { isCaptureActive } from '../../domain/capture/packetCapture.ts';
import type { PacketCapture } from '../../domain/capture/packetCapture.ts';
import type { AccessRequest, CallOptions, SubscriptionSource } from '../azure/ports.ts';
import type { SubscriptionServicesSource } from '../azure/subscriptionServices.ts';
import { isUserError } from '../error/userError.ts';
import type { UserErrorCode } from '../error/userError.ts';
import { resourceNotFound } from '../error/userErrors.ts';
import { downloadCapture } from './downloadCapture.ts';
import type { ChooseFiles, DownloadStep } from './downloadCapture.ts';
import type { CaptureFileStore, CaptureFolder } from './ports.ts';

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
  readonly choose?: ChooseFiles;
}

/** Shows a download while it runs. */
export type ShowDownload = (run: (shown: ShownDownload) => Promise<readonly string[]>) => Promise<readonly string[]>;

/** Refusals after which the key of the storage account is still worth a try. */
const withoutConsent: ReadonlySet<UserErrorCode> = new Set(['consentRequired', 'accessRefused']);

/** What commands need of the downloads. */
export type CaptureDownloadsPort = Pick<CaptureDownloads, 'download' | 'localFiles' | 'filesOf'>;

/** Owns the running downloads and knows the files of the earlier ones. */
export class CaptureDownloads {
  readonly #ports: CaptureDownloadsPorts;
  readonly #running = new Map<string, Promise<readonly string[]>>();
  readonly #files = new Map<string, readonly string[]>();

  constructor(ports: CaptureDownloadsPorts) {
    this.#ports = ports;
  }

  /**
   * Downloads a capture's files, or joins the download of them that runs already.
   * @returns the local paths; none when a person chose none
   * Rejects as `downloadCapture` does, or with UserError `resourceNotFound` when its subscription is no longer listed.
   */
  download(capture: PacketCapture, show: ShowDownload): Promise<readonly string[]> {
    const key = keyOf(capture);
    const running = this.#running.get(key) ?? this.#download(capture, show).finally(() => this.#running.delete(key));
    this.#running.set(key, running);
    return running;
  }

  /** The files of an earlier download when they are still there, else as `download`. */
  async localFiles(capture: PacketCapture, show: ShowDownload): Promise<readonly string[]> {
    const known = this.#files.get(keyOf(capture)) ?? [];
    const folder = this.#ports.folder();
    const present = await Promise.all(known.map((file) => folder.exists(file)));
    return known.length > 0 && present.every(Boolean) ? known : await this.download(capture, show);
  }

  /**
   * The store of a capture's files, after the account's consent was asked for; only from a gesture.
   * Rejects with UserError `resourceNotFound` when its subscription is no longer listed.
   */
  async filesOf(capture: PacketCapture): Promise<CaptureFileStore> {
    const { subscriptions, services } = this.#ports;
    const wanted = parseResourceId(capture.id)?.subscriptionId;
    const known = await subscriptions.knownSubscriptions();
    const subscription = known.subscriptions.find(({ id }) => isSameResource(id, wanted));
    if (subscription === undefined) {
      throw resourceNotFound(capture.name);
    }
    await this.#askForAccess(subscription);
    return services.servicesOf(subscription).files;
  }

  async #download(capture: PacketCapture, show: ShowDownload): Promise<readonly string[]> {
    const { folder, clock } = this.#ports;
    const files = await this.filesOf(capture);
    const paths = await show(({ abortSignal, onProgress, choose }) =>
      downloadCapture(capture, { files, folder: folder() }, { abortSignal, clock, onProgress, choose }),
    );
    // A ring that runs on has other files the next time.
    if (paths.length > 0 && !isCaptureActive(capture.state)) {
      this.#files.set(keyOf(capture), paths);
    }
    return paths;
  }

  /** Whoever refuses, or whose tenant does, may still have the right to use the account's key. */
  async #askForAccess(subscription: Subscription): Promise<void> {
    try {
      await this.#ports.access.requestAccess(subscription, STORAGE_SCOPE);
    } catch (error) {
      if (!isCancelled(error) && !(isUserError(error) && withoutConsent.has(error.code))) {
        throw error;
      }
      this.#ports.log.info(`No consent to read blobs: ${errorText(error)}`);
    }
  }
}

/** A capture that was made anew under its name has another file. */
function keyOf({ id, storagePath }: PacketCapture): string {
  return JSON.stringify([id.toLowerCase(), storagePath]);
}
