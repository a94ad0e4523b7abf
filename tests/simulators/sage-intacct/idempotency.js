// Idempotency-Key on POST and PATCH: the same request is done once and answered again, another one is a conflict. How
// long a key is kept is not documented: here, for good.

import { respond } from "../shared/http.js";
import { keyUsedTwice } from "./errors.js";

export class Idempotency {
  /** @type {Map<string, { asked: string, status: number, text: Promise<string> }>} by key */
  #answered = new Map();

  /** @param {import("../shared/switches.js").Switches} switches */
  constructor(switches) {
    this.switches = switches;
  }

  /**
   * @param {Request} request
   * @param {string} text its body
   * @param {() => Response} act
   */
  async once(request, text, act) {
    const key = request.headers.get("idempotency-key");
    if (key === null) return act();
    const asked = `${request.method} ${new URL(request.url).pathname}\n${text}`;
    const held = this.#answered.get(key);
    if (held && held.asked !== asked) return keyUsedTwice(this.switches, key);
    if (held) return answer(held);
    const response = act();
    // Noted before anything is waited for: two calls with one key can run at once.
    const kept = { asked, status: response.status, text: response.text() };
    if (response.ok || this.switches.idempotentFailures === "kept") this.#answered.set(key, kept);
    return answer(kept);
  }
}

/** @param {{ status: number, text: Promise<string> }} kept */
async function answer({ status, text }) {
  return respond(await text, status, "application/json; charset=utf-8");
}
