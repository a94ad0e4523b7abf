const DAY = 86_400;

/**
 * Unix seconds of a written instant: `YYYY-MM-DDTHH:MM:SS[.fff](Z|±HH:MM)`; null if it is none.
 * @param {string} text
 */
export function secondsOf(text) {
  const fits = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:\d\d)$/.test(text);
  const time = fits && dayOf(text.slice(0, 10)) !== null ? Date.parse(text) : NaN;
  return Number.isNaN(time) ? null : time / 1000;
}

/**
 * Days since 1970 of `YYYY-MM-DD`; null if there is no such day.
 * @param {string} text
 */
export function dayOf(text) {
  if (!/^\d{4}-\d\d-\d\d$/.test(text)) return null;
  const time = Date.parse(`${text}T00:00:00Z`);
  return Number.isNaN(time) || dateText(time / 1000 / DAY) !== text ? null : time / 1000 / DAY;
}

/** @param {number} day days since 1970 */
export function dateText(day) {
  return new Date(day * DAY * 1000).toISOString().slice(0, 10);
}

/** @param {number} seconds whole Unix seconds; gives `YYYY-MM-DDTHH:MM:SSZ` */
export function instantText(seconds) {
  return `${new Date(seconds * 1000).toISOString().slice(0, 19)}Z`;
}

/**
 * An instant as a unified task shows it; absent is null.
 * @param {string | number | null | undefined} time
 */
export function utc(time) {
  return time === null || time === undefined ? null : new Date(time).toISOString();
}
