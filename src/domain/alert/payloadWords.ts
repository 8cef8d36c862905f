// Words that schemas of alerts share and each spells its own way: moments, signals, severities, categories, ids.

import type { AlertMoment, AlertSignal } from './alertPayload.ts';
import type { PayloadPart } from './payloadPart.ts';
import { noteProblem } from './payloadPart.ts';

const moments: Readonly<Record<string, AlertMoment>> = {
  fired: 'fired',
  activated: 'fired',
  active: 'fired',
  resolved: 'resolved',
  deactivated: 'resolved',
};

const signals: Readonly<Record<string, AlertSignal>> = {
  metric: 'metric',
  log: 'log',
  activitylog: 'activityLog',
};

/** What a monitoring service looks at, where the payload does not name the signal. */
const signalOfService: readonly (readonly [beginning: string, signal: AlertSignal])[] = [
  ['activitylog', 'activityLog'],
  ['servicehealth', 'activityLog'],
  ['resourcehealth', 'activityLog'],
  ['logalerts', 'log'],
  ['loganalytics', 'log'],
  ['applicationinsights', 'log'],
  ['platform', 'metric'],
  ['prometheus', 'metric'],
];

const severities = ['critical', 'error', 'warning', 'informational', 'verbose'] as const;

const categories = [
  'Administrative',
  'Security',
  'Recommendation',
  'ServiceHealth',
  'ResourceHealth',
  'Policy',
  'Autoscale',
  'Alert',
] as const;

/** `Activity Log` and `ActivityLog` are one word. */
function bare(text: string): string {
  return text.toLowerCase().replaceAll(/[\s_-]/g, '');
}

/** Whether the alert begins or is over, as a member says it. What is missing or says neither is a problem. */
export function momentOf(part: PayloadPart, name: string): AlertMoment {
  const text = part.text(name);
  const moment = text === undefined ? undefined : wordOf(moments, bare(text));
  if (moment === undefined) {
    part.note(text === undefined ? 'missing' : 'unreadable', name);
  }
  return moment ?? 'unknown';
}

/** The signal that a member names; else the one that the service is known to look at. */
export function signalOf(part: PayloadPart, name: string, service: string | undefined): AlertSignal {
  const text = part.text(name);
  const named = text === undefined ? undefined : wordOf(signals, bare(text));
  if (text !== undefined && named === undefined) {
    part.note('unreadable', name);
  }
  const known = bare(service ?? '');
  return named ?? signalOfService.find(([beginning]) => known.startsWith(beginning))?.[1] ?? 'unknown';
}

/** 0 to 4 from `Sev3`, `3` or `Informational`. */
export function severityOf(part: PayloadPart, name: string): number | undefined {
  const text = part.text(name);
  if (text === undefined) {
    return undefined;
  }
  const word = bare(text);
  const digit = /^(?:sev(?:erity)?)?([0-4])$/.exec(word)?.[1];
  const place = severities.findIndex((each) => each === word);
  if (digit === undefined && place === -1) {
    part.note('unreadable', name);
    return undefined;
  }
  return digit === undefined ? place : Number(digit);
}

/** The category in the service's usual spelling, or as it came; of a number nothing is known. */
export function categoryOf(text: string | undefined): string | undefined {
  if (text === undefined || /^\d+$/.test(text)) {
    return undefined;
  }
  const word = bare(text.replace(/^activity\s*log\s*-\s*/i, ''));
  return categories.find((each) => each.toLowerCase() === word) ?? text;
}

/** The category that a service or an operation stands for, e.g. `Activity Log - Policy`, `Microsoft.ServiceHealth/…`. */
export function categoryNamedIn(text: string | undefined): string | undefined {
  const word = bare((text ?? '').replace(/^activity\s*log\s*-\s*/i, '').replace(/^microsoft\./i, ''));
  const first = word.split('/')[0];
  return categories.find((each) => each.toLowerCase() === first);
}

/** What no id has and what would lead a request elsewhere: a query, a fragment, escapes, control characters, `.` and `..` as segments. */
const strangeInId = /[?#%\\\p{Cc}\p{Cf}]|\/\.{1,2}(?:\/|$)/u;
const maxIdLength = 2000;

/** True for a resource id, a resource group or a subscription, whatever its case. */
export function isAzureId(text: string): boolean {
  return text.length <= maxIdLength && /^\/subscriptions\/[^/]/i.test(text) && !strangeInId.test(text);
}

/** Gathers ids in the order of their first mention, without repeats. */
export class TargetList {
  readonly #targets = new Map<string, string>();

  get targets(): readonly string[] {
    return [...this.#targets.values()];
  }

  /** Ids that must be ones: what is none is a problem. */
  addAll(part: PayloadPart, name: string): this {
    for (const [index, value] of part.list(name).entries()) {
      const path = Array.isArray(part.get(name)) ? `${part.pathOf(name)}[${index}]` : part.pathOf(name);
      // As it came: a letter left out would make another resource's id.
      const text = typeof value === 'string' ? value.trim() : undefined;
      if (text !== undefined && isAzureId(text)) {
        this.#add(text);
      } else if (value !== null && value !== '') {
        noteProblem(part.notes, typeof value === 'object' ? 'wrongType' : 'unreadable', path);
      }
    }
    return this;
  }

  /** Ids among names: what is none is left. */
  addIds(part: PayloadPart, name: string): this {
    for (const value of part.list(name)) {
      if (typeof value === 'string' && isAzureId(value.trim())) {
        this.#add(value.trim());
      }
    }
    return this;
  }

  #add(id: string): void {
    const bareId = id.replace(/\/+$/, '');
    const key = bareId.toLowerCase();
    if (!this.#targets.has(key)) {
      this.#targets.set(key, bareId);
    }
  }
}

function wordOf<T>(words: Readonly<Record<string, T>>, word: string): T | undefined {
  return Object.hasOwn(words, word) ? words[word] : undefined;
}
