// Alert rules and action groups as JSON files of an own scheme: opened from Azure, saved to Azure. Secrets are hidden in them and put
// back when they are saved; VS Code itself compares when a rule has changed in Azure meanwhile.

import { createHash } from 'node:crypto';
import * as vscode from 'vscode';
import type { ResourceDocument } from '../../app/alert/ports.ts';
import type { SubscriptionServices } from '../../app/azure/subscriptionServices.ts';
import { isCancelled } from '../../base/abort.ts';
import type { Clock } from '../../base/clock.ts';
import { errorText } from '../../base/errorText.ts';
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

/** Reads and writes them. */
export class RuleFiles {
  readonly #ports: RuleFilesPorts;
  readonly #open = new Map<string, OpenFile>();

  constructor(ports: RuleFilesPorts) {
    this.#ports = ports;
  }

  /** Opens a resource in an editor. */
  async open(resourceId: string): Promise<void> {
    const document = await vscode.workspace.openTextDocument(uriOf(resourceId));
    await vscode.window.showTextDocument(await vscode.languages.setTextDocumentLanguage(document, 'json'));
  }

  /** Asks Azure, so that VS Code sees before a save whether somebody else has changed the rule. */
  async stat(uri: vscode.Uri): Promise<vscode.FileStat> {
    const { text, version, document } = await this.#read(uri);
    return { type: vscode.FileType.File, ctime: 0, mtime: version, size: pseudoSize(text, document.etag) };
  }

  async readFile(uri: vscode.Uri): Promise<Uint8Array> {
    return Buffer.from((await this.#read(uri)).text);
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

  async #read(uri: vscode.Uri): Promise<OpenFile> {
    const id = resourceIdOf(uri);
    const { alerts } = await this.#servicesFor(id);
    return this.#keep(id, await alerts.getDocument(id));
  }

  #keep(id: string, document: ResourceDocument): OpenFile {
    const key = id.toLowerCase();
    const known = this.#open.get(key);
    const text = `${JSON.stringify(withoutSecrets(writablePart(document.value)), null, 2)}\n`;
    const isSame = known !== undefined && known.text === text && known.document.etag === document.etag;
    const file = {
      document,
      text,
      // A version that never repeats, also after a reload of the window.
      version: isSame ? known.version : Math.max(this.#ports.clock.now(), (known?.version ?? 0) + 1),
    };
    this.#open.set(key, file);
    return file;
  }

  async #write(uri: vscode.Uri, text: string): Promise<void> {
    const id = resourceIdOf(uri);
    const edited = parse(text);
    const { alerts } = await this.#servicesFor(id);
    const known = this.#open.get(id.toLowerCase()) ?? this.#keep(id, await alerts.getDocument(id));
    const original = writablePart(known.document.value);
    const { value, lost } = restoreSecrets(edited, original);
    if (lost.length > 0) {
      throw new Error(
        vscode.l10n.t(
          'The hidden value at {0} cannot be put back, for it stands at another place than before. Write it out, or put it where it was.',
          lost.join(', '),
        ),
      );
    }
    const changes = jsonChanges(withoutSecrets(original), withoutSecrets(value));
    if (changes.length === 0) {
      return;
    }
    await confirm(resourceName(id), changes);
    const { etag } = known.document;
    const written = await alerts.putDocument(id, value, etag === undefined ? {} : { etag });
    this.#keep(id, written);
    this.#ports.onWritten(id);
    // The service fills in and orders: what stands in the editor becomes what it has now.
    this.#ports.changed(uri);
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

/**
 * Stands for what a file holds: VS Code takes a file of a later time but of the same size as unchanged, and a threshold that
 * somebody else changed often has as many digits as before. At most 64 kB, so that nobody is asked about a large file.
 */
function pseudoSize(text: string, etag = ''): number {
  return createHash('sha256').update(`${etag}\n${text}`).digest().readUInt16BE() + 1;
}

/** The path ends in the rule's name, for the title of the editor; JSON by its ending. */
function uriOf(resourceId: string): vscode.Uri {
  return vscode.Uri.from({ scheme: ruleFileScheme, path: `${resourceId}.json` });
}

function resourceIdOf(uri: vscode.Uri): string {
  return uri.path.replace(/\.json$/, '');
}
