// The catalogue of expected errors: one function each, code and localised text side by side. No text holds a secret.

import * as l10n from '@vscode/l10n';
import { UserError } from './userError.ts';
import type { UserAction } from './userError.ts';

/** Nobody is signed in to the configured cloud. */
export const signedOut = (cause?: unknown): UserError =>
  new UserError('signedOut', l10n.t('You are not signed in to Azure. Sign in to see your network watchers.'), {
    action: 'signIn',
    cause,
  });

/** The settings name a custom cloud but do not describe it. */
export const cloudNotConfigured = (cause?: unknown): UserError =>
  new UserError(
    'cloudNotConfigured',
    l10n.t(
      'A custom Azure cloud is chosen, but its addresses are missing. Fill in "microsoft-sovereign-cloud.customEnvironment".',
    ),
    { action: 'openCloudSettings', cause },
  );

/** The account sees no subscription. */
export const noSubscription = (): UserError =>
  new UserError(
    'noSubscription',
    l10n.t('This account sees no Azure subscription. Ask for access, or sign in with another account.'),
    { action: 'signIn' },
  );

/** A command is about a subscription that the account, as it is signed in, does not see. */
export const subscriptionNotSeen = (subscriptionId: string): UserError =>
  new UserError(
    'subscriptionNotSeen',
    l10n.t(
      'This account does not see the subscription {0}. Ask for access, or sign in with the account that has it.',
      subscriptionId,
    ),
    { action: 'signIn' },
  );

/** No Network Watcher exists where the machine is. */
export const noWatcherInRegion = (region: string): UserError =>
  new UserError(
    'noWatcherInRegion',
    l10n.t(
      'There is no Network Watcher in {0}. Azure makes one with the first virtual network of a region unless that was switched off; enable it in the portal under Network Watcher.',
      region,
    ),
  );

/** No Network Watcher exists in the whole subscription, so that no machine can be captured. */
export const noWatcher = (subscription: string): UserError =>
  new UserError(
    'noWatcher',
    l10n.t(
      'There is no Network Watcher in the subscription {0}. Azure makes one with the first virtual network of a region unless that was switched off; enable it in the portal under Network Watcher.',
      subscription,
    ),
  );

/** The subscription has no virtual machine. */
export const noMachine = (subscription: string): UserError =>
  new UserError(
    'noMachine',
    l10n.t('The subscription "{0}" has no virtual machine or scale set that could be captured.', subscription),
  );

/** No account in the machine's region can take a capture. */
export const noStorageAccount = (region: string): UserError =>
  new UserError(
    'noStorageAccount',
    l10n.t(
      'No storage account in {0} can take a capture. It must be in the same region, not premium, and allow access by key.',
      region,
    ),
  );

/** The agent is another one for each operating system, and the disk did not tell which. */
export const agentNeedsOs = (machine: string): UserError =>
  new UserError(
    'agentNeedsOs',
    l10n.t(
      'The operating system of "{0}" is not known, so the agent cannot be chosen. Install the Network Watcher extension in the portal.',
      machine,
    ),
  );

/** Some of several captures could not be worked on; the others were. @param share e.g. `2/5` */
export const severalFailed = (share: string, details: string, cause?: unknown): UserError =>
  new UserError('severalFailed', l10n.t('Failed: {0}. {1}', share, details), { action: 'showLog', cause });

/** The capture of the name is not the one that was shown. */
export const captureChanged = (name: string): UserError =>
  new UserError(
    'captureChanged',
    l10n.t('"{0}" was deleted and made anew meanwhile, so nothing was deleted now. Look at the new one first.', name),
  );

/** A node of which no template can be made. */
export const noRecipe = (name: string): UserError =>
  new UserError('noRecipe', l10n.t('"{0}" cannot be written this way. Copy its resource ID instead.', name));

/** The selected calls name no caller that a filter could match. */
export const noClientAddress = (): UserError =>
  new UserError(
    'noClientAddress',
    l10n.t(
      'These calls name no IPv4 address of a client, and filters of captures take no other. Log the caller in the policy.',
    ),
  );

