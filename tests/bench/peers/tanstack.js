import {
  columnFilteringFeature,
  constructTable,
  createFilteredRowModel,
  createPaginatedRowModel,
  createSortedRowModel,
  rowPaginationFeature,
  rowSortingFeature,
  tableFeatures,
} from "@tanstack/table-core";
import { storeReactivityBindings } from "@tanstack/table-core/store-reactivity-bindings";

import { BOTH, COUNT } from "../question.js";
import { taskOf } from "../rows.js";

/** @typedef {{ original: import("./peer.js").Row }} TableRow */

const features = tableFeatures({
  coreReactivityFeature: storeReactivityBindings(),
  columnFilteringFeature,
  rowSortingFeature,
  rowPaginationFeature,
  filteredRowModel: createFilteredRowModel(),
  sortedRowModel: createSortedRowModel(),
  paginatedRowModel: createPaginatedRowModel(),
});

// The row itself is read, and not its cache of values by column.
const columns = [
  { accessorKey: "status", filterFn: (/** @type {TableRow} */ row, /** @type {string} */ _, /** @type {string} */ wanted) => row.original.status === wanted },
  {
    accessorKey: "updated",
    filterFn: (/** @type {TableRow} */ row, /** @type {string} */ _, /** @type {number} */ since) => Number(row.original.updated) >= since,
    sortFn: (/** @type {TableRow} */ a, /** @type {TableRow} */ b) => Number(a.original.updated) - Number(b.original.updated),
  },
  { accessorKey: "name", filterFn: (/** @type {TableRow} */ row, /** @type {string} */ _, /** @type {string} */ word) => row.original.name.includes(word) },
  { accessorKey: "number", sortFn: (/** @type {TableRow} */ a, /** @type {TableRow} */ b) => a.original.number - b.original.number },
];
const SORTING = [{ id: "updated", desc: true }, { id: "number", desc: false }];

/** @type {import("./peer.js").Peer} */
export default {
  name: "TanStack table",
  package: "@tanstack/table-core",
  prepare(rows) {
    // It remembers by the value of the filters: the cut that moves by a millisecond is a new one each time.
    const filters = BOTH.map(({ status, since, word }) => [
      { id: "status", value: status },
      { id: "updated", value: since },
      { id: "name", value: word },
    ]);
    const make = () =>
      constructTable({ features, columns, data: rows, initialState: { pagination: { pageIndex: 0, pageSize: COUNT } }, autoResetPageIndex: false });
    const filtering = make();
    const paging = make();
    paging.setSorting(SORTING);
    const sorting = make();
    /** @param {{ rows: TableRow[] }} model */
    const originals = (model) => model.rows.map(({ original }) => original);
    return {
      filter(which) {
        filtering.setColumnFilters(filters[which]);
        return filtering.getFilteredRowModel().rows;
      },
      page(which) {
        paging.setColumnFilters(filters[which]);
        return originals(paging.getRowModel()).map(taskOf);
      },
      sort() {
        sorting.setSorting([]);
        sorting.getSortedRowModel();
        sorting.setSorting(SORTING);
        return sorting.getSortedRowModel().rows;
      },
      numbers: (answer) => answer.map((/** @type {{ index: number }} */ row) => row.index),
    };
  },
};
