// The package as TypeScript sees it. Each `@ts-expect-error` is an error where the types let too much through.

import {
  Client,
  PageMerger,
  TaskTable,
  createHandler,
  normalize,
  parseFilter,
  translateFilter,
  version,
  type Connection,
  type ConnectionCapabilities,
  type CountAnswer,
  type Explanation,
  type Job,
  type Merged,
  type NotifyKind,
  type Page,
  type PageCache,
  type Platform,
  type RawAnswer,
  type Status,
  type Task,
  type TaskDraft,
  type TaskPatch,
  type TaskWalk,
  type TaskweaveError,
  type TokenStore,
  type Tokens,
  type Translation,
  type Warning,
  type WriteAnswer,
} from "taskweave";
import { initSync } from "taskweave/slim";
import wasm from "taskweave/taskweave_bg.wasm";

export const named: string = version();
initSync({ module: wasm });

const connections: Connection[] = [
  { id: "a", platform: "SAGE_INTACCT", credentials: { access_token: "t" } },
  { id: "b", platform: "ACCELO", deployment: "acme", credentials: { access_token: "t" }, statusMap: { waiting: "on_hold" } },
  { id: "c", platform: "KICKSERV", slug: "acme", credentials: { api_token: "t" } },
  { id: "d", platform: "ZOHOBOOKS", region: "eu", organization_id: "1", credentials: { access_token: "t" } },
  // @ts-expect-error no deployment
  { id: "e", platform: "ACCELO", credentials: { access_token: "t" } },
  { id: "g", platform: "SAGE_INTACCT", entity: "1", credentials: { client_id: "c", client_secret: "s", username: "u@company" } },
  { id: "h", platform: "SAGE_INTACCT", credentials: { client_id: "c", client_secret: "s", refresh_token: "r", access_token: "t" } },
  { id: "i", platform: "ACCELO", deployment: "acme", credentials: { client_id: "c", client_secret: "s", scope: "read(all)" } },
  { id: "j", platform: "ZOHOBOOKS", region: "eu", organization_id: "1", credentials: { client_id: "c", client_secret: "s", refresh_token: "r" } },
  // @ts-expect-error no platform takes half a grant
  { id: "k", platform: "ZOHOBOOKS", region: "eu", organization_id: "1", credentials: { client_id: "c", refresh_token: "r" } },
  // @ts-expect-error Kickserv knows one token and no grant
  { id: "l", platform: "KICKSERV", slug: "acme", credentials: { client_id: "c", client_secret: "s" } },
  // @ts-expect-error no connection names a host
  { id: "f", platform: "SAGE_INTACCT", host: "example.com", credentials: { access_token: "t" } },
];

export async function direct(signal: AbortSignal): Promise<Task[]> {
  const client = new Client({ connections, fetch: (request) => fetch(request), now: () => Date.now() });
  const page: Page = await client.list({ filter: 'name ~ "x"', sort: "name", limit: 50, onError: "partial", signal });
  await client.list();
  // @ts-expect-error data is in snake case, options are not
  await client.list({ on_error: "partial" });
  const kept: Task[] = [];
  for await (const task of client.tasks({ expand: ["details", "platform_data"] })) kept.push(task);
  for await (const task of client.tasks()) kept.push(task);
  const { task, warnings } = await client.get(page.tasks[0].id);
  const warned: Warning[] = warnings;
  const status: Status = task.status;
  // @ts-expect-error a task has no such status
  if (task.status === "done") return [];
  const explanation: Explanation = await client.explain({ filter: "updated_at >= today", utcOffsetMinutes: -300, signal });
  // @ts-expect-error nothing is called, so there are no tasks
  void explanation.tasks;
  const [request] = explanation.sources[0].requests;
  warned.push({ code: explanation.sources[0].mode, message: `${request.method} ${request.headers.Authorization}` });
  return warned.length > 0 && status === "planned" ? [] : [...kept, ...page.tasks];
}

const draft: TaskDraft = {
  name: "x",
  description: null,
  status: "planned",
  start_at: new Date(),
  due_at: "2026-07-01",
  assignees: [1, "2", { id: "3" }],
  project: { id: "4" },
  parent_id: 5,
  percent_complete: 0.5,
  is_billable: true,
  platform_fields: { task_type_id: 4 },
};
// @ts-expect-error no task can be made unknown
export const unknown: TaskDraft = { name: "x", status: "unknown" };
// @ts-expect-error what a task is called by its platform is in `platform_fields`
export const foreign: TaskDraft = { title: "x" };
// @ts-expect-error the platform sets it
export const stamped: TaskPatch = { updated_at: "2026-07-01" };
// @ts-expect-error a name is a text
export const nameless: TaskPatch = { name: 7 };

