// The receiver of alerts in VS Code: its endpoint, its list, and what the commands on both do. Loaded when it is started or looked at.

import { readFile } from 'node:fs/promises';
import type { IActionContext } from '@microsoft/vscode-azext-utils';
import * as vscode from 'vscode';
import { AlertReceiver } from '../../app/alert/alertReceiver.ts';
import type { AlertEndpoint, OpenEndpoint, ReceivedAlert, ReceivedLog } from '../../app/alert/receiverPorts.ts';
import { receivedNode } from '../../app/alert/receivedNode.ts';
import { receiverCertificate } from '../../app/error/userErrors.ts';
import type { TreeNode } from '../../app/tree/treeNode.ts';
import { cancelledError } from '../../base/abort.ts';
import { DisposableStore } from '../../base/disposable.ts';
import { errorText } from '../../base/errorText.ts';
import { asNumber, asRecord } from '../../base/json.ts';
import { Secret } from '../../base/secret.ts';
import { machinesOf, readReceiverRules } from '../../domain/alert/receiverRule.ts';
import type { ReceiverRule } from '../../domain/alert/receiverRule.ts';
import { resourceName } from '../../domain/arm/resourceId.ts';
import { commandIds, receiverStateKey } from '../contributions.ts';
import type { HostContext } from '../hostContext.ts';
import { readSetting } from '../settings.ts';
import { allowCaptures } from './allowCaptures.ts';
import { ReceiverAddress } from './receiverAddress.ts';
import { VscodeReceiverHands } from './receiverHands.ts';

/** What the room is made from. */
export interface ReceiverRoomPorts {
  readonly host: HostContext;
  readonly endpoint: AlertEndpoint;
  readonly kept: ReceivedLog;
  /** Called when the list is to be drawn again. */
  readonly onDidChange: () => void;
}

/** An endpoint that listens, as its senders know it. */
interface Listening {
  readonly endpoint: OpenEndpoint;
  /** Scheme, host and port. */
  readonly origin: string;
  readonly token: Secret;
}

/** Owns the endpoint and the list. */
export class ReceiverRoom implements vscode.Disposable {
  readonly #ports: ReceiverRoomPorts;
  readonly #store = new DisposableStore();
  readonly #address: ReceiverAddress;
  readonly #receiver: AlertReceiver;
  readonly #status: vscode.StatusBarItem;
  #listening: Listening | undefined;
  #turn: Promise<void> = Promise.resolve();
  /** The rules as they were last read, with the text that was read, so that a problem is logged once. */
  #rules: { readonly text: string; readonly rules: readonly ReceiverRule[] } = { text: '', rules: [] };

