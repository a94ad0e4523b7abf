// Pages of the simulators as a user fetches them who has no client: by hand, in the platform's own order or in one that
// the platform keeps.

import assert from 'node:assert/strict';

/**
 * @typedef {import('../simulators/index.js').Connection} Connection
 * @typedef {{ bytes: Uint8Array, last: boolean }} RawPage
 * @typedef {{ field: 'updated_at' | 'created_at', descending: boolean }} RawSort
 * @typedef {(url: string, init?: RequestInit) => Promise<Uint8Array>} Ask
 */

const decoder = new TextDecoder();

/** @param {Uint8Array} bytes */
const parsed = (bytes) => JSON.parse(decoder.decode(bytes));

/** @type {Record<string, (ask: Ask, connection: Connection, sort: RawSort | undefined, size: number) => AsyncGenerator<RawPage>>} */
const PLATFORMS = {
  async *SAGE_INTACCT(ask, _connection, sort, size) {
    const names = { updated_at: 'audit.modifiedDateTime', created_at: 'audit.createdDateTime' };
    const orderBy = sort ? [{ [names[sort.field]]: sort.descending ? 'desc' : 'asc' }, { key: 'desc' }] : [{ key: 'asc' }];
    const fields = ['key', 'name', 'taskStatus', ...Object.values(names), 'description', 'planned.startDate'];
    for (let start = 1; ; start += size) {
      const body = JSON.stringify({ object: 'projects/task', fields, orderBy, start, size });
      const bytes = await ask('https://api.intacct.com/ia/api/v1/services/core/query', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body,
      });
      const total = parsed(bytes)['ia::meta'].totalCount;
      yield { bytes, last: start + size > total };
      if (start + size > total) return;
    }
  },
  async *ACCELO(ask, { deployment }, sort, size) {
    const names = { updated_at: 'date_modified', created_at: 'date_created' };
    const order = sort ? `order_by_${sort.descending ? 'desc' : 'asc'}(${names[sort.field]})` : 'order_by_asc(id)';
    for (let offset = 0; ; offset += size) {
      const query = new URLSearchParams({
        _fields: 'id,title,standing,date_created,date_modified,description,date_started',
        _filters: order,
        _limit: String(size),
        _offset: String(offset),
      });
      const bytes = await ask(`https://${deployment}.api.accelo.com/api/v0/tasks?${query}`);
      // Only an empty page says that the one before was the last.
      const last = parsed(bytes).response.length === 0;
      yield { bytes, last };
      if (last) return;
    }
  },
  async *KICKSERV(ask, { slug }, _sort, size) {
    for (let page = 1; ; page += 1) {
      const bytes = await ask(`https://app.kickserv.com/${slug}/tasks.json?page=${page}&per_page=${size}`);
      const last = parsed(bytes).length < size;
      yield { bytes, last };
      if (last) return;
    }
  },
  async *ZOHOBOOKS(ask, { organization_id }) {
    const base = 'https://www.zohoapis.com/books/v3/projects';
    /** @type {string[]} */
    const ids = [];
    for (let page = 1, more = true; more; page += 1) {
      const list = parsed(await ask(`${base}?organization_id=${organization_id}&filter_by=Status.All&page=${page}&per_page=200`));
      ids.push(...list.projects.map((/** @type {{ project_id: string }} */ project) => project.project_id));
      more = list.page_context.has_more_page;
    }
    for (const [at, id] of ids.entries()) {
      yield { bytes: await ask(`${base}/${id}?organization_id=${organization_id}`), last: at === ids.length - 1 };
    }
  },
};

/** @param {Connection} connection */
function authorization({ platform, credentials: { access_token, api_token } }) {
  if (api_token) return `Basic ${btoa(`${api_token}:${api_token}`)}`;
  return platform === 'ZOHOBOOKS' ? `Zoho-oauthtoken ${access_token}` : `Bearer ${access_token}`;
}

/**
 * The pages of a connection, one after the other. A platform that keeps no order is read in its own.
 * @param {(request: Request) => Promise<Response>} fetch
 * @param {Connection} connection
 * @param {{ sort?: RawSort, size?: number }} [options]
 */
export function rawPages(fetch, connection, { sort, size = 50 } = {}) {
  /** @type {Ask} */
  const ask = async (url, init) => {
    const request = new Request(url, init);
    request.headers.set('authorization', authorization(connection));
    const response = await fetch(request);
    assert.equal(response.status, 200, `${url}: ${response.status}`);
    return new Uint8Array(await response.arrayBuffer());
  };
  return PLATFORMS[connection.platform](ask, connection, sort, size);
}
