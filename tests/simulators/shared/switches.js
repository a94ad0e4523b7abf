// A switch is one thing that the documents leave open, or on which two of them disagree. Its table says
// which sides there are, so that a test can run over every side.

/**
 * @typedef {string | number | boolean | null} SwitchValue
 * @typedef {object} Switch
 * @property {readonly SwitchValue[]} values every side
 * @property {SwitchValue} default the side that is taken unless another is asked for
 * @property {string} about what it decides
 * @property {string} open which document leaves it open, or which ones disagree
 * @typedef {Readonly<Record<string, Switch>>} SwitchTable
 * @typedef {Readonly<Record<string, SwitchValue>>} Switches
 */

/**
 * The settings of one simulator: the defaults of its table with the given sides laid over them.
 * @param {string} platform
 * @param {SwitchTable} table
 * @param {Record<string, SwitchValue>} [given]
 * @returns {Switches}
 * @throws {RangeError} for a switch or a side that the table does not have
 */
export function settle(platform, table, given = {}) {
  /** @type {Record<string, SwitchValue>} */
  const settled = {};
  for (const [name, entry] of Object.entries(table)) settled[name] = entry.default;
  for (const [name, value] of Object.entries(given)) {
    const entry = Object.hasOwn(table, name) ? table[name] : undefined;
    if (!entry) {
      throw new RangeError(`${platform} has no switch "${name}"; it has: ${Object.keys(table).join(", ")}`);
    }
    if (!entry.values.includes(value)) {
      const sides = entry.values.map((side) => JSON.stringify(side)).join(", ");
      throw new RangeError(`${platform}: switch "${name}" cannot be ${JSON.stringify(value)}; it can be: ${sides}`);
    }
    settled[name] = value;
  }
  return Object.freeze(settled);
}
