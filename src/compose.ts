// The composition root: builds every object once and gives one store to dispose of. The SDKs stay behind import() until needed.

import os from 'node:os';
import path from 'node:path';
import {
  createAzExtLogOutputChannel,
  openReadOnlyJson,
  registerUIExtensionVariables,
} from '@microsoft/vscode-azext-utils';
import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { DiskCaptureFolder } from './adapters/files/captureFolder.ts';
import { ReceivedLogFile } from './adapters/files/receivedLogFile.ts';
import { writeOutputFile } from './adapters/files/outputFile.ts';
import { DesktopWireshark, machineFacts } from './adapters/wireshark/wiresharkLauncher.ts';
import type { AlertEndpoint } from './app/alert/receiverPorts.ts';
import type { SubscriptionServices, SubscriptionServicesSource } from './app/azure/subscriptionServices.ts';
import type { CaptureRuns } from './app/capture/captureRuns.ts';
import type { CaptureDownloadsPort } from './app/capture/captureDownloads.ts';
import { CaptureStore } from './app/capture/captureStore.ts';
import { renewCaptures } from './app/capture/renewCaptures.ts';
import type { EventHubTail } from './app/traffic/ports.ts';
import { subscriptionNotSeen } from './app/error/userErrors.ts';
import { AzureTree } from './app/tree/azureTree.ts';
import { systemClock } from './base/clock.ts';
import { deferredPort, lazy } from './base/deferred.ts';
import type { Disposable } from './base/disposable.ts';
import { DisposableStore } from './base/disposable.ts';
import type { Log } from './base/log.ts';
import type { Subscription } from './domain/arm/cloud.ts';
import type { AlertPayloads } from './host/alert/alertPayloads.ts';
import { SignedInAzure } from './host/azure/signedInAzure.ts';
import type { FollowerPort } from './host/capture/followerPort.ts';
import { LazyRuleFiles } from './host/alertRule/lazyRuleFiles.ts';
import { StoredCaptureRecords } from './host/capture/storedCaptureRecords.ts';
import { LazyCaptureForm } from './host/captureForm/lazyCaptureForm.ts';
import { alertCommands } from './host/command/alertCommands.ts';
import { captureCommands } from './host/command/captureCommands.ts';
import { diagnosticCommands } from './host/command/diagnosticCommands.ts';
import { receiverCommands } from './host/command/receiverCommands.ts';
import { resourceCommands } from './host/command/resourceCommands.ts';
import { scaffoldCommands } from './host/command/scaffoldCommands.ts';
import { signInCommands } from './host/command/signInCommands.ts';
import { treeCommands } from './host/command/treeCommands.ts';
import { trafficCommands } from './host/command/trafficCommands.ts';
import { trafficPanelCommands } from './host/command/trafficPanelCommands.ts';
import { ConnectionStrings } from './host/connectionStrings.ts';
import { LazyDiagnostics } from './host/diagnostic/lazyDiagnostics.ts';
import type { HostContext } from './host/hostContext.ts';
import { restoredSource } from './host/panel/restoredSource.ts';
import { reportError, reportPageError } from './host/report.ts';
import { readSetting } from './host/settings.ts';
import { LazyReceiver } from './host/receiver/lazyReceiver.ts';
import { ReceiverAddress } from './host/receiver/receiverAddress.ts';
import { LazyTraffic } from './host/traffic/lazyTraffic.ts';
import { ExplorerTree } from './host/tree/explorerTree.ts';