/** Neither editor nor clipboard names a machine. */
export const noTargetInText = (): UserError =>
  new UserError(
    'noTargetInText',
    l10n.t(
      'Neither the editor nor the clipboard names a virtual machine or scale set. Copy the payload of an alert first.',
    ),
  );

/** What should be an alert's payload is no JSON object. @param place what was looked at, e.g. a file's name */
export const noAlertPayload = (place: string): UserError =>
  new UserError(
    'noAlertPayload',
    l10n.t(
      '"{0}" holds no JSON object, so there is no alert payload to show. Copy the whole payload, from its first brace to its last.',
      place,
    ),
  );

/** A file with a payload cannot be opened as text. */
export const payloadFileUnreadable = (file: string, reason: string, cause?: unknown): UserError =>
  new UserError('payloadFileUnreadable', l10n.t('"{0}" cannot be opened as text: {1}', file, reason), { cause });

/** 403 from ARM; `linkedTo` is the resource that is closed, when it is not the one that was asked for. */
export const forbidden = (
  action: string,
  cause?: unknown,
  { linkedTo }: { readonly linkedTo?: string } = {},
): UserError =>
  new UserError(
    'forbidden',
    linkedTo === undefined
      ? l10n.t(
          'Your account is not allowed to do this: {0}. Ask for a role that includes it, for example Network Contributor.',
          action,
        )
      : l10n.t(
          'Your account is not allowed to do this at "{1}": {0}. Ask for a role there that includes it; Network Contributor does not.',
          action,
          linkedTo,
        ),
    { action: 'showLog', cause },
  );

/** 429 after the client's own retries. */
export const throttled = (seconds: number | undefined, cause?: unknown): UserError =>
  new UserError(
    'throttled',
    seconds === undefined
      ? l10n.t('Azure is limiting requests from this account right now. Wait a minute and try again.')
      : l10n.t('Azure is limiting requests from this account right now. Try again in {0} seconds.', seconds),
    { action: 'retry', cause, retryAfterInSeconds: seconds },
  );

/**
 * No answer at all: name not found, refused, reset, certificate not trusted. Or none of Azure's, such as a page.
 * @param reason the system's word, or the media type of a foreign answer
 */
export const serviceUnreachable = (host: string, reason: string, cause?: unknown, isForeign = false): UserError =>
  new UserError(
    'serviceUnreachable',
    isForeign
      ? l10n.t(
          'What answered at {0} is not Azure ({1}). A proxy or a sign-in page may stand between. Check the network and the chosen cloud, then try again.',
          host,
          reason,
        )
      : l10n.t(
          '{0} cannot be reached ({1}). Check the network, the proxy and the chosen cloud, then try again.',
          host,
          reason,
        ),
    { action: 'retry', cause },
  );

/** An answer sends us to another host, where the token must not go. */
export const foreignAddress = (host: string, other: string): UserError =>
  new UserError(
    'foreignAddress',
    l10n.t(
      '{0} points to another host, {1}. Nothing was sent there, so that your token stays where it belongs.',
      host,
      other,
    ),
    { action: 'showLog' },
  );

/** Any other refusal of the service, with its own words. @param isPassing true when it ends by itself */
export const serviceFailed = (code: string, message: string, cause?: unknown, isPassing = false): UserError =>
  new UserError(
    'serviceFailed',
    `${failureText(code, message)}${isPassing ? ` ${l10n.t('Try again in a moment.')}` : ''}`,
    {
      action: isPassing ? 'retry' : 'showLog',
      cause,
    },
  );

function failureText(code: string, message: string): string {
  return message === ''
    ? l10n.t('Azure answered with {0} and gave no reason.', code)
    : l10n.t('Azure answered with {0}: {1}', code, message);
}

/** 404 for a resource that was known before. */
export const resourceNotFound = (name: string, cause?: unknown): UserError =>
  new UserError('resourceNotFound', l10n.t('"{0}" no longer exists. Refresh the list.', name), {
    action: 'retry',
    cause,
  });

/** A capture of this name exists. */
export const captureNameTaken = (name: string, cause?: unknown): UserError =>
  new UserError(
    'captureNameTaken',
    l10n.t('A capture named "{0}" exists already. Choose another name, or delete the old capture first.', name),
    { cause },
  );

