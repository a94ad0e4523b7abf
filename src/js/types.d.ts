/* `Platform` and `Connection` are made from the platforms' rooms and stand behind this file. */

export type Status = "not_started" | "planned" | "in_progress" | "completed" | "on_hold" | "unknown";

export type Expand = "details" | "platform_data";

/** A task in Rutter's shape. Times are `YYYY-MM-DDTHH:MM:SS.mmmZ`. */
export interface Task {
  /** URL-safe and stable; made of the connection and the platform's path. */
  id: string;
  platform_id: string;
  name: string;
  status: Status;
  created_at: string | null;
  updated_at: string | null;
  /** When this walk began to read the connection. */
  last_synced_at: string;
  platform_url: string | null;
  /** The platform's own word for the status. */
  platform_status: string | null;
  platform: Platform;
  connection_id: string;

  /* With expand "details"; null where the platform has none. */
  description?: string | null;
  start_at?: string | null;
  due_at?: string | null;
  completed_at?: string | null;
  assignees?: { id: string; name: string | null; email: string | null }[] | null;
  project?: { id: string; name: string | null } | null;
  parent_id?: string | null;
  priority?: string | null;
  /** From 0 to 1. */
  percent_complete?: number | null;
  is_billable?: boolean | null;
  is_milestone?: boolean | null;
  logged_hours?: number | null;

  /** With expand "platform_data": the platform's own record, less what looks like a secret. */
  platform_data?: unknown;

  /** On a task that is given although the list had passed its place in the order already: its source had failed before, or came out of order. */
  is_late?: true;
}

export interface Warning {
  code: string;
  message: string;
  connection_id?: string;
}

/** A place in a text, in UTF-16 code units: `text.slice(span.start, span.end)`. */
export interface Span {
  start: number;
  end: number;
}

/** What every thrown error carries; its `name` is "TaskweaveError". */
export interface TaskweaveError extends Error {
  code: string;
  help?: string;
  span?: Span;
  platform?: Platform;
  connection_id?: string;
  /** The HTTP status of the answer that it came from. */
  status?: number;
  platform_code?: string;
  platform_message?: string;
  retryable: boolean;
  /** Seconds. */
  retry_after?: number;
  /** Of a write of several calls that failed between them: the fields that were written already. */
  applied?: string[];
}

/** An error as data. */
export type ErrorData = Omit<TaskweaveError, "name" | "stack" | "cause">;

/** What relative times (`now-7d`, `today`) are told from. */
export interface ClockOptions {
  /** Milliseconds since 1970, or a Date; now, if left out. */
  now?: number | Date;
  /** How far the user's clock is ahead of UTC: where the days of `today` begin; 0, if left out. */
  utcOffsetMinutes?: number;
}

/** A filter language: ours, or a platform's own. */
export type Dialect = "taskweave" | Platform;

/** How a platform's own filter relates to a comparison: it lets the same tasks pass, those and more, or it says nothing of it. */
export type Class = "exact" | "inexact" | "unsupported";

/** A part of a platform's filter that has no exact counterpart here. */
export interface Note {
  part: string;
  class: Class;
  reason: string;
}

export interface ParseFilterOptions {
  /** The language of the text; ours, if left out. */
  dialect?: Dialect;
  /** What a platform's relative dates are told from. */
  now?: number | Date;
}

export type ParsedFilter =
  | {
      ok: true;
      /** In our language; empty where a platform's filter wants every task. */
      canonical: string;
      fields: string[];
      /** The order that a platform's filter asks for, as a `sort`. */
      sort?: string;
      /** What of a platform's filter is said roughly or not at all. */
      notes?: Note[];
    }
  | { ok: false; error: ErrorData };

export interface TranslateFilterOptions extends ClockOptions {
  /** The language of the text; ours, if left out. */
  from?: Dialect;
  to: Dialect;
}

export interface Translation {
  /** Empty if every task is wanted, or if nothing of the filter can be said. */
  text: string;
  class: Class;
  /** What is left to check, in our language. */
  residual: string | null;
  /** What became of each comparison. */
  parts: { predicate: string; class: Class; reason: string }[];
  /** The order that the text asks for, as a `sort`. */
  sort: string | null;
  /** What of the text is said roughly or not at all. */
  notes: Note[];
}

/** A status word of a platform → what it means on this connection. */
export type StatusMap = Record<string, Status>;

