// Bodies and messages of exchanges as read-only files of an own scheme, so that real editors, image previews and comparisons
// open them. A row that is no longer kept says so instead of showing nothing.

import * as vscode from 'vscode';
import { DisposableStore } from '../../base/disposable.ts';
import type { Exchange } from '../../domain/traffic/exchange.ts';
import { bodyEnding } from '../../domain/http/bodyFile.ts';
import { bodyOf, decodeText, mediaTypeOf, readHeaders } from '../../domain/http/httpMessage.ts';
import { prettyJson } from '../../domain/http/prettyJson.ts';
import { canonicalText } from '../../domain/traffic/canonicalText.ts';
import type { LoggedHalf } from '../../domain/traffic/loggedMessage.ts';

/** Scheme of the addresses. */
const scheme = 'wirewatch-traffic';
/** Longest JSON body that is indented, for that takes time in one piece; a longer one opens as it was logged. */
const maxPrettyBytes = 300_000;
/** Addresses that are remembered to be refreshed. */
const maxAddresses = 200;

/** Which part of an exchange a file shows. */
export type ExchangePart = 'request' | 'response' | 'message' | 'comparison';

/** Gives the exchanges of an open panel by its instance, as that panel may show them. */
export type ExchangeSource = (instance: string, number: number) => Exchange | undefined;

/** The file system. */
export class ExchangeFiles implements vscode.FileSystemProvider, vscode.Disposable {
  readonly #store = new DisposableStore();
  readonly #source: ExchangeSource;
  readonly #changes = this.#store.add(new vscode.EventEmitter<vscode.FileChangeEvent[]>());
  readonly onDidChangeFile = this.#changes.event;
  /** Addresses that were handed out, the latest ones. */
  #addresses: readonly vscode.Uri[] = [];
  /** Time of the latest change, so that editors read anew. */
  #changedAt = 0;
  /** What was asked for last: an editor asks for the size first and then for the content. */
  #latest: { readonly key: string; readonly bytes: Uint8Array } | undefined;

  constructor(source: ExchangeSource) {
    this.#source = source;
    this.#store.add(
      vscode.workspace.registerFileSystemProvider(scheme, this, { isReadonly: true, isCaseSensitive: true }),
    );
  }

  /** Address of a part, with a file name that tells an editor what it is. */
  uriOf(instance: string, exchange: Exchange, part: ExchangePart): vscode.Uri {
    const uri = vscode.Uri.from({
      scheme,
      path: `/${instance}/${exchange.number}/${fileName(exchange, part)}`,
      query: part,
    });
    this.#latest = undefined;
    this.#addresses = [...this.#addresses, uri].slice(-maxAddresses);
    return uri;
  }

  /** What a panel may show has changed: its open files are read again. */
  refresh(instance: string): void {
    this.#latest = undefined;
    this.#changedAt++;
    const changed = this.#addresses.filter((uri) => uri.path.startsWith(`/${instance}/`));
    this.#changes.fire(changed.map((uri) => ({ type: vscode.FileChangeType.Changed, uri })));
  }

  watch(): vscode.Disposable {
    return { dispose: () => undefined };
  }

  stat(uri: vscode.Uri): vscode.FileStat {
    return {
      type: vscode.FileType.File,
      ctime: 0,
      mtime: this.#changedAt,
      size: this.readFile(uri).length,
      permissions: vscode.FilePermission.Readonly,
    };
  }

  readFile(uri: vscode.Uri): Uint8Array {
    const key = uri.toString();
    if (this.#latest?.key !== key) {
      this.#latest = { key, bytes: this.#build(uri) };
    }
    return this.#latest.bytes;
  }

  #build(uri: vscode.Uri): Uint8Array {
    const [, instance = '', number = ''] = uri.path.split('/');
    const exchange = this.#source(instance, Number(number));
    return exchange === undefined
      ? new TextEncoder().encode(vscode.l10n.t('This row is no longer kept.'))
      : partOf(exchange, uri.query as ExchangePart);
  }

  readDirectory(): [string, vscode.FileType][] {
    return [];
  }

  createDirectory(uri: vscode.Uri): void {
    throw vscode.FileSystemError.NoPermissions(uri);
  }

  writeFile(uri: vscode.Uri): void {
    throw vscode.FileSystemError.NoPermissions(uri);
  }

  delete(uri: vscode.Uri): void {
    throw vscode.FileSystemError.NoPermissions(uri);
  }

  rename(uri: vscode.Uri): void {
    throw vscode.FileSystemError.NoPermissions(uri);
  }

  dispose(): void {
    this.#store.dispose();
  }
}

function fileName(exchange: Exchange, part: ExchangePart): string {
  if (part === 'message' || part === 'comparison' || exchange.unreadable !== undefined) {
    return `${exchange.number}-${part}.http.txt`;
  }
  const half = exchange[part];
  const body = half === undefined ? new Uint8Array() : bodyOf(half.bytes, half.http);
  const mediaType = half === undefined ? '' : mediaTypeOf(readHeaders(half.bytes, half.http));
  return `${exchange.number}-${part}.${bodyEnding(mediaType, body)}`;
}

function partOf(exchange: Exchange, part: ExchangePart): Uint8Array {
  if (exchange.unreadable !== undefined) {
    return exchange.unreadable.event.body;
  }
  switch (part) {
    case 'comparison':
      return new TextEncoder().encode(canonicalText(exchange));
    case 'message':
      return joined(exchange.request?.bytes, exchange.response?.bytes);
    case 'request':
    case 'response':
      return bodyBytes(exchange[part]);
  }
}

function bodyBytes(half: LoggedHalf | undefined): Uint8Array {
  if (half === undefined) {
    return new Uint8Array();
  }
  const body = bodyOf(half.bytes, half.http);
  const isJson = bodyEnding(mediaTypeOf(readHeaders(half.bytes, half.http)), body) === 'json';
  return isJson && body.length <= maxPrettyBytes ? new TextEncoder().encode(prettyJson(decodeText(body))) : body;
}

function joined(...parts: readonly (Uint8Array | undefined)[]): Uint8Array {
  const separator = new TextEncoder().encode('\r\n\r\n');
  return Buffer.concat(
    parts.flatMap((part, index) => (part === undefined ? [] : index === 0 ? [part] : [separator, part])),
  );
}
