// Filters, limits, rings, paths and problems of captures in words: what they mean, and what is wrong with them.

import * as l10n from '@vscode/l10n';
import { describeFilter } from '../../domain/capture/captureFilter.ts';
import type { EndpointDescription, FieldDescription } from '../../domain/capture/captureFilter.ts';
import type { FilePathProblem } from '../../domain/capture/captureFilePath.ts';
import { describeByteSize } from '../../domain/capture/byteSize.ts';
import { formatDuration, ringTotalBytes } from '../../domain/capture/captureLimits.ts';
import { captureDefault } from '../../domain/capture/captureSettings.ts';
import type { CaptureFilter, CaptureLimits, FilterField, RingSettings } from '../../domain/capture/captureSettings.ts';
import type { FieldProblem, FieldProblemCode } from '../../domain/capture/filterField.ts';

/** The name of a filter's field. */
export function filterFieldName(field: FilterField): string {
  switch (field) {
    case 'localIPAddress':
      return l10n.t('Local address');
    case 'localPort':
      return l10n.t('Local port');
    case 'remoteIPAddress':
      return l10n.t('Remote address');
    case 'remotePort':
      return l10n.t('Remote port');
  }
}

/** What is wrong with a field, with the correction where there is one. */
export function fieldProblemText({ problem, suggestion }: FieldProblem): string {
  const text = problemText(problem);
  return suggestion === undefined || suggestion === '' ? text : l10n.t('{0} Meant: {1}', text, suggestion);
}

/** Each problem in words; made when asked for, for the language is known only then. */
function problemText(problem: FieldProblemCode): string {
  const texts: Readonly<Record<FieldProblemCode, () => string>> = {
    tooLong: () => l10n.t('This is too long for a filter.'),
    anyWord: () => l10n.t('Leave it empty for "any".'),
    dash: () => l10n.t('A range is written with a plain hyphen.'),
    comma: () => l10n.t('Lists are separated by semicolons.'),
    space: () => l10n.t('Lists are separated by semicolons.'),
    emptyItem: () => l10n.t('A value is missing between the semicolons.'),
    openRange: () => l10n.t('A range needs both ends.'),
    badRange: () => l10n.t('A range has one beginning and one end.'),
    reversed: () => l10n.t('The range ends before it begins.'),
    severalRanges: () => l10n.t('Only one range fits into a filter; add another filter for the next.'),
    mixed: () => l10n.t('A filter takes a range or a list, not both.'),
    badAddress: () => l10n.t('An IPv4 address has four numbers, for example 10.0.0.4.'),
    shortAddress: () => l10n.t('An IPv4 address has four numbers, for example 10.0.0.4.'),
    octetTooLarge: () => l10n.t('The numbers of an IPv4 address go up to 255.'),
    leadingZero: () => l10n.t('Numbers have no leading zeros.'),
    cidr: () => l10n.t('Azure reads no blocks here; write them as a range.'),
    wildcard: () => l10n.t('Azure reads no asterisks here; write a range.'),
    ipv6: () => l10n.t('Filters take IPv4 addresses only.'),
    portInAddress: () => l10n.t('The port has a field of its own.'),
    badPort: () => l10n.t('Ports are numbers.'),
    portTooLarge: () => l10n.t('Ports go up to 65535.'),
  };
  return texts[problem]();
}

/** What a filter keeps, e.g. `TCP, this machine port 443, with 10.0.0.4`. */
export function filterText(filter: CaptureFilter): string {
  const { protocol, local, remote } = describeFilter(filter);
  const sides = [
    ...(isAny(local) ? [] : [l10n.t('this machine {0}', endpointText(local))]),
    ...(isAny(remote) ? [] : [l10n.t('with {0}', endpointText(remote))]),
  ];
  const name = protocol === 'Any' ? l10n.t('any protocol') : protocol;
  return sides.length === 0 ? l10n.t('{0}, everything', name) : [name, ...sides].join(', ');
}

function isAny({ address, port }: EndpointDescription): boolean {
  return address.kind === 'any' && port.kind === 'any';
}

function endpointText({ address, port }: EndpointDescription): string {
  return [
    ...(address.kind === 'any' ? [] : [fieldText(address)]),
    ...(port.kind === 'any' ? [] : [l10n.t('port {0}', fieldText(port))]),
  ].join(' ');
}

function fieldText(field: FieldDescription): string {
  switch (field.kind) {
    case 'any':
      return l10n.t('any');
    case 'values':
      return field.values.join(', ');
    case 'range':
      return l10n.t('{0} to {1}', field.from, field.to);
    case 'unreadable':
      return field.text;
  }
}

/** Limits in a line, e.g. `5m · up to 1 GiB · whole packets`. */
export function limitsText(limits: CaptureLimits): string {
  const time = limits.timeLimitInSeconds ?? captureDefault.timeLimitInSeconds;
  const total = limits.totalBytesPerSession ?? captureDefault.totalBytesPerSession;
  const perPacket = limits.bytesToCapturePerPacket ?? 0;
  return [
    time === 0 ? l10n.t('as long as Azure allows') : formatDuration(time),
    total === 0 ? l10n.t('any size') : l10n.t('up to {0}', describeByteSize(total)),
    perPacket === 0 ? l10n.t('whole packets') : l10n.t('{0} of each packet', describeByteSize(perPacket)),
  ].join(' · ');
}

/** A ring in a line, e.g. `10 files of 100 MiB, 1 GiB in all, for 1d`. */
export function ringText(ring: RingSettings): string {
  return l10n.t(
    '{0} files of {1}, {2} in all, for {3}',
    ring.fileCount,
    describeByteSize(ring.fileSizeInBytes),
    describeByteSize(ringTotalBytes(ring)),
    formatDuration(ring.sessionTimeLimitInSeconds),
  );
}

/** What is wrong with a path on the machine. */
export function filePathProblemText(problem: FilePathProblem): string {
  switch (problem) {
    case 'empty':
      return l10n.t('Enter a path.');
    case 'noCapName':
      return l10n.t('The path ends in a file name with .cap.');
    case 'notBelowVarCaptures':
      return l10n.t('On Linux the path lies below /var/captures/.');
    case 'notDrivePath':
      return l10n.t('On Windows the path begins with a drive, for example {0}', 'C:\\captures\\');
    case 'notAbsolute':
      return l10n.t('The path is a whole one: {0} on Linux, {1} on Windows.', '/var/captures/...', 'C:\\...');
    case 'badCharacter':
      return l10n.t('The path has a character that file names cannot have.');
    case 'parentFolder':
      return l10n.t('The path has no "." or ".." folders.');
    case 'tooLong':
      return l10n.t('The path is too long.');
  }
}

/**
 * What the service reports as gone wrong with a capture (`packetCaptureError`), in words with its own one behind them; the list is
 * open, so anything else is shown as it comes.
 */
export function captureProblemsText(problems: readonly string[]): string {
  return problems
    .map((problem) => {
      const text = captureProblemText(problem);
      return text === undefined ? problem : `${text} (${problem})`;
    })
    .join(', ');
}

function captureProblemText(problem: string): string | undefined {
  switch (problem.toLowerCase()) {
    case 'internalerror':
      return l10n.t('an error inside Azure');
    case 'agentstopped':
      return l10n.t('the agent on the machine stopped');
    case 'capturefailed':
      return l10n.t('the agent could not capture');
    case 'localfilefailed':
      return l10n.t('the file on the machine could not be written');
    case 'storagefailed':
      return l10n.t('the storage account could not be written');
    default:
      return undefined;
  }
}
