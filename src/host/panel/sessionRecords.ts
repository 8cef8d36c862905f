// What is remembered of an open session so that its panel comes back after a reload: where it reads and by which right, never
// the right itself; how far it had read; and what a person added to its rows.

import type * as vscode from 'vscode';
import { asArray, asNumber, asRecord, asString } from '../../base/json.ts';
import type { TailSource } from '../../app/traffic/ports.ts';
import type { KeyedAnnotation } from '../../app/traffic/trafficSession.ts';
import type { Mark } from '../../domain/traffic/exchange.ts';

/** Where a session's right comes from: a stored connection string, or a subscription of the signed-in account. */
export type SessionOrigin =
  | { readonly kind: 'connectionString' }
  | { readonly kind: 'subscription'; readonly subscriptionId: string; readonly accountId: string };

/** Where one session reads and how far it is. */
export interface SessionPlace {
  readonly host: string;
  readonly hub: string;
  readonly consumerGroup: string;
  readonly partitionIds?: readonly string[];
  readonly origin: SessionOrigin;
  /** Sequence number before the oldest kept event of each partition: from behind it the kept rows are read again. */
  readonly positions: Readonly<Record<string, number>>;
}

/** One session. */
export interface SessionRecord extends SessionPlace {
  /** By the keys of their exchanges: numbers are given anew in each session. */
  readonly annotations: readonly KeyedAnnotation[];
}

const prefix = 'wirewatch.session:';
/** Apart from the place: that moves all the time, and these may be large. */
const annotationsPrefix = 'wirewatch.annotations:';
const marks: ReadonlySet<string> = new Set<Mark>(['red', 'yellow', 'green', 'blue']);
const maxAnnotations = 1000;
/** As JSON; VS Code writes the whole state of a workspace whenever a part of it changes. */
const maxAnnotationChars = 256 * 1024;

/** Keeps records in the workspace's state. */
export class SessionRecords {
  readonly #state: vscode.Memento;

  constructor(state: vscode.Memento) {
    this.#state = state;
  }

  /** undefined when there is none, or none that this version can read. */
  read(key: string): SessionRecord | undefined {
    const value = asRecord(this.#state.get<unknown>(prefix + key));
    const host = asString(value['host']);
    const hub = asString(value['hub']);
    const consumerGroup = asString(value['consumerGroup']);
    const origin = readOrigin(value['origin']);
    if (host === undefined || hub === undefined || consumerGroup === undefined || origin === undefined) {
      return undefined;
    }
    const partitionIds = asArray(value['partitionIds']).filter((each) => typeof each === 'string');
    return {
      host,
      hub,
      consumerGroup,
      origin,
      ...(partitionIds.length === 0 ? {} : { partitionIds }),
      positions: Object.fromEntries(
        Object.entries(asRecord(value['positions'])).flatMap(([id, position]) => {
          const number = asNumber(position);
          return number === undefined ? [] : [[id, number] as const];
        }),
      ),
      annotations: asArray(this.#state.get<unknown>(annotationsPrefix + key)).flatMap(readAnnotation),
    };
  }

  async writePlace(key: string, place: SessionPlace): Promise<void> {
    await this.#state.update(prefix + key, place);
  }

  /** @param annotations the latest last; of too many these are kept */
  async writeAnnotations(key: string, annotations: readonly KeyedAnnotation[]): Promise<void> {
    await this.#state.update(annotationsPrefix + key, annotations.length === 0 ? undefined : latestOf(annotations));
  }

  async forget(key: string): Promise<void> {
    await Promise.all([
      this.#state.update(prefix + key, undefined),
      this.#state.update(annotationsPrefix + key, undefined),
    ]);
  }
}

function latestOf(annotations: readonly KeyedAnnotation[]): readonly KeyedAnnotation[] {
  const latest = annotations.slice(-maxAnnotations);
  let chars = 0;
  const tooOld = latest.findLastIndex((each) => (chars += JSON.stringify(each).length) > maxAnnotationChars);
  return latest.slice(tooOld + 1);
}

/** Key of a session: one panel for each hub and consumer group. */
export function sessionKeyOf({ host, hub, consumerGroup }: Pick<TailSource, 'host' | 'hub' | 'consumerGroup'>): string {
  return `${host}/${hub}/${consumerGroup}`.toLowerCase();
}

function readOrigin(value: unknown): SessionOrigin | undefined {
  const { kind, subscriptionId, accountId } = asRecord(value);
  if (kind === 'connectionString') {
    return { kind };
  }
  return kind === 'subscription' && typeof subscriptionId === 'string' && typeof accountId === 'string'
    ? { kind, subscriptionId, accountId }
    : undefined;
}

function readAnnotation(value: unknown): KeyedAnnotation[] {
  const { key, annotation } = asRecord(value);
  const { isPinned, mark, note } = asRecord(annotation);
  if (typeof key !== 'string') {
    return [];
  }
  return [
    {
      key,
      annotation: {
        isPinned: isPinned === true,
        note: asString(note) ?? '',
        ...(typeof mark === 'string' && marks.has(mark) ? { mark: mark as Mark } : {}),
      },
    },
  ];
}