/** The service would not start the capture. @param reason its own words, or empty */
export const captureRejected = (name: string, reason: string, cause?: unknown): UserError =>
  new UserError(
    'captureRejected',
    reason === ''
      ? l10n.t('The capture "{0}" could not be started. Azure gave no reason.', name)
      : l10n.t('The capture "{0}" could not be started: {1}', name, reason),
    { action: 'showLog', cause },
  );

/** The capture ended in an error. */
export const captureFailed = (name: string, reason: string): UserError =>
  new UserError('captureFailed', l10n.t('The capture "{0}" failed: {1}', name, reason), { action: 'showLog' });

/** The capture keeps its file on the machine only. */
export const noBlobInCapture = (name: string): UserError =>
  new UserError(
    'noBlobInCapture',
    l10n.t(
      'The capture "{0}" is kept on the machine itself, not in blob storage. Fetch the file from the machine.',
      name,
    ),
  );

/** The session has not ended, or the upload is still on its way. */
export const captureFileNotReady = (name: string): UserError =>
  new UserError(
    'captureFileNotReady',
    l10n.t(
      'The file of "{0}" is not there yet. It appears in blob storage when the capture has ended; try again in a moment.',
      name,
    ),
    { action: 'retry' },
  );

/** The file was there or should be, and is gone. */
export const captureFileMissing = (name: string, cause?: unknown): UserError =>
  new UserError(
    'captureFileMissing',
    l10n.t(
      'The file of "{0}" is not in blob storage. It was deleted or moved, or the machine could not upload it.',
      name,
    ),
    { cause },
  );

/** The capture's file address is not in the capture's storage account. */
export const foreignStoragePath = (name: string, host: string): UserError =>
  new UserError(
    'foreignStoragePath',
    l10n.t(
      'The file of "{0}" lies at {1}, outside the storage account of the capture. It is not fetched, so that your token stays where it belongs.',
      name,
      host,
    ),
  );

/** The account has no data role on the storage account, and no key can be had. */
export const blobForbidden = (account: string, cause?: unknown): UserError =>
  new UserError(
    'blobForbidden',
    l10n.t(
      'You may not read the files of the storage account "{0}". Ask for the role Storage Blob Data Reader, or for permission to list its keys.',
      account,
    ),
    { action: 'showLog', cause },
  );

/** The storage account's firewall refuses this network. */
export const storageNetworkBlocked = (account: string, cause?: unknown): UserError =>
  new UserError(
    'storageNetworkBlocked',
    l10n.t(
      'The storage account "{0}" does not accept connections from this network. Its network rules must allow you.',
      account,
    ),
    { cause },
  );

/** The transfer broke off. */
export const downloadFailed = (name: string, reason: string, cause?: unknown): UserError =>
  new UserError('downloadFailed', l10n.t('The download of "{0}" broke off: {1}. Try again.', name, reason), {
    action: 'retry',
    cause,
  });

/** The chosen place cannot be written. */
export const fileNotWritable = (path: string, reason: string, cause?: unknown): UserError =>
  new UserError(
    'fileNotWritable',
    l10n.t(
      '"{0}" cannot be written: {1}. Choose another folder with the setting wirewatch.downloadFolder.',
      path,
      reason,
    ),
    { action: 'openSettings', cause },
  );

/** Wireshark was not found anywhere. */
export const wiresharkMissing = (configuredPath: string): UserError =>
  new UserError(
    'wiresharkMissing',
    configuredPath === ''
      ? l10n.t('Wireshark was not found on this machine. Install it, or select the program.')
      : l10n.t(
          'There is no program at "{0}". Correct the setting wirewatch.wiresharkPath, or select the program.',
          configuredPath,
        ),
    { action: 'selectWireshark' },
  );

/** Wireshark ended at once. */
export const wiresharkFailed = (reason: string): UserError =>
  new UserError('wiresharkFailed', l10n.t('Wireshark could not open the file: {0}', reason), { action: 'showLog' });

/** No desktop to show a window on. */
export const noDisplay = (): UserError =>
  new UserError(
    'noDisplay',
    l10n.t(
      'Wireshark needs a desktop, and the machine that runs this extension has none. Save the file and open it where you have one.',
    ),
  );

