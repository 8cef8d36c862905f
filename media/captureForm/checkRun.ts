// The checklist of one capture: being made, there, or failed; and the remedy that is under way. One of them at a time.

import type { NewPacketCapture } from '../../src/domain/capture/captureSettings.ts';
import { RequestError } from '../../src/protocol/channel.ts';
import type { ViewChannel } from '../../src/protocol/channel.ts';
import type { CaptureFormContract, FormCheckItem } from '../../src/protocol/captureFormContract.ts';
import { errorText } from '../../src/base/errorText.ts';

/** Runs checks and remedies. */
export class CheckRun {
  readonly #channel: ViewChannel<CaptureFormContract>;
  readonly #onChange: () => void;
  /** Absent until the first checklist is there. */
  items: readonly FormCheckItem[] | undefined;
  isRunning = false;
  /** The line whose remedy is under way. */
  fixing: string | undefined;
  problem: string | undefined;
  #checked = '';
  #failed = '';

  constructor(channel: ViewChannel<CaptureFormContract>, onChange: () => void) {
    this.#channel = channel;
    this.#onChange = onChange;
  }

  get isBusy(): boolean {
    return this.isRunning || this.fixing !== undefined;
  }

  /** True when the checklist is of this very capture. */
  isOf(capture: NewPacketCapture): boolean {
    return this.#checked === JSON.stringify(capture);
  }

  /** True when the latest checklist was to be of this very capture and could not be made. */
  hasFailedFor(capture: NewPacketCapture): boolean {
    return this.problem !== undefined && this.#failed === JSON.stringify(capture);
  }

  /** Makes the checklist; one that is being made goes on. */
  async run(capture: NewPacketCapture): Promise<void> {
    if (this.isBusy) {
      return;
    }
    this.isRunning = true;
    this.#failed = JSON.stringify(capture);
    await this.#attempt(async () => {
      this.items = await this.#channel.request('check', capture);
      this.#checked = JSON.stringify(capture);
    });
    this.isRunning = false;
    this.#onChange();
  }

  /** Runs a remedy. @returns the capture as it is then; undefined when it failed, was cancelled or another one runs */
  async fix({ id, fix }: FormCheckItem, capture: NewPacketCapture): Promise<NewPacketCapture | undefined> {
    if (this.isBusy || fix === undefined) {
      return undefined;
    }
    this.fixing = id;
    let mended: NewPacketCapture | undefined;
    await this.#attempt(async () => {
      mended = await this.#channel.request('fix', { fix: fix.id, capture });
    });
    this.fixing = undefined;
    this.#onChange();
    return mended;
  }

  /** Ends what is under way. */
  async cancel(): Promise<void> {
    await this.#channel.request('cancel', undefined);
  }

  async #attempt(work: () => Promise<void>): Promise<void> {
    this.problem = undefined;
    this.#onChange();
    try {
      await work();
    } catch (error) {
      if (!(error instanceof RequestError && error.code === 'cancelled')) {
        this.problem = errorText(error);
      }
    }
  }
}
