// Local time of an account, through the engine's own time zone data.

const HOUR = 3_600;

/**
 * @param {string} zone an IANA name
 */
export function zoneOf(zone) {
  const format = new Intl.DateTimeFormat("en-US", { timeZone: zone, timeZoneName: "longOffset" });
  /** @type {Map<number, number>} offsets change on the quarter of an hour at the soonest */
  const known = new Map();

  /** Minutes east of UTC. @param {number} seconds */
  function offset(seconds) {
    const quarter = Math.floor(seconds / (HOUR / 4));
    let minutes = known.get(quarter);
    if (minutes === undefined) {
      const name = format.formatToParts(quarter * (HOUR / 4) * 1000).find(({ type }) => type === "timeZoneName")?.value ?? "";
      const [, sign = "+", hours = "0", rest = "0"] = /GMT([+-])(\d+):(\d+)/.exec(name) ?? [];
      minutes = (sign === "-" ? -1 : 1) * (Number(hours) * 60 + Number(rest));
      known.set(quarter, minutes);
    }
    return minutes;
  }

  return {
    offset,
    /** `2022-05-17T10:04:14-04:00` @param {number} seconds */
    written(seconds) {
      const minutes = offset(seconds);
      const local = new Date((seconds + minutes * 60) * 1000).toISOString().slice(0, 19);
      const far = Math.abs(minutes);
      const clock = [Math.floor(far / 60), far % 60].map((part) => String(part).padStart(2, "0")).join(":");
      return `${local}${minutes < 0 ? "-" : "+"}${clock}`;
    },
    /** The instant at which a day begins. @param {number} day days since 1970 */
    startOf(day) {
      const guess = day * 24 * HOUR;
      const once = guess - offset(guess) * 60;
      return guess - offset(once) * 60;
    },
  };
}