/** The text is no Event Hubs connection string. */
export const connectionStringInvalid = (what: string): UserError =>
  new UserError(
    'connectionStringInvalid',
    l10n.t(
      'This is not an Event Hubs connection string: {0}. Copy it from the portal, under Shared access policies.',
      what,
    ),
    { action: 'enterConnectionString' },
  );

/** The hub or consumer group does not exist. */
export const hubNotFound = (hub: string, cause?: unknown): UserError =>
  new UserError('hubNotFound', l10n.t('The event hub or consumer group "{0}" does not exist.', hub), { cause });

/** The hub refuses the token or key. */
export const hubUnauthorized = (hub: string, cause?: unknown): UserError =>
  new UserError(
    'hubUnauthorized',
    l10n.t(
      'You may not listen to the event hub "{0}". Ask for the role Azure Event Hubs Data Receiver, or use a connection string.',
      hub,
    ),
    { action: 'enterConnectionString', cause },
  );

/** The hub refuses the key of a connection string: wrong, regenerated, or without the right to listen. */
export const hubKeyRefused = (hub: string, cause?: unknown): UserError =>
  new UserError(
    'hubKeyRefused',
    l10n.t(
      'The event hub "{0}" does not accept the key of this connection string. Copy a new one, of a policy with the right Listen.',
      hub,
    ),
    { action: 'enterConnectionString', cause },
  );

/** Five readers are on the partition already, or a reader with an epoch holds it. */
export const hubQuota = (group: string, cause?: unknown): UserError =>
  new UserError(
    'hubQuota',
    l10n.t('The consumer group "{0}" is in use by others. Use a consumer group of your own for watching.', group),
    { cause },
  );

/** No answer from the hub's host. */
export const hubUnreachable = (host: string, cause?: unknown): UserError =>
  new UserError(
    'hubUnreachable',
    l10n.t('The event hub at {0} cannot be reached. Check the network; AMQP needs port 5671 open.', host),
    { action: 'retry', cause },
  );

/** The address of the proxy is none; it is not shown, since it may hold a password. */
export const hubProxyInvalid = (): UserError =>
  new UserError(
    'hubProxyInvalid',
    l10n.t(
      'The proxy address is not valid, so the event hub cannot be reached over WebSockets. Write it as http://host:port in the setting "http.proxy" or in HTTPS_PROXY.',
    ),
    { action: 'openSettings' },
  );

/** The subscription has no event hub. */
export const noEventHub = (): UserError =>
  new UserError(
    'noEventHub',
    l10n.t('No event hub was found. Enter a connection string, or choose another subscription.'),
    {
      action: 'enterConnectionString',
    },
  );

/** A panel is to be restored whose connection string was forgotten. */
export const connectionStringForgotten = (hub: string): UserError =>
  new UserError(
    'connectionStringForgotten',
    l10n.t('The connection string of "{0}" is no longer stored. Enter it again to go on.', hub),
    { action: 'enterConnectionString' },
  );

/** An export could not be written. */
export const exportNotWritable = (path: string, reason: string, cause?: unknown): UserError =>
  new UserError('exportNotWritable', l10n.t('"{0}" cannot be written: {1}. Choose another place.', path, reason), {
    cause,
  });

/** A command of the live panel ran where no panel is shown. */
export const noTrafficPanel = (): UserError =>
  new UserError('noTrafficPanel', l10n.t('No live traffic panel is shown. Open one from an event hub first.'));

/** A command on calls ran without a selected call that is still kept. */
export const noCallSelected = (): UserError =>
  new UserError(
    'noCallSelected',
    l10n.t('No call is selected, or it is no longer kept. Select one in the live panel.'),
  );

/** A comparison was asked for another number of calls. */
export const compareNeedsTwo = (): UserError =>
  new UserError('compareNeedsTwo', l10n.t('Select exactly two calls to compare them.'));

/** A call cannot be sent again as it was. @param reason a sentence */
export const callNotReplayable = (reason: string): UserError =>
  new UserError('callNotReplayable', l10n.t('This call cannot be written for replay. {0}', reason));

