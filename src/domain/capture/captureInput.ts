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
