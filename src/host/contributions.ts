// Every command, setting, view and context key of the manifest, typed once; a test holds this list and package.json together.

/** Commands, by the name the code uses. */
export const commandIds = {
  signIn: 'wirewatch.signIn',
  configureCloud: 'wirewatch.configureCloud',
  refresh: 'wirewatch.refresh',
  retry: 'wirewatch.retry',
  showLog: 'wirewatch.showLog',
  startCapture: 'wirewatch.startCapture',
  startCaptureAgain: 'wirewatch.startCaptureAgain',
  startCaptureFromAlert: 'wirewatch.startCaptureFromAlert',
  captureClient: 'wirewatch.captureClient',
  startCaptureInForm: 'wirewatch.startCaptureInForm',
  revealCapture: 'wirewatch.revealCapture',
  showMore: 'wirewatch.showMore',
  filterExplorer: 'wirewatch.filterExplorer',
  sortCaptures: 'wirewatch.sortCaptures',
  selectSubscriptions: 'wirewatch.selectSubscriptions',
  copyAsAzCli: 'wirewatch.copyAsAzCli',
  copyAsBicep: 'wirewatch.copyAsBicep',
  stopCapture: 'wirewatch.stopCapture',
  deleteCapture: 'wirewatch.deleteCapture',
  downloadCapture: 'wirewatch.downloadCapture',
  openInWireshark: 'wirewatch.openInWireshark',
  selectWireshark: 'wirewatch.selectWireshark',
  openTraffic: 'wirewatch.openTraffic',
  openTrafficByConnectionString: 'wirewatch.openTrafficByConnectionString',
  forgetConnectionStrings: 'wirewatch.forgetConnectionStrings',
  copyResourceId: 'wirewatch.copyResourceId',
  openInPortal: 'wirewatch.openInPortal',
  viewProperties: 'wirewatch.viewProperties',
  filterTraffic: 'wirewatch.filterTraffic',
  pauseTraffic: 'wirewatch.pauseTraffic',
  followTraffic: 'wirewatch.followTraffic',
  clearTraffic: 'wirewatch.clearTraffic',
  chooseTrafficColumns: 'wirewatch.chooseTrafficColumns',
  nextTrafficProblem: 'wirewatch.nextTrafficProblem',
  previousTrafficProblem: 'wirewatch.previousTrafficProblem',
  pinExchange: 'wirewatch.pinExchange',
  noteExchange: 'wirewatch.noteExchange',
  copyAsCurl: 'wirewatch.copyAsCurl',
  copyAsCurlCmd: 'wirewatch.copyAsCurlCmd',
  copyAsPowerShell: 'wirewatch.copyAsPowerShell',
  copyAsFetch: 'wirewatch.copyAsFetch',
  copyRawMessages: 'wirewatch.copyRawMessages',
  openRequestBody: 'wirewatch.openRequestBody',
  openResponseBody: 'wirewatch.openResponseBody',
  openMessages: 'wirewatch.openMessages',
  compareExchanges: 'wirewatch.compareExchanges',
  replayExchange: 'wirewatch.replayExchange',
  exportHar: 'wirewatch.exportHar',
  saveTraffic: 'wirewatch.saveTraffic',
  openTrafficFile: 'wirewatch.openTrafficFile',
  reportClearText: 'wirewatch.reportClearText',
  toggleRedaction: 'wirewatch.toggleRedaction',
  showTraffic: 'wirewatch.showTraffic',
  verifyIpFlow: 'wirewatch.verifyIpFlow',
  getNextHop: 'wirewatch.getNextHop',
  checkConnectivity: 'wirewatch.checkConnectivity',
  showSecurityRules: 'wirewatch.showSecurityRules',
  showTopology: 'wirewatch.showTopology',
  listFlowLogs: 'wirewatch.listFlowLogs',
  viewFiredAlert: 'wirewatch.viewFiredAlert',
  acknowledgeAlert: 'wirewatch.acknowledgeAlert',
  closeAlert: 'wirewatch.closeAlert',
  enableAlertRule: 'wirewatch.enableAlertRule',
  disableAlertRule: 'wirewatch.disableAlertRule',
  deleteAlertRule: 'wirewatch.deleteAlertRule',
  duplicateAlertRule: 'wirewatch.duplicateAlertRule',
  editAlertRule: 'wirewatch.editAlertRule',
  connectAlertRule: 'wirewatch.connectAlertRule',
  copyAlertAsBicep: 'wirewatch.copyAlertAsBicep',
  testActionGroup: 'wirewatch.testActionGroup',
  showAlertOfCapture: 'wirewatch.showAlertOfCapture',
  showAlertsOfCall: 'wirewatch.showAlertsOfCall',
  showAlertsOfTime: 'wirewatch.showAlertsOfTime',
  showTrafficOfAlert: 'wirewatch.showTrafficOfAlert',
  createMetricAlert: 'wirewatch.createMetricAlert',
  createActivityLogAlert: 'wirewatch.createActivityLogAlert',
  createActionGroup: 'wirewatch.createActionGroup',
  addAlertReceiver: 'wirewatch.addAlertReceiver',
  viewAlertPayload: 'wirewatch.viewAlertPayload',
  viewAlertPayloadFromClipboard: 'wirewatch.viewAlertPayloadFromClipboard',
  startReceiver: 'wirewatch.startReceiver',
  stopReceiver: 'wirewatch.stopReceiver',
  copyReceiverAddress: 'wirewatch.copyReceiverAddress',
  renewReceiverAddress: 'wirewatch.renewReceiverAddress',
  openReceivedAlert: 'wirewatch.openReceivedAlert',
  replayReceivedAlert: 'wirewatch.replayReceivedAlert',
  captureReceivedAlert: 'wirewatch.captureReceivedAlert',
  alwaysCaptureAlert: 'wirewatch.alwaysCaptureAlert',
  saveReceivedAlert: 'wirewatch.saveReceivedAlert',
  clearReceivedAlerts: 'wirewatch.clearReceivedAlerts',
  editReceiverRules: 'wirewatch.editReceiverRules',
  showReceiver: 'wirewatch.showReceiver',
  scaffoldAlertCapture: 'wirewatch.scaffoldAlertCapture',
} as const;

