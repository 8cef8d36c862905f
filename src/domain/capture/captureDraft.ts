// Beginnings of captures that come from elsewhere: callers of logged calls, payloads of alerts, and the argument of a command.

import { asArray, asRecord, asString } from '../../base/json.ts';
import { isSameResource } from '../arm/resourceId.ts';
import { filterFields } from './captureFilter.ts';
import type { CaptureDraft, CaptureFilter } from './captureSettings.ts';
import { formatIpv4, parseIpv4 } from './ipv4.ts';

/** Addresses that one filter is given; a longer list is no longer one client. */
const maxClients = 50;

/**
 * A capture of what clients send and get: TCP with their addresses on the remote side.
 * @param addresses as gateways and proxies log them, a port behind the address included; IPv6 and texts are left out, for filters
 * take IPv4 only
 * @returns undefined when no address is left
 */
export function draftOfClients(addresses: readonly string[]): CaptureDraft | undefined {
  const known = addresses.flatMap(
    (text) =>
      parseIpv4(
        text
          .trim()
          .replace(/^::ffff:/i, '')
          .replace(/:\d+$/, ''),
      ) ?? [],
  );
  const distinct = [...new Set(known)].toSorted((a, b) => a - b).slice(0, maxClients);
  return distinct.length === 0
    ? undefined
    : { filters: [{ protocol: 'TCP', remoteIPAddress: distinct.map(formatIpv4).join(';') }] };
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
