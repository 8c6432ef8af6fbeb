// Whatever a field holds, nothing of it runs in a reader's browser, and nothing is written outside of the output: a whole site for one hostile text
// at a time, which stands in every field of every kind of source, in names of files, in pictures and in files that are imported.
//
// A run looks at some of the texts; PLENARY_HOSTILE=all looks at each of them.
import assert from "node:assert/strict";
import { mkdirSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { formed, isRefused, variants, write, writeImported } from "./hostile/fields.mjs";
import { filesOf, harms, isRead, listening } from "./hostile/look.mjs";
import { payloads } from "./hostile/payloads.mjs";
import { freePort, pagesOf, plenary, samples, serve, temporaryFolder } from "./site.mjs";

const STEP = process.env.PLENARY_HOSTILE === "all" ? 1 : 114;
const some = payloads.filter(({ number }) => number % STEP === 0);
/** Which of its sites a text has: all of them, or the first and one of the others. */
const variantsOf = ({ number }) => (STEP === 1 ? Array.from({ length: variants }, (_, at) => at) : [0, 1 + (number / STEP) % (variants - 1)]);

/** Of these kinds a site has one file, which holds all fields. */
const isOfSite = (field) => /^(site|glossary) /.test(field);

let [folder, root, output, server, url] = [];
before(async () => {
  folder = temporaryFolder();
  [root, output] = [join(folder, "sources"), join(folder, "published")];
  mkdirSync(output);
  const port = await freePort();
  url = `http://127.0.0.1:${port}/`;
  server = await serve({ "/": output }, port);
});
after(() => server?.stop());

/** Begins a site from nothing. */
const clear = () => [root, output].forEach((path) => rmSync(path, { recursive: true, force: true }));

/** Builds the sources, tells all that could run and opens the pages that hold the texts. How many files it has looked at. */
async function look(page, name) {
  const before = new Set(filesOf(root));
  plenary(["build", "--quiet", "--root", root, "--output", output, "--base-url", url], { maxBuffer: 64 << 20 });
  // Beside its output, a build keeps ledgers and what it has drawn.
  const strange = filesOf(root).filter((path) => !before.has(path) && !path.startsWith(".plenary/") && !path.endsWith("/links.lock") && path !== "content/links.lock");
  assert.deepEqual([strange, readdirSync(folder).filter((path) => !["sources", "published"].includes(path))], [[], []], name);
  const files = filesOf(output);
  assert.deepEqual(await harms(page, output, files.filter(isRead)), [], name);
  for (const path of files.filter((path) => /\.(png|jpe?g|webp|avif)$/.test(path))) assert.ok(!readFileSync(join(output, path)).includes("canary("), `${name}: ${path}`);
  // Every page was read for what could run; those with the most on them, and all that the packed sources make, are opened as well.
  const largest = new Set(samples(pagesOf(output)).map(({ path }) => path));
  const pages = pagesOf(output).filter(({ path }) => largest.has(path) || /^e\d+\/(1\d\/)?$/.test(path));
  for (const { path } of pages) await page.goto(url + path.split("/").map(encodeURIComponent).join("/"), { waitUntil: "domcontentloaded" });
  return files.length;
}

test("nothing runs from any field of a source", async () => {
  const { page, sung, close } = await listening();
  const refusing = new Set();
  let looked = 0;
  for (const payload of some) {
    for (const variant of variantsOf(payload)) {
      clear();
      for (const { path, code, message, field } of await write(root, payload, variant, url)) {
        if (field) refusing.add(field);
        // A name may be no name for a file here or the name or address of somebody else, and what stands in a body may lead nowhere or be no formula.
        else assert.match(`${path} ${code}`, /^[^]* bad-name$|^content\/speakers\/[^]* (ambiguous-name|url-collision)$|^content\/(bodies\/[^]*|glossary\.yaml) (broken-link|broken-page|unknown-link|bad-mathematics|ambiguous-name)$/, `payload ${payload.number}: ${message}`);
      }
      looked += await look(page, `payload ${payload.number}, site ${variant}`);
    }
  }
  await close();
  assert.deepEqual([...sung], []);
  assert.ok(looked > 200 * some.length, `${looked} files`);
  // A text may be the name of somebody there is.
  const silent = [...formed].filter((field) => !isOfSite(field) && !/^event speakers\[\](\.id)?$/.test(field) && !refusing.has(field));
  assert.deepEqual(silent, [], "fields of a form that have refused nothing");
});

test("nothing runs from a file that was imported", async () => {
  const { page, sung, close } = await listening();
  let taken = 0;
  for (const payload of some) {
    clear();
    taken += (await writeImported(root, payload)).length;
    await look(page, `payload ${payload.number}, imported`);
  }
  await close();
  assert.deepEqual([...sung], []);
  assert.ok(taken > 4 * some.length, `${taken} files`);
});

test("a field of the site that takes only texts of a form refuses the others", async () => {
  const { page, sung, close } = await listening();
  for (const [at, field] of [...formed].filter(isOfSite).entries()) {
    let refused = 0;
    for (const payload of STEP === 1 ? payloads : [2, ...at % 3 ? [] : [67 * at]].map((number) => payloads[number % payloads.length])) {
      clear();
      if (await isRefused(root, field, payload, url)) refused += 1;
      else await look(page, `payload ${payload.number}, ${field}`);
    }
    assert.ok(refused > 0, `${field} refuses nothing`);
  }
  await close();
  assert.deepEqual([...sung], []);
});
