// An edited resource with the secrets that were hidden from the editor put back where they were.

import { hiddenText, withoutSecrets } from './withoutSecrets.ts';

/** What cannot be put back, by where it stands in the edited value, e.g. `properties.webhookReceivers[1].serviceUri`. */
export interface RestoredResource {
  readonly value: unknown;
  readonly lost: readonly string[];
}

/** Members by which two lists' items are the same, in this order; without one the place decides. */
const keys = ['name', 'actionGroupId', 'id'] as const;

/** @param edited what `withoutSecrets(original)` gave, changed by a person */
export function restoreSecrets(edited: unknown, original: unknown): RestoredResource {
  const lost: string[] = [];
  return { value: restored(edited, original, { hidden: withoutSecrets(original), path: '', lost }), lost };
}

interface Place {
  /** The original as the editor showed it. */
  readonly hidden: unknown;
  readonly path: string;
  readonly lost: string[];
}

function restored(edited: unknown, original: unknown, { hidden, path, lost }: Place): unknown {
  if (typeof edited === 'string') {
    if (edited.includes(hiddenText) && edited === hidden) {
      return original;
    }
    if (edited.includes(hiddenText)) {
      lost.push(path);
    }
    return edited;
  }
  if (Array.isArray(edited)) {
    const list = edited as readonly unknown[];
    return list.map((each, index) => {
      const from = sameItem(each, index, original);
      return restored(each, from === undefined ? undefined : listOf(original)[from], {
        hidden: from === undefined ? undefined : listOf(hidden)[from],
        path: `${path}[${index}]`,
        lost,
      });
    });
  }
  if (typeof edited === 'object' && edited !== null) {
    return Object.fromEntries(
      Object.entries(edited).map(([name, inner]) => [
        name,
        restored(inner, memberOf(original, name), {
          hidden: memberOf(hidden, name),
          path: path === '' ? name : `${path}.${name}`,
          lost,
        }),
      ]),
    );
  }
  return edited;
}

/** Where the item of a list was before. */
function sameItem(item: unknown, index: number, original: unknown): number | undefined {
  const list = listOf(original);
  for (const key of keys) {
    const own = memberOf(item, key);
    if (typeof own === 'string') {
      const found = list.findIndex((each) => memberOf(each, key) === own);
      return found < 0 ? undefined : found;
    }
  }
  return index < list.length ? index : undefined;
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? (value as readonly unknown[]) : [];
}

function memberOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, name)
    ? (value as Record<string, unknown>)[name]
    : undefined;
}
