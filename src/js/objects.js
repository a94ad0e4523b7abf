// Tasks as objects of one shape, out of what `src/table/cut.rs` lays down. Nothing is decided here.

/** How many numbers each task has. */
const NUMBERS = 10;

/**
 * @param {object[]} tasks what the tasks are appended to
 * @param {string[]} words texts that many tasks have in common
 * @param {string} text all other texts, one after the other
 * @param {Uint32Array} numbers of each task: where its id, its platform's id, its name and its two times end in `text`,
 *   an empty one being null; which words its status, its platform's status (from 1; 0 is null), its platform, its
 *   connection and the time of its reading are. It is a view of the module's memory, good for this call.
 */
export function appendTasks(tasks, words, text, numbers) {
  let start = 0;
  for (let at = 0; at < numbers.length; at += NUMBERS) {
    const id = numbers[at];
    const platformId = numbers[at + 1];
    const name = numbers[at + 2];
    const created = numbers[at + 3];
    const updated = numbers[at + 4];
    const word = numbers[at + 6];
    // One literal, so that all tasks have one shape; its members stand as in JSON.
    tasks.push({
      id: text.slice(start, id),
      platform_id: text.slice(id, platformId),
      name: text.slice(platformId, name),
      status: words[numbers[at + 5]],
      created_at: created === name ? null : text.slice(name, created),
      updated_at: updated === created ? null : text.slice(created, updated),
      last_synced_at: words[numbers[at + 9]],
      platform_url: null,
      platform_status: word === 0 ? null : words[word - 1],
      platform: words[numbers[at + 7]],
      connection_id: words[numbers[at + 8]],
    });
    start = updated;
  }
}
