// Pages of platforms as bytes, a function of a seed: made here and not by the simulators, which are slow at it.

/**
 * @typedef {"SAGE_INTACCT" | "ACCELO"} Platform
 * @typedef {"ASCII" | "beyond ASCII"} Text what names and descriptions are made of
 * @typedef {() => number} Draw an unsigned 32-bit integer
 */

/** @type {Record<Text, { subjects: string[], actions: string[], people: string[] }>} */
const WORDS = {
  ASCII: {
    subjects: ["North wing", "roof", "Baseline audit", "the \"old\" wall", "C:\\plans\\new", "O'Brien's roof", "Street 5", "100% check"],
    actions: ["survey", "demolition", "Concrete pour", "inspection", "hand-over", "wiring", "follow-up", "go-live"],
    people: ["Geoff McQueen", "Adrian Smalley", "Corley Energy", "Acme Inc", "Harbour and Sons", "Sujin Kumar"],
  },
  "beyond ASCII": {
    subjects: ["Überprüfung", "現場調査", "roof", "מרכז", "🚧 Baustelle", "naïve plan", "Ωmega", "O'Brien's roof"],
    actions: ["Abnahme", "設計", "façade", "تسليم", "测试", "wiring", "réception 🇫🇷", "überall"],
    people: ["Müller & Söhne", "株式会社さくら", "Łódź Logistics", "Zoë Kierkegård", "Nørrebro Byg", "美咲 田中"],
  },
};

const INTACCT_STATUSES = ["notStarted", "planned", "inProgress", "completed", "onHold", "cancelled"];
const ACCELO_STANDINGS = ["pending", "accepted", "started", "complete", "inactive", "waiting"];

/** 2023-07-01 to 2026-06-30, in seconds. */
const FROM = Date.UTC(2023, 6, 1) / 1000;
const SPAN = Date.UTC(2026, 5, 30) / 1000 - FROM;

/** Numbers of a seed (xorshift32). @param {number} seed not 0 @returns {Draw} */
function numbers(seed) {
  let state = seed >>> 0;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>>= 0);
  };
}

/** @template T @param {readonly T[]} list @param {Draw} draw */
const pick = (list, draw) => list[draw() % list.length];

/** @param {number} seconds */
const instant = (seconds) => new Date(seconds * 1000).toISOString().replace(".000Z", "Z");

/** @type {Record<Platform, (index: number, words: typeof WORDS[Text], draw: Draw) => object>} */
const ROWS = {
  SAGE_INTACCT(index, words, draw) {
    const created = FROM + (draw() % SPAN);
    const modified = Math.min(FROM + SPAN, created + (draw() % 10_000_000));
    const project = draw() % 500;
    return {
      key: String(index + 1),
      id: `T-${index + 1}`,
      href: `/objects/projects/task/${index + 1}`,
      name: `${pick(words.subjects, draw)} ${pick(words.actions, draw)} ${index % 977}`,
      description: `${pick(words.actions, draw)} of ${pick(words.subjects, draw)} for ${pick(words.people, draw)}`,
      taskStatus: pick(INTACCT_STATUSES, draw),
      isMilestone: draw() % 10 === 0,
      isBillable: draw() % 3 !== 0,
      priority: draw() % 5 === 0 ? null : draw() % 12,
      percentComplete: draw() % 3 === 0 ? null : ((draw() % 101) / 100).toFixed(2),
      "project.key": String(200 + project),
      "project.id": `PRJ-${project}`,
      "project.name": `${pick(words.people, draw)} ${project}`,
      "parent.key": null,
      "planned.startDate": instant(created).slice(0, 10),
      "planned.endDate": draw() % 5 === 0 ? null : instant(modified).slice(0, 10),
      "actual.endDate": null,
      "audit.createdDateTime": instant(created),
      "audit.modifiedDateTime": instant(modified),
    };
  },
  ACCELO(index, words, draw) {
    const created = FROM + (draw() % SPAN);
    const modified = Math.min(FROM + SPAN, created + (draw() % 10_000_000));
    const person = pick(words.people, draw);
    const job = draw() % 500;
    return {
      id: String(index + 1),
      title: `${pick(words.subjects, draw)} ${pick(words.actions, draw)} ${index % 977}`,
      description: `${pick(words.actions, draw)} of ${pick(words.subjects, draw)} for ${pick(words.people, draw)}`,
      standing: pick(ACCELO_STANDINGS, draw),
      billable: String((draw() % 400) * 900),
      nonbillable: "0",
      date_created: String(created),
      date_started: String(created + 86_400),
      date_due: draw() % 4 === 0 ? null : String(modified + 86_400),
      date_completed: null,
      date_modified: String(modified),
      against: `jobs/${job}`,
      against_id: String(job),
      against_type: "job",
      task_job: { id: String(job), title: `${pick(words.subjects, draw)} job` },
      assignee: { id: String(draw() % 90), firstname: person.split(" ")[0], surname: person.split(" ").at(-1), email: `staff${draw() % 90}@demo.example` },
      task_priority: { id: "3", title: "Normal" },
      task_status: { id: String(1 + (draw() % 6)), title: "In Review" },
    };
  },
};

/** @type {Record<Platform, (rows: object[]) => object>} */
const ENVELOPES = {
  SAGE_INTACCT: (rows) => ({ "ia::result": rows, "ia::meta": { totalCount: rows.length, start: 1, pageSize: rows.length, next: null, previous: null } }),
  ACCELO: (rows) => ({ meta: { more_info: "", status: "ok", message: "Everything executed as expected." }, response: rows }),
};

/**
 * @param {Platform} platform
 * @param {Text} text
 * @param {{ pages: number, rows: number, seed?: number }} size `rows` of each page
 * @returns {Uint8Array[]}
 */
export function makePages(platform, text, { pages, rows, seed = 20_260_630 }) {
  const draw = numbers(seed);
  const encoder = new TextEncoder();
  return Array.from({ length: pages }, (_, page) => {
    const made = Array.from({ length: rows }, (_, row) => ROWS[platform](page * rows + row, WORDS[text], draw));
    return encoder.encode(JSON.stringify(ENVELOPES[platform](made)));
  });
}
