// Builds the extension: a small entry file and chunks of fixed names that are loaded at first use, and the webview pages.
// `node esbuild.mjs [--watch] [--production]`. Fixed names, CommonJS and no code splitting: a running window must find its
// chunks after an update, and the extension host loads CommonJS fastest.

import { cp, mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, context } from 'esbuild';

const root = path.dirname(fileURLToPath(import.meta.url));
const flags = new Set(process.argv.slice(2));
const isProduction = flags.has('--production');

/** Modules behind `import()`, and the file each becomes. A test holds this table and the sources together. */
const chunks = {
  'src/host/azure/azureAuth.ts': 'auth',
  'src/adapters/azure/arm.ts': 'arm',
  'src/adapters/azure/blob.ts': 'blob',
  'src/adapters/azure/eventHubs.ts': 'eventHubs',
  'src/host/capture/captureActions.ts': 'captures',
  'src/host/traffic/trafficRoom.ts': 'traffic',
  'src/host/traffic/trafficActions.ts': 'trafficActions',
  'src/host/captureForm/captureForms.ts': 'captureForm',
  'src/host/alertRule/alertActions.ts': 'alertRules',
  'src/host/alertForm/alertFormActions.ts': 'alertForm',
  'src/host/receiver/receiverRoom.ts': 'receiver',
  'src/adapters/webhook/alertServer.ts': 'alertServer',
  'src/host/diagnostic/diagnosticRoom.ts': 'diagnostic',
  'src/host/alert/alertRoom.ts': 'alert',
  'src/host/scaffold/scaffoldRoom.ts': 'scaffold',
};

/** Packages that would send data, call home, or weigh much for nothing. */
const standIns = {
  '@vscode/extension-telemetry': 'src/host/standIn/telemetryReporter.ts',
  'vscode-tas-client': 'src/host/standIn/experiments.ts',
  '@microsoft/vscode-azureresources-api': 'src/host/standIn/azureResources.ts',
  'html-to-text': 'src/host/standIn/htmlToText.ts',
  semver: 'src/host/standIn/semver.ts',
  'dayjs/plugin/duration': 'src/host/standIn/dayjs.ts',
  'dayjs/plugin/relativeTime': 'src/host/standIn/dayjs.ts',
  dayjs: 'src/host/standIn/dayjs.ts',
  'apache-arrow': 'src/adapters/standIn/apacheArrow.ts',
};

/** A dynamic import of a chunk becomes a plain `require` of its file; the sources keep their types. */
const lazyChunks = {
  name: 'lazyChunks',
  setup(plugin) {
    plugin.onResolve({ filter: /^\.\.?\// }, (args) => {
      if (args.kind !== 'dynamic-import') {
        return undefined;
      }
      const file = path.relative(root, path.resolve(args.resolveDir, args.path)).split(path.sep).join('/');
      const name = chunks[file];
      return name === undefined
        ? { errors: [{ text: `${file} is imported dynamically but is no chunk; add it to the table in esbuild.mjs` }] }
        : { path: `./${name}.cjs`, external: true };
    });
  },
};

/** The localised texts outside the host room are one package with one state: all files share the copy that the entry fills. */
const sharedTexts = {
  name: 'sharedTexts',
  setup(plugin) {
    plugin.onResolve({ filter: /^@vscode\/l10n$/ }, (args) =>
      args.kind === 'entry-point' ? undefined : { path: './l10n.cjs', external: true },
    );
  },
};

const common = {
  absWorkingDir: root,
  bundle: true,
  minify: isProduction,
  sourcemap: isProduction ? false : 'linked',
  legalComments: 'none',
  metafile: true,
  logLevel: 'warning',
};

const host = {
  ...common,
  entryPoints: {
    extension: 'src/extension.ts',
    l10n: '@vscode/l10n',
    ...Object.fromEntries(Object.entries(chunks).map(([file, name]) => [name, file])),
  },
  outdir: 'dist',
  outExtension: { '.js': '.cjs' },
  format: 'cjs',
  platform: 'node',
  target: 'node22',
  mainFields: ['module', 'main'],
  conditions: ['import'],
  external: ['vscode'],
  // azext-utils compares class names: without them the wizard's Back button breaks.
  keepNames: true,
  alias: Object.fromEntries(Object.entries(standIns).map(([name, file]) => [name, path.join(root, file)])),
  supported: { 'dynamic-import': false },
  plugins: [lazyChunks, sharedTexts],
};

const media = {
  ...common,
  entryPoints: [
    { in: 'media/traffic/main.ts', out: 'traffic' },
    { in: 'media/traffic/traffic.css', out: 'traffic' },
    { in: 'media/captureForm/main.ts', out: 'captureForm' },
    { in: 'media/captureForm/captureForm.css', out: 'captureForm' },
    { in: 'media/diagnostic/main.ts', out: 'diagnostic' },
    { in: 'media/diagnostic/diagnostic.css', out: 'diagnostic' },
    { in: 'media/alertForm/main.ts', out: 'alertForm' },
    { in: 'media/alertForm/alertForm.css', out: 'alertForm' },
    { in: 'media/alert/main.ts', out: 'alert' },
    { in: 'media/alert/alert.css', out: 'alert' },
  ],
  outdir: 'dist/media',
  format: 'esm',
  platform: 'browser',
  target: 'chrome130',
  sourcemap: false,
};

async function copyAssets() {
  const out = path.join(root, 'dist/media');
  await mkdir(out, { recursive: true });
  const codicons = path.join(root, 'node_modules/@vscode/codicons/dist');
  await cp(path.join(codicons, 'codicon.css'), path.join(out, 'codicon.css'));
  await cp(path.join(codicons, 'codicon.ttf'), path.join(out, 'codicon.ttf'));
  for (const name of ['traffic-light.svg', 'traffic-dark.svg', 'capture-light.svg', 'capture-dark.svg']) {
    await cp(path.join(root, 'media/icons', name), path.join(out, name));
  }
}

await rm(path.join(root, 'dist'), { recursive: true, force: true });
await copyAssets();
if (flags.has('--watch')) {
  for (const options of [host, media]) {
    await (await context({ ...options, logLevel: 'info' })).watch();
  }
} else {
  const results = await Promise.all([build(host), build(media)]);
  await mkdir(path.join(root, 'out'), { recursive: true });
  await writeFile(path.join(root, 'out/bundle.json'), JSON.stringify(results.map((result) => result.metafile)));
}
