// The keys of the filter language, their other names, and the words that `is:`, `has:` and `mark:` take.

/** What values a key takes. */
export type FilterValueKind = 'text' | 'number' | 'status' | 'duration' | 'size' | 'time' | 'is' | 'has' | 'mark';

/** Every key with what it takes, in the order in which keys are offered. */
export const filterKeys = {
  method: 'text',
  status: 'status',
  path: 'text',
  host: 'text',
  query: 'text',
  url: 'text',
  target: 'text',
  duration: 'duration',
  age: 'duration',
  is: 'is',
  has: 'has',
  size: 'size',
  'request-size': 'size',
  type: 'text',
  ip: 'text',
  time: 'time',
  header: 'text',
  'req-header': 'text',
  'res-header': 'text',
  body: 'text',
  'req-body': 'text',
  'res-body': 'text',
  text: 'text',
  id: 'text',
  partition: 'text',
  seq: 'number',
  row: 'number',
  mark: 'mark',
  note: 'text',
} as const satisfies Readonly<Record<string, FilterValueKind>>;

/** A key by its own name. */
export type FilterKey = keyof typeof filterKeys;

const otherNames: ReadonlyMap<string, FilterKey> = new Map([
  ['status-code', 'status'],
  ['domain', 'host'],
  ['latency', 'duration'],
  ['response-size', 'size'],
  ['mime', 'type'],
  ['mime-type', 'type'],
  ['content-type', 'type'],
  ['client', 'ip'],
  ['client-ip', 'ip'],
  ['request-header', 'req-header'],
  ['response-header', 'res-header'],
  ['request-body', 'req-body'],
  ['response-body', 'res-body'],
  ['message-id', 'id'],
  ['sequence', 'seq'],
]);

/** The key that a name stands for, in any case; undefined when there is none. */
export function filterKeyOf(name: string): FilterKey | undefined {
  const lower = name.toLowerCase();
  return isFilterKey(lower) ? lower : otherNames.get(lower);
}

/** True for keys that ask for a header by its name. */
export function isHeaderKey(key: string): key is 'header' | 'req-header' | 'res-header' {
  return key === 'header' || key === 'req-header' || key === 'res-header';
}

/** What `is:` takes. `error`: status 400 and above, or unanswered. */
export const isFlags = [
  'pending',
  'completed',
  'orphaned',
  'unanswered',
  'unreadable',
  'error',
  'pinned',
  'marked',
  'noted',
  'truncated',
  'repeated',
  'problem',
  'gap',
  'negative',
] as const;

/** What `has:` takes. */
export const hasFlags = [
  'request',
  'response',
  'body',
  'req-body',
  'res-body',
  'query',
  'note',
  'mark',
  'problem',
] as const;

/** What `mark:` takes. */
export const markFlags = ['red', 'yellow', 'green', 'blue'] as const;

/** The words that a key takes; empty for keys that take other values. */
export function flagsOf(key: FilterKey): readonly string[] {
  switch (filterKeys[key]) {
    case 'is':
      return isFlags;
    case 'has':
      return hasFlags;
    case 'mark':
      return markFlags;
    default:
      return [];
  }
}

/** The operators that a key takes. */
export function operatorsFor(key: FilterKey): readonly string[] {
  const kind = filterKeys[key];
  if (kind === 'text') {
    return [':', '=', '!='];
  }
  return flagsOf(key).length > 0 ? [':', '='] : [':', '=', '!=', '<', '<=', '>', '>='];
}

function isFilterKey(name: string): name is FilterKey {
  return Object.hasOwn(filterKeys, name);
}
