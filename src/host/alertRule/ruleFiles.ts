// Alert rules and action groups as JSON files of an own scheme: opened from Azure, saved to Azure. Secrets are hidden in them and put
// back when they are saved; VS Code itself compares when a rule has changed in Azure meanwhile.

import * as vscode from 'vscode';
import type { AlertRuleWork, ResourceDocument } from '../../app/alert/ports.ts';
import type { SubscriptionServices } from '../../app/azure/subscriptionServices.ts';
import { isUserError } from '../../app/error/userError.ts';
import { isCancelled } from '../../base/abort.ts';
import type { Clock } from '../../base/clock.ts';
import type { Disposable } from '../../base/disposable.ts';
import { DisposableStore } from '../../base/disposable.ts';
import { errorText } from '../../base/errorText.ts';
import { isEditableRule } from '../../domain/alert/alertRule.ts';
import { jsonChanges } from '../../domain/alert/jsonChanges.ts';
import type { JsonChange } from '../../domain/alert/jsonChanges.ts';
import { writablePart } from '../../domain/alert/ruleDocument.ts';
import { resourceName } from '../../domain/arm/resourceId.ts';
import { restoreSecrets } from '../../domain/arm/restoreSecrets.ts';
import { withoutSecrets } from '../../domain/arm/withoutSecrets.ts';
import { ruleFileScheme } from '../contributions.ts';

/** What the files are made from. */
export interface RuleFilesPorts {
  /** The services of a resource's subscription. Rejects when nobody sees it. */
  readonly servicesOf: (resourceId: string) => Promise<SubscriptionServices>;
  readonly clock: Clock;
  /** Called when a rule was written. */
  readonly onWritten: (resourceId: string) => void;
  readonly changed: (uri: vscode.Uri) => void;
}

/** What is known of an open file. */
interface OpenFile {
  readonly document: ResourceDocument;
  readonly text: string;
  /** Grows whenever Azure's version is another than the one before. */
  readonly version: number;
}

/** At most this many changes are named before they are written. */
const namedChanges = 12;

/** VS Code takes up what it has saved first; what the service made of it is told after that. */
const tellDelayInMs = 500;

/** Reads and writes them. */
export class RuleFiles implements Disposable {
  readonly #ports: RuleFilesPorts;
  readonly #store = new DisposableStore();
  readonly #open = new Map<string, OpenFile>();
  /** Ids of rules that were written and became another text than the one in the editor. */
  readonly #unlike = new Set<string>();

  constructor(ports: RuleFilesPorts) {
    this.#ports = ports;
  }

  /** Opens a resource in an editor. Rejects with UserError `resourceNotFound` when it is gone. */
  async open(resourceId: string): Promise<void> {
    await this.#read(resourceId);
    const document = await vscode.workspace.openTextDocument(uriOf(resourceId));
    await vscode.window.showTextDocument(await vscode.languages.setTextDocumentLanguage(document, 'json'));
  }

  /** Asks Azure, so that VS Code sees before a save whether somebody else has changed the rule. */
  async stat(uri: vscode.Uri): Promise<vscode.FileStat> {
    if (!uri.path.endsWith(ending)) {
      // VS Code looks for a place above a rule that is gone; nothing in Azure needs to be asked for that.
      return { type: vscode.FileType.Directory, ctime: 0, mtime: 0, size: 0 };
    }
    const { text, version } = await this.#readFound(uri);
    this.#tellAgain(uri);
    return { type: vscode.FileType.File, ctime: 0, mtime: version, size: sizeOf(text) };
  }

  async readFile(uri: vscode.Uri): Promise<Uint8Array> {
    return Buffer.from((await this.#readFound(uri)).text);
  }

  async writeFile(uri: vscode.Uri, content: Uint8Array): Promise<void> {
    try {
      await this.#write(uri, Buffer.from(content).toString('utf8'));
    } catch (error) {
      // VS Code shows the words behind "Failed to save", and leaves the editor as it is.
      throw vscode.FileSystemError.Unavailable(
        isCancelled(error) ? vscode.l10n.t('Nothing was written to Azure.') : errorText(error),
      );
    }
  }

  dispose(): void {
    this.#store.dispose();
  }

  /** Of a rule that is gone VS Code says so in the editor's title, and keeps the text. */
  async #readFound(uri: vscode.Uri): Promise<OpenFile> {
    if (!isEditableRule(resourceIdOf(uri))) {
      // An address of this scheme may come from anywhere, and leads to nothing else in Azure.
      throw vscode.FileSystemError.NoPermissions(uri);
    }
    try {
      return await this.#read(resourceIdOf(uri));
    } catch (error) {
      throw isGone(error) ? vscode.FileSystemError.FileNotFound(uri) : error;
    }
  }

  async #read(id: string): Promise<OpenFile> {
    const { alerts } = await this.#servicesFor(id);
    return this.#keep(id, await alerts.getDocument(id));
  }

