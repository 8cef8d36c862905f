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

/** The context key by which the welcome texts choose. */
export const treeStateKey = 'wirewatch.treeState';

/** View type of the live panel. */
export const trafficPanelType = 'wirewatch.traffic';

/** View type of the capture form. */
export const captureFormType = 'wirewatch.captureForm';
/** View type of the panel of a diagnostic. */
export const diagnosticPanelType = 'wirewatch.diagnostic';

/** View type of files that open in the live panel's page. */
export const trafficFileEditorType = 'wirewatch.trafficFile';
