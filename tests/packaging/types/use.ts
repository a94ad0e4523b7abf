// The package as TypeScript sees it. Each `@ts-expect-error` is an error where the types let too much through.

import {
  Client,
  TaskTable,
  createHandler,
  normalize,
  parseFilter,
  translateFilter,
  version,
  type Connection,
  type Explanation,
  type Page,
  type Platform,
  type Status,
  type Task,
  type TaskweaveError,
  type Translation,
  type Warning,
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
// @ts-expect-error tokens are needed
export const open = createHandler({ connections });
