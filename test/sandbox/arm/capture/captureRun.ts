// One running capture session: recordings on the virtual network cards, its end by time, size or request, and the
// upload afterwards. A file becomes visible only after the session ended, as with the real service.

import type { Disposable } from '../../../../src/base/disposable.ts';
import { DisposableStore } from '../../../../src/base/disposable.ts';
import type { PacketSession } from '../../contract.ts';
import type { ArmContext } from '../armContext.ts';
import type { Resource } from '../armState.ts';
import { canWriteTo, filesOf } from '../compute/machineDisk.ts';
import type { RunningSession } from './captureControl.ts';
import type { CaptureSettings } from './captureSettings.ts';
import { withSuffix } from './capturePath.ts';
import { reachesStorage } from './storageReach.ts';

/** What happened to a session so far; queryStatus tells it. */
export interface CaptureStatus {
  packetCaptureStatus: 'NotStarted' | 'Running' | 'Stopped' | 'Error' | 'Unknown';
  captureStartTime: number | undefined;
  stopReason: string | undefined;
  errors: string[];
}

/** What a run needs to know. */
export interface CaptureRunOptions {
  readonly context: ArmContext;
  readonly captureId: string;
  readonly settings: CaptureSettings;
  /** Machines or scale set instances to record; `suffix` tells their files apart when there are several. */
  readonly machines: readonly { readonly vmId: string; readonly suffix: string | undefined }[];
  /** Where the file goes; undefined for a capture that stays on the machine. */
  readonly upload: { readonly account: Resource; readonly path: string } | undefined;
  readonly status: CaptureStatus;
}

interface Recording {
  readonly vmId: string;
  readonly suffix: string | undefined;
  readonly files: string[];
  /** Every path it ever wrote on the machine. */
  readonly localFiles: string[];
  session: PacketSession | undefined;
  fileNumber: number;
}

/** Runs a capture from `start` to its end. */
export class CaptureRun implements RunningSession, Disposable {
  readonly #options: CaptureRunOptions;
  readonly #timers = new DisposableStore();
  readonly #recordings: Recording[];
  readonly #finished: { readonly recording: Recording; readonly bytes: Uint8Array }[] = [];
  #isEnded = false;

