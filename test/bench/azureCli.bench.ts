// "Start, wait, download" of a capture of three seconds: Wirewatch's own path (checks, run, download; real adapters) against
// Debian's azure-cli, in turns, on the same sandbox: wall time and calls to ARM. What azure-cli needs to get that far is below,
// at `AzureCli`; who has neither it nor root is told and the bench ends.

import { execFile } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { DiskCaptureFolder } from '../../src/adapters/files/captureFolder.ts';
import { CaptureRuns } from '../../src/app/capture/captureRuns.ts';
import { checkCapture } from '../../src/app/capture/checkCapture.ts';
import { downloadCapture } from '../../src/app/capture/downloadCapture.ts';
import { delay, systemClock } from '../../src/base/clock.ts';
import { canStart } from '../../src/domain/capture/preflight.ts';
import { SandboxEstate, trustSandbox } from '../integration/sandboxEstate.ts';
import type { SandboxInfo } from '../sandbox/contract.ts';
import { KeptLog } from '../support/keptLog.ts';
import { ensureAptPackages } from '../tasks/aptPackages.ts';
import { startSandbox } from '../vscodeHost/sandboxProcess.ts';
import { middleOf } from './measure.ts';

const rounds = 5;
const limitInSeconds = 3;
/** How long a script waits before it asks again; Wirewatch waits as long for what should be there. */
const pauseInMs = 2000;
const cloudName = 'WirewatchSandbox';
const networkVersion = '2022-07-01';
const run = promisify(execFile);

/** What both do with a name: record, and leave the file in the folder. */
type Contestant = (name: string) => Promise<readonly string[]>;

/** The ids and names that both are given. */
interface Plan {
  readonly watcherId: string;
  readonly machineId: string;
  readonly storageId: string;
  readonly folder: string;
}

/**
 * azure-cli of Debian 12 (2.45.0), signed in to the sandbox as an application.
 * It wants HTTPS: REQUESTS_CA_BUNDLE names the sandbox's authority. It has no way yet to do without Microsoft's list of sign-in
 * hosts (`core.instance_discovery` came later), but for a directory that is called `adfs`, as Azure Stack's is. Debian's SDK has
 * no Network 2022-01-01, so that `az network` of the profile `latest` ends with an AttributeError even for --help; under Azure
 * Stack's profile `create` works, by Network 2022-07-01, and `show-status` misses a module, hence `az rest`. `az storage` wants
 * `latest` again. So there are two configuration folders.
 */
class AzureCli {
  readonly #info: SandboxInfo;
  readonly #plan: Plan;
  readonly #folders: { readonly stack: string; readonly latest: string };

  constructor(info: SandboxInfo, plan: Plan) {
    this.#info = info;
    this.#plan = plan;
    this.#folders = { stack: path.join(plan.folder, 'az-stack'), latest: path.join(plan.folder, 'az-latest') };
  }

  /** Names the cloud and signs in; that is not measured. */
  async signIn(): Promise<void> {
    const arm = this.#info.cloud.resourceManagerEndpointUrl.replace(/\/$/, '');
    const audience = this.#info.cloud.managementEndpointUrl;
    const endpoints = [
      ['--endpoint-resource-manager', arm],
      ['--endpoint-active-directory', `${arm}/adfs`],
      ['--endpoint-active-directory-resource-id', audience],
      ['--endpoint-active-directory-graph-resource-id', audience],
      ['--endpoint-management', audience],
      ['--suffix-storage-endpoint', '127.0.0.1'],
    ].flat();
    for (const [folder, profile] of [
      ['stack', '2020-09-01-hybrid'],
      ['latest', 'latest'],
    ] as const) {
      await this.#az(folder, ['cloud', 'register', '-n', cloudName, '--profile', profile, ...endpoints]);
      await this.#az(folder, ['cloud', 'set', '-n', cloudName]);
      const tenant = this.#info.tenants[0]?.id ?? '';
      await this.#az(folder, ['login', '--service-principal', '-u', 'ada', '-p', 'any', '--tenant', tenant]);
    }
  }

  /** The commands that a script would have. */
  readonly record: Contestant = async (name) => {
    const { machineId, storageId, watcherId, folder } = this.#plan;
    const machine = machineId.split('/');
    const options = {
      '-n': name,
      '-g': machine[4] ?? '',
      '--vm': machine.at(-1) ?? '',
      '--storage-account': storageId,
    };
    const created = await this.#az('stack', [
      'network',
      'watcher',
      'packet-capture',
      'create',
      ...Object.entries(options).flat(),
      '--time-limit',
      String(limitInSeconds),
    ]);
    const { storageLocation } = JSON.parse(created) as { readonly storageLocation: { readonly storagePath: string } };
    const { resourceManagerEndpointUrl: arm, managementEndpointUrl: audience } = this.#info.cloud;
    const url = `${arm.replace(/\/$/, '')}${watcherId}/packetCaptures/${name}/queryStatus?api-version=${networkVersion}`;
    for (;;) {
      const status = await this.#az('stack', ['rest', '--method', 'post', '--url', url, '--resource', audience]);
      if ((JSON.parse(status) as { readonly packetCaptureStatus: string }).packetCaptureStatus !== 'Running') {
        break;
      }
      await delay(systemClock, pauseInMs);
    }
    const file = path.join(folder, `az-${name}.cap`);
    const args = ['storage', 'blob', 'download', '--auth-mode', 'login', '--no-progress', '-f', file];
    while (!(await this.#isDownloaded([...args, '--blob-url', storageLocation.storagePath]))) {
      await delay(systemClock, pauseInMs);
    }
    return [file];
  };

  /** False when the file is not there yet. */
  async #isDownloaded(args: readonly string[]): Promise<boolean> {
    try {
      await this.#az('latest', args);
      return true;
    } catch (error) {
      if (String((error as { readonly stderr?: unknown }).stderr).includes('BlobNotFound')) {
        return false;
      }
      throw error;
    }
  }

  async #az(folder: 'stack' | 'latest', args: readonly string[]): Promise<string> {
    const env = {
      ...process.env,
      AZURE_CONFIG_DIR: this.#folders[folder],
      AZURE_CORE_COLLECT_TELEMETRY: 'false',
      AZURE_CORE_ONLY_SHOW_ERRORS: 'true',
      REQUESTS_CA_BUNDLE: this.#info.caCertPath,
    };
    const { stdout } = await run('az', [...args, '-o', 'json'], { env, maxBuffer: 10_000_000 });
    return stdout;
  }
}

