// Times as alerts write them: ISO 8601 with up to seven digits of a second, the American form of log alerts, HTTP dates. A time
// without a zone is UTC, as Azure Monitor means it, whatever the zone of this machine.

const isoTime =
  /^(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ](\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?)?\s*(Z|[+-]\d{2}:?\d{2})?$/i;
const americanTime = /^(\d{1,2})\/(\d{1,2})\/(\d{4})(?:,?\s+(\d{1,2}):(\d{2})(?::(\d{2}))?\s*(AM|PM)?)?\s*(?:Z|UTC)?$/i;
const httpTime = /^[A-Z][a-z]{2}, \d{1,2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/;
const minuteInMs = 60_000;

/** Milliseconds since 1970; undefined when the text is no time. */
export function parsePayloadTime(text: string): number | undefined {
  const iso = isoTime.exec(text);
  if (iso !== null) {
    const [, year, month, day, hour, minute, second, fraction = '0', zone = 'Z'] = iso;
    const time = utcOf([year, month, day, hour, minute, second]);
    return time === undefined ? undefined : time + Math.floor(Number(`0.${fraction}`) * 1000) - zoneInMs(zone);
  }
  const american = americanTime.exec(text);
  if (american !== null) {
    const [, month, day, year, hour, minute, second, half] = american;
    return utcOf([year, month, day, half === undefined ? hour : hourOfHalf(Number(hour), half), minute, second]);
  }
  const time = httpTime.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(time) ? undefined : time;
}

function hourOfHalf(hour: number, half: string): string {
  return String((hour % 12) + (half.toUpperCase() === 'PM' ? 12 : 0));
}

function zoneInMs(zone: string): number {
  if (zone.toUpperCase() === 'Z') {
    return 0;
  }
  const minutes = Number(zone.slice(1, 3)) * 60 + Number(zone.slice(-2));
  return (zone.startsWith('-') ? -minutes : minutes) * minuteInMs;
}

/** @param fields year, month (1..12), day, hour, minute, second; undefined for a day that is in no calendar */
function utcOf(fields: readonly (string | undefined)[]): number | undefined {
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = fields.map((each) => Number(each ?? 0));
  const time = Date.UTC(year, month - 1, day, hour, minute, second);
  const date = new Date(time);
  // A month 13 or a 31st of April would silently be another day.
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day && minute < 60 && second < 60 ? time : undefined;
}
