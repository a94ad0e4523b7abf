// What is asked for, in the page's own address, so that reload and share work.

/**
 * @typedef {object} Asked
 * @property {string} filter
 * @property {string} sort
 * @property {string} limit
 * @property {boolean} viaEdge
 */

/** @type {Readonly<Asked>} Zoho Books has no dates, so that by date it comes last: by name all four show at once. */
export const OPENING = { filter: "", sort: "name", limit: "50", viaEdge: false };

/** @returns {Asked} */
export function readAddress() {
  const query = new URLSearchParams(location.search);
  return {
    filter: query.get("filter") ?? OPENING.filter,
    sort: query.get("sort") ?? OPENING.sort,
    limit: query.get("limit") ?? OPENING.limit,
    viaEdge: query.get("via") === "edge",
  };
}

/** @param {Asked} asked */
export function writeAddress({ filter, sort, limit, viaEdge }) {
  const query = new URLSearchParams();
  if (filter !== OPENING.filter) query.set("filter", filter);
  if (sort !== OPENING.sort) query.set("sort", sort);
  if (limit !== OPENING.limit) query.set("limit", limit);
  if (viaEdge) query.set("via", "edge");
  const text = query.toString();
  history.replaceState(null, "", text ? `?${text}` : location.pathname);
}
