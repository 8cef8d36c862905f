// A tree of JSON as names and texts, e.g. `impactedServices[0].ServiceName`. Depth and length are bounded and nothing recurses
// further, so that no payload can exhaust the stack or the page; what is left out is a problem with its place.

import type { AlertProperty } from './alertPayload.ts';
import { innerJson, isRecord, noteProblem, scalarText } from './payloadPart.ts';
import type { PayloadNotes, PayloadPart } from './payloadPart.ts';

/** How deep a tree is followed; what Azure sends ends at six. */
const maxDepth = 12;
/** Names and texts of one payload's part. */
const maxEntries = 400;
/** Items of one list. */
const maxItems = 50;

interface Flattening {
  readonly found: AlertProperty[];
  readonly notes: PayloadNotes;
}

/**
 * The members of a part in their order, those of inner objects with dots and those of inner lists with their index.
 * @param without names that are read elsewhere, in lower case
 */
export function flattenPart(part: PayloadPart, without: ReadonlySet<string> = new Set()): readonly AlertProperty[] {
  const run: Flattening = { found: [], notes: part.notes };
  for (const [name, value] of Object.entries(part.record)) {
    if (!without.has(name.toLowerCase())) {
      flatten({ name, path: part.pathOf(name), value, depth: 0 }, run);
    }
  }
  return run.found;
}

interface Place {
  readonly name: string;
  readonly path: string;
  readonly value: unknown;
  readonly depth: number;
}

function flatten({ name, path, value: given, depth }: Place, run: Flattening): void {
  const { found, notes } = run;
  const value = typeof given === 'string' ? (innerJson(given) ?? given) : given;
  if (value === null || value === undefined) {
    return;
  }
  if (found.length >= maxEntries || (typeof value === 'object' && depth >= maxDepth)) {
    noteProblem(notes, 'unreadable', path);
    return;
  }
  if (Array.isArray(value)) {
    flattenList({ name, path, value: value as unknown[], depth }, run);
    return;
  }
  if (isRecord(value)) {
    for (const [inner, each] of Object.entries(value)) {
      flatten({ name: `${name}.${inner}`, path: `${path}.${inner}`, value: each, depth: depth + 1 }, run);
      if (found.length >= maxEntries) {
        return;
      }
    }
    return;
  }
  const text = scalarText(value, path, notes);
  if (text !== undefined) {
    found.push({ name, value: text });
  }
}

/** A list of texts is one text; others are told item by item. */
function flattenList(place: Place & { readonly value: readonly unknown[] }, run: Flattening): void {
  const { name, path, depth } = place;
  const items = place.value.slice(0, maxItems);
  if (items.length < place.value.length) {
    noteProblem(run.notes, 'unreadable', `${path}[${maxItems}]`);
  }
  if (items.every((item) => typeof item !== 'object' || item === null)) {
    const text = items.flatMap((item, index) => scalarText(item, `${path}[${index}]`, run.notes) ?? []).join(', ');
    if (text !== '') {
      run.found.push({ name, value: text });
    }
    return;
  }
  for (const [index, item] of items.entries()) {
    flatten({ name: `${name}[${index}]`, path: `${path}[${index}]`, value: item, depth: depth + 1 }, run);
  }
}
