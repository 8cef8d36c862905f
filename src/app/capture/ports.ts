// What the capture use cases need of the outside: the packet capture operations, the blob, and a place for files.

import type { CallOptions } from '../azure/ports.ts';
import type { Secret } from '../../base/secret.ts';
import type { StoredFile } from '../../domain/capture/captureFiles.ts';
import type { NewPacketCapture } from '../../domain/capture/captureSettings.ts';
import type { PacketCapture } from '../../domain/capture/packetCapture.ts';

/** The packet capture operations of one subscription. */
export interface PacketCaptureClient {
  list(watcherId: string, options?: CallOptions): Promise<readonly PacketCapture[]>;
  /** undefined when there is no capture of that name. */
  get(captureId: string, options?: CallOptions): Promise<PacketCapture | undefined>;
  /** Resolves when the session has begun. Aborting stops the waiting, not the capture. */
  create(capture: NewPacketCapture, options?: CreateCaptureOptions): Promise<PacketCapture>;
  /** Takes up the waiting of a `create` that another window began, without asking for the capture again. */
  resume(capture: NewPacketCapture, operation: Secret, options?: CallOptions): Promise<PacketCapture>;
  /** The capture with its status of this moment. */
  getStatus(capture: PacketCapture, options?: CallOptions): Promise<PacketCapture>;
  stop(captureId: string, options?: CallOptions): Promise<void>;
  delete(captureId: string, options?: CallOptions): Promise<void>;
}

/** Options of `PacketCaptureClient.create`. */
export interface CreateCaptureOptions extends CallOptions {
  /**
   * Told once the service has accepted, with what `resume` needs (signed addresses, so a secret), and whether it said that it made
   * a new capture (201).
   */
  readonly onAccepted?: ((operation: Secret, isNew: boolean) => void) | undefined;
}

/** Progress of a download; the total is known once the blob has answered. */
export interface DownloadProgress {
  readonly receivedBytes: number;
  readonly totalBytes: number;
}

/** Reads capture files from blob storage. */
export interface CaptureFileStore {
  /**
   * Writes the blob to a file: first beside it as `.part`, then renamed when its length is right.
   * Rejects with UserError `captureFileMissing`, `blobForbidden`, `storageNetworkBlocked`, `downloadFailed` or `fileNotWritable`.
   */
  download(options: DownloadCaptureFileOptions): Promise<void>;
  /** True when the blob exists. */
  exists(source: CaptureFileSource, options?: CallOptions): Promise<boolean>;
  /**
   * Lists the blobs below an address that ends in a slash, at most 5,000 of them. Empty when there is no such container.
   * Rejects as `exists` does.
   */
  list(folder: CaptureFileSource, options?: CallOptions): Promise<readonly StoredFile[]>;
  /** Deletes the blob. @returns false when there was none. Rejects as `exists` does. */
  delete(source: CaptureFileSource, options?: CallOptions): Promise<boolean>;
}

/** Which blob or folder of blobs, and the account it belongs to when that is known. */
export interface CaptureFileSource {
  readonly captureName: string;
  readonly storagePath: string;
  readonly storageId?: string | undefined;
}

/** Options of `CaptureFileStore.download`. */
export interface DownloadCaptureFileOptions extends CallOptions {
  readonly source: CaptureFileSource;
  readonly targetPath: string;
  readonly onProgress?: ((progress: DownloadProgress) => void) | undefined;
}

/** Local files, as far as downloads need them. */
export interface CaptureFolder {
  /** A path in the folder that does not exist yet: `name.cap`, then `name (2).cap`, and so on. */
  freePath(fileName: string): Promise<string>;
  /** True when the file is still there. */
  exists(path: string): Promise<boolean>;
}