/** Builds the product. Dispose of the result to end everything it started. */
export function compose(extension: vscode.ExtensionContext): Disposable {
  const store = new DisposableStore();
  const log = store.add(createAzExtLogOutputChannel('Wirewatch'));
  registerUIExtensionVariables({ context: extension, outputChannel: log });
  l10n.config({ contents: vscode.l10n.bundle ?? {} });

  const azure = store.add(
    new SignedInAzure(async () => new (await import('./host/azure/azureAuth.ts')).AzureAuth(systemClock, log)),
  );
  const services = wireServices(store, azure, log);
  const captures = store.add(new CaptureStore(systemClock, log));
  // Before the tree, which lists again at the same event: what it then lists must stay.
  store.add(renewCaptures({ subscriptions: azure, services, captures, clock: systemClock, log }));
  const tree = store.add(
    new AzureTree({
      subscriptions: azure,
      services,
      captures,
      clock: systemClock,
      log,
      chosenSubscriptions: () => readSetting('wirewatch.subscriptions'),
    }),
  );
  const explorer = store.add(new ExplorerTree(tree, () => captures.setShown((capture) => explorer.shows(capture.id))));
  store.add(
    vscode.workspace.onDidChangeConfiguration((change) => {
      if (change.affectsConfiguration('wirewatch.subscriptions')) {
        tree.rearrange();
      }
    }),
  );
  const report = (error: unknown, retry?: () => unknown): void =>
    void reportError(error, { log, showLog: () => log.show(), retry });
  const connectionStrings = new ConnectionStrings(extension.secrets, extension.globalState);
  const panels = store.add(
    wireTraffic(extension, {
      azure,
      connectionStrings,
      log,
      report,
    }),
  );
  const servicesById = servicesByIdOf(azure, services);
  const host: HostContext = {
    extension,
    log,
    showLog: () => log.show(),
    clock: systemClock,
    signIn: azure,
    subscriptions: azure,
    services,
    captures,
    tree,
    wireshark: new DesktopWireshark(machineFacts(process.env, os.homedir())),
    downloads: deferredPort<CaptureDownloadsPort>(async () => {
      const { CaptureDownloads } = await import('./host/capture/captureActions.ts');
      return new CaptureDownloads({
        subscriptions: azure,
        access: azure,
        services,
        folder: () => new DiskCaptureFolder(downloadFolder(extension)),
        clock: systemClock,
        log,
      });
    }),
    panels,
    follower: wireFollower(store, extension, { azure, services, captures, tree, log, report }),
    captureForm: store.add(
      new LazyCaptureForm(extension.extensionUri, async (subscriptionId) => {
        const { restoredFormPorts } = await import('./host/capture/captureActions.ts');
        return await restoredFormPorts(host, subscriptionId);
      }),
    ),
    report: (error) => report(error),
    reveal: (resourceId) => explorer.reveal(resourceId),
    servicesById,
    ruleFiles: store.add(wireRuleFiles(servicesById, tree)),
    scaffold: lazy(async () => {
      const { ScaffoldRoom } = await import('./host/scaffold/scaffoldRoom.ts');
      return new ScaffoldRoom({ extensionUri: extension.extensionUri, log, report });
    }),
    diagnostics: store.add(
      wireDiagnostics(extension, log, (error) => void reportPageError(error, { log, showLog: () => log.show() })),
    ),
    alertPayloads: deferredPort<AlertPayloads>(async () => {
      const { AlertRoom } = await import('./host/alert/alertRoom.ts');
      return store.add(new AlertRoom(host));
    }),
  };
  const receiver = store.add(wireReceiver(host));
  registerCommands(store, { host, explorer, connectionStrings, receiver });
  return store;
}

function registerCommands(
  store: DisposableStore,
  {
    host,
    explorer,
    connectionStrings,
    receiver,
  }: { host: HostContext; explorer: ExplorerTree; connectionStrings: ConnectionStrings; receiver: LazyReceiver },
): void {
  for (const registration of [
    ...signInCommands(host, {
      node: (node) => explorer.refresh(node),
      around: (node) => explorer.refreshAround(node),
    }),
    ...resourceCommands(host),
    ...captureCommands(host),
    ...alertCommands(host, receiver),
    ...receiverCommands(host, receiver),
    ...treeCommands(host, (text) => explorer.setMessage(text)),
    ...trafficCommands(host, connectionStrings),
    ...trafficPanelCommands(host),
    ...diagnosticCommands(host),
    ...scaffoldCommands(host),
  ]) {
    store.add(registration);
  }
}

