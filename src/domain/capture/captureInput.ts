// Checks of what a person types for a capture, and the names proposed. Each check gives a problem code or undefined.

/** Why a capture name cannot be used. */
export type CaptureNameProblem = 'empty' | 'tooLong' | 'badStart' | 'badCharacter' | 'taken';

/**
 * Checks a capture name: 1 to 80 letters, digits, `_ . -`, starting with a letter or digit.
 * The service publishes no rule (assumed: ARM's usual one for network resources), so nothing else is refused.
 */
export function captureNameProblem(name: string, takenNames: readonly string[]): CaptureNameProblem | undefined {
  if (name === '') {
    return 'empty';
  }
  if (name.length > 80) {
    return 'tooLong';
  }
  if (!/^[A-Za-z0-9]/.test(name)) {
    return 'badStart';
  }
  if (!/^[\w.-]+$/.test(name)) {
    return 'badCharacter';
  }
  return takenNames.some((taken) => taken.toLowerCase() === name.toLowerCase()) ? 'taken' : undefined;
}

/** The first free name of the form `<machine>_<n>`, the portal's own habit. */
export function suggestCaptureName(machineName: string, takenNames: readonly string[]): string {
  const base =
    machineName
      .replace(/[^\w.-]/g, '-')
      .replace(/^[^A-Za-z0-9]+/, '')
      .slice(0, 70) || 'capture';
  for (let n = 1; ; n++) {
    const name = `${base}_${n}`;
    if (captureNameProblem(name, takenNames) !== 'taken') {
      return name;
    }
  }
}

/** Longest session the service accepts, in seconds (Network Watcher REST: 0..18000). */
const MAX_TIME_LIMIT_IN_SECONDS = 18_000;

/** Reads a duration typed as seconds (`90`), `90s`, `5m` or `1h`. @returns seconds, or undefined when not 1..18000 s */
export function parseTimeLimit(text: string): number | undefined {
  const match = /^\s*(\d{1,6})\s*(s|m|min|h)?\s*$/i.exec(text);
  if (match === null) {
    return undefined;
  }
  const unit = match[2]?.toLowerCase() ?? 's';
  const seconds = Number(match[1]) * (unit === 'h' ? 3600 : unit.startsWith('m') ? 60 : 1);
  return seconds >= 1 && seconds <= MAX_TIME_LIMIT_IN_SECONDS ? seconds : undefined;
}