export interface IngestOptions {
  /** The platform's name in lower case, if left out. */
  connectionId?: string;
  statusMap?: StatusMap;
  /** Whether a row whose id is known replaces the known one. */
  upsert?: boolean;
  /** Whether the page's bytes are kept, for details and `platform_data`; true, if left out. Without them a task takes a fraction of the memory. */
  keep?: boolean;
  /** Milliseconds since 1970, or a Date; now, if left out. */
  now?: number | Date;
}

export interface Ingested {
  /** Tasks of the page that could be read. */
  rows: number;
  warnings: Warning[];
}

export interface NormalizeOptions extends Omit<IngestOptions, "upsert" | "keep"> {
  expand?: Expand | Expand[];
}

export interface SelectOptions extends ClockOptions {
  filter?: string;
  /** Such as `updated_at DESC, name`; as the rows came, if left out. */
  sort?: string;
  offset?: number;
  limit?: number;
}

/** A value that rows have, and how many of them. */
export interface Facet {
  value: string | boolean | null;
  count: number;
}

export interface HistogramOptions extends ClockOptions {
  filter?: string;
  /** How long each bucket is, by a clock `utcOffsetMinutes` ahead of UTC; weeks begin on Monday. */
  by: "hour" | "day" | "week" | "month" | "quarter" | "year";
}

/** A stretch of time, and how many rows have their time in it. */
export interface Bucket {
  /** When it begins, as a timestamp; it ends where the next one begins. */
  start: string;
  count: number;
}

/** Whose pages a `PageMerger` is given. */
export interface MergerSource {
  /** 1 to 64 letters, digits, `.`, `_` or `-`: the `connection_id` of its tasks. */
  id: string;
  platform: Platform;
  statusMap?: StatusMap;
  /** False where its pages come in no order: they are all waited for, and none of its tasks is ever late. Else that is told from its rows. */
  ordered?: boolean;
}

export interface PageMergerOptions extends ClockOptions {
  sources: MergerSource[];
  /** `updated_at DESC`, if left out. */
  sort?: string;
  filter?: string;
  /** The most tasks that `next` gives, 1 to 500; 50, if left out. */
  limit?: number;
  expand?: Expand | Expand[];
}

/** What a `PageMerger` can give so far. */
export interface Merged {
  tasks: Task[];
  /** Whether every source has ended and all tasks were given. */
  done: boolean;
  /** The sources without whose next page nothing more can be given; none while there is something to give. */
  needs: string[];
}

interface ConnectionBase {
  /** 1 to 64 letters, digits, `.`, `_` or `-`. */
  id: string;
  statusMap?: StatusMap;
}

interface Surroundings {
  /** Called instead of the platform's `fetch`. */
  fetch?: (request: Request) => Promise<Response> | Response;
  /** The clock. */
  now?: () => number | Date;
  /** How it waits, instead of the engine's timer; the signal is the call's, where it has one. */
  sleep?: (milliseconds: number, signal?: AbortSignal) => Promise<void>;
}

/** The tokens of a connection. */
export interface Tokens {
  access_token: string;
  refresh_token?: string | null;
  /** `YYYY-MM-DDTHH:MM:SS.mmmZ`. */
  expires_at?: string | null;
}

/** Keeps tokens. New ones are saved before they are used: some platforms end the refresh token that was used. */
export interface TokenStore {
  load(connectionId: string): Promise<Tokens | null | undefined> | Tokens | null | undefined;
  save(connectionId: string, tokens: Tokens): Promise<void> | void;
}

/** Keeps what was read of connections that are read whole (Kickserv, Zoho Books, sorts on names) where other instances
 * find it: page two of a walk then calls no platform, whoever answers it. Memory is asked first, then this, then the
 * platform.
 *
 * Keys are URL-safe texts of at most 128 characters, without credentials; they begin with the connection's id, so that
 * clients which share a store must mean the same account, seen with the same rights, by one id. The bytes hold tasks and
 * no credentials. They are checked when they come back (signed, where `cursorKey` is set: a store that others can write
 * to wants one), are not used when they are older than `cacheMs`, and are at most 25 MB: what is larger is not put.
 *
 * A store that fails or takes longer than about a second fails no request; the page has the warning `page_cache_failed`.
 * A write deletes what this client knows of its connection. Other instances may show a connection as it was before the
 * write for up to `cacheMs`, from their memory or from keys that this client has not met. `forceFetch` reads and puts
 * anew. */
