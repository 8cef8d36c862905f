// Whole filters: whether they can be sent, what they match in plain facts, and which of several are for nothing.

import type { CaptureFilter, FilterField } from './captureSettings.ts';
import { parseAddressField, parsePortField } from './filterGrammar.ts';
import type { FieldMatch, FieldProblem, FieldRange, ReadField } from './filterField.ts';
import { formatIpv4, parseIpv4 } from './ipv4.ts';

/** The fields in the order in which forms show them. */
export const filterFields = [
  'localIPAddress',
  'localPort',
  'remoteIPAddress',
  'remotePort',
] as const satisfies readonly FilterField[];

/** A problem and the field that has it. */
export interface FilterFieldProblem extends FieldProblem {
  readonly field: FilterField;
}

/** Reads one field's text by the grammar of that field. */
export function parseFilterField(field: FilterField, text: string): ReadField | FieldProblem {
  return isAddressField(field) ? parseAddressField(text) : parsePortField(text);
}

/** The first thing that is wrong with a filter; undefined when the service reads it as it is meant. */
export function filterProblem(filter: CaptureFilter): FilterFieldProblem | undefined {
  for (const field of filterFields) {
    const read = parseFilterField(field, filter[field] ?? '');
    if ('problem' in read) {
      return { ...read, field };
    }
  }
  return undefined;
}

/** The filter as it is sent: fields in their short form, empty ones left out. Fields with problems stay as they are. */
export function normalizeFilter(filter: CaptureFilter): CaptureFilter {
  const fields = filterFields.flatMap((field) => {
    const text = filter[field] ?? '';
    const read = parseFilterField(field, text);
    const sent = 'ok' in read ? read.text : text;
    return sent === '' ? [] : [[field, sent] as const];
  });
  return { protocol: filter.protocol, ...Object.fromEntries(fields) };
}

/** A field in words' reach: values as people write them. */
export type FieldDescription =
  | { readonly kind: 'any' }
  | { readonly kind: 'values'; readonly values: readonly string[] }
  | { readonly kind: 'range'; readonly from: string; readonly to: string }
  | { readonly kind: 'unreadable'; readonly text: string };

/** One side of the packets that a filter matches. Local is the machine's own side. */
export interface EndpointDescription {
  readonly address: FieldDescription;
  readonly port: FieldDescription;
}

/** What a filter matches, for a sentence in the user's language. Packets go both ways: local and remote are no direction. */
export interface FilterDescription {
  readonly protocol: CaptureFilter['protocol'];
  readonly local: EndpointDescription;
  readonly remote: EndpointDescription;
}

/** The plain facts of a filter. */
export function describeFilter(filter: CaptureFilter): FilterDescription {
  const describe = (field: FilterField): FieldDescription => describeField(field, filter[field] ?? '');
  return {
    protocol: filter.protocol,
    local: { address: describe('localIPAddress'), port: describe('localPort') },
    remote: { address: describe('remoteIPAddress'), port: describe('remotePort') },
  };
}

function describeField(field: FilterField, text: string): FieldDescription {
  const read = parseFilterField(field, text);
  if ('problem' in read) {
    return { kind: 'unreadable', text };
  }
  const write = isAddressField(field) ? formatIpv4 : String;
  switch (read.ok.kind) {
    case 'any':
      return { kind: 'any' };
    case 'single':
      return { kind: 'values', values: [write(read.ok.value)] };
    case 'range':
      return { kind: 'range', from: write(read.ok.from), to: write(read.ok.to) };
    case 'list':
      return { kind: 'values', values: read.ok.values.map(write) };
  }
}

/**
 * A filter that is for nothing: `notThisMachine` asks for local addresses that the machine does not have, `redundant` is covered
 * by the filter at the index `by`.
 */
export type FilterFinding =
  | { readonly index: number; readonly kind: 'notThisMachine' }
  | { readonly index: number; readonly kind: 'redundant'; readonly by: number };

