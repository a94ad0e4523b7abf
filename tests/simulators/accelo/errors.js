// What a call is refused with; the words are those of the documentation's page of status codes.

/** An answer that is an error. */
export class Failure extends Error {
  /**
   * @param {number} status
   * @param {string} word
   * @param {string} message
   */
  constructor(status, word, message) {
    super(message);
    this.status = status;
    this.word = word;
  }
}

export class InvalidRequest extends Failure {
  /** @param {string} message */
  constructor(message) {
    super(400, "invalid_request", message);
  }
}

export class Forbidden extends Failure {
  /** @param {string} message */
  constructor(message) {
    super(403, "invalid_permission", message);
  }
}

/** No token, or none that is valid: documented as the same word as for a client that is not. */
export class Unauthenticated extends Failure {
  /** @param {string} message */
  constructor(message) {
    super(401, "invalid_client", message);
  }
}
