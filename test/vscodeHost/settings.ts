// User settings that keep VS Code quiet: no chat, tips, telemetry, gallery look-ups, git or trust questions in a test or trial.

/** Settings by their full key, as settings.json holds them. */
export type Settings = Readonly<Record<string, unknown>>;

/** The quiet defaults; a caller's settings win over them. */
export const QUIET_SETTINGS: Settings = {
  'chat.disableAIFeatures': true,
  'chat.agentHost.enabled': false,
  'workbench.startupEditor': 'none',
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.tips.enabled': false,
  'workbench.welcomePage.walkthroughs.openOnInstall': false,
  'workbench.enableExperiments': false,
  'workbench.settings.enableNaturalLanguageSearch': false,
  'workbench.editor.useModal': 'off',
  'workbench.reduceMotion': 'on',
  'telemetry.telemetryLevel': 'off',
  'telemetry.feedback.enabled': false,
  'update.mode': 'none',
  'update.showReleaseNotes': false,
  'extensions.autoUpdate': false,
  'extensions.autoCheckUpdates': false,
  'extensions.ignoreRecommendations': true,
  'security.workspace.trust.enabled': false,
  'npm.fetchOnlinePackageInfo': false,
  'json.schemaDownload.enable': false,
  'typescript.disableAutomaticTypeAcquisition': true,
  'git.enabled': false,
  'git.openRepositoryInParentFolders': 'never',
  'github.gitAuthentication': false,
  'window.commandCenter': false,
  'window.dialogStyle': 'custom',
  'window.menuStyle': 'custom',
  'window.confirmBeforeClose': 'never',
  'editor.cursorBlinking': 'solid',
};
