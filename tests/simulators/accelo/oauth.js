// Tokens of a deployment, at /oauth2/v0 on its host: for service applications by their own credentials, for web
// applications by a refresh token. The consent page of a user (/authorize) is not here: the demo refresh token is what
// it would have led to. A reconstruction: one application that is both a service and a web application.

import { credentialsOf, json } from "../shared/http.js";
import { TokenBook } from "../shared/tokens.js";
import { Failure, InvalidRequest } from "./errors.js";
import { NO_RIGHTS, rightsOf } from "./scopes.js";

/**
 * @typedef {import("./parameters.js").Parameters} Parameters
 * @typedef {import("./scopes.js").Rights} Rights
 *
 * @typedef {object} OauthOptions
 * @property {() => number} clock milliseconds
 * @property {import("../shared/switches.js").Switches} switches
 * @property {string} accessToken lasting, for everything
 * @property {string} readToken lasting, with the scope read(all)
 * @property {string} powerlessToken lasting, without any right over tasks
 * @property {string} [clientId]
 * @property {string} [clientSecret]
 * @property {string} [refreshToken]
 */

/** 30 days, in seconds. */
const LIFETIME = 2_592_000;
const READ = "read(all)";
const EVERYTHING = "read(all),write(all)";

/** @param {OauthOptions} options */
export function createOauth({ clock, switches, accessToken, readToken, powerlessToken, ...rest }) {
  const { clientId = "accelo-client", clientSecret = "accelo-client-secret", refreshToken = "accelo-demo-refresh" } = rest;
  const basic = btoa(`${clientId}:${clientSecret}`);
  const tokens = new TokenBook({
    clock,
    prefix: "accelo",
    lifetime: LIFETIME,
    rotates: switches.refreshTokens === "rotated",
    lasting: [accessToken, readToken, powerlessToken],
    refreshTokens: [refreshToken],
  });
  /** @type {Map<string, string>} tokens that are not for everything → scope */
  const scopes = new Map([[readToken, READ]]);
  /** @type {Set<string>} refresh tokens that are revoked, or were given to nobody: service applications have none */
  const withheld = new Set();
  /** @type {Map<string, number>} access tokens that end otherwise than the book says: by `expires_in`, or revoked */
  const ends = new Map();

  /** @param {Request} request */
  function checkClient(request) {
    if (credentialsOf(request, "Basic") === basic) return;
    throw new Failure(401, "invalid_client", "The client is unknown, its secret is wrong, or no Basic authorization was given");
  }

  /** @param {Parameters} parameters */
  function grant(parameters) {
    const type = parameters.grant_type;
    if (type === undefined) throw new InvalidRequest("grant_type is missing");
    if (type === "client_credentials") return byCredentials(parameters);
    if (type === "refresh_token") return byRefreshToken(parameters);
    if (type === "authorization_code") throw new Failure(400, "invalid_grant", "Grant was not found (possibly expired).");
    throw new Failure(400, "unsupported_grant_type", `There is no grant type "${type}"`);
  }

  /** @param {Parameters} parameters */
  function byCredentials(parameters) {
    const scope = String(parameters.scope ?? READ);
    rightsOf(scope);
    const seconds = lifetimeOf(parameters);
    const { access_token, refresh_token } = tokens.issue();
    withheld.add(refresh_token);
    scopes.set(access_token, scope);
    ends.set(access_token, clock() + seconds * 1000);
    return {
      access_token,
      ...lifetime(seconds),
      token_type: "Bearer",
      deployment: "demo",
      deployment_name: "Demo",
      deployment_uri: "https://demo.accelo.com",
      account_id: "1",
      account_details: { user_access: {}, user_defined_title: {}, locale: { currency_symbol: "$", timezone: "UTC" } },
    };
  }

  /** @param {Parameters} parameters */
  function byRefreshToken(parameters) {
    const given = parameters.refresh_token;
    if (given === undefined) throw new InvalidRequest("refresh_token is missing");
    const made = withheld.has(given) ? null : tokens.refresh(given);
    if (!made) throw new Failure(400, "invalid_grant", "Grant was not found (possibly expired).");
    return { access_token: made.access_token, refresh_token: made.refresh_token, token_type: "Bearer", ...lifetime(LIFETIME) };
  }

  /** @param {Parameters} parameters seconds; more than the 30 days of the default are not given (a reconstruction) */
  function lifetimeOf({ expires_in: given }) {
    if (given === undefined) return LIFETIME;
    if (!/^[1-9]\d{0,9}$/.test(String(given))) throw new InvalidRequest(`expires_in is a number of seconds, not "${given}"`);
    return Math.min(Number(given), LIFETIME);
  }

  /** @param {number} seconds */
  function lifetime(seconds) {
    return { expires_in: switches.expiresIn === "text" ? String(seconds) : seconds };
  }

  /** @param {Failure} failure */
  function refused({ status, word, message }) {
    if (switches.oauthErrors === "oauth") return json({ error: word, error_description: message }, status);
    return json({ response: null, meta: { status: word, message, more_info: "https://api.accelo.com/docs/#status-codes" } }, status);
  }

  /**
   * @param {() => unknown} run
   */
  function answered(run) {
    try {
      return json(run());
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      return refused(error);
    }
  }

  return {
    tokens,
    secrets: () => [...tokens.secrets, clientSecret, basic],
    refused,
    /** @param {Request} request @param {Parameters} parameters */
    token: (request, parameters) =>
      answered(() => {
        checkClient(request);
        return grant(parameters);
      }),
    /**
     * The client may be named in the parameters here. That a token nobody has is no error is a reconstruction.
     * @param {Request} request @param {Parameters} parameters
     */
    revoke: (request, parameters) =>
      answered(() => {
        if (parameters.client_id !== clientId || parameters.client_secret !== clientSecret) checkClient(request);
        if (parameters.token === undefined) throw new InvalidRequest("token is missing");
        ends.set(parameters.token, -Infinity);
        withheld.add(parameters.token);
        return { response: null, meta: { status: "ok", message: "Everything executed as expected." } };
      }),
    /**
     * @param {string} token
     * @returns {Rights | null} null for a token that is not valid, or not any more
     */
    rights(token) {
      if (!tokens.holds(token) || clock() >= (ends.get(token) ?? Infinity)) return null;
      return token === powerlessToken ? NO_RIGHTS : rightsOf(scopes.get(token) ?? EVERYTHING);
    },
  };
}