  constructor(options: CaptureRunOptions) {
    this.#options = options;
    this.#recordings = options.machines.map(({ vmId, suffix }) => ({
      vmId,
      suffix,
      files: [],
      localFiles: [],
      session: undefined,
      fileNumber: 0,
    }));
  }

  /** Begins to record. */
  start(): void {
    const { context, settings, status, captureId } = this.#options;
    status.packetCaptureStatus = 'Running';
    status.captureStartTime = context.clock.now();
    const isRing = settings.continuousCapture !== undefined;
    const limit = isRing ? settings.ring.sessionTimeLimitInSeconds : settings.timeLimitInSeconds;
    if (limit > 0) {
      this.#timers.add(context.clock.after(limit * 1000, () => this.end('TimeExceeded')));
    }
    context.captures.register(captureId, this);
    // Whatever ends the sandbox gives the recordings back without uploading them.
    context.store.add(this);
    for (const recording of this.#recordings) {
      this.#open(recording);
      this.#checkLocalFile(recording);
    }
  }

  /** The agent of a machine is gone, or of all: what it recorded is lost. The session ends when nobody records any more. */
  lose(error: string, vmId?: string): void {
    const { status, context } = this.#options;
    const lost = this.#recordings.filter(
      (one) => one.session !== undefined && (vmId === undefined || one.vmId.toLowerCase() === vmId.toLowerCase()),
    );
    if (lost.length === 0) {
      return;
    }
    for (const recording of lost) {
      recording.session?.close();
      recording.session = undefined;
    }
    status.errors.push(error);
    if (this.#recordings.some(({ session }) => session !== undefined)) {
      return;
    }
    if (this.#finished.length > 0) {
      // Other machines had reached their size before: their files are whole.
      this.end(error);
      return;
    }
    status.packetCaptureStatus = 'Error';
    this.#release();
    context.store.remove(this);
  }

  /** Ends the session and has its files uploaded after the sandbox's delay. Later calls change nothing. */
  end(stopReason: string): void {
    if (this.#isEnded) {
      return;
    }
    const { context, status } = this.#options;
    status.packetCaptureStatus = 'Stopped';
    status.stopReason = stopReason;
    for (const recording of this.#recordings) {
      this.#close(recording);
    }
    this.#release();
    const finished = this.#finished.splice(0);
    if (this.#options.upload !== undefined) {
      const timer = context.clock.after(context.captures.blobDelayInMs, () => {
        context.store.remove(timer);
        void this.#upload(finished);
      });
      context.store.add(timer);
    }
    context.store.remove(this);
  }

  /** Gives recordings and timers back without a trace. */
  dispose(): void {
    if (!this.#isEnded) {
      for (const recording of this.#recordings) {
        recording.session?.close();
        recording.session = undefined;
      }
      this.#release();
    }
  }

  #release(): void {
    this.#isEnded = true;
    this.#timers.dispose();
    this.#options.context.captures.unregister(this.#options.captureId);
  }

  #open(recording: Recording): void {
    const { context, settings } = this.#options;
    const isRing = settings.continuousCapture !== undefined;
    recording.session = context.packets.open({
      vmId: recording.vmId,
      filters: settings.filters,
      bytesPerPacket: settings.bytesToCapturePerPacket,
      totalBytes: isRing ? settings.ring.fileSizeInBytes : settings.totalBytesPerSession,
      // Later, so that a source may call back while `open` is still running.
      onFull: () => queueMicrotask(() => this.#onFull(recording)),
    });
  }

  #onFull(recording: Recording): void {
    if (this.#isEnded) {
      return;
    }
    if (this.#options.settings.continuousCapture === true) {
      this.#close(recording);
      void this.#upload(this.#finished.splice(0));
      this.#open(recording);
      return;
    }
    this.#close(recording);
    if (this.#recordings.every((one) => one.session === undefined)) {
      this.end('BytesExceeded');
    }
  }

  #close(recording: Recording): void {
    if (recording.session !== undefined) {
      const bytes = recording.session.close();
      this.#finished.push({ recording, bytes });
      this.#writeLocalFile(recording, bytes);
      recording.session = undefined;
    }
  }

  get #localPath(): string | undefined {
    return this.#options.settings.filePath ?? this.#options.settings.localPath;
  }

  #checkLocalFile({ vmId }: Recording): void {
    const machine = this.#options.context.state.get(vmId);
    if (this.#localPath !== undefined && machine !== undefined && !canWriteTo(machine, this.#localPath)) {
      this.lose('LocalFileFailed', vmId);
    }
  }

  /** A ring leaves its newest files on the disk too. */
  #writeLocalFile(recording: Recording, bytes: Uint8Array): void {
    const { context, settings } = this.#options;
    const machine = context.state.get(recording.vmId);
    if (this.#localPath === undefined || machine === undefined) {
      return;
    }
    const number = recording.localFiles.length;
    const path = number === 0 ? this.#localPath : withSuffix(this.#localPath, String(number));
    recording.localFiles.push(path);
    filesOf(machine).set(path, bytes);
    if (settings.continuousCapture === true && recording.localFiles.length > settings.ring.fileCount) {
      filesOf(machine).delete(recording.localFiles.at(-settings.ring.fileCount - 1) ?? '');
    }
  }

  async #upload(finished: readonly { readonly recording: Recording; readonly bytes: Uint8Array }[]): Promise<void> {
    const { context, upload, settings, status } = this.#options;
    if (upload === undefined) {
      return;
    }
    for (const { recording, bytes } of finished) {
      const base = recording.suffix === undefined ? upload.path : withSuffix(upload.path, recording.suffix);
      const path = recording.fileNumber === 0 ? base : withSuffix(base, String(recording.fileNumber));
      recording.fileNumber += 1;
      if (!reachesStorage(context.state, upload.account, context.state.get(recording.vmId))) {
        status.errors.push('StorageFailed');
        continue;
      }
      recording.files.push(path);
      try {
        await context.blobs.put(upload.account.name, path, bytes);
        const oldest = recording.files.length > settings.ring.fileCount ? recording.files.shift() : undefined;
        if (settings.continuousCapture === true && oldest !== undefined) {
          await context.blobs.remove(upload.account.name, oldest);
        }
      } catch {
        // The service reports it in the status and keeps nothing of the file.
        status.errors.push('StorageFailed');
      }
    }
  }
}
