// `POST /oauth2/token`: client_credentials for a named user, and refresh tokens that rotate. What an error says is a
// reconstruction.

import { json } from "../shared/http.js";
import { TokenBook } from "../shared/tokens.js";
import { tokenFailure } from "./errors.js";
import { COMPANY } from "./references.js";

/**
 * @typedef {import("./writes.js").User} User
 * @typedef {{ user: User, entity: string | null }} Holder whose a token is, and the entity that it was asked for
 *
 * @typedef {object} Demo
 * @property {string} accessToken
 * @property {string} powerlessToken
 */

const CLIENT_ID = "intacct-client";
const CLIENT_SECRET = "intacct-client-secret";
const REFRESH_TOKEN = "intacct-demo-refresh";
/** Seconds that an access token was seen to last. */
const LIFETIME = 43_200;
/** @type {Record<string, User>} */
const USERS = { "demo@company": { key: "1", id: "user1" }, "other@company": { key: "3", id: "user3" } };

export class OAuth {
  /** @type {Map<string, Holder>} by access or refresh token */
  #holders = new Map();
  /** @type {Map<string, { access: string | null, refresh: string }>} the last grant, by user */
  #last = new Map();

  /**
   * @param {{ switches: import("../shared/switches.js").Switches, clock: () => number, demo: Demo }} parts
   */
  constructor({ switches, clock, demo }) {
    this.switches = switches;
    this.book = new TokenBook({
      clock,
      prefix: "intacct",
      lifetime: LIFETIME,
      rotates: true,
      lasting: [demo.accessToken, demo.powerlessToken],
      refreshTokens: [REFRESH_TOKEN],
    });
    const holder = { user: USERS["demo@company"], entity: null };
    for (const token of [demo.accessToken, demo.powerlessToken, REFRESH_TOKEN]) this.#holders.set(token, holder);
    this.#last.set(holder.user.key, { access: null, refresh: REFRESH_TOKEN });
  }

  /** Every text that no log, error or cursor may hold. */
  get secrets() {
    return [...this.book.secrets, CLIENT_SECRET];
  }

  /** @param {string | null} token @returns {Holder | null} null if the token does not hold */
  holderOf(token) {
    return this.book.holds(token) ? (this.#holders.get(token ?? "") ?? null) : null;
  }

  /** @param {Request} request */
  async answer(request) {
    if (!/^application\/x-www-form-urlencoded\b/.test(request.headers.get("content-type") ?? "")) {
      return tokenFailure(this.switches, 400, "The content type is not valid");
    }
    const form = new URLSearchParams(await request.text());
    const grantType = form.get("grant_type");
    if (grantType !== "client_credentials" && grantType !== "refresh_token") {
      return tokenFailure(this.switches, 400, "grant_type is client_credentials or refresh_token");
    }
    const known = form.get("client_id") === CLIENT_ID && form.get("client_secret") === CLIENT_SECRET;
    const grant = known && (grantType === "refresh_token" ? this.#refreshed(form) : this.#authorized(form));
    if (!grant) return tokenFailure(this.switches, Number(this.switches.tokenFailureStatus), "Invalid token");
    return json({ token_type: "Bearer", ...grant });
  }

  /** @param {URLSearchParams} form */
  #authorized(form) {
    const [name, entity = null, more] = (form.get("username") ?? "").split("|");
    const user = Object.hasOwn(USERS, name) ? USERS[name] : null;
    if (!user || more !== undefined || (entity !== null && !COMPANY.includes(entity))) return null;
    const last = this.#last.get(user.key);
    if (last) this.book.end(last.refresh);
    if (last?.access && this.switches.newAuthorization === "endsAll") this.book.end(last.access);
    return this.#noted(this.book.issue(), { user, entity });
  }

  /** @param {URLSearchParams} form */
  #refreshed(form) {
    const used = form.get("refresh_token") ?? "";
    const grant = this.book.refresh(used);
    const holder = this.#holders.get(used);
    if (!grant || !holder) return null;
    const last = this.#last.get(holder.user.key);
    if (last?.access && this.switches.accessAfterRefresh === "ended") this.book.end(last.access);
    return this.#noted(grant, holder);
  }

  /** @param {import("../shared/tokens.js").Grant} grant @param {Holder} holder */
  #noted(grant, holder) {
    this.#holders.set(grant.access_token, holder);
    this.#holders.set(grant.refresh_token, holder);
    this.#last.set(holder.user.key, { access: grant.access_token, refresh: grant.refresh_token });
    return grant;
  }
}