export async function writing(client: Client, signal: AbortSignal): Promise<Warning[]> {
  const made: WriteAnswer = await client.create("a", draft, { idempotencyKey: "k", expand: "details", signal });
  await client.create("a", draft);
  // @ts-expect-error a new task is of a connection
  await client.create(draft);
  // @ts-expect-error data is in snake case, options are not
  await client.create("a", draft, { idempotency_key: "k" });
  const task: Task | null | undefined = made.task;
  // @ts-expect-error there may be none
  void made.task.name;
  const patch: TaskPatch = { description: null, due_at: undefined };
  const changed = await client.update(made.id, patch, null);
  // @ts-expect-error a patch is no text
  await client.update(made.id, "x");
  const gone = await client.delete(made.id, { signal });
  const kind: NotifyKind = "on_the_way";
  const told = await client.notify(made.id, kind);
  // @ts-expect-error not a kind of notification
  await client.notify(made.id, "everybody");
  return [made, changed, gone, told].flatMap(({ warnings }) => warnings).concat(task ? [] : made.warnings);
}

export async function asking(client: Client, signal: AbortSignal): Promise<string> {
  const { jobs } = await client.jobs("c", "17", { signal });
  const job: Job | undefined = jobs[0];
  // @ts-expect-error jobs are a customer's
  await client.jobs("c");
  const counted: CountAnswer = await client.count({ filter: 'name ~ "x"', signal });
  const by: "platform" | "here" | "not_read" = counted.sources[0].counted;
  const raw: RawAnswer = await client.raw("a", { method: "POST", path: "/services/core/query", query: { a: [1, true, "x"] }, body: {} }, { signal });
  // @ts-expect-error a call has a path
  await client.raw("a", { method: "GET" });
  // @ts-expect-error a path is one of the platform's own, and a method one of HTTP's
  await client.raw("a", { method: "FETCH", path: "/tasks" });
  // @ts-expect-error what is in a platform's answer is not known
  void raw.body.tasks;
  const { capabilities } = await client.capabilities();
  const able: ConnectionCapabilities = capabilities[0];
  const create = able.operations.find(({ operation }) => operation === "create");
  // @ts-expect-error not an operation
  void able.operations.find(({ operation }) => operation === "archive");
  const basis = create && ("documented" in create.basis ? create.basis.documented : create.basis.assumed);
  const needed = able.writable.filter(({ create }) => create === "required").map(({ field }) => field);
  return `${job?.name ?? ""}${counted.count + counted.sources[0].calls}${by}${raw.status}${create?.call ?? ""}${basis ?? ""}${needed.join()}${able.idempotency_key === null}`;
}

export async function streaming(client: Client, signal: AbortSignal): Promise<string | null> {
  const stream: TaskWalk = client.tasks({ limit: 100, signal });
  const first: IteratorResult<Task, undefined> = await stream.next();
  for await (const task of stream) if (task.name === first.value?.name) break;
  await stream.return();
  // @ts-expect-error it is told, not set
  stream.cursor = null;
  return stream.cursor;
}

const kept = new Map<string, Tokens>();
const tokenStore: TokenStore = {
  load: (connectionId) => kept.get(connectionId),
  async save(connectionId, tokens) {
    kept.set(connectionId, { ...tokens, expires_at: tokens.expires_at ?? null });
  },
};
const shelf = new Map<string, Uint8Array>();
const pageCache: PageCache = {
  get: (key) => shelf.get(key),
  async put(key, bytes, ttlMs) {
    if (ttlMs > 0) shelf.set(key, bytes);
  },
};
export const patient = new Client({
  connections,
  tokenStore,
  pageCache: { ...pageCache, delete: (key) => void shelf.delete(key) },
  sleep: (milliseconds, signal) => new Promise((resolve) => setTimeout(resolve, signal?.aborted ? 0 : milliseconds)),
  onRateLimit: "fail",
  maxRetries: 0,
  maxWaitMs: 10_000,
});
// @ts-expect-error it waits or it fails
export const hasty = new Client({ connections, onRateLimit: "retry" });
// @ts-expect-error a store that saves nothing loses refresh tokens
export const forgetful = new Client({ connections, tokenStore: { load: () => null } });
// @ts-expect-error a cache that keeps nothing is none
export const unread = new Client({ connections, pageCache: { get: () => null } });
// @ts-expect-error a text is no bytes
export const textual = new Client({ connections, pageCache: { ...pageCache, get: async () => "x" } });
// @ts-expect-error a wait is a promise
export const sleepless = new Client({ connections, sleep: (milliseconds: number) => milliseconds });
// @ts-expect-error a number
export const endless = new Client({ connections, maxRetries: "often" });

