// Draws that are a function of a seed: the same seed gives the same case on every machine.

import { mix } from '../../simulators/shared/random.js';

export class Random {
  #base;
  #count = 0;

  /** @param {...number} seeds two different lists give unrelated draws */
  constructor(...seeds) {
    this.#base = seeds.reduce((base, seed) => mix(Math.imul(base, 31) ^ mix(seed) ^ 0x9e3779b9), 0x2545f491);
  }

  /** A whole number from 0 to 2^32 - 1. */
  next() {
    this.#count += 1;
    return mix(this.#base ^ Math.imul(this.#count, 0x9e3779b1));
  }

  /** A whole number from 0 to `end` - 1. @param {number} end */
  below(end) {
    return this.next() % end;
  }

  /** A whole number, both ends included. @param {number} low @param {number} high */
  between(low, high) {
    return low + this.below(high - low + 1);
  }

  /** True in one of so many. @param {number} many */
  oneIn(many) {
    return this.below(many) === 0;
  }

  /** @template T @param {readonly T[]} list not empty @returns {T} */
  pick(list) {
    return list[this.below(list.length)];
  }

  /** One of several by weight. @template T @param {readonly (readonly [number, T])[]} choices @returns {T} */
  weighted(choices) {
    let left = this.below(choices.reduce((sum, [weight]) => sum + weight, 0));
    for (const [weight, choice] of choices) {
      if (left < weight) return choice;
      left -= weight;
    }
    return choices[choices.length - 1][1];
  }

  /** Each in or out by chance, in order; at least one. @template T @param {readonly T[]} list @returns {T[]} */
  some(list) {
    const chosen = list.filter(() => this.oneIn(2));
    return chosen.length > 0 ? chosen : [this.pick(list)];
  }
}
