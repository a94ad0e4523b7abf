// POST, PATCH and DELETE on `projects/task`. Where the documents name a rule without its error, the error is a
// reconstruction in the documented envelope.

import { json } from "../shared/http.js";
import { QueryError, noTask, refusal, wrongContentType } from "./errors.js";
import { Idempotency } from "./idempotency.js";
import { customerOfProject, entityOfProject, findReference, href, sees } from "./references.js";
import { TASK_REFERENCES, readDraft } from "./writable.js";

/**
 * @typedef {import("./writable.js").Values} Values
 * @typedef {import("./writable.js").Pointer} Pointer
 * @typedef {import("./references.js").Parts} Parts
 * @typedef {{ key: string, id: string }} User
 *
 * @typedef {object} Account
 * @property {import("./state.js").State} state
 * @property {import("./fields.js").Fields} fields
 * @property {import("../shared/switches.js").Switches} switches
 * @property {() => number} clock milliseconds since 1970
 * @property {import("../shared/http.js").Effect[]} effects
 *
 * @typedef {{ request: Request, entity: string | null, user: User }} Call
 */

export class Writes {
  /** @param {Account} account */
  constructor(account) {
    this.account = account;
    this.idempotency = new Idempotency(account.switches);
  }

  /** @param {Call} call */
  create({ request, entity, user }) {
    return this.#once(request, (body) => {
      const { state, fields, switches } = this.account;
      const draft = readDraft(body, fields, switches, true);
      /** @type {Values} */
      const values = { isMilestone: false, isUtilized: false, isBillable: false, ...draft.values };
      setProject(values, this.#project(/** @type {Pointer} */ (draft.references.get("project")), entity));
      draft.references.delete("project");
      values.id ??= this.#freeId(values["project.key"]);
      this.#checkUnique(values["project.key"], values, -1);
      this.#setReferences(values, draft.references, values["project.key"], null, entity);
      this.#stampCompletion(values, null);
      const key = state.insert({ ...values, ...created(user, this.account.clock()), ...modified(user, this.account.clock()) });
      this.#note("create", key, body);
      return this.#written(state.indexOf(key), 201);
    });
  }

  /** @param {Call} call @param {string} key */
  update({ request, entity, user }, key) {
    return this.#once(request, (body) => {
      const { state, fields, switches } = this.account;
      const index = this.#visible(key, entity);
      if (index < 0) return noTask(switches, key);
      const draft = readDraft(body, fields, switches, false);
      const project = state.get("project.key", index);
      this.#checkUnique(project, draft.values, index);
      this.#setReferences(draft.values, draft.references, project, key, entity);
      this.#stampCompletion(draft.values, index);
      state.update(index, { ...draft.values, ...modified(user, this.account.clock()) });
      this.#note("update", key, body);
      return this.#written(index, 200);
    });
  }

  /** @param {Call} call @param {string} key */
  remove({ entity }, key) {
    const { state, switches } = this.account;
    const index = this.#visible(key, entity);
    if (index < 0) return noTask(switches, key);
    if (switches.deleteOfParent === "refused") {
      const refers = (/** @type {number} */ i) => TASK_REFERENCES.some((name) => state.get(`${name}.key`, i) === key && i !== index);
      if (state.indices().some(refers)) throw rule(`Other tasks refer to the task ${key}`, "/key", "IA.TASK_IN_USE");
    }
    state.remove(index);
    this.#note("delete", key);
    return new Response(null, { status: 204 });
  }

  /**
   * Does a write, unless its Idempotency-Key was used before.
   * @param {Request} request
   * @param {(body: unknown) => Response} act
   */
  async #once(request, act) {
    if (!/\bjson\b/.test(request.headers.get("content-type") ?? "")) return wrongContentType();
    const text = await request.text();
    return this.idempotency.once(request, text, () => {
      try {
        return act(parsed(text));
      } catch (error) {
        if (!(error instanceof QueryError)) throw error;
        return refusal(error, this.account.switches);
      }
    });
  }

  /** @param {import("../shared/http.js").Effect["kind"]} kind @param {string} id @param {unknown} [detail] the body */
  #note(kind, id, detail) {
    this.account.effects.push({ kind, id, at: this.account.clock(), ...(detail === undefined ? {} : { detail }) });
  }

  /** @param {string} key @param {string | null} entity the row, or -1 if it is not there or not seen */
  #visible(key, entity) {
    const { state, switches } = this.account;
    const index = state.indexOf(key);
    return index >= 0 && sees(state.entity(index), entity, switches) ? index : -1;
  }

  /** @param {number} index @param {number} status */
  #written(index, status) {
    const { state, switches } = this.account;
    const row = Object.fromEntries(["key", "id", "href"].map((name) => [name, state.get(name, index)]));
    return json({ "ia::result": row, "ia::meta": writeMeta(switches) }, status);
  }

  /** @param {Pointer} pointer @param {string | null} entity */
  #project(pointer, entity) {
    const { state, switches } = this.account;
    const parts = findReference("project", pointer, state.store.projects);
    if (parts && sees(entityOfProject(parts.key), entity, switches)) return parts;
    throw noSuch("project", pointer);
  }

  /** @param {import("./data.js").Raw} project the key */
  #freeId(project) {
    const { state } = this.account;
    const taken = new Set(state.rowsOfProject(project).map((i) => state.get("id", i)));
    let id = `T-${state.nextKey}`;
    for (let more = 2; taken.has(id); more += 1) id = `T-${state.nextKey}-${more}`;
    return id;
  }

  /**
   * Name and id are unique within the project.
   * @param {import("./data.js").Raw} project the key
   * @param {Values} values
   * @param {number} own the row that is written
   */
  #checkUnique(project, values, own) {
    const { state } = this.account;
    const given = ["name", "id"].filter((name) => values[name] !== undefined);
    if (given.length === 0) return;
    for (const index of state.rowsOfProject(project)) {
      const taken = index === own ? undefined : given.find((name) => state.get(name, index) === values[name]);
      if (taken) throw rule(`/${taken} is not unique within the project: ${values[taken]}`, `/${taken}`, "IA.NOT_UNIQUE");
    }
  }

  /**
   * @param {Values} values to write into
   * @param {Map<string, Pointer | null>} references
   * @param {import("./data.js").Raw} project the key of the task's own
   * @param {string | null} key of the task that is written; null for a new one
   * @param {string | null} entity
   */
  #setReferences(values, references, project, key, entity) {
    const { state } = this.account;
    for (const [name, pointer] of references) {
      if (TASK_REFERENCES.includes(name)) {
        values[`${name}.key`] = pointer === null ? null : this.#task(name, pointer, project, key, entity);
        continue;
      }
      const parts = pointer === null ? {} : findReference(name, pointer, state.store.projects);
      if (parts === null) throw noSuch(name, /** @type {Pointer} */ (pointer));
      setParts(values, name, parts, state.columns);
    }
  }

  /**
   * The key of another task, which has to be there, and not to hang on this one.
   * @param {string} name
   * @param {Pointer} pointer
   * @param {import("./data.js").Raw} project
   * @param {string | null} own
   * @param {string | null} entity
   */
  #task(name, pointer, project, own, entity) {
    const { state, switches } = this.account;
    const key = /** @type {string} */ (pointer.key);
    const index = this.#visible(key, entity);
    if (index < 0) throw noSuch(name, pointer);
    if (switches.foreignTask === "refused" && state.get("project.key", index) !== project) {
      throw rule(`/${name} is a task of another project`, `/${name}/key`, "IA.OTHER_PROJECT");
    }
    const met = new Set();
    for (let above = /** @type {import("./data.js").Raw} */ (key); above !== null && !met.has(above); ) {
      if (above === own) throw rule(`/${name} ${key} hangs on this task itself`, `/${name}/key`, "IA.CIRCULAR_REFERENCE");
      met.add(above);
      const next = state.indexOf(String(above));
      above = next < 0 ? null : state.get(`${name}.key`, next);
    }
    return key;
  }

  /** @param {Values} values @param {number | null} index null for a new task */
  #stampCompletion(values, index) {
    const { state, switches, clock } = this.account;
    if (switches.completionDate !== "stamped" || values.taskStatus === undefined) return;
    const was = index === null ? null : state.get("taskStatus", index);
    if (values.taskStatus === was) return;
    if (values.taskStatus === "completed") values["actual.endDate"] = Math.floor(clock() / 86_400_000);
    else if (was === "completed") values["actual.endDate"] = null;
  }
}

