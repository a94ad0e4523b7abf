// No recorded 404, 405 or 422 body of this API was found: those here are reconstructions in the documented
// envelopes. The envelope of a wrong field is the seed's.

import { json } from "../shared/http.js";

const SUPPORT_ID = "sQrM9%7EYdh5oDEWVb80mrn9xuHjoAAAABBQ";

/** A request that is refused. */
export class QueryError extends Error {
  /**
   * @param {string} message
   * @param {string} target a pointer to the offending part, e.g. `/filters/0/$eq`
   * @param {{ errorId?: string, messageId?: string, placeholders?: Record<string, string>, rule?: boolean }} [more]
   *   `rule`: the payload is well-formed, what it asks for is not allowed
   */
  constructor(message, target, more = {}) {
    super(message);
    this.target = target;
    this.more = more;
  }
}

/**
 * @param {string} field
 * @returns {QueryError}
 */
export function invalidField(field) {
  return new QueryError(`/${field} is not a valid field`, `/${field}`, {
    errorId: "REST-1043",
    messageId: "IA.NOT_A_VALID_FIELD",
    placeholders: { FIELD: `/${field}` },
  });
}

/**
 * @param {QueryError} error
 * @param {import("../shared/switches.js").Switches} switches
 */
export function refusal(error, switches) {
  const { errorId, messageId = "IA.INVALID_REQUEST", placeholders = {}, rule = false } = error.more;
  if (errorId === "REST-1028") {
    return envelope(switches, 400, { message: error.message, errorId, messageId });
  }
  if (errorId === "REST-1043" && switches.badFieldError === "REST-1106") {
    return envelope(switches, 400, { message: error.message, errorId: "REST-1106", messageId, placeholders });
  }
  const detail = {
    code: "invalidRequest",
    message: error.message,
    ...(errorId ? { errorId } : {}),
    target: error.target,
    additionalInfo: { messageId, placeholders, propertySet: {} },
  };
  return envelope(switches, rule ? Number(switches.ruleStatus) : 400, {
    message: "Payload contains errors",
    errorId: "REST-1064",
    messageId: "IA.PAYLOAD_CONTAINS_ERRORS",
    details: [detail],
  });
}

/**
 * @param {import("../shared/switches.js").Switches} switches
 * @param {number} status
 * @param {{ code?: string, message: string, errorId?: string, messageId?: string,
 *   placeholders?: Record<string, string>, details?: object[] }} error
 */
export function envelope(switches, status, error) {
  const { code = "invalidRequest", message, errorId, messageId, placeholders = {}, details } = error;
  const body = {
    code,
    message,
    supportId: SUPPORT_ID,
    ...(errorId ? { errorId } : {}),
    ...(messageId ? { additionalInfo: { messageId, placeholders, propertySet: {} } } : {}),
    ...(details ? { details } : {}),
  };
  const meta = { totalCount: 1, totalSuccess: 0, totalError: 1 };
  if (switches.errorShape === "top") return json({ "ia::error": body, "ia::meta": meta }, status);
  return json({ "ia::result": { "ia::error": body }, "ia::meta": meta }, status);
}

/** @param {import("../shared/switches.js").Switches} switches */
export function invalidToken(switches) {
  const status = Number(switches.invalidTokenStatus);
  if (switches.gatewayShape === "gateway") return gateway(status, "GW-0011", "Invalid token", { errorId: "REST-2102" });
  return envelope(switches, status, { code: "unauthorized", message: "Invalid token", errorId: "REST-2102" });
}

/** @param {import("../shared/switches.js").Switches} switches */
export function forbidden(switches) {
  return envelope(switches, 403, {
    code: "forbidden",
    message: "The user does not have a permission for tasks",
  });
}

/**
 * @param {import("../shared/switches.js").Switches} switches
 * @param {string[]} allowed
 * @param {string} path
 */
export function noRoute(switches, allowed, path) {
  const [status, code, message] = allowed.length
    ? /** @type {const} */ ([405, "methodNotAllowed", `Only ${allowed.join(", ")} on ${path}`])
    : /** @type {const} */ ([404, "notFound", "Malformed URL"]);
  if (switches.gatewayShape === "gateway") return gateway(status, allowed.length ? "GW-0013" : "GW-0012", message, { path });
  return envelope(switches, status, { code, message });
}

/**
 * @param {import("../shared/switches.js").Switches} switches
 * @param {string} key
 */
export function noTask(switches, key) {
  return envelope(switches, 404, { code: "notFound", message: `There is no projects/task with the key ${key}` });
}

/**
 * @param {import("../shared/switches.js").Switches} switches
 * @param {string} key
 */
export function keyUsedTwice(switches, key) {
  return envelope(switches, 409, {
    code: "conflict",
    message: `The Idempotency-Key ${key} was sent with another request`,
    messageId: "IA.IDEMPOTENCY_KEY_CONFLICT",
  });
}

/**
 * A failure of the token endpoint. The documents show the envelope, not what is in it.
 * @param {import("../shared/switches.js").Switches} switches
 * @param {number} status
 * @param {string} message
 */
export function tokenFailure(switches, status, message) {
  const error = { code: status === 400 ? "invalidRequest" : "unauthorized", message, errorId: "REST-2102" };
  return switches.tokenErrorShape === "error" ? json({ error }, status) : envelope(switches, status, error);
}

/** The seed's own error: a body that is not JSON by its content type. Its envelope is at the top. */
export function wrongContentType() {
  const details = [{ code: "invalidRequest", message: "The content type is not valid", correction: "TODO" }];
  const error = { code: "invalidRequest", message: "Malformed URL", supportId: SUPPORT_ID, details };
  return json({ "ia::error": error }, 400);
}

/**
 * @param {number} status
 * @param {string} code
 * @param {string} message
 * @param {object} details
 */
function gateway(status, code, message, details) {
  return json({ "ia::error": { code, message, supportId: SUPPORT_ID, details } }, status);
}
