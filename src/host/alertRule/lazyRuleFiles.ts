// The files of rules as VS Code needs to know them at once: an editor of one may be restored at the start. The rest loads with the first.

import * as vscode from 'vscode';
import { lazy } from '../../base/deferred.ts';
import { DisposableStore } from '../../base/disposable.ts';
import { ruleFileScheme } from '../contributions.ts';
import type { RuleFiles } from './ruleFiles.ts';

/** Registers the scheme. */
export class LazyRuleFiles implements vscode.FileSystemProvider, vscode.Disposable {
  readonly #store = new DisposableStore();
  readonly #changes = this.#store.add(new vscode.EventEmitter<vscode.FileChangeEvent[]>());
  readonly #files: () => Promise<RuleFiles>;

  constructor(load: (changed: (uri: vscode.Uri) => void) => Promise<RuleFiles>) {
    this.#files = lazy(async () =>
      this.#store.add(await load((uri) => this.#changes.fire([{ type: vscode.FileChangeType.Changed, uri }]))),
    );
    this.#store.add(vscode.workspace.registerFileSystemProvider(ruleFileScheme, this, { isCaseSensitive: true }));
  }

  readonly onDidChangeFile: vscode.Event<vscode.FileChangeEvent[]> = this.#changes.event;

  /** See RuleFiles.open. */
  async open(resourceId: string): Promise<void> {
    await (await this.#files()).open(resourceId);
  }

  async stat(uri: vscode.Uri): Promise<vscode.FileStat> {
    return await (await this.#files()).stat(uri);
  }

  async readFile(uri: vscode.Uri): Promise<Uint8Array> {
    return await (await this.#files()).readFile(uri);
  }

  async writeFile(uri: vscode.Uri, content: Uint8Array): Promise<void> {
    await (await this.#files()).writeFile(uri, content);
  }

  watch(): vscode.Disposable {
    return new vscode.Disposable(() => undefined);
  }

  readDirectory(): never {
    throw vscode.FileSystemError.NoPermissions();
  }

  createDirectory(): never {
    throw vscode.FileSystemError.NoPermissions();
  }

  delete(): never {
    throw vscode.FileSystemError.NoPermissions();
  }

  rename(): never {
    throw vscode.FileSystemError.NoPermissions();
  }

  dispose(): void {
    this.#store.dispose();
  }
}
