// A law that was broken.

export class Breach extends Error {
  /** @param {string} law which one: shrinking keeps to it @param {string} message */
  constructor(law, message) {
    super(message);
    this.law = law;
  }
}

/** Laws that are not judged, so that what lies behind one that is broken shows. */
const LAX = (process.env.MODEL_LAX ?? '').split(',');

/** @param {unknown} holds @param {string} law @param {string} message @returns {asserts holds} */
export function expect(holds, law, message) {
  if (!holds && !LAX.includes(law)) throw new Breach(law, message);
}
