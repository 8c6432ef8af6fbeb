// Runs all tests of this folder, or those that are named: `node run.mjs [layout access …]`. The sites are built and served once for all; two files of
// tests run at a time, the longest first, so that none is left alone at the end. Lighthouse comes last by itself: nothing
// disturbs what it measures.
import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { run } from "node:test";
import { spec } from "node:test/reporters";

const begun = Date.now();
const { site, close: stop } = await import("./site.mjs");
// Without the lists of pages, which every file makes for itself.
process.env.PLENARY_SITE = JSON.stringify(Object.fromEntries(Object.entries(site).map(([name, place]) => [name, place && { url: place.url, folder: place.folder }])));
if (!site.real) console.log("SKIPPED: the real article is missing (../shared/real)");
const wanted = process.argv.slice(2);
const files = readdirSync(import.meta.dirname).filter((name) => name.endsWith(".test.mjs") && (!wanted.length || wanted.includes(name.replace(".test.mjs", ""))));
const alone = files.filter((name) => name === "lighthouse.test.mjs");
const size = (name) => statSync(join(import.meta.dirname, name)).size;
const together = files.filter((name) => !alone.includes(name)).sort((a, b) => size(b) - size(a));

const count = { passed: 0, failed: 0, skipped: 0 };
async function go(files, concurrency) {
  if (!files.length) return;
  const stream = run({ files: files.map((name) => join(import.meta.dirname, name)), concurrency });
  stream.on("test:pass", ({ name, skip, details }) => {
    if (details.type === "suite") return;
    if (skip === undefined) return count.passed++;
    console.log(`SKIPPED: ${name}: ${skip}`);
    count.skipped++;
  });
  stream.on("test:fail", ({ details }) => details.type !== "suite" && count.failed++);
  const reporter = new spec();
  stream.compose(reporter).pipe(process.stdout, { end: false });
  await new Promise((done) => stream.on("end", done).on("close", done));
}
await go(together, 2);
await go(alone, 1);
const { passed, failed, skipped } = count;
console.log(`\nbrowser: ${passed} passed, ${failed} failed, ${skipped} skipped in ${Math.round((Date.now() - begun) / 1000)} s`);
await stop();
process.exit(failed || !passed ? 1 : 0);