/** @param {string} text */
export function parsed(text) {
  try {
    return text.trim() === "" ? null : JSON.parse(text);
  } catch {
    throw new QueryError("The payload is not JSON", "/");
  }
}

/** @param {import("../shared/switches.js").Switches} switches */
function writeMeta(switches) {
  const alone = switches.writeMeta === "dialect" ? switches.dialect === "seed" : switches.writeMeta === "total";
  return alone ? { totalCount: 1 } : { totalCount: 1, totalSuccess: 1, totalError: 0 };
}

/** @param {User} user @param {number} now milliseconds */
export function created(user, now) {
  return stamps("created", user, now);
}

/** @param {User} user @param {number} now milliseconds */
export function modified(user, now) {
  return stamps("modified", user, now);
}

/** @param {"created" | "modified"} what @param {User} user @param {number} now @returns {Values} */
function stamps(what, user, now) {
  return {
    [`audit.${what}DateTime`]: Math.floor(now / 1000),
    [`audit.${what}ByUser.key`]: user.key,
    [`audit.${what}ByUser.id`]: user.id,
    [`audit.${what}ByUser.href`]: href("company-config/user", user.key),
  };
}

/** @param {Values} values @param {Parts} parts of a project */
export function setProject(values, parts) {
  for (const [part, value] of Object.entries(parts)) values[`project.${part}`] = value;
  for (const [part, value] of Object.entries(customerOfProject(parts.key))) values[`customer.${part}`] = value;
}

/**
 * All parts of a reference; those that it does not have become null.
 * @param {Values} values
 * @param {string} name
 * @param {Parts} parts
 * @param {ReadonlyMap<string, unknown>} columns
 */
export function setParts(values, name, parts, columns) {
  for (const column of columns.keys()) {
    if (column.startsWith(`${name}.`)) values[column] = parts[column.slice(name.length + 1)] ?? null;
  }
}

/** @param {string} message @param {string} target @param {string} messageId */
function rule(message, target, messageId) {
  return new QueryError(message, target, { messageId, rule: true });
}

/** @param {string} name @param {Pointer} pointer */
function noSuch(name, pointer) {
  const by = pointer.key === undefined ? `the id ${pointer.id}` : `the key ${pointer.key}`;
  return rule(`/${name}: there is none with ${by}`, `/${name}`, "IA.REFERENCE_NOT_FOUND");
}
