// The part of JSONPath (RFC 9535) that names secrets: children, descendants, wildcards and indexes; no filters, no scripts.

/** One step down from a value. `isDeep`: at any depth below it. Names are lower case and may hold `*`. */
export type JsonPathStep =
  | { readonly kind: 'name'; readonly name: string; readonly isDeep: boolean }
  | { readonly kind: 'index'; readonly index: number; readonly isDeep: boolean }
  | { readonly kind: 'any'; readonly isDeep: boolean };

/** How a value is reached from the one around it. */
export type JsonPlace = string | number;

/** Longest path in steps; deeper ones are no rule that a person writes. */
const maxSteps = 50;

/** Reads a path; undefined when it is none of ours. */
export function parseJsonPath(text: string): readonly JsonPathStep[] | undefined {
  const source = text.trim();
  if (!source.startsWith('$')) {
    return undefined;
  }
  const steps: JsonPathStep[] = [];
  let at = 1;
  while (at < source.length) {
    const step = parseStep(source, at);
    if (step === undefined || steps.length === maxSteps) {
      return undefined;
    }
    steps.push(step.step);
    at = step.end;
  }
  return steps.length === 0 ? undefined : steps;
}

/** True when the step leads to the place. */
export function matchesStep(
  step: JsonPathStep,
  place: JsonPlace,
  matchName: (glob: string, name: string) => boolean,
): boolean {
  switch (step.kind) {
    case 'any':
      return true;
    case 'index':
      return place === step.index;
    case 'name':
      return typeof place === 'string' && matchName(step.name, place.toLowerCase());
  }
}

function parseStep(source: string, from: number): { step: JsonPathStep; end: number } | undefined {
  const isDeep = source.startsWith('..', from);
  const at = isDeep ? from + 2 : source[from] === '.' ? from + 1 : from;
  if (source[at] === '[') {
    return at === from + 1 && !isDeep ? undefined : parseBracket(source, at, isDeep);
  }
  if (at === from) {
    return undefined;
  }
  const name = /^[^.[\]'"\s]+/.exec(source.slice(at, at + 200))?.[0];
  if (name === undefined) {
    return undefined;
  }
  const end = at + name.length;
  return name === '*'
    ? { step: { kind: 'any', isDeep }, end }
    : { step: { kind: 'name', name: name.toLowerCase(), isDeep }, end };
}

function parseBracket(source: string, at: number, isDeep: boolean): { step: JsonPathStep; end: number } | undefined {
  const match = /^\[(?:(\*)|(\d{1,9})|'([^']{1,200})'|"([^"]{1,200})")\]/.exec(source.slice(at, at + 210));
  if (match === null) {
    return undefined;
  }
  const [whole, star, index, single, double] = match;
  const end = at + whole.length;
  if (star !== undefined) {
    return { step: { kind: 'any', isDeep }, end };
  }
  return index === undefined
    ? { step: { kind: 'name', name: (single ?? double ?? '').toLowerCase(), isDeep }, end }
    : { step: { kind: 'index', index: Number(index), isDeep }, end };
}
