/** @type {import("../shared/switches.js").SwitchTable} */
export const EXAMPLE_SWITCHES = {
  pageSizeMax: {
    values: [100, 7],
    default: 100,
    about: "the largest `limit`; above it is lowered",
    open: "the documents do not say how large a page can be",
  },
};
