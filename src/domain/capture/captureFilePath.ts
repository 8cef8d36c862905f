// Paths of capture files on the machine that is captured: what the agent there takes, and a proposal for each system.

import type { MachineSystem } from '../arm/resource.ts';
import { safeFileName } from './packetCapture.ts';

/** Why a path cannot be used. */
export type FilePathProblem =
  | 'empty'
  | 'noCapName'
  | 'notBelowVarCaptures'
  | 'notDrivePath'
  | 'notAbsolute'
  | 'badCharacter'
  | 'parentFolder'
  | 'tooLong';

/** Windows' own limit without long paths, which the agent is not known to use. */
const maxLength = 259;

/**
 * Checks a path (Network Watcher REST, `filePath` and `localPath`): a file name ending in `.cap` in small letters, below
 * `/var/captures` on Linux, with a drive on Windows. With an unknown system either form is accepted.
 */
export function filePathProblem(path: string, system: MachineSystem | undefined): FilePathProblem | undefined {
  if (path.trim() === '') {
    return 'empty';
  }
  const isDrivePath = /^[A-Za-z]:[\\/]/.test(path);
  const isBelowCaptures = path.startsWith('/var/captures/');
  if (system === 'linux' && !isBelowCaptures) {
    return 'notBelowVarCaptures';
  }
  if (system === 'windows' && !isDrivePath) {
    return 'notDrivePath';
  }
  if (!isDrivePath && !isBelowCaptures) {
    return path.startsWith('/') ? 'notBelowVarCaptures' : 'notAbsolute';
  }
  return formProblem(path, isDrivePath);
}

function formProblem(path: string, isDrivePath: boolean): FilePathProblem | undefined {
  const parts = (isDrivePath ? path.slice(3) : path.slice(1)).split(isDrivePath ? /[\\/]/ : '/');
  if (parts.some((part) => part === '..' || part === '.')) {
    return 'parentFolder';
  }
  if (/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u.test(path) || (isDrivePath && /[<>:"|?*]/.test(path.slice(2)))) {
    return 'badCharacter';
  }
  if (path.length > maxLength) {
    return 'tooLong';
  }
  return /.\.cap$/.test(parts.at(-1) ?? '') && parts.every((part) => part.trim() !== '') ? undefined : 'noCapName';
}

/** A path that is accepted on the system, named after the capture. Of an unknown system Linux is assumed. */
export function suggestFilePath(captureName: string, system: MachineSystem | undefined): string {
  const name = safeFileName(captureName).replaceAll(' ', '_');
  return system === 'windows' ? `C:\\captures\\${name}.cap` : `/var/captures/${name}.cap`;
}