/** The services of the subscription that a resource is in. */
function servicesByIdOf(azure: SignedInAzure, services: SubscriptionServicesSource): HostContext['servicesById'] {
  return async (resourceId) => {
    const wanted = resourceId.split('/')[2]?.toLowerCase();
    const { subscriptions } = await azure.knownSubscriptions();
    const found = subscriptions.find(({ id }) => id.toLowerCase() === wanted);
    if (found === undefined) {
      throw subscriptionNotSeen(wanted ?? resourceId);
    }
    return services.servicesOf(found);
  };
}

/** The receiver of alerts. One that listened when the window closed listens again. */
function wireReceiver(host: HostContext): LazyReceiver {
  const { extension, log } = host;
  const receiver = new LazyReceiver(async (onDidChange) => {
    const { ReceiverRoom } = await import('./host/receiver/receiverRoom.ts');
    return new ReceiverRoom({
      host,
      endpoint: deferredPort<AlertEndpoint>(
        async () => new (await import('./adapters/webhook/alertServer.ts')).AlertServer(log),
      ),
      kept: new ReceivedLogFile((extension.storageUri ?? extension.globalStorageUri).fsPath),
      onDidChange,
    });
  });
  if (new ReceiverAddress(extension.secrets, extension.workspaceState).isOn) {
    receiver
      .room()
      .then((room) => room.start())
      .catch((error: unknown) => host.report(error));
  }
  return receiver;
}

/** Rules and action groups as files. */
function wireRuleFiles(servicesOf: HostContext['servicesById'], tree: AzureTree): LazyRuleFiles {
  return new LazyRuleFiles(async (changed) => {
    const { RuleFiles } = await import('./host/alertRule/alertActions.ts');
    return new RuleFiles({
      servicesOf,
      clock: systemClock,
      changed,
      onWritten: (resourceId) => tree.listAlertsAgain(resourceId),
    });
  });
}

/** The services of a subscription are made once and forgotten when the sign-in changes; their SDKs load at the first call. */
function wireServices(store: DisposableStore, azure: SignedInAzure, log: Log): SubscriptionServicesSource {
  const made = new Map<string, SubscriptionServices>();
  store.add(azure.onDidChange(() => made.clear()));
  return {
    servicesOf(subscription) {
      const key = `${subscription.accountId}/${subscription.id}`;
      const known = made.get(key);
      if (known !== undefined) {
        return known;
      }
      const fresh = createServices(azure, subscription, log);
      made.set(key, fresh);
      return fresh;
    },
  };
}

function createServices(azure: SignedInAzure, subscription: Subscription, log: Log): SubscriptionServices {
  const tokens = azure.tokenSourceOf(subscription);
  const arm = lazy(async () => {
    const [{ createArmServices }, cloud] = await Promise.all([import('./adapters/azure/arm.ts'), azure.cloud()]);
    return createArmServices({ cloud, subscriptionId: subscription.id, tokens, log, clock: systemClock });
  });
  return {
    subscription,
    tokens,
    inventory: deferredPort(async () => (await arm()).inventory),
    eventHubs: deferredPort(async () => (await arm()).inventory),
    resources: deferredPort(async () => (await arm()).inventory),
    alerts: deferredPort(async () => (await arm()).alerts),
    metrics: deferredPort(async () => (await arm()).alerts),
    captures: deferredPort(async () => (await arm()).captures),
    ground: deferredPort(async () => (await arm()).ground),
    groundWork: deferredPort(async () => (await arm()).groundWork),
    diagnostics: deferredPort(async () => (await arm()).diagnostics),
    files: deferredPort(async () => {
      const [{ BlobCaptureFileStore }, services] = await Promise.all([import('./adapters/azure/blob.ts'), arm()]);
      const { storageSuffix } = await azure.cloud();
      return new BlobCaptureFileStore({
        tokens,
        log,
        storageSuffix,
        listStorageKey: services.listStorageKey,
        blobEndpointOf: services.blobEndpointOf,
      });
    }),
  };
}

