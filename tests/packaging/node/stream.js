// A walk over an edge handler that answers two short pages, by `for await`.

import { Client } from "taskweave";

/** @type {string[]} */
const asked = [];
const client = new Client({
  endpoint: "https://tasks.example",
  accessTokens: ["11111111-1111-4111-8111-111111111111"],
  fetch(request) {
    const { searchParams } = new URL(request.url);
    const cursor = searchParams.get("cursor");
    asked.push(cursor ?? "the first");
    const tasks = cursor ? [{ name: "c" }] : [{ name: "a" }, { name: "b" }];
    return Response.json({ tasks, next_cursor: cursor ? null : "second", sources: [], warnings: [], connection: null });
  },
});
const names = [];
for await (const task of client.tasks()) names.push(task.name);
process.stdout.write(JSON.stringify({ asked, names }));