/** A file of traffic could not be read. @param reason a sentence with what is wrong and where */
export const trafficFileUnreadable = (file: string, reason: string): UserError =>
  new UserError('trafficFileUnreadable', l10n.t('"{0}" could not be read completely. {1}', file, reason));

/** VS Code has no token for this service and was not allowed to ask. */
export const consentRequired = (service: string): UserError =>
  new UserError('consentRequired', l10n.t('VS Code needs your permission to use {0} in your name.', service), {
    action: 'signIn',
  });

/** Entra ID refuses a token for this service, mostly by a rule of the tenant. */
export const accessRefused = (service: string, reason: string, action?: UserAction, cause?: unknown): UserError =>
  new UserError(
    'accessRefused',
    l10n.t(
      'VS Code was not given access to {0} in your name: {1}. An administrator of the tenant may have to allow it.',
      service,
      reason,
    ),
    { action: action ?? 'showLog', cause },
  );

/** The service did not tell within three minutes how the receivers of a tested action group fared. */
export const testNotFinished = (): UserError =>
  new UserError(
    'testNotFinished',
    l10n.t(
      'Azure did not tell within three minutes how the receivers fared. They may have been called: look at them, or in the portal under the action group.',
    ),
    { action: 'retry' },
  );

/** No alert of the last 30 days started the capture or is of its machine and time. */
export const noAlertOfCapture = (capture: string): UserError =>
  new UserError(
    'noAlertOfCapture',
    l10n.t(
      'No alert of the last 30 days belongs to the capture "{0}": none started it, and none was about its machine at its time.',
      capture,
    ),
  );

/** A rule or action group of the name exists; creating must not change it. */
export const alertNameTaken = (name: string, resourceGroup: string): UserError =>
  new UserError(
    'alertNameTaken',
    l10n.t(
      'There is a "{0}" in the resource group {1} already, and nothing was changed. Take another name, or edit the existing one.',
      name,
      resourceGroup,
    ),
  );

/** One rule cannot watch what was selected. */
export const alertTargetsDiffer = (): UserError =>
  new UserError(
    'alertTargetsDiffer',
    l10n.t(
      'One rule watches machines of one kind and region only. Select virtual machines of the same region, or one resource.',
    ),
  );

/** There is nothing that a command could be for. */
export const nothingOfKind = (subscription: string): UserError =>
  new UserError(
    'nothingOfKind',
    l10n.t('The subscription "{0}" has none. Choose another, or create one first.', subscription),
  );

/** The receiver of alerts cannot listen where it is told to. */
export const receiverPortTaken = (place: string, reason: string, cause?: unknown): UserError =>
  new UserError(
    'receiverPortTaken',
    l10n.t(
      'The alert receiver cannot listen on {0} ({1}). Choose another port in the setting "wirewatch.alertReceiver.port", or 0 for any.',
      place,
      reason,
    ),
    { action: 'openSettings', cause },
  );

/** The certificate or its key cannot be used. */
export const receiverCertificate = (reason: string, cause?: unknown): UserError =>
  new UserError(
    'receiverCertificate',
    l10n.t(
      'The certificate of the alert receiver cannot be used ({0}). The settings "wirewatch.alertReceiver.certificateFile" and "keyFile" name two PEM files that belong together.',
      reason,
    ),
    { action: 'openSettings', cause },
  );

/** The machine that an alert is about is not there any more. */
export const noMachineOfAlert = (machine: string): UserError =>
  new UserError(
    'noMachineOfAlert',
    l10n.t(
      '"{0}", which the alert is about, is not among the machines of its subscription. It may be deleted.',
      machine,
    ),
  );

/** A rule of the receiver starts captures, but nobody said where their files go. */
export const noStorageForAlert = (rule: string): UserError =>
  new UserError(
    'noStorageForAlert',
    l10n.t(
      'The rule "{0}" of the alert receiver starts captures, but names no storage account, and no preset of your user settings that has one.',
      rule,
    ),
    { action: 'openSettings' },
  );

/** No alert of the last 30 days is about the time of the selected calls. */
export const noAlertOfTime = (): UserError =>
  new UserError('noAlertOfTime', l10n.t('No alert of the last 30 days is about the time of the selected calls.'));
