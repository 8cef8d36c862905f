// Names of rules and action groups: what Azure refuses in them, and free ones to propose.

/** Why a name cannot be used; undefined when it can. */
export type AlertNameProblem = 'empty' | 'tooLong' | 'characters' | 'taken';

/** Longest names (naming rules of Microsoft.Insights; the same for rules and action groups). */
const longestName = 260;

/**
 * Looks at a name without the blanks around it.
 * @param taken names of the same kind in the same resource group, in any case
 */
export function alertNameProblem(text: string, taken: readonly string[] = []): AlertNameProblem | undefined {
  const name = text.trim();
  if (name === '') {
    return 'empty';
  }
  if (name.length > longestName) {
    return 'tooLong';
  }
  if (/[*#&+:<>?@%{}\\/|\p{Cc}]|\.$/u.test(name)) {
    return 'characters';
  }
  return taken.some((each) => each.toLowerCase() === name.toLowerCase()) ? 'taken' : undefined;
}

/** A free name: the wanted one, without what names may not hold, with a number where it is taken. */
export function suggestAlertName(wanted: string, taken: readonly string[]): string {
  const base =
    wanted
      .replaceAll(/[*#&+:<>?@%{}\\/|\p{Cc}]+/gu, ' ')
      .replaceAll(/\s+/g, ' ')
      .slice(0, 200)
      .replace(/[. ]+$/, '')
      .trim() || 'alert';
  const used = new Set(taken.map((each) => each.toLowerCase()));
  let name = base;
  for (let number = 2; used.has(name.toLowerCase()); number++) {
    name = `${base} ${number}`;
  }
  return name;
}
