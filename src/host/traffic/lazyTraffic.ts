// Live traffic as the rest of the host knows it: registered at once, loaded when it is used first.

import * as vscode from 'vscode';
import type { TailSource } from '../../app/traffic/ports.ts';
import { lazy } from '../../base/deferred.ts';
import { DisposableStore } from '../../base/disposable.ts';
import { trafficFileEditorType, trafficPanelType } from '../contributions.ts';
import type { SessionOrigin } from '../panel/sessionRecords.ts';
import type { TrafficRoom } from './trafficRoom.ts';

/** Owns the room once it is loaded. */
export class LazyTraffic implements vscode.Disposable {
  readonly #store = new DisposableStore();
  /** The room; loads it at the first call. */
  readonly room: () => Promise<TrafficRoom>;

  constructor(load: () => Promise<TrafficRoom>) {
    this.room = lazy(async () => this.#store.add(await load()));
    this.#store.add(
      vscode.window.registerWebviewPanelSerializer(trafficPanelType, {
        deserializeWebviewPanel: async (panel, state) => (await this.room()).restore(panel, state),
      }),
    );
    this.#store.add(
      vscode.window.registerCustomEditorProvider(trafficFileEditorType, {
        openCustomDocument: (uri: vscode.Uri): vscode.CustomDocument => ({ uri, dispose: () => undefined }),
        resolveCustomEditor: async ({ uri }: vscode.CustomDocument, panel: vscode.WebviewPanel) =>
          (await this.room()).showFile(panel, uri),
      }),
    );
  }

  /** Shows the panel of a hub. @returns true when its session runs with the source's right */
  async open(source: TailSource, origin?: SessionOrigin): Promise<boolean> {
    return await (await this.room()).open(source, origin);
  }

  dispose(): void {
    this.#store.dispose();
  }
}
