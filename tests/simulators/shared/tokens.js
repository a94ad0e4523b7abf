// The access and refresh tokens that a platform has given out, and when each ends.

/**
 * @typedef {object} TokenBookOptions
 * @property {() => number} clock milliseconds since 1970
 * @property {string} prefix of every token that is made, so that a test can search for leaked ones
 * @property {number} lifetime of an access token, in seconds
 * @property {boolean} rotates whether a refresh gives a new refresh token and ends the one that was used
 * @property {readonly string[]} [lasting] access tokens that hold until they are ended by hand
 * @property {readonly string[]} [refreshTokens] refresh tokens that exist from the beginning
 *
 * @typedef {object} Grant
 * @property {string} access_token
 * @property {string} refresh_token
 * @property {number} expires_in in seconds
 */

export class TokenBook {
  /** @type {Map<string, number>} access token → when it ends, in milliseconds since 1970 */
  #access = new Map();
  /** @type {Set<string>} */
  #refresh;
  #made = 0;
  /** @type {string[]} */
  #known;

  /** @param {TokenBookOptions} options */
  constructor(options) {
    this.options = options;
    for (const token of options.lasting ?? []) this.#access.set(token, Infinity);
    this.#refresh = new Set(options.refreshTokens ?? []);
    this.#known = [...(options.lasting ?? []), ...(options.refreshTokens ?? [])];
  }

  /** Every token that was ever valid here: what no log, error or cursor may hold. */
  get secrets() {
    return [...this.#known];
  }

  /** The grants given out so far. */
  get issued() {
    return this.#made;
  }

  /** @param {string | null | undefined} token */
  holds(token) {
    const end = this.#access.get(token ?? "");
    return end !== undefined && this.options.clock() < end;
  }

  /** @returns {Grant} */
  issue() {
    const { prefix, lifetime } = this.options;
    this.#made += 1;
    const grant = {
      access_token: `${prefix}-access-${this.#made}`,
      refresh_token: `${prefix}-refresh-${this.#made}`,
      expires_in: lifetime,
    };
    this.#access.set(grant.access_token, this.options.clock() + lifetime * 1000);
    this.#refresh.add(grant.refresh_token);
    this.#known.push(grant.access_token, grant.refresh_token);
    return grant;
  }

  /**
   * A new grant for a refresh token; null if the token is unknown or was used up. Where tokens do not
   * rotate, the grant carries the refresh token that was given.
   * @param {string | null | undefined} refreshToken
   * @returns {Grant | null}
   */
  refresh(refreshToken) {
    if (!refreshToken || !this.#refresh.has(refreshToken)) return null;
    const grant = this.issue();
    if (this.options.rotates) {
      this.#refresh.delete(refreshToken);
      return grant;
    }
    this.#refresh.delete(grant.refresh_token);
    return { ...grant, refresh_token: refreshToken };
  }

  /**
   * Ends one token, access or refresh, as a platform does whose user authorises anew.
   * @param {string} token
   */
  end(token) {
    this.#access.delete(token);
    this.#refresh.delete(token);
  }

  /** Ends every access token, the lasting ones too, as a platform does that restarts. */
  endAll() {
    this.#access.clear();
  }

  /** Ends every refresh token. */
  revokeAll() {
    this.#refresh.clear();
  }
}
