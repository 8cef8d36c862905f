// What the commands share: one value built by the composition root and passed on, in place of global state.

import type * as vscode from 'vscode';
import type { AccessRequest, SubscriptionSource } from '../app/azure/ports.ts';
import type { SubscriptionServicesSource } from '../app/azure/subscriptionServices.ts';
import type { SubscriptionServices } from '../app/azure/subscriptionServices.ts';
import type { CaptureDownloadsPort } from '../app/capture/captureDownloads.ts';
import type { CaptureStore } from '../app/capture/captureStore.ts';
import type { AzureTree } from '../app/tree/azureTree.ts';
import type { WiresharkLauncher } from '../app/wireshark/openInWireshark.ts';
import type { Clock } from '../base/clock.ts';
import type { Log } from '../base/log.ts';
import type { LazyRuleFiles } from './alertRule/lazyRuleFiles.ts';
import type { AlertPayloads } from './alert/alertPayloads.ts';
import type { LazyCaptureForm } from './captureForm/lazyCaptureForm.ts';
import type { FollowerPort } from './capture/followerPort.ts';
import type { LazyDiagnostics } from './diagnostic/lazyDiagnostics.ts';
import type { ScaffoldRoom } from './scaffold/scaffoldRoom.ts';
import type { LazyTraffic } from './traffic/lazyTraffic.ts';

/** Sign-in as the commands use it. */
export interface SignIn extends AccessRequest {
  /** @returns false when the person did not sign in */
  signIn(): Promise<boolean>;
}

/** The parts of the product that commands work with. */
export interface HostContext {
  readonly extension: vscode.ExtensionContext;
  readonly log: Log;
  readonly showLog: () => void;
  readonly clock: Clock;
  readonly signIn: SignIn;
  readonly subscriptions: SubscriptionSource;
  readonly services: SubscriptionServicesSource;
  readonly captures: CaptureStore;
  readonly tree: AzureTree;
  readonly wireshark: WiresharkLauncher;
  readonly downloads: CaptureDownloadsPort;
  readonly panels: LazyTraffic;
  readonly follower: FollowerPort;
  readonly captureForm: LazyCaptureForm;
  /** Tells an error that no command waits for. */
  readonly report: (error: unknown) => void;
  /** Shows a resource's node in the side panel. @returns false when it is not there */
  readonly reveal: (resourceId: string) => Promise<boolean>;
  readonly diagnostics: LazyDiagnostics;
  /** Alert rules and action groups as files. */
  readonly ruleFiles: LazyRuleFiles;
  /** The services of the subscription that a resource is in. Rejects with UserError `subscriptionNotSeen`. */
  readonly servicesById: (resourceId: string) => Promise<SubscriptionServices>;
  readonly alertPayloads: AlertPayloads;
  /** Writes projects; loaded at the first one. */
  readonly scaffold: () => Promise<ScaffoldRoom>;
}
