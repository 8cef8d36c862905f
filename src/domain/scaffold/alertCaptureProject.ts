// The project of an alert-triggered capture as files: templates as they lie in the package, and the choices of a person put into
// the few files that hold them. What the function does is in the templates; nothing here knows it.

import { parseResourceId } from '../arm/resourceId.ts';

/** A file by its path with slashes, relative to the project's folder or to that of the templates. */
export interface ProjectFile {
  readonly path: string;
  readonly text: string;
}

/** What a person chose. */
export interface AlertCaptureChoices {
  readonly functionAppName: string;
  /** Machine or scale set that is watched and captured. */
  readonly targetId: string;
  /** Storage account of the capture files. */
  readonly storageId: string;
  readonly watcherId: string;
  readonly timeLimitInSeconds: number;
  /** Of a preset; the service's default when absent. */
  readonly totalBytesPerSession?: number;
  /** Of a preset; whole packets when absent. */
  readonly bytesToCapturePerPacket?: number;
  /** Packet filters as the service takes them. */
  readonly filters: readonly object[];
  readonly metricName: string;
  /** How the values of a window become one, e.g. `Total`. */
  readonly timeAggregation: string;
  /** In the metric's unit. */
  readonly threshold: number;
}

/** Names that a package cannot hold, because npm and vsce leave such files out. */
const storedNames: readonly (readonly [stored: string, written: string])[] = [
  ['gitignore', '.gitignore'],
  ['funcignore', '.funcignore'],
  ['vscode/', '.vscode/'],
];

/**
 * The files of a project, in the order of the templates.
 * @param templates with `{{name}}` for a choice in the README; other files are written as they are
 */
export function alertCaptureFiles(
  templates: readonly ProjectFile[],
  choices: AlertCaptureChoices,
): readonly ProjectFile[] {
  return [
    ...templates.map(({ path, text }) => ({
      path: writtenName(path),
      text: path === 'README.md' ? fillIn(text, wordsOf(choices)) : text,
    })),
    { path: 'infra/azuredeploy.parameters.json', text: jsonFile(deploymentParameters(choices)) },
    { path: 'local.settings.json', text: jsonFile(localSettings(choices)) },
  ];
}

/** Values of the ARM template; what is not here keeps the template's default, and can be added by hand. */
export function deploymentParameters(choices: AlertCaptureChoices): object {
  const { totalBytesPerSession, bytesToCapturePerPacket } = choices;
  const values: Readonly<Record<string, unknown>> = {
    functionAppName: choices.functionAppName,
    targetId: choices.targetId,
    captureStorageId: choices.storageId,
    networkWatcherResourceGroup: watcherGroupOf(choices),
    timeLimitInSeconds: choices.timeLimitInSeconds,
    ...(totalBytesPerSession === undefined ? {} : { totalBytesPerSession }),
    ...(bytesToCapturePerPacket === undefined ? {} : { bytesToCapturePerPacket }),
    filters: choices.filters.length === 0 ? '' : JSON.stringify(choices.filters),
    metricName: choices.metricName,
    timeAggregation: choices.timeAggregation,
    threshold: choices.threshold,
  };
  return {
    $schema: 'https://schema.management.azure.com/schemas/2019-04-01/deploymentParameters.json#',
    contentVersion: '1.0.0.0',
    parameters: Object.fromEntries(Object.entries(values).map(([name, value]) => [name, { value }])),
  };
}

/** Azure takes 2 to 43 letters, digits and hyphens here, since `-plan` and the like are added. */
export function isFunctionAppName(name: string): boolean {
  return /^[a-z0-9](?:[a-z0-9-]{0,41}[a-z0-9])$/i.test(name);
}

/** A name to begin with, for a machine of any name. */
export function suggestFunctionAppName(machineName: string): string {
  const letters = machineName
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '');
  return `capture-${letters === '' ? 'machine' : letters}`.slice(0, 43).replace(/-+$/, '');
}

/** One command a line: subscription, resource group, template, package; the other way as a remark. */
export function deploymentCommands(choices: AlertCaptureChoices, region: string): string {
  const { functionAppName: app } = choices;
  const group = `rg-${app}`;
  const subscription = parseResourceId(choices.targetId)?.subscriptionId ?? '';
  return [
    `az account set --subscription ${subscription}`,
    `az group create --name ${group} --location ${region}`,
    `az deployment group create --resource-group ${group} --template-file infra/azuredeploy.json --parameters infra/azuredeploy.parameters.json`,
    'npm install',
    'npm run package',
    `az functionapp deployment source config-zip --resource-group ${group} --name ${app} --src out/app.zip`,
    '# Or, with the Functions Core Tools, in place of the last two lines:',
    `# npm run build && func azure functionapp publish ${app} --no-build`,
    '',
  ].join('\n');
}

/** Kept out of version control by .gitignore; it holds no secret all the same. */
function localSettings(choices: AlertCaptureChoices): object {
  return {
    IsEncrypted: false,
    Values: {
      AzureWebJobsStorage: '',
      FUNCTIONS_WORKER_RUNTIME: 'node',
      CAPTURE_STORAGE_ID: choices.storageId,
      CAPTURE_TIME_LIMIT_SECONDS: String(choices.timeLimitInSeconds),
      CAPTURE_FILTERS: choices.filters.length === 0 ? '' : JSON.stringify(choices.filters),
      NETWORK_WATCHER_RESOURCE_GROUP: watcherGroupOf(choices),
    },
  };
}

function wordsOf(choices: AlertCaptureChoices): Readonly<Record<string, string>> {
  return {
    functionAppName: choices.functionAppName,
    targetId: choices.targetId,
    metricName: choices.metricName,
    subscriptionId: parseResourceId(choices.targetId)?.subscriptionId ?? '',
    watcherGroup: watcherGroupOf(choices),
  };
}

function watcherGroupOf({ watcherId }: AlertCaptureChoices): string {
  return parseResourceId(watcherId)?.resourceGroup ?? 'NetworkWatcherRG';
}

function writtenName(path: string): string {
  const [stored, written] = storedNames.find(
    ([name]) => path === name || (name.endsWith('/') && path.startsWith(name)),
  ) ?? ['', ''];
  return `${written}${path.slice(stored.length)}`;
}

/** A word that nobody gave stays, so that a test sees it. */
function fillIn(text: string, words: Readonly<Record<string, string>>): string {
  return text.replaceAll(/\{\{(\w+)\}\}/g, (whole, name: string) => words[name] ?? whole);
}

function jsonFile(value: object): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
