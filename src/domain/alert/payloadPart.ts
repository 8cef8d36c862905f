// Careful reading of one object of a payload: names in any case, nulls as absent, numbers as text, JSON inside texts. What is of
// another kind than wanted is noted with its place, and reading goes on.

import { parseJson } from '../../base/json.ts';
import type { PayloadProblem } from './alertPayload.ts';
import { parsePayloadTime } from './payloadTime.ts';

/** Problems that are told; a hostile payload must not grow a list without end. */
const maxProblems = 50;
/** Longest text that is taken whole, in UTF-16 units; queries and messages of service health stay well below. */
const maxTextLength = 8000;
/** Longest text that is looked into for JSON. */
const maxInnerJsonLength = 100_000;
/** What would reorder or command the place that shows a text; line ends and tabs stay. */
const commanding = /(?![\t\n\r])\p{Cc}|[\u202A-\u202E\u2066-\u2069]/gu;
const empty: Readonly<Record<string, unknown>> = {};

/** What is gathered while a payload is read. */
export interface PayloadNotes {
  readonly problems: PayloadProblem[];
}

/** Notes a problem once. @param path see PayloadProblem */
export function noteProblem({ problems }: PayloadNotes, kind: PayloadProblem['kind'], path: string): void {
  if (problems.length < maxProblems && !problems.some((known) => known.kind === kind && known.path === path)) {
    problems.push({ kind, path });
  }
}

/** True for an object that is no array. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The value that a text holds as JSON object or array; undefined for any other text. */
export function innerJson(text: string): object | undefined {
  const first = text.trimStart()[0];
  if ((first !== '{' && first !== '[') || text.length > maxInnerJsonLength) {
    return undefined;
  }
  const value = parseJson(text);
  return typeof value === 'object' && value !== null ? value : undefined;
}

/** A text, number or truth value as text without control characters, cut when it is endless; undefined for all else and for empty texts. */
export function scalarText(value: unknown, path: string, notes: PayloadNotes): string | undefined {
  switch (typeof value) {
    case 'string': {
      const whole = value.trim();
      if (whole.length > maxTextLength) {
        noteProblem(notes, 'unreadable', path);
      }
      const text = (whole.length > maxTextLength ? `${whole.slice(0, maxTextLength)}…` : whole).replaceAll(
        commanding,
        '',
      );
      return text === '' ? undefined : text;
    }
    case 'number':
    case 'bigint':
    case 'boolean':
      return String(value);
    default:
      return undefined;
  }
}

/** One object of a payload and where it stands. */
export class PayloadPart {
  readonly record: Readonly<Record<string, unknown>>;
  /** Empty for the payload itself. */
  readonly path: string;
  readonly notes: PayloadNotes;
  /** Names in lower case, made when a name is not there as it is asked for. */
  #names: ReadonlyMap<string, string> | undefined;

  constructor(record: Readonly<Record<string, unknown>>, path: string, notes: PayloadNotes) {
    this.record = record;
    this.path = path;
    this.notes = notes;
  }

  /** Where a member stands. */
  pathOf(name: string): string {
    return this.path === '' ? name : `${this.path}.${name}`;
  }

  /** A member whatever the case of its name; null counts as absent. */
  get(name: string): unknown {
    if (Object.hasOwn(this.record, name)) {
      return this.record[name] ?? undefined;
    }
    this.#names ??= new Map(
      Object.keys(this.record)
        .toReversed()
        .map((each) => [each.toLowerCase(), each]),
    );
    const found = this.#names.get(name.toLowerCase());
    return found === undefined ? undefined : (this.record[found] ?? undefined);
  }

  has(name: string): boolean {
    return this.get(name) !== undefined;
  }

  /** An object, also one that stands as JSON in a text; an empty one where there is none. */
  part(name: string): PayloadPart {
    const value = this.get(name);
    const object = typeof value === 'string' ? innerJson(value) : value;
    if (object !== undefined && !isRecord(object)) {
      this.note('wrongType', name);
    } else if (value !== undefined && object === undefined && value !== '') {
      this.note('unreadable', name);
    }
    return new PayloadPart(isRecord(object) ? object : empty, this.pathOf(name), this.notes);
  }

  /** Objects of a list; one object alone counts as a list of one. */
  parts(name: string): readonly PayloadPart[] {
    return this.list(name).flatMap((value, index) => {
      const path = `${this.pathOf(name)}[${index}]`;
      if (!isRecord(value)) {
        noteProblem(this.notes, 'wrongType', path);
        return [];
      }
      return [new PayloadPart(value, path, this.notes)];
    });
  }

  /** A list, also one that stands as JSON in a text; anything else that is there is a list of one. */
  list(name: string): readonly unknown[] {
    const value = this.get(name);
    const inner = typeof value === 'string' ? (innerJson(value) ?? value) : value;
    if (inner === undefined || inner === '') {
      return [];
    }
    return Array.isArray(inner) ? (inner as unknown[]) : [inner];
  }

  /** A text; numbers and truth values count as texts, empty ones as absent. */
  text(name: string): string | undefined {
    const value = this.get(name);
    const text = scalarText(value, this.pathOf(name), this.notes);
    if (text === undefined && typeof value === 'object') {
      this.note('wrongType', name);
    }
    return text;
  }

  /** Milliseconds since 1970. */
  time(name: string): number | undefined {
    const text = this.text(name);
    const time = text === undefined ? undefined : parsePayloadTime(text);
    if (text !== undefined && time === undefined) {
      this.note('unreadable', name);
    }
    return time;
  }

  note(kind: PayloadProblem['kind'], name: string): void {
    noteProblem(this.notes, kind, this.pathOf(name));
  }
}

/** The members of T that may be undefined become optional. */
type Defined<T> = {
  [K in keyof T as undefined extends T[K] ? never : K]: T[K];
} & {
  [K in keyof T as undefined extends T[K] ? K : never]?: Exclude<T[K], undefined>;
};

/** The same object without the members that are undefined. */
export function defined<T extends object>(value: T): Defined<T> {
  return Object.fromEntries(Object.entries(value).filter(([, each]) => each !== undefined)) as Defined<T>;
}
