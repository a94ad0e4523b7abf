// The demo connections: with tokens that last, and with what a client needs to fetch its own.

import { ENTRIES, forEach } from "./platforms.js";

/**
 * @typedef {import("./index.js").Connection} Connection
 */

/** Complete sets of credentials by platform and grant. */
export const OAUTH_CREDENTIALS = forEach(({ grants }) => grants);

/** @returns {Connection[]} */
export function demoConnections() {
  return ENTRIES.map(({ platform, connection: { id, ...settings } }) => ({ id, platform, ...settings }));
}

/**
 * The same connections with the first grant of each platform in place of the lasting token.
 * @returns {Connection[]}
 */
export function oauthConnections() {
  return demoConnections().map((connection) => {
    const [credentials] = Object.values(OAUTH_CREDENTIALS[connection.platform]);
    return { ...connection, credentials };
  });
}

/** The access tokens that the demo handlers know: token → connection id. @returns {Record<string, string>} */
export function demoAccessTokens() {
  return Object.fromEntries(demoConnections().map(({ id }, i) => [`00000000-0000-4000-8000-00000000000${i + 1}`, id]));
}

/** What of a connection's credentials is secret: not the names of clients and users. */
const SECRET_NAMES = ["access_token", "api_token", "client_secret", "refresh_token"];

/** Those of every connection and grant. @returns {string[]} */
export function demoSecrets() {
  const sets = [
    ...demoConnections().map(({ credentials }) => credentials),
    ...Object.values(OAUTH_CREDENTIALS).flatMap((grants) => Object.values(grants)),
  ];
  return sets.flatMap((set) => Object.entries(set).flatMap(([name, value]) => (SECRET_NAMES.includes(name) ? value : [])));
}
