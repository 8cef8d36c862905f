// Whom a rule calls, and the names and values that are sent along.

/** One action group of a rule. */
export interface AlertAction {
  readonly actionGroupId: string;
  /** Sent with every call as custom properties, e.g. `timeLimitInSeconds`. */
  readonly properties: readonly AlertActionProperty[];
}

/** A name with its value. */
export interface AlertActionProperty {
  readonly name: string;
  readonly value: string;
}

/** The names with their values as an object; those without a name are left out. Undefined when there are none. */
export function actionProperties(action: AlertAction): Readonly<Record<string, string>> | undefined {
  const named = action.properties.filter(({ name }) => name.trim() !== '');
  return named.length === 0 ? undefined : Object.fromEntries(named.map(({ name, value }) => [name.trim(), value]));
}
