// Whatever a source holds, nothing of it runs in a reader's browser: every page, feed and book of a site whose fields are all hostile. The pages
// are opened without their policy, so that nothing but what the program writes stands between a text and the reader.
import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { payloads } from "./hostile/payloads.mjs";
import { filesOf, harms, isRead, listening } from "./hostile/look.mjs";
import { write } from "./hostile/site.mjs";
import { freePort, pagesOf, plenary, serve, temporaryFolder } from "./site.mjs";

let url;
let server;
let output;
/** The numbers of texts that the program refuses, with the codes of its reasons. */
const refused = new Map();

before(async () => {
  const folder = temporaryFolder();
  const root = join(folder, "site");
  output = join(folder, "out");
  const port = await freePort();
  url = `http://127.0.0.1:${port}/`;
  const build = () => plenary(["build", "--quiet", "--root", root, "--output", output, "--base-url", url], { maxBuffer: 64 << 20 });
  mkdirSync(root);
  write(root);
  try {
    build();
  } catch ({ message }) {
    for (const [, code, number] of message.matchAll(/^error\[([a-z-]+)\][^]*?canary\((\d+)\)/gm)) refused.set(Number(number), code);
    for (const [, code, event, section] of message.matchAll(/^error\[([a-z-]+)\][^\n]*\n\s*--> content\/e(\d+)\/(\d+)\.md/gm)) refused.set(18 * Number(event) + Number(section) - 1, code);
  }
  write(root, new Set(refused.keys()));
  build();
  // The same texts as somebody would write them who escapes nothing.
  const raw = payloads.map(({ number, text }) => `<iframe title="${number}" srcdoc="${text.replaceAll("&", "&amp;").replaceAll('"', "&quot;")}"></iframe>`);
  writeFileSync(join(output, "raw.html"), `<!doctype html><meta charset="utf-8">${raw.join("\n")}`);
  server = await serve({ "/": output }, port);
});
after(() => server?.stop());

test("only links and formulas can be refused", () => {
  assert.ok(payloads.length >= 300, `${payloads.length}`);
  const kinds = new Set([...refused].map(([number, code]) => `${payloads[number].kind}: ${code}`));
  for (const kind of kinds) assert.match(kind, /^(links|scripts): (broken-link|unknown-link)$|^formulas: bad-mathematics$/);
  assert.ok(refused.size < payloads.length / 8, `${refused.size} of ${payloads.length} are refused`);
});

test("the canary sings where nothing is escaped", async () => {
  const { page, sung, close } = await listening();
  await page.goto(`${url}raw.html`);
  await page.waitForTimeout(500);
  await close();
  assert.ok(sung.size > 80, `only ${sung.size} sing`);
});

test("nothing runs on the pages", async () => {
  const all = pagesOf(output);
  // The pages that hold all texts of an event or of the site, and a few of each other kind.
  const whole = all.filter(({ kind }) => !["section", "speaker", "tag", "turn", "quotation"].includes(kind));
  const single = all.filter((page) => !whole.includes(page)).filter((_, at) => at % 60 === 0);
  const { page, sung, close } = await listening();
  for (const { path } of [...whole, ...single]) await page.goto(url + path, { waitUntil: "domcontentloaded" });
  await page.goto(`${url}search/?q=canary`);
  await page.locator("mark").first().waitFor();
  for (const { text } of payloads.filter(({ number }) => number % 40 === 0)) await page.goto(`${url}search/?q=${encodeURIComponent(text)}`);
  await page.waitForTimeout(300);
  await close();
  assert.ok(whole.length > 50 && single.length > 12, `${whole.length} and ${single.length}`);
  assert.deepEqual([...sung], []);
});

test("no page, feed or book holds what could run", async () => {
  const { page, sung, close } = await listening();
  await page.goto(`${url}404.html`);
  const files = filesOf(output).filter((name) => isRead(name) && name !== "raw.html");
  // Pages of turns and quotations hold what those of sections do; of them a third will do.
  const pages = files.filter((name) => name.endsWith(".html")).filter((name, at) => name.split("/").length < 4 || at % 3 === 0);
  const feeds = files.filter((name) => /\.(xml|json|webmanifest)$/.test(name));
  const books = files.filter((name) => name.endsWith(".epub"));
  const found = await harms(page, output, [...pages, ...feeds, ...books]);
  // The search that finds nothing wrong must find what is wrong.
  const caught = await page.evaluate((texts) => texts.filter((text) => globalThis.suspicious(text, "text/html").length).length, payloads.map(({ text }) => text));
  await close();
  assert.deepEqual([...new Set(found)].slice(0, 12), []);
  assert.deepEqual([...sung], []);
  assert.ok(pages.length > 1000 && feeds.length > 40 && books.length > 10, `${pages.length} pages, ${feeds.length} feeds, ${books.length} books`);
  assert.ok(caught > 110, `the search knows ${caught} of them`);
});
