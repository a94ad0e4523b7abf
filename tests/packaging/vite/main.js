// What a user writes: a page of a platform in, the rows that match what is typed out.

import { TaskTable } from "taskweave";

const filter = /** @type {HTMLInputElement} */ (document.querySelector("#filter"));
const count = /** @type {HTMLElement} */ (document.querySelector("#count"));
const rows = /** @type {HTMLElement} */ (document.querySelector("#rows"));

const response = await fetch("/page.json");
const table = new TaskTable();
table.ingest("SAGE_INTACCT", new Uint8Array(await response.arrayBuffer()), { connectionId: "books" });

function show() {
  try {
    const found = table.select({ filter: filter.value || undefined, sort: "updated_at DESC" });
    rows.replaceChildren(
      ...table.tasks(found).map((task) => {
        const row = document.createElement("li");
        row.textContent = task.name;
        Object.assign(row.dataset, { task: JSON.stringify(task) });
        return row;
      }),
    );
    count.textContent = `${found.length} of ${table.length}`;
  } catch (error) {
    rows.replaceChildren();
    count.textContent = error instanceof Error ? error.message : String(error);
  }
}

filter.addEventListener("input", show);
show();
