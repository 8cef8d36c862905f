// The names of captures. The same alert and machine always give the same name, so that an alert that is delivered again finds the
// capture that it started. Wirewatch names captures by the same rule, and so knows which alert a capture belongs to.

/** Letters of a machine's name that a capture's name keeps. */
const keptLetters = 40;

/** What tells one alert from another. */
export interface AlertIdentity {
  readonly alertId?: string | undefined;
  readonly ruleId?: string | undefined;
  readonly ruleName?: string | undefined;
  /** Milliseconds since 1970. */
  readonly firedAt?: number | undefined;
}

/** The last part of the alert's id; without an id, rule and time. */
export function alertKeyOf({ alertId, ruleId, ruleName, firedAt }: AlertIdentity): string {
  const key = alertId === undefined ? `${ruleId ?? ruleName ?? ''}|${firedAt ?? ''}` : lastPart(alertId);
  return key.toLowerCase();
}

/** `alert-<machine>-<16 hexadecimal digits>`, at most 63 letters. */
export function alertCaptureName(alertKey: string, targetId: string): string {
  return `alert-${machineOf(targetId)}-${digestOf(`${alertKey}|${targetId}`.toLowerCase())}`;
}

/** The machine's name as a part of a capture's name. */
export function machineOf(targetId: string): string {
  return lastPart(targetId)
    .replaceAll(/[^\w.-]/g, '-')
    .slice(0, keptLetters);
}

function lastPart(id: string): string {
  return id.slice(id.lastIndexOf('/') + 1);
}

/** Two 32-bit FNV-1a sums with different beginnings: no secret, only a short name. */
function digestOf(text: string): string {
  return fnv1a(text, 0x811c9dc5) + fnv1a(text, 0x01000193);
}

function fnv1a(text: string, start: number): string {
  let sum = start;
  for (let at = 0; at < text.length; at++) {
    sum = Math.imul(sum ^ text.charCodeAt(at), 0x01000193);
  }
  return (sum >>> 0).toString(16).padStart(8, '0');
}
