// What a capture form works with. All of it is given by whoever opens the form; the form itself knows neither Azure nor settings.

import type { CapturePreset } from '../../domain/capture/capturePreset.ts';
import type { NewPacketCapture } from '../../domain/capture/captureSettings.ts';
import type {
  FormCheckItem,
  FormInstance,
  FormStorageAccount,
  FormTarget,
  PresetScope,
} from '../../protocol/captureFormContract.ts';

/** The ports of one form. Each rejects with a UserError, or as cancelled by its signal, which also ends with the form. */
export interface CaptureFormPorts {
  /** The subscription that all of them work in. */
  readonly subscriptionId: string;
  readonly listTargets: (abortSignal: AbortSignal) => Promise<readonly FormTarget[]>;
  /** Instances of a scale set by its resource id. */
  readonly listInstances: (scaleSetId: string, abortSignal: AbortSignal) => Promise<readonly FormInstance[]>;
  /** Accounts of a region, those used last first. */
  readonly listStorageAccounts: (region: string, abortSignal: AbortSignal) => Promise<readonly FormStorageAccount[]>;
  /** A free name for a capture of the target. */
  readonly suggestName: (targetId: string, abortSignal: AbortSignal) => Promise<string>;
  /** The checklist. Creates nothing. */
  readonly check: (capture: NewPacketCapture, abortSignal: AbortSignal) => Promise<readonly FormCheckItem[]>;
  /** Does what a line of the checklist proposes. @returns the capture as it is to be afterwards */
  readonly fix: (fix: string, capture: NewPacketCapture, abortSignal: AbortSignal) => Promise<NewPacketCapture>;
  /**
   * Starts; resolves with true when the capture has begun, or as soon as somebody else tells of its progress: then the form closes.
   * @returns false when the start was cancelled
   */
  readonly start: (
    capture: NewPacketCapture,
    options: { readonly replace: boolean; readonly abortSignal: AbortSignal },
  ) => Promise<boolean>;
  readonly presets: () => readonly CapturePreset[];
  /** Keeps a preset, in place of the one of its name there. */
  readonly savePreset: (preset: CapturePreset, scope: PresetScope) => Promise<void>;
}

/** What a page of an earlier window has kept that its host needs; the fields are read by the page itself. */
export interface KeptForm {
  readonly draftKey: string;
  readonly subscriptionId: string;
  readonly origin?: string;
}