  constructor(ports: ReceiverRoomPorts) {
    this.#ports = ports;
    const { host } = ports;
    this.#address = new ReceiverAddress(host.extension.secrets, host.extension.workspaceState);
    this.#receiver = this.#store.add(
      new AlertReceiver({
        rules: () => this.#readRules(),
        hands: new VscodeReceiverHands(host),
        kept: ports.kept,
        clock: host.clock,
        log: host.log,
      }),
    );
    this.#store.add(this.#receiver.onDidChange(() => ports.onDidChange()));
    this.#status = this.#store.add(
      vscode.window.createStatusBarItem('wirewatch.receiver', vscode.StatusBarAlignment.Right, 90),
    );
    this.#store.add({ dispose: () => this.#close() });
    this.#store.add(this.#address.onDidChangeToken(() => void this.#followToken().catch(host.report)));
  }

  /** Reads the log of an earlier window. */
  async load(): Promise<void> {
    await this.#receiver.load();
  }

  /** Starts to listen. Rejects with UserError `receiverPortTaken` or `receiverCertificate`. */
  async start(): Promise<void> {
    await this.#inTurn(() => this.#startNow());
  }

  /** Stops to listen; what was received stays. */
  stop(): Promise<void> {
    return this.#inTurn(async () => {
      this.#close();
      this.#status.hide();
      await this.#address.remember({ isOn: false });
      await vscode.commands.executeCommand('setContext', receiverStateKey, 'off');
      this.#ports.onDidChange();
    });
  }

  /** The whole address, which holds the secret, as it is reached from where VS Code runs; undefined while nothing listens. */
  async address(): Promise<Secret | undefined> {
    return this.#listening === undefined ? undefined : await addressOf(this.#listening);
  }

  /** Puts the whole address, which holds the secret, on the clipboard. */
  async copyAddress(): Promise<void> {
    const address = await addressOf(await this.#inTurn(() => this.#startNow()));
    await vscode.env.clipboard.writeText(address.reveal());
    void vscode.window.showInformationMessage(
      vscode.l10n.t(
        'The address of the receiver was copied. It holds a secret: whoever has it can send you alerts. Azure must be able to reach it, e.g. through a forwarded port or a tunnel of yours.',
      ),
    );
  }

  /** Makes a new secret; senders that have the old address are refused from now on, by every window. */
  async renewAddress(): Promise<void> {
    await this.#address.renewToken();
    await this.#followToken();
    void vscode.window.showInformationMessage(
      vscode.l10n.t('The receiver has a new address. Copy it into your action groups: the old one is refused.'),
    );
  }

  async #startNow(): Promise<Listening> {
    if (this.#listening !== undefined) {
      return this.#listening;
    }
    const address = readSetting('wirewatch.alertReceiver.address').trim() || '127.0.0.1';
    const tls = await readCertificate();
    const token = await this.#address.token();
    const endpoint = await this.#ports.endpoint.open({
      address,
      port: readSetting('wirewatch.alertReceiver.port') || this.#address.port,
      token,
      ...(tls === undefined ? {} : { tls }),
      receive: this.#receiver.receive,
    });
    if (this.#store.isDisposed) {
      endpoint.dispose();
      throw cancelledError();
    }
    const { port } = endpoint;
    const origin = `${tls === undefined ? 'http' : 'https'}://${reachableHost(address)}:${port}`;
    const listening = { endpoint, origin, token };
    this.#listening = listening;
    await this.#address.remember({ isOn: true, port });
    this.#ports.host.log.info(`The alert receiver listens on ${address}:${port}${tls === undefined ? '' : ' (HTTPS)'}`);
    this.#status.text = `$(bell) ${vscode.l10n.t('Alerts: {0}', port)}`;
    this.#status.tooltip = vscode.l10n.t('Receiving alerts on {0}:{1}. Click for the list.', address, port);
    this.#status.command = commandIds.showReceiver;
    this.#status.show();
    await vscode.commands.executeCommand('setContext', receiverStateKey, 'on');
    this.#ports.onDidChange();
    return listening;
  }

  /** Listens with the present secret, which another window may have renewed. */
  #followToken(): Promise<void> {
    return this.#inTurn(async () => {
      if (this.#listening !== undefined && (await this.#address.token()).reveal() !== this.#listening.token.reveal()) {
        this.#close();
        await this.#startNow();
      }
    });
  }

  #close(): void {
    this.#listening?.endpoint.dispose();
    this.#listening = undefined;
  }

  /** Starts and stops come one after another, or two starts at once would leave an endpoint that nobody can close. */
  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#turn.then(work);
    // Whoever asked hears of a failure; the next one does not depend on it.
    this.#turn = done.then(
      () => undefined,
      () => undefined,
    );
    return done;
  }

  /** What the list shows, the newest first. */
  nodes(): readonly TreeNode[] {
    return this.#receiver.list().map((received) => receivedNode(received));
  }

  /** Number of received alerts, for the badge. */
  get count(): number {
    return this.#receiver.list().length;
  }

  /** Shows a received payload. */
  async view(argument: unknown): Promise<void> {
    const received = this.#find(argument);
    if (received !== undefined) {
      await new VscodeReceiverHands(this.#ports.host).show(received);
    }
  }

  /** Does again what the rules name. */
  async replay(argument: unknown): Promise<void> {
    const received = this.#find(argument);
    if (received !== undefined) {
      await this.#receiver.replay(received.id);
    }
  }

  /** Begins a capture of a machine that a received alert is about. */
  async capture(prompts: IActionContext, argument: unknown): Promise<void> {
    const machines = machinesOf(this.#find(argument)?.payload.targets ?? []);
    const targetId =
      machines.length < 2
        ? machines[0]
        : (
            await prompts.ui.showQuickPick(
              machines.map((id) => ({ label: resourceName(id), description: id, data: id })),
              {
                placeHolder: vscode.l10n.t('The payload names several. Which one to capture?'),
                suppressPersistence: true,
              },
            )
          ).data;
    if (targetId !== undefined) {
      await vscode.commands.executeCommand(commandIds.startCapture, { draft: { targetId } });
    }
  }

  /** Writes a rule that starts captures, once a person has agreed, and starts those of this alert. */
  async alwaysCapture(prompts: IActionContext, argument: unknown): Promise<void> {
    const received = this.#find(argument);
    if (received !== undefined && (await allowCaptures(this.#ports.host, prompts, received.payload))) {
      await this.#receiver.replay(received.id);
    }
  }

  /** Saves a payload as a `*.alert.json` file, which has its own validation and viewer. */
  async save(argument: unknown): Promise<void> {
    const received = this.#find(argument);
    if (received === undefined) {
      return;
    }
    const name = (received.payload.ruleName ?? 'received').replaceAll(/[^\p{L}\p{N}._-]+/gu, '-').slice(0, 80);
    const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
    const target = await vscode.window.showSaveDialog({
      ...(folder === undefined ? {} : { defaultUri: vscode.Uri.joinPath(folder, `${name}.alert.json`) }),
      filters: { [vscode.l10n.t('Alert payloads')]: ['alert.json'] },
    });
    if (target !== undefined) {
      await vscode.workspace.fs.writeFile(target, Buffer.from(received.text));
      await vscode.window.showTextDocument(target);
    }
  }

  clear(): void {
    this.#receiver.clear();
  }

  dispose(): void {
    this.#store.dispose();
  }

  #find(argument: unknown): ReceivedAlert | undefined {
    const record = asRecord(argument);
    const id = asNumber(record['receivedId']) ?? Number(/^received-(\d+)(?:-acted)?$/.exec(String(record['id']))?.[1]);
    return this.#receiver.find(id) ?? (Number.isNaN(id) ? this.#receiver.list()[0] : undefined);
  }

  #readRules(): readonly ReceiverRule[] {
    const setting = readSetting('wirewatch.alertReceiver.rules');
    const text = JSON.stringify(setting);
    if (text !== this.#rules.text) {
      const { rules, problems } = readReceiverRules(setting);
      for (const { path } of problems) {
        this.#ports.host.log.warn(`wirewatch.alertReceiver.rules${path} cannot be used and was left out`);
      }
      this.#rules = { text, rules };
    }
    return this.#rules.rules;
  }
}

/** The host in the receiver's address: port forwarding knows this machine by `localhost`. */
function reachableHost(address: string): string {
  return /^(?:127\.[\d.]+|0\.0\.0\.0|::1?|localhost)$/i.test(address)
    ? 'localhost'
    : address.includes(':')
      ? `[${address}]`
      : address;
}

/** As senders reach it from outside, where VS Code forwards ports. */
async function addressOf({ origin, token }: Listening): Promise<Secret> {
  const external = await vscode.env.asExternalUri(vscode.Uri.parse(`${origin}/`));
  return new Secret(new URL(`alerts/${token.reveal()}`, external.toString(true)).toString());
}

/** Both files, or none where the settings name none. */
async function readCertificate(): Promise<{ readonly certificate: string; readonly key: Secret } | undefined> {
  const certificateFile = readSetting('wirewatch.alertReceiver.certificateFile').trim();
  const keyFile = readSetting('wirewatch.alertReceiver.keyFile').trim();
  if (certificateFile === '' && keyFile === '') {
    return undefined;
  }
  try {
    const [certificate, key] = await Promise.all([readFile(certificateFile, 'utf8'), readFile(keyFile, 'utf8')]);
    return { certificate, key: new Secret(key) };
  } catch (error) {
    throw receiverCertificate(errorText(error), error);
  }
}
