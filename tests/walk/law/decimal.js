// Decimal numbers as whole numbers of a power of ten: no double is ever made of them.

/** A sign, digits with or without a point, an exponent. */
const SHAPE = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d+))?$/;

/**
 * @typedef {{ units: bigint, exponent: number }} Decimal `units` times ten to the power of `exponent`
 * @param {string} text
 * @returns {Decimal | null} null if it is no decimal number
 */
export function decimal(text) {
  const [, sign, whole, fraction = '', exponent = '0'] = SHAPE.exec(text) ?? [];
  if (whole === undefined || whole + fraction === '') return null;
  const units = BigInt(whole + fraction);
  return { units: sign === '-' ? -units : units, exponent: Number(exponent) - fraction.length };
}

/**
 * Negative, zero or positive, as `a` is less than, equal to or greater than `b`.
 * @param {Decimal} a
 * @param {Decimal} b
 */
export function compareDecimals(a, b) {
  const least = Math.min(a.exponent, b.exponent);
  const [x, y] = [a, b].map(({ units, exponent }) => units * 10n ** BigInt(exponent - least));
  return x < y ? -1 : Number(x > y);
}
