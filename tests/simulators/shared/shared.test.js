import assert from "node:assert/strict";
import { test } from "node:test";
import { compareCodePoints, sortedIndices } from "./order.js";
import { RawNumber, rawJson } from "./raw-json.js";
import { mix, shuffled } from "./random.js";
import { settle } from "./switches.js";
import { DEFAULT_NOW, timeline } from "./timeline.js";
import { dayOf, instantText, secondsOf } from "./times.js";
import { taskName } from "./words.js";

test("text is ordered by code point, not by UTF-16 unit", () => {
  const texts = ["🚧", "Ａ", "\uE000", "é", "e\u0301", "", "a", "aa", "\uD7FF", "𐀀"];
  const plain = (/** @type {string} */ text) => Array.from(text, (point) => (point.codePointAt(0) ?? 0).toString(16).padStart(6, "0")).join("");
  const wanted = [...texts].sort((a, b) => (plain(a) < plain(b) ? -1 : 1));
  assert.deepEqual([...texts].sort(compareCodePoints), wanted);
  assert.ok(compareCodePoints("Ａ", "🚧") < 0 && "Ａ" > "🚧");
});

test("sorted indices agree with a plain sort for numbers, texts, nulls and ties", () => {
  const size = 500;
  const numbers = Array.from({ length: size }, (_, i) => (mix(i) % 7 === 0 ? null : mix(i) % 40));
  const halves = numbers.map((value) => (value === null ? null : value / 2));
  const texts = Array.from({ length: size }, (_, i) => (mix(i + 999) % 5 === 0 ? null : taskName(mix(i) % 20, 1)));
  const ties = shuffled(size, 7);
  for (const columns of [[numbers], [halves], [texts], [texts, numbers], [numbers, texts], []]) {
    for (const descending of [true, false]) {
      for (const nullsFirst of [true, false]) {
        const keys = columns.map((column) => ({ value: (/** @type {number} */ i) => column[i], descending, nullsFirst }));
        const wanted = Array.from({ length: size }, (_, i) => i).sort((a, b) => {
          for (const column of columns) {
            const [x, y] = [column[a], column[b]];
            if (x === y) continue;
            if (x === null || y === null) return (x === null) === nullsFirst ? -1 : 1;
            const by = typeof x === "number" ? x - Number(y) : compareCodePoints(x, String(y));
            if (by !== 0) return descending ? -by : by;
          }
          return ties[a] - ties[b];
        });
        assert.deepEqual([...sortedIndices(size, keys, ties)], wanted);
      }
    }
  }
});

test("a timeline has groups of ties, a large one in the middle, and small ones at the start of a large set", () => {
  for (const [count, big] of [[2000, 130], [200_000, 130], [96, 12]]) {
    const times = timeline({ count, seed: 5, now: DEFAULT_NOW, bigGroup: 130 });
    /** @type {Map<number, number>} */
    const groups = new Map();
    for (const time of times) groups.set(time, (groups.get(time) ?? 0) + 1);
    const newestFirst = [...groups].sort((a, b) => b[0] - a[0]);
    const sizes = newestFirst.map(([, members]) => members);
    assert.equal(Math.max(...sizes), big);
    assert.ok(sizes.filter((members) => members > 1).length > sizes.length / 5);
    assert.ok(sizes.every((members) => members <= 20 || members === big));
    const before = sizes.slice(0, sizes.indexOf(big)).reduce((sum, members) => sum + members, 0);
    assert.ok(before >= count / 2 && before < count / 2 + 20, `the large group begins at row ${before}`);
    if (count === 200_000) {
      let row = 0;
      for (const members of sizes) {
        if (row < 200) assert.ok(members <= 5);
        row += members;
      }
    }
    const years = (newestFirst[0][0] - newestFirst[newestFirst.length - 1][0]) / (365 * 86_400);
    assert.ok(years > 1.5 && years < 5, `${years} years`);
    assert.ok(newestFirst[0][0] * 1000 < DEFAULT_NOW);
  }
});

test("a timeline follows its seed", () => {
  const make = (/** @type {number} */ seed) => timeline({ count: 300, seed, now: DEFAULT_NOW, bigGroup: 30 });
  assert.deepEqual(make(1), make(1));
  assert.notDeepEqual(make(1), make(2));
});

test("names are unique in a group and repeat between groups", () => {
  const group = Array.from({ length: 900 }, (_, place) => taskName(3, place));
  assert.equal(new Set(group).size, 900);
  assert.ok(group.includes(taskName(4, 0)));
});

test("an unknown switch or side is refused with what there is", () => {
  const table = { colour: { values: ["red", null], default: "red", about: "", open: "" } };
  assert.deepEqual(settle("X", table, { colour: null }), { colour: null });
  assert.throws(() => settle("X", table, { color: "red" }), /X has no switch "color"; it has: colour/);
  assert.throws(() => settle("X", table, { colour: "blue" }), /cannot be "blue"; it can be: "red", null/);
  assert.throws(() => settle("X", table, { toString: "red" }), /has no switch/);
});

test("raw numbers keep their digits", () => {
  const value = { id: new RawNumber("9030000000700000001"), list: [1.5, "a\"b", null, true, new RawNumber("7")], "ü": {} };
  assert.equal(rawJson(value), '{"id":9030000000700000001,"list":[1.5,"a\\"b",null,true,7],"ü":{}}');
});

test("days and instants that do not exist are not read", () => {
  assert.equal(dayOf("1970-01-02"), 1);
  for (const text of ["2024-02-30", "2023-02-29", "2024-13-01", "2024-1-1", "today", ""]) assert.equal(dayOf(text), null);
  assert.equal(secondsOf("1970-01-01T01:00:00+01:00"), 0);
  assert.equal(secondsOf("1970-01-01T00:00:01.500Z"), 1.5);
  for (const text of ["1970-01-01T00:00:00", "2024-02-30T00:00:00Z", "2024-01-01T25:00:00Z"]) assert.equal(secondsOf(text), null);
  assert.equal(instantText(1_003_327_200), "2001-10-17T14:00:00Z");
});
