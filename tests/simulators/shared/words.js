// The words that names and descriptions are made of. Half of them are there to break something:
// scripts beyond ASCII and beyond the Basic Multilingual Plane, combining marks, right-to-left text,
// quotes, backslashes, markup, and letters whose order differs by code point and by UTF-16 unit.

export const SUBJECTS = [
  "North wing", "Überprüfung", "現場調査", "مراجعة", "בדיקה", "e\u0301tude", "🚧 Baustelle", "the \"old\" wall",
  "C:\\Pläne\\neu", "O'Brien's roof", "Ａudit", "naïve plan", "İstanbul office", "Straße 5", "100% check",
  "<b>bold</b> sign", "👩🏽‍🔧 Wartung", "कार्य", "งานเสร็จ", "Ωmega", "roof", "Roof", "ROOF", "tab\there",
  "one, two (three)", "\uE000 private", "🇫🇷 Réception", "a/b & c?d=e#f", "{\"json\":true}", "Zürich",
];

export const ACTIONS = [
  "survey", "demolition", "Concrete pour", "inspection", "設計", "hand-over", "Abnahme", "paint", "wiring",
  "plumbing", "estimate", "follow-up", "training", "migration", "clean-up", "report", "kick-off", "review",
  "repair", "تسليم", "delivery", "invoice check", "测试", "calibration", "permit", "safety walk", "mock-up",
  "façade", "go-live", "retrospective",
];

export const COMPANIES = [
  "Corley Energy", "Müller & Söhne", "株式会社さくら", "Acme", "Acme Inc", "ACME \"West\"", "Łódź Logistics",
  "שמש בע״מ", "Sujin Kumar", "Nørrebro Byg", "Fjällräven Bygg", "Banco São João", "Hafen\\Nord", "Ελπίδα ΑΕ",
];

export const FIRST_NAMES = ["Geoff", "Zoë", "José", "美咲", "Amira", "Søren", "Noam", "Łukasz", "Ana", "O'Neil", "Chloé", "Ivan"];
export const LAST_NAMES = ["McQueen", "Smalley", "Nuñez", "田中", "Haddad", "Kierkegård", "Lévi", "Wójcik", "D'Souza", "Brown"];

const COMBINATIONS = SUBJECTS.length * ACTIONS.length;

/**
 * The name of the `place`-th task of a group (a project, a job). Names repeat between groups, but not
 * within one as long as it has no more than 900 tasks.
 * @param {number} group
 * @param {number} place
 * @returns {string}
 */
export function taskName(group, place) {
  const k = (place * 7 + group * 13) % COMBINATIONS;
  return `${pick(SUBJECTS, k)} ${pick(ACTIONS, Math.floor(k / SUBJECTS.length))}`;
}

/**
 * A sentence or two.
 * @param {number} draw
 * @returns {string}
 */
export function sentence(draw) {
  const first = `${pick(SUBJECTS, draw)}: ${pick(ACTIONS, draw >>> 5)} with ${pick(COMPANIES, draw >>> 10)}.`;
  return draw % 5 === 0 ? `${first}\n${pick(ACTIONS, draw >>> 15)} — “${pick(SUBJECTS, draw >>> 20)}”` : first;
}

/**
 * @template T
 * @param {readonly T[]} list not empty
 * @param {number} index any whole number from 0 on
 * @returns {T}
 */
export function pick(list, index) {
  return list[index % list.length];
}