export const remote = new Client({ endpoint: "https://tasks.example.com", accessTokens: ["t"] });
// @ts-expect-error tokens are needed
export const tokenless = new Client({ endpoint: "https://tasks.example.com" });

export function table(bytes: Uint8Array, platform: Platform): number {
  const tasks = new TaskTable();
  const { rows, warnings } = tasks.ingest(platform, bytes);
  tasks.ingest("ACCELO", "{}", { connectionId: "acme", upsert: true, now: new Date() });
  // @ts-expect-error a parsed page is not a page
  tasks.ingest("ACCELO", {});
  // @ts-expect-error not a platform
  tasks.ingest("ASANA", bytes);
  const found: Uint32Array = tasks.select({ filter: 'status = "planned"', sort: "name", offset: 1, limit: 10 });
  tasks.select();
  tasks.select({ filter: "due_at < today", now: Date.now(), utcOffsetMinutes: 120 });
  const first: Task = tasks.tasks(found)[0];
  tasks.tasks([0, 1], { expand: "details" });
  const count: number = tasks.count() + tasks.count('name ~ "x"') + tasks.count("due_at < now", { now: new Date() }) + tasks.length + rows + warnings.length;
  tasks.free();
  return first.name.length + count;
}

export function merged(bytes: Uint8Array): string[] {
  const merger = new PageMerger({
    sources: [{ id: "a", platform: "ACCELO", statusMap: { waiting: "on_hold" } }, { id: "k", platform: "KICKSERV", ordered: false }],
    sort: "name",
    filter: "due_at < today",
    limit: 100,
    expand: "details",
    now: new Date(),
    utcOffsetMinutes: 60,
  });
  // @ts-expect-error its sources are needed
  new PageMerger({ sort: "name" });
  // @ts-expect-error pages are fetched by somebody else, who has the credentials
  new PageMerger({ sources: [{ id: "k", platform: "KICKSERV", credentials: { api_token: "t" } }] });
  const { rows, warnings } = merger.push("a", bytes);
  merger.push("k", "[]", { last: true });
  // @ts-expect-error a page is of a source
  merger.push(bytes);
  const { tasks, done, needs }: Merged = merger.next();
  const late = tasks.filter((task: Task) => task.is_late);
  merger.free();
  return done ? late.map(({ name }) => name) : [...needs, ...warnings.map(({ code }) => `${code} ${rows}`)];
}

export const pages = normalize("KICKSERV", "{}").tasks.concat(normalize("ZOHOBOOKS", "{}", { expand: "details" }).tasks);

export function reading(text: string): string {
  const parsed = parseFilter(text);
  if (parsed.ok) return parsed.canonical + parsed.fields.join();
  const foreign = parseFilter(text, { dialect: "ACCELO", now: 0 });
  if (foreign.ok) return foreign.canonical + (foreign.sort ?? "") + (foreign.notes ?? []).map((note) => note.reason).join();
  // @ts-expect-error not a dialect
  parseFilter(text, { dialect: "SQL" });
  // @ts-expect-error a filter that is wrong has no canonical text
  void parsed.canonical;
  return parsed.error.message + (parsed.error.span?.start ?? 0) + (parsed.error.help ?? "");
}

export function translated(text: string): string {
  const translation: Translation = translateFilter(text, { from: "SAGE_INTACCT", to: "ACCELO", now: new Date() });
  // @ts-expect-error it must be told what to write
  translateFilter(text, { from: "ACCELO" });
  return translation.class === "exact" ? translation.text : (translation.residual ?? translation.parts[0].reason);
}

export function told(error: TaskweaveError): string {
  return `${error.name} ${error.code} ${error.retryable} ${error.retry_after ?? 0} ${error.platform ?? ""}`;
}

interface Env {
  CONNECTIONS: string;
}

const handler = createHandler((env: Env) => ({ connections: JSON.parse(env.CONNECTIONS), accessTokens: { t: "a" } }));
export default handler;
export const answer: Promise<Response> = handler.fetch(new Request("https://tasks.example.com/tasks"), {}, {});
export const fixed = createHandler({ connections, accessTokens: { t: "a" }, maxCalls: 10 });
export const stored = createHandler({ connections, accessTokens: { t: "a" }, tokenStore, onRateLimit: "wait", sleep: async () => {} });
// @ts-expect-error tokens are needed
export const open = createHandler({ connections });
