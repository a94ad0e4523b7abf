// How values are shown to people. What they mean is the module's to say.

/** @type {Record<string, string>} */
const PLATFORMS = {
  SAGE_INTACCT: "Sage Intacct",
  ACCELO: "Accelo",
  KICKSERV: "Kickserv",
  ZOHOBOOKS: "Zoho Books",
};

/** @type {Record<string, string>} */
const STATUSES = {
  not_started: "Not started",
  planned: "Planned",
  in_progress: "In progress",
  completed: "Completed",
  on_hold: "On hold",
  unknown: "Unknown",
};

/** @param {string} platform */
export const platformName = (platform) => PLATFORMS[platform] ?? platform;

/** @param {string} status */
export const statusName = (status) => STATUSES[status] ?? status;

const numbers = new Intl.NumberFormat("en");

/** @param {number} value */
export const number = (value) => numbers.format(value);

/**
 * @param {number} count
 * @param {string} one
 * @param {string} [many]
 */
export const counted = (count, one, many = `${one}s`) => `${number(count)} ${count === 1 ? one : many}`;

/** @type {[Intl.RelativeTimeFormatUnit, number][]} the unit and its milliseconds, largest first */
const UNITS = [
  ["year", 31_556_952_000],
  ["month", 2_629_746_000],
  ["week", 604_800_000],
  ["day", 86_400_000],
  ["hour", 3_600_000],
  ["minute", 60_000],
];

const relative = new Intl.RelativeTimeFormat("en", { numeric: "auto" });
const full = new Intl.DateTimeFormat("en-GB", { dateStyle: "full", timeStyle: "medium" });

/**
 * An instant as `3 weeks ago`.
 * @param {string} time
 * @param {number} [now] milliseconds
 */
export function ago(time, now = Date.now()) {
  const distance = Date.parse(time) - now;
  const unit = UNITS.find(([, length]) => Math.abs(distance) >= length);
  return unit ? relative.format(Math.trunc(distance / unit[1]), unit[0]) : "just now";
}

/**
 * An instant in full: in the reader's zone, and as it came.
 * @param {string} time
 */
export const inFull = (time) => `${full.format(new Date(time))}\n${time}`;
