// Durations of Azure Monitor, e.g. PT5M or P1D, which the service writes in odd case itself (Pt5m).

/** The durations that a grain, a window or a frequency may have, shortest first. */
export const grains = ['PT1M', 'PT5M', 'PT15M', 'PT30M', 'PT1H', 'PT6H', 'PT12H', 'P1D'] as const;

/** Minutes of a duration in any case; undefined for what is none or has parts below a minute. */
export function minutesOf(duration: unknown): number | undefined {
  const found = typeof duration === 'string' ? /^P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?)?$/i.exec(duration) : null;
  if (found === null) {
    return undefined;
  }
  const [, days = '0', hours = '0', minutes = '0'] = found;
  const total = (Number(days) * 24 + Number(hours)) * 60 + Number(minutes);
  return total > 0 ? total : undefined;
}