  /** After a save, and once VS Code has taken it up, the editor gets what the service filled in and ordered. */
  #tellAgain(uri: vscode.Uri): void {
    const key = resourceIdOf(uri).toLowerCase();
    if (!this.#unlike.delete(key)) {
      return;
    }
    const timer = this.#store.add(
      this.#ports.clock.after(tellDelayInMs, () => {
        this.#store.remove(timer);
        const file = this.#open.get(key);
        if (file !== undefined) {
          // VS Code does not read again what has the version that it knows.
          this.#open.set(key, { ...file, version: this.#nextVersion(file) });
          this.#ports.changed(uri);
        }
      }),
    );
  }

  /** One that never repeats, also after a reload of the window. */
  #nextVersion(known: OpenFile | undefined): number {
    return Math.max(this.#ports.clock.now(), (known?.version ?? 0) + 1);
  }

  #keep(id: string, document: ResourceDocument): OpenFile {
    const key = id.toLowerCase();
    const known = this.#open.get(key);
    const text = textOf(document);
    const isSame = known !== undefined && known.text === text && known.document.etag === document.etag;
    const file = { document, text, version: isSame ? known.version : this.#nextVersion(known) };
    this.#open.set(key, file);
    return file;
  }

  async #write(uri: vscode.Uri, text: string): Promise<void> {
    const id = resourceIdOf(uri);
    if (!isEditableRule(id)) {
      throw vscode.FileSystemError.NoPermissions(uri);
    }
    const edited = parse(text);
    const { alerts } = await this.#servicesFor(id);
    const original = writablePart((await this.#latest(id, alerts)).value);
    const { value, lost } = restoreSecrets(edited, original);
    if (lost.length > 0) {
      throw new Error(
        vscode.l10n.t(
          'The hidden value at {0} cannot be put back, for it stands at another place than before. Write it out, or put it where it was.',
          lost.join(', '),
        ),
      );
    }
    const changes = shownChanges(original, value);
    if (changes.length === 0) {
      return;
    }
    await confirm(resourceName(id), changes);
    const etag = this.#open.get(id.toLowerCase())?.document.etag;
    const written = await alerts.putDocument(id, value, etag === undefined ? {} : { etag });
    if (this.#keep(id, written).text !== text) {
      this.#unlike.add(id.toLowerCase());
    }
    this.#ports.onWritten(id);
  }

  /** What Azure has now: VS Code writes also when it could not look before, and then the editor's text may be of an older version. */
  async #latest(id: string, alerts: Pick<AlertRuleWork, 'getDocument'>): Promise<ResourceDocument> {
    const known = this.#open.get(id.toLowerCase());
    try {
      const latest = await alerts.getDocument(id);
      if (known !== undefined && known.text !== textOf(latest)) {
        throw new Error(
          vscode.l10n.t('It has been changed in Azure meanwhile. Save again to compare both, or revert the file.'),
        );
      }
      this.#keep(id, latest);
      return latest;
    } catch (error) {
      if (isGone(error)) {
        throw new Error(
          vscode.l10n.t(
            '"{0}" was deleted in Azure. Nothing was written; copy the text if you need it.',
            resourceName(id),
          ),
          { cause: error },
        );
      }
      throw error;
    }
  }

  async #servicesFor(id: string): Promise<SubscriptionServices> {
    return await this.#ports.servicesOf(id);
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    throw new Error(vscode.l10n.t('This is not JSON: {0}. Nothing was written.', errorText(error)), { cause: error });
  }
}

/** A rule that watches over production is not changed by a habit of saving. */
async function confirm(name: string, changes: readonly JsonChange[]): Promise<void> {
  const save = vscode.l10n.t('Write to Azure');
  const lines = changes
    .slice(0, namedChanges)
    .map(({ path, from, to }) => `${path}: ${from ?? vscode.l10n.t('(absent)')} → ${to ?? vscode.l10n.t('(removed)')}`);
  const chosen = await vscode.window.showWarningMessage(
    vscode.l10n.t('Change "{0}" in Azure?', name),
    {
      modal: true,
      detail: [
        ...lines,
        ...(changes.length > namedChanges ? [vscode.l10n.t('and {0} more', changes.length - namedChanges)] : []),
      ].join('\n'),
    },
    save,
  );
  if (chosen !== save) {
    throw new vscode.CancellationError();
  }
}

const ending = '.json';

/** The path ends in the rule's name, for the title of the editor; JSON by its ending. */
function uriOf(resourceId: string): vscode.Uri {
  return vscode.Uri.from({ scheme: ruleFileScheme, path: `${resourceId}${ending}` });
}

function resourceIdOf(uri: vscode.Uri): string {
  return uri.path.endsWith(ending) ? uri.path.slice(0, -ending.length) : uri.path;
}

function textOf({ value }: ResourceDocument): string {
  return `${JSON.stringify(withoutSecrets(writablePart(value)), null, 2)}\n`;
}

/**
 * VS Code takes a file of another time but the same size for unchanged, and `80` and `90` have the same size: so the size that it is
 * told holds a sum of the text too.
 */
function sizeOf(text: string): number {
  let sum = 0;
  for (let at = 0; at < text.length; at++) {
    sum = (sum * 31 + text.charCodeAt(at)) % 65_521;
  }
  return Buffer.byteLength(text) + sum;
}

/** All changes, without the secrets among them: of those a person is told the place. */
function shownChanges(original: unknown, value: unknown): readonly JsonChange[] {
  const shown = new Map(
    jsonChanges(withoutSecrets(original), withoutSecrets(value)).map((change) => [change.path, change]),
  );
  const hidden = vscode.l10n.t('(hidden)');
  return jsonChanges(original, value).map(({ path }) => shown.get(path) ?? { path, from: hidden, to: hidden });
}

function isGone(error: unknown): boolean {
  return isUserError(error) && error.code === 'resourceNotFound';
}
