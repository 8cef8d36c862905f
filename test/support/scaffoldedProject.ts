// The scaffolded project of an alert-triggered capture in a folder of its own: written by the product's own code from the templates
// of the package, and bundled by its own script.

import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative, sep } from 'node:path';
import { alertCaptureFiles } from '../../src/domain/scaffold/alertCaptureProject.ts';
import type { AlertCaptureChoices, ProjectFile } from '../../src/domain/scaffold/alertCaptureProject.ts';
import { runProcess } from './childProcess.ts';
import { projectRoot } from './project.ts';

const templates = join(projectRoot, 'media/scaffold/alertCapture');

/** Choices as the wizard makes them. */
export const sampleChoices: AlertCaptureChoices = {
  functionAppName: 'capture-vm-gateway-01',
  targetId:
    '/subscriptions/00000000-0000-4000-8000-000000000001/resourceGroups/rg-edge-prod/providers/Microsoft.Compute/virtualMachines/vm-gateway-01',
  storageId:
    '/subscriptions/00000000-0000-4000-8000-000000000001/resourceGroups/rg-edge-prod/providers/Microsoft.Storage/storageAccounts/fabrikamcaptures',
  watcherId:
    '/subscriptions/00000000-0000-4000-8000-000000000001/resourceGroups/NetworkWatcherRG/providers/Microsoft.Network/networkWatchers/NetworkWatcher_westeurope',
  timeLimitInSeconds: 120,
  filters: [{ protocol: 'TCP', localPort: '443' }],
  metricName: 'Network Out Total',
  timeAggregation: 'Total',
  threshold: 1_000_000_000,
};

/** The templates as they lie in the package; what a build left beside them is not of them. */
export function readTemplates(): readonly ProjectFile[] {
  const isMade = /^(?:node_modules|dist|out)(?:\/|$)/;
  return readdirSync(templates, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(templates, join(entry.parentPath, entry.name)).split(sep).join('/'))
    .filter((path) => !isMade.test(path))
    .toSorted()
    .map((path) => ({ path, text: readFileSync(join(templates, path), 'utf8') }));
}

/** A project on disk. */
export interface ScaffoldedProject {
  readonly folder: string;
  /** Runs a script of the project with this Node. */
  run(script: string, ...args: string[]): Promise<void>;
  remove(): void;
}

/** @param withPackages true lets the project use the packages that Wirewatch itself has, false leaves it to `npm install` */
export function scaffoldProject({ withPackages }: { readonly withPackages: boolean }): ScaffoldedProject {
  const folder = mkdtempSync(join(tmpdir(), 'alert-capture-'));
  for (const { path, text } of alertCaptureFiles(readTemplates(), sampleChoices)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  if (withPackages) {
    symlinkSync(join(projectRoot, 'node_modules'), join(folder, 'node_modules'), 'junction');
  }
  return {
    folder,
    run: async (script, ...args) => {
      await runProcess(process.execPath, [script, ...args], { cwd: folder });
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