/** Follows the captures that were started here, also those of an earlier window. */
function wireFollower(
  store: DisposableStore,
  extension: vscode.ExtensionContext,
  {
    azure,
    services,
    captures,
    tree,
    log,
    report,
  }: {
    azure: SignedInAzure;
    services: SubscriptionServicesSource;
    captures: CaptureStore;
    tree: AzureTree;
    log: Log;
    report: (error: unknown) => void;
  },
): FollowerPort {
  const records = new StoredCaptureRecords(extension.workspaceState, extension.secrets);
  // There is nothing to follow before the chunk is loaded.
  let runs: Pick<CaptureRuns, 'isFollowed'> | undefined;
  const load = lazy(async () => {
    const { CaptureFollower, CaptureRuns } = await import('./host/capture/captureActions.ts');
    const made = new CaptureRuns({ captures, records, clock: systemClock, log });
    runs = made;
    return store.add(
      new CaptureFollower({
        runs: made,
        captures,
        subscriptions: azure,
        services,
        clock: systemClock,
        log,
        report,
        nodeOf: (captureId) => tree.captureNode(captureId),
        refreshTree: () => tree.refresh(),
      }),
    );
  });
  const follower = deferredPort<FollowerPort>(load);
  store.add(
    captures.onDidChangeCapture(({ capture, ended, isStartedHere }) => {
      if (ended && isStartedHere && runs?.isFollowed(capture.id) !== true) {
        follower.tellEnd(capture).catch(report);
      }
    }),
  );
  if (records.list().length > 0) {
    load().catch(report);
  }
  return follower;
}

/** The live panels, in a chunk of their own. */
function wireTraffic(
  extension: vscode.ExtensionContext,
  {
    azure,
    connectionStrings,
    log,
    report,
  }: {
    azure: SignedInAzure;
    connectionStrings: ConnectionStrings;
    log: Log;
    report: (error: unknown, retry?: () => unknown) => void;
  },
): LazyTraffic {
  return new LazyTraffic(async () => {
    const { TrafficRoom } = await import('./host/traffic/trafficRoom.ts');
    return new TrafficRoom({
      extension,
      tail: wireTail(log),
      clock: systemClock,
      writeFile: writeOutputFile,
      report,
      sourceOf: (record) => restoredSource(record, { connectionStrings, subscriptions: azure }),
    });
  });
}

/** The panels of diagnostics, in a chunk of their own; editors of JSON are azext-utils', whose one copy is in the entry. */
function wireDiagnostics(
  extension: vscode.ExtensionContext,
  log: Log,
  report: (error: unknown) => void,
): LazyDiagnostics {
  return new LazyDiagnostics(async () => {
    const { DiagnosticRoom } = await import('./host/diagnostic/diagnosticRoom.ts');
    return new DiagnosticRoom({
      extensionUri: extension.extensionUri,
      clock: systemClock,
      log,
      showJson: (label, fullId, value) => openReadOnlyJson({ label, fullId }, value),
      report,
    });
  });
}

function wireTail(log: Log): EventHubTail {
  return deferredPort<EventHubTail>(
    async () => new (await import('./adapters/azure/eventHubs.ts')).AzureEventHubTail(systemClock, log),
  );
}

/** The setting, with `~` for the home folder, or the extension's own storage. */
function downloadFolder(extension: vscode.ExtensionContext): string {
  const configured = readSetting('wirewatch.downloadFolder').trim();
  if (configured === '') {
    return path.join(extension.globalStorageUri.fsPath, 'captures');
  }
  return path.resolve(configured.startsWith('~') ? path.join(os.homedir(), configured.slice(1)) : configured);
}
