// Storage accounts that captures were stored in lately: they are proposed first.

import type * as vscode from 'vscode';
import { asArray } from '../../base/json.ts';
import { isSameResource } from '../../domain/arm/resourceId.ts';

const key = 'wirewatch.recentStorage';
const maxRecent = 10;

/** Resource ids, the latest first. */
export function recentStorage(state: vscode.Memento): readonly string[] {
  return asArray(state.get<unknown>(key)).filter((each) => typeof each === 'string');
}

/** Puts an account first. */
export async function rememberStorage(state: vscode.Memento, storageId: string | undefined): Promise<void> {
  if (storageId !== undefined) {
    const others = recentStorage(state).filter((each) => !isSameResource(each, storageId));
    await state.update(key, [storageId, ...others].slice(0, maxRecent));
  }
}