export interface PageCache {
  get(key: string): Promise<Uint8Array | ArrayBuffer | null | undefined> | Uint8Array | ArrayBuffer | null | undefined;
  /** Keeps bytes for a time; losing them sooner does no harm. */
  put(key: string, bytes: Uint8Array, ttlMs: number): Promise<void> | void;
  delete?(key: string): Promise<void> | void;
}

export interface ClientOptions extends Surroundings {
  connections: Connection[];
  /** Calls that one connection may cost a request; 200. */
  maxCallsPerSource?: number;
  /** Calls that a request may cost; 400. */
  maxCalls?: number;
  /** Calls under way at once; 6. */
  maxCallsAtOnce?: number;
  /** Bytes of one answer of a platform; 32 MiB. */
  maxPageBytes?: number;
  /** Bytes of answers after which a request makes no further call, and bytes of what was read whole that memory keeps; 256 MiB. */
  maxBytes?: number;
  /** How often one call is repeated after a passing failure; 3. Writes are repeated only where the platform knows idempotency keys. */
  maxRetries?: number;
  /** How long a request may wait in all, for repeats and for rate limits; 30,000 ms. */
  maxWaitMs?: number;
  /** What to do when a platform asks to slow down: wait (the default), or fail at once. */
  onRateLimit?: "wait" | "fail";
  tokenStore?: TokenStore;
  /** How long a connection that was read whole is not read again; 60,000 ms. */
  cacheMs?: number;
  pageCache?: PageCache;
  /** What cursors are signed with (HMAC-SHA-256): a secret text of 16 characters or more. Of several the first signs, and all are accepted. Without one, cursors are not signed. */
  cursorKey?: string | string[];
  /** How long a cursor is good for, in milliseconds; for ever, if left out. */
  cursorTtl?: number;
}

/** A client of an edge handler: a browser needs one, since the platforms send no CORS headers. */
export interface RemoteOptions extends Surroundings {
  endpoint: string;
  accessTokens: string[];
}

export interface HandlerOptions extends ClientOptions {
  /** Which access token stands for which connection: token → connection id. */
  accessTokens: Record<string, string>;
}

export interface ListRequest {
  /** Ids; all connections, if left out. */
  connections?: string[];
  filter?: string;
  /** `updated_at DESC`, if left out. */
  sort?: string;
  /**
   * "source" gives tasks unordered, connection after connection as the platforms have them, and reads no more than
   * a page shows, so that a list of any size can be walked; without a `sort`.
   */
  order?: "sorted" | "source";
  /** 1 to 500; 50, if left out. */
  limit?: number;
  /** The `next_cursor` of the page before. */
  cursor?: string;
  expand?: Expand | Expand[];
  /** Whether a platform that fails fails the request ("strict", the default). */
  onError?: "strict" | "partial";
  /** Whether to read again what was read a moment ago. */
  forceFetch?: boolean;
  /** How far the user's clock is ahead of UTC, -1,080 to 1,080: where the days of `today` begin; 0, if left out. */
  utcOffsetMinutes?: number;
  /** Unix milliseconds, inclusive. */
  updatedAtMin?: number;
  updatedAtMax?: number;
  lastSyncedAtMin?: number;
  signal?: AbortSignal;
}

/** A request for what changed. Tasks come by `updated_at`, upwards. */
export interface ChangesRequest {
  /** Ids; all connections, if left out. */
  connections?: string[];
  filter?: string;
  /** 1 to 500; 50, if left out. */
  limit?: number;
  expand?: Expand | Expand[];
  onError?: "strict" | "partial";
  utcOffsetMinutes?: number;
  /** How far to read again what was read before: a change may become visible that much later than its `updated_at` says; 60,000 ms. Repeats are dropped. */
  overlapMs?: number;
  signal?: AbortSignal;
}

/** All tasks of a list, for `for await`: `client.tasks()`.
 *
 * Nothing is asked for before the first `next()`. When the first task of a page is taken, the page after it is asked
 * for in the background; there are never more than two pages in memory. Leaving the loop (`return()`) and the request's
 * signal end the calls that are under way at once; after the signal, `next()` rejects with `aborted`.
 *
 * An error of a page is thrown once, after all tasks of the pages before it. The stream is not over then: the `next()`
 * after it asks for the same page again. */