/** A command of the manifest. */
export type CommandId = (typeof commandIds)[keyof typeof commandIds];

/** Settings and their types. */
export interface SettingTypes {
  readonly 'wirewatch.wiresharkPath': string;
  readonly 'wirewatch.subscriptions': readonly string[];
  readonly 'wirewatch.downloadFolder': string;
  /** Presets by name, see capturePreset.ts. */
  readonly 'wirewatch.capture.presets': Readonly<Record<string, unknown>>;
  /** What is done with received alerts, see receiverRule.ts. */
  readonly 'wirewatch.alertReceiver.rules': Readonly<Record<string, unknown>>;
  readonly 'wirewatch.alertReceiver.address': string;
  readonly 'wirewatch.alertReceiver.port': number;
  readonly 'wirewatch.alertReceiver.certificateFile': string;
  readonly 'wirewatch.alertReceiver.keyFile': string;
  readonly 'wirewatch.traffic.maxExchanges': number;
  readonly 'wirewatch.traffic.maxMegabytes': number;
  readonly 'wirewatch.traffic.responseTimeoutInSeconds': number;
  readonly 'wirewatch.traffic.webSockets': boolean;
  readonly 'wirewatch.traffic.redactOnScreen': boolean;
  readonly 'wirewatch.traffic.sensitiveHeaders': readonly string[];
  readonly 'wirewatch.traffic.sensitiveQueryNames': readonly string[];
  readonly 'wirewatch.traffic.sensitiveJsonPaths': readonly string[];
}

/** The view of the side panel. */
export const explorerViewId = 'wirewatch.explorer';

/** The view of received alerts, and the context key that says whether the receiver listens. */
export const receiverViewId = 'wirewatch.receiver';
export const receiverStateKey = 'wirewatch.receiverState';

/** The context key by which the welcome texts choose. */
export const treeStateKey = 'wirewatch.treeState';

/** View type of the live panel. */
export const trafficPanelType = 'wirewatch.traffic';

/** View type of the capture form. */
export const captureFormType = 'wirewatch.captureForm';
/** View type of the panel of a diagnostic. */
export const diagnosticPanelType = 'wirewatch.diagnostic';

/** View type of the form of a metric alert. */
export const alertFormType = 'wirewatch.alertForm';

/** View type of the viewer of alert payloads. */
export const alertPanelType = 'wirewatch.alert';

/** View type of files that open in the live panel's page. */
export const trafficFileEditorType = 'wirewatch.trafficFile';

/** The scheme of alert rules and action groups as files. */
export const ruleFileScheme = 'wirewatch-rule';
