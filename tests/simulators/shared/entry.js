// What the registry has of each platform: everything about it that is needed beside its simulator.

/**
 * @typedef {import("./http.js").Simulator} Simulator
 * @typedef {import("./switches.js").SwitchTable} SwitchTable
 * @typedef {import("../expected.js").ExpectedTask} ExpectedTask
 * @typedef {import("../expected-whole.js").Details} Details
 * @typedef {Record<string, any>} Row
 *
 * @typedef {object} Expected what a client has to make of the simulator's rows, from the tables of the design; each list is
 *   in the order of the rows
 * @property {Readonly<Record<string, string>>} statuses the unified status of each word that the documents know
 * @property {(simulator: Simulator) => Omit<ExpectedTask, "status" | "platform_url" | "platform" | "connection_id">[]} base
 * @property {(simulator: Simulator) => string[]} [derived] the statuses, where the platform has no word for them
 * @property {(row: Row) => string[]} [path] what stands before a task's own id in its path
 * @property {readonly string[]} [words] those that a status map may name, known to the documents and not; the known ones unless
 *   given, none where statuses are derived
 * @property {readonly string[][]} [wholes] paths of objects and lists in a record
 * @property {(simulator: Simulator, links: readonly string[]) => Row[]} records the platform's own record: the row that its
 *   list gives when all published fields are asked for; `links` are those that a filter's path leads into
 * @property {(record: Row, task: ExpectedTask, switches: Simulator["switches"], row: Row) => Partial<Details>} details less
 *   the description, which is the record's
 *
 * @typedef {"limit" | "server" | "token"} Trouble
 * @typedef {"own" | "bare" | "top" | "gateway" | "html" | "empty"} Shape own: the platform's envelope; bare, top, gateway:
 *   other envelopes of some platforms
 *
 * @typedef {object} Faults what faults have to know of the platform
 * @property {Readonly<Record<string, RegExp>>} routes its calls by name, as `METHOD /path`; what several platforms have goes
 *   by one name
 * @property {Readonly<Record<string, string>>} samples one call of each name that does not stand for others, as `METHOD URL`
 * @property {(request: Request, url: URL) => Promise<string>} [methodOf] the method that counts, where it is not the verb
 * @property {Readonly<Record<string, "seconds" | "unix">>} retryHeaders the headers that tell when to come again, and their
 *   units: seconds from now, or a Unix time
 * @property {Readonly<Record<string, string>>} [limitHeaders] what stands beside its own retry header
 * @property {readonly Shape[]} shapes of its errors
 * @property {Shape} [tooMany] the shape of a 429, unless it is its own envelope
 * @property {(trouble: Trouble, message: string, shape: Shape, token: boolean) => object} errorBody in its own envelope;
 *   `token`: a token endpoint answers, whose envelope may be another one
 * @property {boolean} errorIn200 whether it has an envelope that tells an error under a status of success
 * @property {boolean} tokens whether it gives out tokens that end
 * @property {string} id the field of a row that is its id
 * @property {string} name the field of a row that is its name
 * @property {(simulator: Simulator) => Row} [place] what a new task must have beside its name
 * @property {(body: any) => unknown} list the rows in an answer's body, if there are some
 * @property {(body: any) => unknown} [tasks] the tasks alone, where `list` gives other rows too
 * @property {string} withoutList a page that has everything but its list
 * @property {(page: number, perPage: number, simulator: Simulator) => [string, RequestInit]} page asks for a page of tasks,
 *   counted from 0, with the demo credentials
 */

/**
 * @template {string} P
 * @template {Simulator} S
 * @typedef {object} Entry
 * @property {P} platform
 * @property {string} fixtures the folder of its fixtures below tests/golden
 * @property {number} number from 1, another one for each platform: chooses the data, and ends the demo access token
 * @property {(options?: any) => S} create
 * @property {SwitchTable} switches
 * @property {(host: string) => boolean} isHost whether the simulator answers for a host
 * @property {{ id: string, credentials: Record<string, string>, [setting: string]: any }} connection the demo connection, with
 *   a token that lasts
 * @property {Readonly<Record<string, Record<string, string>>>} grants complete sets of credentials by the field that decides
 *   the grant; the first one is that of the connection which fetches its own tokens
 * @property {{ project: boolean, rest: Readonly<Record<string, any>> }} draft the least that a new task has beside its name:
 *   whether it stands in a project, and other fields of a unified draft
 * @property {Expected} expected
 * @property {Faults} faults
 */

/**
 * An entry of the registry, with the types of its own name and simulator.
 * @template {string} P
 * @template {Simulator} S
 * @param {Entry<P, S>} one
 * @returns {Entry<P, S>}
 */
export const entry = (one) => one;