export interface TaskWalk extends AsyncIterableIterator<Task, undefined, undefined> {
  next(): Promise<IteratorResult<Task, undefined>>;
  return(): Promise<IteratorResult<Task, undefined>>;
  [Symbol.asyncIterator](): TaskWalk;
  /** The cursor that the page of the last given task was asked with; null is the list's first page. A walk that begins
   * with it (`tasks({ …, cursor })`) gives that page again, with the tasks of it that were taken already, and goes on
   * from there: no task is missed, and at most a page is given twice. */
  readonly cursor: string | null;
}

export interface GetRequest {
  connections?: string[];
  /** Whether the id is a task's `id` ("rutter", the default) or its `platform_id`. */
  idType?: "rutter" | "platform";
  expand?: Expand | Expand[];
  signal?: AbortSignal;
}

/** A task that is to be created. What a platform cannot write is an error, before any call. */
export interface TaskDraft {
  name?: string;
  description?: string | null;
  status?: Exclude<Status, "unknown">;
  /** `YYYY-MM-DD`, or a time with its zone. */
  start_at?: string | Date | null;
  due_at?: string | Date | null;
  completed_at?: string | Date | null;
  /** Ids, or objects that have one; they replace those that are there. */
  assignees?: (string | number | { id: string })[] | null;
  project?: string | number | { id: string } | null;
  parent_id?: string | number | { id: string } | null;
  /** Another name for `parent_id`. */
  parent?: string | number | { id: string } | null;
  priority?: string | null;
  percent_complete?: number | string | null;
  is_billable?: boolean | null;
  is_milestone?: boolean | null;
  logged_hours?: number | string | null;
  /** The platform's own fields, by its own names; `capabilities` lists them. */
  platform_fields?: Record<string, unknown>;
}

/** What is to be changed of a task; what is not named stays, and null empties a field. */
export type TaskPatch = TaskDraft;

export interface WriteRequest {
  connections?: string[];
  /** What the task that is read back carries. */
  expand?: Expand | Expand[];
  /** Forwarded where the platform knows such keys; else a warning says that it does not. */
  idempotencyKey?: string;
  signal?: AbortSignal;
}

export interface WriteAnswer {
  /** The task's unified id. */
  id: string;
  connection_id: string;
  /** The task read back; null or absent where there is none any more, or where reading back failed (a warning says why). */
  task?: Task | null;
  /** What the platform answered to the write, without secrets. */
  platform_answer: unknown;
  warnings: Warning[];
}

/** What Kickserv tells of a task: its employee, the customer of the appointment, the customer of somebody on the way. */
export type NotifyKind = "employee" | "details" | "on_the_way";

export interface CountAnswer {
  count: number;
  sources: {
    connection_id: string;
    platform: Platform;
    count: number;
    /** Who counted: the platform; this module, after reading its tasks; nobody, where the filter is true of none. */
    counted: "platform" | "here" | "not_read";
    calls: number;
  }[];
  warnings: Warning[];
}

/** A job that tasks can be created on. */
export interface Job {
  id: string;
  name: string | null;
  status: string | null;
}

/** A call that is passed through. */
export interface RawCall {
  /** GET, if left out. */
  method?: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** Below the platform's base, such as `/tasks/17`. */
  path: string;
  query?: Record<string, string | number | boolean | (string | number | boolean)[]>;
  /** JSON, or the fields of a form where the platform takes forms. */
  body?: unknown;
}

export interface RawAnswer {
  status: number;
  /** Without secrets; null if there is none or it is no JSON. */
  body: unknown;
  text?: string;
}

export type Operation =
  | "list"
  | "get"
  | "get_by_platform_id"
  | "create"
  | "update"
  | "delete"
  | "notify"
  | "jobs"
  | "count"
  | "raw";

/** How sure a fact is: the document that says it, or why it is taken to be so. */
export type Basis = { documented: string } | { assumed: string };