/**
 * Filters that add nothing to a capture, at most one finding for each. Filters that cannot be read are left to `filterProblem`.
 * @param machineAddresses the machine's private IPv4 addresses; empty when they are not known
 */
export function filterFindings(
  filters: readonly CaptureFilter[],
  machineAddresses: readonly string[],
): readonly FilterFinding[] {
  const own = machineAddresses.flatMap((address) => parseIpv4(address) ?? []);
  return filters.flatMap((filter, index): FilterFinding[] => {
    if (filterProblem(filter) !== undefined) {
      return [];
    }
    if (own.length > 0 && !own.some((address) => matches(matchOf(filter, 'localIPAddress'), address))) {
      return [{ index, kind: 'notThisMachine' }];
    }
    // Of two that cover each other, the first is the one to keep.
    const by = filters.findIndex(
      (other, at) => at !== index && covers(other, filter) && (at < index || !covers(filter, other)),
    );
    return by < 0 ? [] : [{ index, kind: 'redundant', by }];
  });
}

/**
 * True when a capture with these filters keeps no packet of the machine, so that its file stays empty.
 * @param machineAddresses the machine's private IPv4 addresses; empty when they are not known
 */
export function filtersMatchNothing(filters: readonly CaptureFilter[], machineAddresses: readonly string[]): boolean {
  const idle = filterFindings(filters, machineAddresses).filter(({ kind }) => kind === 'notThisMachine');
  const unreadable = filters.filter((filter) => filterProblem(filter) !== undefined);
  return filters.length > 0 && idle.length + unreadable.length === filters.length;
}

/** True when every packet that `inner` keeps is kept by `outer` too. False for filters that cannot be read. */
function covers(outer: CaptureFilter, inner: CaptureFilter): boolean {
  if (filterProblem(outer) !== undefined || filterProblem(inner) !== undefined) {
    return false;
  }
  return (
    (outer.protocol === 'Any' || outer.protocol === inner.protocol) &&
    filterFields.every((field) => includesMatch(matchOf(outer, field), matchOf(inner, field)))
  );
}

/** `any` also stands for what has no port or no IPv4 address, so only `any` covers it. */
function includesMatch(outer: FieldMatch, inner: FieldMatch): boolean {
  if (outer.kind === 'any' || inner.kind === 'any') {
    return outer.kind === 'any';
  }
  const wide = joinedRanges(outer);
  return rangesOf(inner).every((each) => wide.some(({ from, to }) => from <= each.from && each.to <= to));
}

function matches(match: FieldMatch, value: number | undefined): boolean {
  return (
    match.kind === 'any' ||
    (value !== undefined && rangesOf(match).some(({ from, to }) => from <= value && value <= to))
  );
}

function matchOf(filter: CaptureFilter, field: FilterField): FieldMatch {
  const read = parseFilterField(field, filter[field] ?? '');
  return 'ok' in read ? read.ok : { kind: 'list', values: [] };
}

function rangesOf(match: Exclude<FieldMatch, { kind: 'any' }>): readonly FieldRange[] {
  switch (match.kind) {
    case 'single':
      return [{ from: match.value, to: match.value }];
    case 'range':
      return [match];
    case 'list':
      return match.values.map((value) => ({ from: value, to: value }));
  }
}

/** Neighbours as one range, so that a list of 80, 81 and 82 covers 80-82. */
function joinedRanges(match: Exclude<FieldMatch, { kind: 'any' }>): readonly FieldRange[] {
  const joined: FieldRange[] = [];
  for (const range of rangesOf(match).toSorted((a, b) => a.from - b.from)) {
    const last = joined.at(-1);
    if (last !== undefined && range.from <= last.to + 1) {
      joined.splice(-1, 1, { from: last.from, to: Math.max(last.to, range.to) });
    } else {
      joined.push(range);
    }
  }
  return joined;
}

function isAddressField(field: FilterField): boolean {
  return field === 'localIPAddress' || field === 'remoteIPAddress';
}
