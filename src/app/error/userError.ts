// Errors that a person can act on. All of them are built in one catalogue (userErrors.ts); anything else that is thrown is a bug.

/** Stable names of the expected errors; logs, tests and telemetry-free reports use them instead of texts. */
export type UserErrorCode =
  | 'signedOut'
  | 'cloudNotConfigured'
  | 'noSubscription'
  | 'subscriptionNotSeen'
  | 'noWatcher'
  | 'noWatcherInRegion'
  | 'noMachine'
  | 'noStorageAccount'
  | 'agentNeedsOs'
  | 'severalFailed'
  | 'noRecipe'
  | 'noClientAddress'
  | 'noTargetInText'
  | 'noAlertPayload'
  | 'payloadFileUnreadable'
  | 'forbidden'
  | 'throttled'
  | 'serviceUnreachable'
  | 'foreignAddress'
  | 'serviceFailed'
  | 'resourceNotFound'
  | 'captureNameTaken'
  | 'captureChanged'
  | 'captureRejected'
  | 'captureFailed'
  | 'noBlobInCapture'
  | 'captureFileNotReady'
  | 'captureFileMissing'
  | 'foreignStoragePath'
  | 'blobForbidden'
  | 'storageNetworkBlocked'
  | 'downloadFailed'
  | 'fileNotWritable'
  | 'wiresharkMissing'
  | 'wiresharkFailed'
  | 'noDisplay'
  | 'connectionStringInvalid'
  | 'hubNotFound'
  | 'hubUnauthorized'
  | 'hubKeyRefused'
  | 'hubQuota'
  | 'hubUnreachable'
  | 'hubProxyInvalid'
  | 'noEventHub'
  | 'noTrafficPanel'
  | 'noCallSelected'
  | 'compareNeedsTwo'
  | 'callNotReplayable'
  | 'trafficFileUnreadable'
  | 'exportNotWritable'
  | 'connectionStringForgotten'
  | 'testNotFinished'
  | 'receiverPortTaken'
  | 'receiverCertificate'
  | 'noMachineOfAlert'
  | 'noStorageForAlert'
  | 'noAlertOfCapture'
  | 'noAlertOfTime'
  | 'nothingOfKind'
  | 'alertNameTaken'
  | 'alertTargetsDiffer'
  | 'consentRequired'
  | 'accessRefused';

/** What a message may offer as a button; the host knows how to do each. */
export type UserAction =
  | 'signIn'
  | 'retry'
  | 'showLog'
  | 'openSettings'
  | 'selectWireshark'
  | 'getWireshark'
  | 'enterConnectionString'
  | 'openCloudSettings';

/** An expected failure with a message that says what happened, why, and what to do. */
export class UserError extends Error {
  override readonly name = 'UserError';
  readonly code: UserErrorCode;
  readonly action: UserAction | undefined;
  /** Pause that the service asked for before the next try. */
  readonly retryAfterInSeconds: number | undefined;

  constructor(
    code: UserErrorCode,
    message: string,
    options: {
      action?: UserAction | undefined;
      cause?: unknown;
      retryAfterInSeconds?: number | undefined;
    } = {},
  ) {
    super(message, { cause: options.cause });
    this.code = code;
    this.action = options.action;
    this.retryAfterInSeconds = options.retryAfterInSeconds;
  }
}

/** Recognises a UserError also across bundles, where `instanceof` sees another copy of the class. */
export function isUserError(error: unknown): error is UserError {
  return error instanceof Error && error.name === 'UserError' && 'code' in error;
}

/** Failures that another try may not meet: of the network, of the service, of its limits. */
const passing: ReadonlySet<UserErrorCode> = new Set(['serviceUnreachable', 'serviceFailed', 'throttled']);

/** True for a failure that may be over the next time. */
export function isPassingFailure(error: unknown): boolean {
  return isUserError(error) && passing.has(error.code);
}
