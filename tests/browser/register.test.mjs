// The register of a large site as a browser reads it, held against sets that are written down here: words in so many pieces that the older
// ones stand in further rows.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";

const self = {};
new Function("self", readFileSync(join(import.meta.dirname, "../../themes/default/script/more/register.js"), "utf8"))(self);

const COUNT = 20_000;
const all = [...Array(COUNT).keys()];
const words = {
  lamp: all.filter((piece) => piece % 4 !== 3),
  reef: [5, 17, 18, 19_999],
  tide: all.filter((piece) => piece % 2 === 0),
  "=y:2001": all.slice(0, 2_000),
  "=y:2020": all.slice(12_000, 12_010),
};

// As the index writes it: how many texts there are more than pieces, then the gaps, the newest thousand first, then eight times as many.
const written = (gap) => {
  const code = gap + 0x23 + (gap + 0x23 >= 0x5c ? 1 : 0);
  return String.fromCodePoint(code >= 0xd800 ? code + 0x800 : code);
};
function rows(word, pieces) {
  const list = [];
  for (let [rest, most] = [pieces, 1_000]; rest.length; most *= 8) {
    const own = rest.slice(-most);
    rest = rest.slice(0, -most);
    const gaps = own.map((piece, at) => written(at ? piece - own[at - 1] - 1 : piece));
    // Of every word there is one text more than pieces.
    list.push([list.length ? `${word}\u0001${list.length}` : word, written(list.length ? 0 : rest.length + 1) + gaps.join("")]);
  }
  return list;
}
/** A register of these words, a row to a leaf, and what is loaded of it. */
function register(missing = () => false) {
  const leaves = Object.keys(words).sort().flatMap((word) => rows(word, words[word]));
  const loaded = [];
  const load = async (hash) => {
    if (hash === "branch") return { leaves: leaves.map(([word], at) => [word, String(at)]) };
    loaded.push(leaves[hash][0]);
    return missing(leaves[hash][0]) ? undefined : { words: leaves[hash] };
  };
  const { candidates } = self.plenaryRegister({ count: COUNT, shelf: 128, levels: 1, shelves: "", branches: [["", "branch"]] }, load);
  return { candidates, loaded };
}
const term = (word) => ({ ways: [{ parts: [word], keys: [[word, true]] }] });
const newest = (pieces) => [...pieces].sort((a, b) => b - a);

test("of a frequent word the newest pieces come from one leaf, and it is known how many there are", async () => {
  const { candidates, loaded } = register();
  const found = await candidates([term("lamp")], [], 4);
  assert.deepEqual(found.numbers, newest(words.lamp).slice(0, 1_000));
  assert.equal(found.count, 15_001);
  assert.equal(found.more, true);
  assert.ok(Math.abs(found.possible - 15_000) < 150, `${found.possible}`);
  assert.deepEqual(loaded, ["lamp"]);
});

test("who goes on has all of them", async () => {
  const found = await register().candidates([term("lamp")], [], 16);
  assert.deepEqual(found.numbers, newest(words.lamp));
  assert.deepEqual([found.count, found.more, found.possible], [15_001, false, 15_000]);
});

test("beside something rare, older pieces may hold a frequent word", async () => {
  const { candidates, loaded } = register();
  const found = await candidates([term("lamp"), term("reef")], [], 4);
  // The newest of them is known not to hold it; of the others it is seen when they are read.
  assert.deepEqual(found.numbers, [18, 17, 5]);
  assert.deepEqual([found.more, loaded.sort()], [false, ["lamp", "reef"]]);
  const filed = await candidates([term("lamp")], ["=y:2020"], 4);
  assert.deepEqual([filed.numbers, filed.more], [newest(words["=y:2020"]), false]);
});

test("of two frequent words what the newest pieces say is right", async () => {
  const { candidates } = register();
  const { numbers, more, possible } = await candidates([term("lamp"), term("tide")], [], 4);
  const both = newest(words.lamp.filter((piece) => piece % 2 === 0));
  assert.ok(numbers.length > 500);
  assert.deepEqual(numbers, both.slice(0, numbers.length));
  assert.equal(more, true);
  assert.ok(Math.abs(possible - both.length) < both.length / 20, `${possible} of ${both.length}`);
});

test("where the newest pieces have none, the older ones are looked at", async () => {
  const { candidates } = register();
  const { numbers, more } = await candidates([term("lamp")], ["=y:2001"], 4);
  assert.deepEqual(numbers, newest(words["=y:2001"].filter((piece) => piece % 4 !== 3)));
  assert.equal(more, false);
});

test("of a word whose leaf is missing nothing is known", async () => {
  const { candidates } = register((word) => word === "lamp");
  assert.deepEqual((await candidates([term("lamp"), term("reef")], [], 4)).numbers, newest(words.reef));
  assert.equal((await candidates([term("lamp")], [], 4)).numbers.length, COUNT);
});
