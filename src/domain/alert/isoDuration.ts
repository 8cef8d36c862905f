// ISO 8601 durations as Azure Monitor writes them: `PT5M`, `Pt1m`, `P1D`. Months and years have no fixed length and are not read.

const pattern = /^P(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)(?:\.\d+)?S)?)?$/i;
const secondsOf = [604_800, 86_400, 3600, 60, 1] as const;

/** Whole seconds; undefined when the text is no such duration or is empty of numbers. */
export function parseIsoDuration(text: string): number | undefined {
  const parts = pattern.exec(text.trim())?.slice(1);
  if (parts === undefined || parts.every((part) => part === undefined)) {
    return undefined;
  }
  return parts.reduce((sum, part, index) => sum + Number(part ?? 0) * (secondsOf[index] ?? 0), 0);
}

/** Writes whole seconds in the form that the service lists among its choices: `PT1M`, `PT1H`, `P1D`. */
export function formatIsoDuration(seconds: number): string {
  if (seconds > 0 && seconds % 86_400 === 0) {
    return `P${seconds / 86_400}D`;
  }
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor((seconds % 3600) / 60);
  const rest = seconds % 60;
  const text = [
    ...(hours > 0 ? [`${hours}H`] : []),
    ...(minutes > 0 ? [`${minutes}M`] : []),
    ...(rest > 0 ? [`${rest}S`] : []),
  ].join('');
  return `PT${text === '' ? '0S' : text}`;
}
