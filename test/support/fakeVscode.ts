// What traffic panels use of `vscode`, for tests of theirs: panels that a test closes, a state in memory, and what was told.

import { registerHooks } from 'node:module';
import type { Disposable } from '../../src/base/disposable.ts';
import { Emitter } from '../../src/base/event.ts';
import { backButton, FakeInput } from './fakeQuickInput.ts';

/** A panel as VS Code would hand it out. */
export class FakePanel {
  title = '';
  active = true;
  visible = true;
  iconPath: unknown;
  isDisposed = false;
  revealed = 0;
  readonly #disposals = new Emitter<void>();
  /** What the host told the page. */
  readonly sent: unknown[] = [];
  /** What the page tells the host. */
  readonly received = new Emitter<unknown>();
  readonly webview = {
    options: {},
    html: '',
    cspSource: '',
    asWebviewUri: String,
    postMessage: (message: unknown) => {
      this.sent.push(message);
      return Promise.resolve(true);
    },
    onDidReceiveMessage: this.received.event,
  };

  onDidDispose(listener: () => void): Disposable {
    return this.#disposals.event(listener);
  }

  onDidChangeViewState(): Disposable {
    return { dispose: () => undefined };
  }

  reveal(): void {
    this.revealed++;
  }

  /** Closes it, as a person does or our own code. */
  dispose(): void {
    if (!this.isDisposed) {
      this.isDisposed = true;
      this.#disposals.fire();
    }
  }
}

/** State of a workspace; as in VS Code it holds what JSON can. */
export class FakeMemento {
  readonly #values = new Map<string, string>();
  /** Keys in the order of their updates. */
  readonly updates: string[] = [];

