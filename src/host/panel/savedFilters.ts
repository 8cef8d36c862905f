// Filters with names, kept for the user over all workspaces.

import type * as vscode from 'vscode';
import { asArray, asRecord, asString } from '../../base/json.ts';
import type { SavedFilter } from '../../protocol/trafficContract.ts';

const key = 'wirewatch.savedFilters';
const maxSaved = 100;

/** Lists, saves and deletes them. */
export class SavedFilters {
  readonly #state: vscode.Memento;

  constructor(state: vscode.Memento) {
    this.#state = state;
  }

  /** By name. What was stored by another version and cannot be read is left out. */
  get all(): readonly SavedFilter[] {
    return asArray(this.#state.get<unknown>(key)).flatMap((each) => {
      const name = asString(asRecord(each)['name']);
      const text = asString(asRecord(each)['text']);
      return name === undefined || text === undefined ? [] : [{ name, text }];
    });
  }

  /** Adds one, or replaces the one of the same name. */
  async save(filter: SavedFilter): Promise<readonly SavedFilter[]> {
    const name = filter.name.trim();
    const others = this.all.filter((each) => each.name !== name);
    const all = [...others, { name, text: filter.text }].toSorted((a, b) => a.name.localeCompare(b.name));
    await this.#state.update(key, all.slice(0, maxSaved));
    return this.all;
  }

  async delete(name: string): Promise<readonly SavedFilter[]> {
    await this.#state.update(
      key,
      this.all.filter((each) => each.name !== name),
    );
    return this.all;
  }
}