export interface ConnectionCapabilities {
  connection_id: string;
  platform: Platform;
  operations: { operation: Operation; call: string | null; basis: Basis; note?: string; kinds?: string[] }[];
  writable: {
    field: keyof Task;
    /** Null where the platform has none to write. */
    platform_field: string | null;
    create: "no" | "optional" | "required";
    update: "no" | "optional" | "required";
    nullable: boolean;
    basis: Basis;
    note?: string;
  }[];
  platform_fields: { create: string[]; update: string[]; custom?: string; basis: Basis };
  idempotency_key: Basis | null;
  /** Whether deleted tasks can be seen. */
  deletions: { shown: "not_visible"; basis: Basis };
  limits: { name: string; value: number; unit: string; basis: Basis }[];
  assumptions: { switch: string; open: string; done: string }[];
  /** Every filter is honoured on every platform: what a platform cannot do is done here. */
  fields: {
    field: string;
    filterable: boolean;
    sortable: boolean;
    ordered_by_platform: boolean;
    always_null: boolean;
    exact: string[];
    inexact: string[];
  }[];
}

export interface RateLimit {
  limit: number | null;
  remaining: number | null;
  resets_at: string | null;
}

export interface SourceReport {
  connection_id: string;
  platform: Platform;
  /** "not_read" where the filter is true of none of its tasks. */
  mode: "keyset" | "materialised" | "source" | "not_read";
  /** "best_effort" where pages are numbered, and rows may have moved from one to another. */
  consistency: "consistent" | "best_effort";
  calls: number;
  /** Rows that came from the platform or from memory. */
  fetched: number;
  /** Rows of this page. */
  kept: number;
  status: "done" | "more" | "waiting" | "failed";
  /** What the platform last said of its rate limit. */
  rate_limit: RateLimit | null;
  error?: ErrorData;
}

export interface Page {
  tasks: Task[];
  /** Whether the tasks are in one order over all connections. */
  order: "sorted" | "source";
  /** Null on the last page only: a page may be short or empty and still have one. */
  next_cursor: string | null;
  sources: SourceReport[];
  warnings: Warning[];
  /** On the last page: when the walk began, or when the oldest of what was kept from before it was read. */
  walk_started_at?: string;
}

/** What changed. A deleted task, one that the filter no longer leaves, and one whose `updated_at` is null are never in it. */
export interface ChangesPage {
  /** Each as it is now. */
  tasks: Task[];
  /** Where to go on: at once, or at any later time where there is no more yet. */
  next_cursor: string;
  /** If not, one has caught up. */
  has_more: boolean;
  sources: ChangesReport[];
  /** `repeats_possible`: more changed within the overlap than the cursor can remember, so tasks may be given again unchanged. */
  warnings: Warning[];
}

export interface ChangesReport extends SourceReport {
  /** Whether the platform can tell what changed. If not, it is not called. */
  can_tell: boolean;
  /** No platform shows deletions. */
  deletions: "not_visible";
  /** Why it cannot tell, and what to do instead. */
  reason?: string;
}

/** What a list would do for the next page. Nothing was called. */
export interface Explanation {
  /** In its canonical text; null without one. */
  filter: string | null;
  /** The same, its relative times told from when the walk began. */
  resolved_filter: string | null;
  order: "sorted" | "source";
  /** Null where there is none. */
  sort: string | null;
  limit: number;
  walk_started_at: string;
  sources: SourceExplanation[];
  warnings: Warning[];
}

export interface SourceExplanation {
  connection_id: string;
  platform: Platform;
  mode: "keyset" | "materialised" | "source" | "not_read";
  /** Why it is read so. */
  reason: string;
  consistency: "consistent" | "best_effort";
  /** Whether the platform keeps the order, or rows are put in order here, or nobody orders them. */
  sort: "pushed_down" | "here" | "none";
  /** What the filter comes to for this connection; null if all of its tasks match, or none. */
  filter: string | null;
  predicates: PredicateExplanation[];
  /** What the platform is asked for; null for all its tasks. */
  asked: string | null;
  /** What is left to check; everything is checked here all the same. */
  residual: string | null;
  /** What is asked for beyond the fields that every list has. */
  columns: string[];
  /** What is sent first of all; what is a credential reads `***`. */
  requests: MaskedRequest[];
  expected_calls: { at_least: number; at_most: number; reason: string };
  /**
   * Whether it is called only once the others have given all rows with a leading sort key or, in the platforms' own
   * order, once those before it have given all they have.
   */
  waits: boolean;
}

export interface PredicateExplanation {
  predicate: string;
  class: Class;
  reason: string;
  /** What the platform would be asked for instead. */
  asked: string | null;
  /** Why it is not asked for all the same. */
  held_back: string | null;
}

export interface MaskedRequest {
  method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  url: string;
  headers: Record<string, string>;
  body: unknown;
}