  keys(): readonly string[] {
    return [...this.#values.keys()];
  }

  get(key: string): unknown {
    return JSON.parse(this.#values.get(key) ?? 'null') ?? undefined;
  }

  update(key: string, value: unknown): Promise<void> {
    this.updates.push(key);
    if (value === undefined) {
      this.#values.delete(key);
    } else {
      this.#values.set(key, JSON.stringify(value));
    }
    return Promise.resolve();
  }
}

interface Serializer {
  deserializeWebviewPanel(panel: unknown, state: unknown): Promise<void>;
}

interface ContentProvider {
  provideTextDocumentContent(uri: unknown): string;
}

/** Panels that were made, and messages that were shown. */
export const shown: {
  panels: FakePanel[];
  messages: string[];
  /** What stands below modal questions. */
  details: string[];
  inputs: FakeInput[];
  clipboard: string;
  /** What restores panels of an earlier window. */
  serializers: Serializer[];
  /** The text of the active editor; undefined when there is none. */
  editor: string | undefined;
  /** What a person answers to a modal question; undefined gives it up. */
  answer: string | undefined;
  /** Nobody answers warnings; they stay. */
  isIgnored: boolean;
  /** Texts by the addresses of their files; others cannot be opened. */
  files: Map<string, string>;
  /** Addresses of documents that were shown. */
  documents: string[];
  /** Commands that were run, with their arguments. */
  commands: (readonly unknown[])[];
  /** What gives the texts of read-only documents, by scheme. */
  contentProviders: Map<string, ContentProvider>;
  /** The button that a person presses in a notification; undefined lets it go. */
  choice: string | undefined;
  /** The buttons of the latest notification. */
  choices: readonly string[];
  /** The folder that a person opens; undefined gives the dialog up. */
  folder: string | undefined;
  /** Files of the disk by their paths. */
  disk: Map<string, Uint8Array>;
  /** Extensions that are there. */
  extensions: string[];
} = {
  panels: [],
  messages: [],
  details: [],
  inputs: [],
  clipboard: '',
  serializers: [],
  editor: undefined,
  answer: undefined,
  isIgnored: false,
  files: new Map(),
  documents: [],
  commands: [],
  contentProviders: new Map(),
  choice: undefined,
  choices: [],
  folder: undefined,
  disk: new Map(),
  extensions: [],
};

/** Fires when a test edits a document. */
export const editedDocuments = new Emitter<{ readonly document: unknown }>();

/** A document of a text under an address. */
export function fakeDocument(uri: unknown, text: string): { readonly uri: unknown; getText(): string } {
  return { uri, getText: () => text };
}

/** An address as VS Code makes it. */
export function fakeUri({ scheme, path }: { readonly scheme: string; readonly path: string }): {
  readonly scheme: string;
  readonly path: string;
  toString(): string;
} {
  return { scheme, path, toString: () => `${scheme}:${path}` };
}

/** As VS Code's, with the code that tells a missing file. */
class FakeFileSystemError extends Error {
  readonly code: string;

  constructor(code: string, message = code) {
    super(message);
    this.code = code;
  }

  static FileNotFound(): FakeFileSystemError {
    return new FakeFileSystemError('FileNotFound');
  }

  static NoPermissions(): FakeFileSystemError {
    return new FakeFileSystemError('NoPermissions');
  }

  static Unavailable(message: string): FakeFileSystemError {
    return new FakeFileSystemError('Unavailable', message);
  }
}

/** As VS Code's. */
class FakeCancellationError extends Error {
  override readonly name = 'Canceled';
}

/** Files in memory; a folder is there with its first file. */
const fakeFiles = {
  stat: (path: string): Promise<object> =>
    shown.disk.has(path) ? Promise.resolve({}) : Promise.reject(new FakeFileSystemError('FileNotFound')),
  readFile: (path: string): Promise<Uint8Array> =>
    Promise.resolve(shown.disk.get(path) ?? fail(new FakeFileSystemError('FileNotFound'))),
  writeFile: async (path: string, content: Uint8Array): Promise<void> => {
    shown.disk.set(path, content);
  },
  rename: async (from: string, to: string): Promise<void> => {
    shown.disk.set(to, shown.disk.get(from) ?? fail(new FakeFileSystemError('FileNotFound')));
    shown.disk.delete(from);
  },
  delete: async (path: string): Promise<void> => {
    shown.disk.delete(path);
  },
  readDirectory: async (folder: string): Promise<(readonly [string, number])[]> => {
    const below = Array.from(shown.disk.keys()).filter((path) => path.startsWith(`${folder}/`));
    const names = below.map((path) => path.slice(folder.length + 1).split('/'));
    return Array.from(new Map(names.map(([name = '', ...rest]) => [name, rest.length > 0 ? 2 : 1])));
  },
};

function fail(error: Error): never {
  throw error;
}

function showInput(): FakeInput {
  const input = new FakeInput();
  shown.inputs.push(input);
  return input;
}

/** Settings of the user and of the workspace, as they stand in their files. */
export const configured: { user: Record<string, unknown>; workspace: Record<string, unknown> } = {
  user: {},
  workspace: {},
};

/** Objects of both places are joined, as VS Code does it; of other values the workspace's holds. */
const fakeConfiguration = {
  get: (key: string): unknown => {
    const [user, workspace] = [configured.user[key], configured.workspace[key]];
    return typeof user === 'object' && typeof workspace === 'object' ? { ...user, ...workspace } : (workspace ?? user);
  },
  inspect: (key: string) => ({ globalValue: configured.user[key], workspaceValue: configured.workspace[key] }),
  update: (key: string, value: unknown, target: number): Promise<void> => {
    configured[target === 1 ? 'user' : 'workspace'][key] = value;
    return Promise.resolve();
  },
};

/** The part of `vscode` that is there. */
const fakeVscode = {
  EventEmitter: Emitter,
  ViewColumn: { Active: -1, Beside: -2 },
  Uri: { joinPath: (...parts: unknown[]) => parts.join('/'), from: fakeUri, parse: (text: string) => new URL(text) },
  StatusBarAlignment: { Left: 1, Right: 2 },
  commands: {
    executeCommand: (...command: unknown[]) => {
      shown.commands.push(command);
      return Promise.resolve();
    },
  },
  env: {
    language: 'en',
    asExternalUri: (uri: unknown) => Promise.resolve(uri),
    clipboard: {
      readText: () => Promise.resolve(shown.clipboard),
      writeText: (text: string) => {
        shown.clipboard = text;
        return Promise.resolve();
      },
    },
  },
  QuickInputButtons: { Back: backButton },
  QuickPickItemKind: { Separator: -1, Default: 0 },
  ProgressLocation: { Window: 10, Notification: 15 },
  l10n: {
    t: (text: string, ...values: unknown[]) => text.replaceAll(/\{(\d)\}/g, (_, at) => String(values[Number(at)])),
  },
  ConfigurationTarget: { Global: 1, Workspace: 2 },
  workspace: {
    workspaceFolders: [{}],
    getConfiguration: () => fakeConfiguration,
    onDidChangeTextDocument: editedDocuments.event,
    registerTextDocumentContentProvider: (scheme: string, provider: ContentProvider) => {
      shown.contentProviders.set(scheme, provider);
      return { dispose: () => shown.contentProviders.delete(scheme) };
    },
    openTextDocument: (uri: unknown) => {
      const text = shown.files.get(String(uri));
      return text === undefined
        ? Promise.reject(new Error(`cannot open ${String(uri)}`))
        : Promise.resolve(fakeDocument(uri, text));
    },
    fs: fakeFiles,
  },
  FileType: { File: 1, Directory: 2 },
  FileSystemError: FakeFileSystemError,
  CancellationError: FakeCancellationError,
  extensions: { getExtension: (id: string) => (shown.extensions.includes(id) ? {} : undefined) },
  window: {
    registerWebviewPanelSerializer: (_type: string, serializer: Serializer) => {
      shown.serializers.push(serializer);
      return { dispose: () => undefined };
    },
    createWebviewPanel: () => {
      const panel = new FakePanel();
      shown.panels.push(panel);
      return panel;
    },
    get activeTextEditor() {
      const { editor } = shown;
      const uri = fakeUri({ scheme: 'untitled', path: 'Untitled-1' });
      return editor === undefined ? undefined : { document: fakeDocument(uri, editor) };
    },
    showTextDocument: (uri: unknown) => {
      shown.documents.push(String(uri));
      return Promise.resolve();
    },
    showWarningMessage: (text: string, options?: { readonly detail?: string }) => {
      shown.messages.push(text);
      shown.details.push(options?.detail ?? '');
      return shown.isIgnored ? Promise.race([]) : Promise.resolve(shown.answer);
    },
    createInputBox: showInput,
    createQuickPick: showInput,
    withProgress: (_options: unknown, run: (progress: unknown, token: unknown) => Promise<unknown>) =>
      run(
        { report: () => undefined },
        { isCancellationRequested: false, onCancellationRequested: () => ({ dispose: () => undefined }) },
      ),
    setStatusBarMessage: () => ({ dispose: () => undefined }),
    showInformationMessage: (text: string, ...choices: readonly string[]) => {
      shown.messages.push(text);
      shown.choices = choices;
      return Promise.resolve(shown.choice);
    },
    createStatusBarItem: () => ({ show: () => undefined, hide: () => undefined, dispose: () => undefined }),
    showOpenDialog: () => Promise.resolve(shown.folder === undefined ? undefined : [shown.folder]),
  },
};

/** Lets modules that are loaded from now on have it as `vscode`. */
export function standInForVscode(): Disposable {
  const place = `data:text/javascript,${encodeURIComponent(
    `const api = globalThis[Symbol.for('wirewatch.fakeVscode')];\n${Object.keys(fakeVscode)
      .map((name) => `export const ${name} = api.${name};`)
      .join('\n')}`,
  )}`;
  Object.assign(globalThis, { [Symbol.for('wirewatch.fakeVscode')]: fakeVscode });
  const hooks = registerHooks({
    resolve: (name, context, next) =>
      name === 'vscode' ? { url: place, shortCircuit: true, format: 'module' } : next(name, context),
  });
  return { dispose: () => hooks.deregister() };
}
