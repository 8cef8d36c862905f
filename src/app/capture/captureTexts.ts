// Filters, limits, rings, paths and problems of captures in words: what they mean, and what is wrong with them.

import * as l10n from '@vscode/l10n';
import { describeFilter } from '../../domain/capture/captureFilter.ts';
import type { EndpointDescription, FieldDescription } from '../../domain/capture/captureFilter.ts';
import type { FilePathProblem } from '../../domain/capture/captureFilePath.ts';
import type { CaptureNameProblem } from '../../domain/capture/captureInput.ts';
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

/** What is wrong with a field of this text, with the correction where there is one. */
export function fieldProblemText({ problem, at, suggestion }: FieldProblem, text: string): string {
  const said = fieldProblemTexts()[problem].replace('{0}', () => text.slice(at.start, at.end));
  return suggestion === undefined || suggestion === '' ? said : l10n.t('{0} Meant: {1}', said, suggestion);
}

/** What the service would misread in a field of a filter; {0} stands for that part of it. */
export function fieldProblemTexts(): Readonly<Record<FieldProblemCode, string>> {
  return {
    tooLong: l10n.t('The field is too long.'),
    anyWord: l10n.t('An empty field matches anything.'),
    dash: l10n.t('“{0}” is not the hyphen that ranges are written with.'),
    comma: l10n.t('Values are separated by semicolons.'),
    space: l10n.t('Values are separated by semicolons.'),
    emptyItem: l10n.t('There is an empty value between semicolons.'),
    openRange: l10n.t('A range needs both ends.'),
    badRange: l10n.t('“{0}” is not a range of two values.'),
    reversed: l10n.t('The range runs from the larger to the smaller value.'),
    severalRanges: l10n.t('The service takes only one range.'),
    mixed: l10n.t('The service takes a range or a list, not both together.'),
    badAddress: l10n.t('“{0}” is not an IPv4 address.'),
    shortAddress: l10n.t('“{0}” is not a whole address; it needs four numbers.'),
    octetTooLarge: l10n.t('The numbers of “{0}” go up to 255 only.'),
    leadingZero: l10n.t('“{0}” has leading zeros, which may be read as octal.'),
    cidr: l10n.t('The service knows no blocks such as “{0}”; a range says the same.'),
    wildcard: l10n.t('The service knows no wildcards; a range says the same.'),
    ipv6: l10n.t('The service takes IPv4 addresses only.'),
    portInAddress: l10n.t('Ports have a field of their own.'),
    badPort: l10n.t('“{0}” is not the number of a port.'),
    portTooLarge: l10n.t('Ports go up to 65535.'),
  };
}

/** What is wrong with the name of a capture. */
export function nameProblemTexts(): Readonly<Record<Exclude<CaptureNameProblem, 'taken'>, string>> {
  return {
    empty: l10n.t('The capture needs a name.'),
    tooLong: l10n.t('At most 80 characters.'),
    badStart: l10n.t('The first character must be a letter or digit.'),
    badCharacter: l10n.t('Only letters, digits and . - _ are possible.'),
  };
}

/** What is wrong with a path on the machine. */
export function filePathProblemTexts(): Readonly<Record<FilePathProblem, string>> {
  return {
    empty: l10n.t('Write a path.'),
    noCapName: l10n.t('The path must end in the name of a file with .cap in small letters.'),
    notBelowVarCaptures: l10n.t('On Linux the path must begin with /var/captures/.'),
    notDrivePath: l10n.t('On Windows the path must begin with a drive, for example {0}', 'C:\\captures\\web.cap'),
    notAbsolute: l10n.t('The path must begin with /var/captures/ on Linux, with a drive on Windows.'),
    badCharacter: l10n.t('The path has a character that cannot be in it.'),
    parentFolder: l10n.t('The path must not have . or .. in it.'),
    tooLong: l10n.t('The path is too long.'),
  };
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
      return l10n.t('the machine or its agent stopped');
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
