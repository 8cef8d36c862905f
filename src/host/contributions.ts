// Every command, setting, view and context key of the manifest, typed once; a test holds this list and package.json together.

/** Commands, by the name the code uses. */
export const commandIds = {
  signIn: 'wirewatch.signIn',
  configureCloud: 'wirewatch.configureCloud',
  refresh: 'wirewatch.refresh',
  retry: 'wirewatch.retry',
  showLog: 'wirewatch.showLog',
  startCapture: 'wirewatch.startCapture',
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
} as const;

/** A command of the manifest. */
export type CommandId = (typeof commandIds)[keyof typeof commandIds];

/** Settings and their types. */
export interface SettingTypes {
  readonly 'wirewatch.wiresharkPath': string;
  readonly 'wirewatch.downloadFolder': string;
  readonly 'wirewatch.traffic.maxExchanges': number;
  readonly 'wirewatch.traffic.maxMegabytes': number;
  readonly 'wirewatch.traffic.responseTimeoutInSeconds': number;
}

/** The view of the side panel. */
export const explorerViewId = 'wirewatch.explorer';

/** The context key by which the welcome texts choose. */
export const treeStateKey = 'wirewatch.treeState';

/** View type of the live panel. */
export const trafficPanelType = 'wirewatch.traffic';
