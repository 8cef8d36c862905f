// What an account may do, read from ARM's own answer: actions with wildcards, less the excluded ones.

/** One entry of "Permissions - List" (Microsoft.Authorization): what one role assignment allows. */
export interface Permission {
  readonly actions: readonly string[];
  readonly notActions: readonly string[];
}

/**
 * True when a role allows the action. An exclusion takes from its own entry only: another role may allow what it excludes.
 * Deny assignments are not part of the answer, so the service may still refuse.
 */
export function allowsAction(permissions: readonly Permission[], action: string): boolean {
  return permissions.some(
    ({ actions, notActions }) =>
      actions.some((pattern) => matchesAction(pattern, action)) &&
      !notActions.some((pattern) => matchesAction(pattern, action)),
  );
}

/** The actions that no role allows, in the order given. */
export function missingActions(permissions: readonly Permission[], actions: readonly string[]): readonly string[] {
  return actions.filter((action) => !allowsAction(permissions, action));
}

/** Compares without case; `*` stands for any text, slashes included. The time is the product of both lengths at most. */
export function matchesAction(pattern: string, action: string): boolean {
  const wanted = action.toLowerCase();
  const [first = '', ...rest] = pattern.toLowerCase().split('*');
  const last = rest.pop();
  if (last === undefined) {
    return first === wanted;
  }
  if (!wanted.startsWith(first) || wanted.length < first.length + last.length) {
    return false;
  }
  let at = first.length;
  for (const part of rest) {
    const found = wanted.indexOf(part, at);
    if (found < 0) {
      return false;
    }
    at = found + part.length;
  }
  return wanted.endsWith(last) && at <= wanted.length - last.length;
}
