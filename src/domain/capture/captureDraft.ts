// Beginnings of captures that come from elsewhere: callers of logged calls, payloads of alerts, and the argument of a command.

import { asArray, asRecord, asString } from '../../base/json.ts';
import type { AlertPayload } from '../alert/alertPayload.ts';
import { isPayload, parseAlertPayload } from '../alert/parseAlertPayload.ts';
import { isSameResource } from '../arm/resourceId.ts';
import { filterFields } from './captureFilter.ts';
import type { CaptureDraft, CaptureFilter } from './captureSettings.ts';
import { formatIpv4, parseIpv4 } from './ipv4.ts';

/** Addresses that one filter is given; a longer list is no longer one client. */
const maxClients = 50;

/** A capture of clients, and how many of them are in its filter and not. */
export interface ClientDraft {
  readonly draft: CaptureDraft;
  readonly taken: number;
  readonly leftOut: number;
}

/**
 * A capture of what clients send and get: TCP with their addresses on the remote side.
 * @param addresses as gateways and proxies log them: several with commas between them, a port behind each, IPv4 in IPv6 with or
 * without brackets; IPv6 and texts are left out, for filters take IPv4 only. Those that come first are taken.
 * @returns undefined when no address is left
 */
export function draftOfClients(addresses: readonly string[]): ClientDraft | undefined {
  const known = addresses.flatMap((text) => text.split(',')).flatMap((text) => parseIpv4(bareAddress(text)) ?? []);
  const distinct = [...new Set(known)];
  const taken = distinct.slice(0, maxClients).toSorted((a, b) => a - b);
  return taken.length === 0
    ? undefined
    : {
        draft: { filters: [{ protocol: 'TCP', remoteIPAddress: taken.map(formatIpv4).join(';') }] },
        taken: taken.length,
        leftOut: distinct.length - taken.length,
      };
}

/** Without port, brackets and the prefix of an IPv4 address that is written as IPv6. */
function bareAddress(text: string): string {
  const trimmed = text.trim();
  const inBrackets = /^\[([^\]]*)\](?::\d+)?$/.exec(trimmed)?.[1];
  return (inBrackets ?? trimmed).replace(/^::ffff:/i, '').replace(/:\d+$/, '');
}

const targetId =
  /\/subscriptions\/[\w-]+\/resourceGroups\/[^/"'\s\\]+\/providers\/Microsoft\.Compute\/virtualMachine(?:s|ScaleSets)\/[\w.-]+/gi;

/**
 * Machines and scale sets that a text names by their resource ids, in the order of their first mention; an instance counts as its
 * scale set. Any alert payload will do, whatever its schema, for each names its targets this way.
 */
export function targetsInText(text: string): readonly string[] {
  const found = text.replaceAll('\\/', '/').match(targetId) ?? [];
  return found.filter((id, index) => found.findIndex((other) => isSameResource(other, id)) === index);
}

/** Where a payload was found. */
export type PayloadSource = 'editor' | 'clipboard';

/** A machine or scale set that payloads name. */
export interface AlertTarget {
  readonly targetId: string;
  readonly sources: readonly PayloadSource[];
  /** True when every payload that names it says that the alert is over. */
  readonly isResolved: boolean;
}

/** What the payloads in sight name, the editor's first. An editor holds all kinds of texts, so only JSON counts there. */
export function targetsOfPayloads(texts: Readonly<Record<PayloadSource, string>>): readonly AlertTarget[] {
  const found = (['editor', 'clipboard'] as const).flatMap((source) => {
    const payload = parseAlertPayload(texts[source]);
    return source === 'editor' && !isPayload(payload)
      ? []
      : machinesOf(payload, texts[source]).map((targetId) => ({
          targetId,
          sources: [source] as const,
          isResolved: payload.moment === 'resolved',
        }));
  });
  return found
    .filter(({ targetId }, at) => found.findIndex((other) => isSameResource(other.targetId, targetId)) === at)
    .map(({ targetId }) => {
      const same = found.filter((other) => isSameResource(other.targetId, targetId));
      return {
        targetId,
        sources: same.flatMap(({ sources }) => sources),
        isResolved: same.every(({ isResolved }) => isResolved),
      };
    });
}

/** What an alert is about goes before what its text also names, e.g. in links and results of queries. */
function machinesOf({ targets }: AlertPayload, text: string): readonly string[] {
  const own = targetsInText(targets.join('\n'));
  return own.length > 0 ? own : targetsInText(text);
}

/** Reads the `draft` of a command's argument. What is no part of a capture is left out; the checks look at the rest. */
export function readDraft(argument: unknown): CaptureDraft {
  const draft = asRecord(asRecord(argument)['draft']);
  const target = asString(draft['targetId']);
  const filters = asArray(draft['filters']).map(readFilter);
  return {
    ...(target === undefined ? {} : { targetId: target }),
    ...(filters.length === 0 ? {} : { filters }),
  };
}

function readFilter(value: unknown): CaptureFilter {
  const record = asRecord(value);
  const protocol = record['protocol'];
  const fields = filterFields.flatMap((field) => {
    const text = asString(record[field]);
    return text === undefined ? [] : [[field, text] as const];
  });
  return { protocol: protocol === 'TCP' || protocol === 'UDP' ? protocol : 'Any', ...Object.fromEntries(fields) };
}