/** Wirewatch's path, from the checks of the form to the file on disk. */
function wirewatch(estate: SandboxEstate, plan: Plan, checked: { calls: number }): Contestant {
  return async (name) => {
    const { subscriptions } = await estate.subscriptions.knownSubscriptions();
    const subscription = subscriptions.find(({ id }) => plan.watcherId.includes(id));
    if (subscription === undefined) {
      throw new Error('The subscription is not listed.');
    }
    const services = estate.services.servicesOf(subscription);
    const wanted = {
      watcherId: plan.watcherId,
      name,
      targetId: plan.machineId,
      scope: { include: [], exclude: [] },
      destination: { storageId: plan.storageId },
      filters: [],
      limits: { timeLimitInSeconds: limitInSeconds },
    };
    const { findings } = await checkCapture(services, wanted);
    if (!canStart(findings)) {
      throw new Error(`Cannot start: ${JSON.stringify(findings)}`);
    }
    checked.calls = (await estate.takeRequests()).length;
    const runs = new CaptureRuns({
      captures: estate.captures,
      records: {
        list: () => [],
        write: () => Promise.resolve(),
        writeOperation: () => Promise.resolve(),
        operationOf: () => Promise.resolve(undefined),
        remove: () => Promise.resolve(),
      },
      clock: systemClock,
      log: new KeptLog(),
    });
    const end = await runs.run(services, wanted, { isNameFree: true, onStep: () => {} });
    runs.dispose();
    if (end.kind !== 'ended') {
      throw new Error(`The capture ended as ${end.kind}.`);
    }
    const folder = new DiskCaptureFolder(plan.folder);
    return await downloadCapture(end.capture, { files: services.files, folder }, { clock: systemClock });
  };
}

function idOf(found: { readonly id: string } | undefined): string {
  if (found === undefined) {
    throw new Error('The sandbox has not what the plan names.');
  }
  return found.id;
}

await ensureAptPackages(['az'], console.log);
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'wwaz-'));
const sandbox = await startSandbox();
const distrust = trustSandbox(sandbox.info);
try {
  const { info } = sandbox;
  const plan: Plan = {
    watcherId: idOf(info.networkWatchers.find(({ region }) => region === 'westeurope')),
    machineId: idOf(info.virtualMachines.find(({ name }) => name === 'vm-gateway-01')),
    storageId: idOf(info.storageAccounts.find(({ name }) => name === 'fabrikamcaptures')),
    folder,
  };
  const estate = new SandboxEstate({ info, log: new KeptLog() });
  const cli = new AzureCli(info, plan);
  await cli.signIn();
  await estate.subscriptions.listSubscriptions();
  const checked = { calls: 0 };
  const contestants = { wirewatch: wirewatch(estate, plan, checked), 'azure-cli': cli.record };
  const samples = new Map<string, { readonly seconds: number; readonly calls: number; readonly checks: number }[]>();
  const requests = new Map<string, readonly string[]>();
  for (let round = 0; round < rounds; round++) {
    for (const [who, record] of Object.entries(contestants)) {
      await estate.takeRequests();
      checked.calls = 0;
      const started = performance.now();
      const [file = ''] = await record(`${who}-${round}`);
      const seconds = (performance.now() - started) / 1000;
      const asked = await estate.takeRequests();
      requests.set(
        who,
        asked.map(({ method, path: where, status }) => `${method} ${where} ${status}`),
      );
      if (fs.readFileSync(file).readUInt32LE(0) !== 0xa1b2c3d4) {
        throw new Error(`${file} is no capture.`);
      }
      const sample = { seconds, calls: asked.length, checks: checked.calls };
      samples.set(who, [...(samples.get(who) ?? []), sample]);
    }
  }
  estate.dispose();
  const rows = Array.from(samples, ([who, all]) => ({
    who,
    seconds: Number(middleOf(all.map(({ seconds }) => seconds)).toFixed(2)),
    bestSeconds: Number(Math.min(...all.map(({ seconds }) => seconds)).toFixed(2)),
    callsOfChecks: middleOf(all.map(({ checks }) => checks)),
    callsAfterThem: middleOf(all.map(({ calls }) => calls)),
  }));
  for (const [who, lines] of requests) {
    console.log(
      `${who}:\n  ${lines.map((line) => line.replace(/\/subscriptions\/.*\/providers\//, '…/')).join('\n  ')}`,
    );
  }
  console.table(rows);
  console.log(JSON.stringify({ bench: 'azureCli', rounds, limitInSeconds, rows }));
} finally {
  distrust();
  await sandbox.stop();
  fs.rmSync(folder, { recursive: true, force: true });
}
