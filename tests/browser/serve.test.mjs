// The site while it is written: what a change does to a page that is open in a browser.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { overflow, visit } from "./browser.mjs";
import { copyOfSite, repository, temporaryFolder } from "./site.mjs";

const root = temporaryFolder();
const event = join(root, "content/tide-lamps");
const style = join(root, "themes/mine/extra.css");
let program, address, section;

before(async () => {
  copyOfSite(root);
  section = join(event, readdirSync(event).find((name) => /^0*1\b.*\.md$/.test(name)));
  writeFileSync(join(root, "content/site.yaml"), `${readFileSync(join(root, "content/site.yaml"), "utf8")}\ntheme: mine\n`);
  mkdirSync(join(root, "themes/mine"), { recursive: true });
  writeFileSync(style, ".turn { opacity: 1 }\n");
  program = spawn(process.env.PLENARY ?? join(repository, "target/debug/plenary"), ["serve", "--port", "0"], { cwd: root, stdio: ["ignore", "ignore", "pipe"] });
  address = await new Promise((found, failed) => {
    let said = "";
    program.once("exit", () => failed(new Error(`the server has ended:\n${said}`)));
    program.stderr.on("data", (text) => {
      said += text;
      const [, url] = /the site is at (\S+)/.exec(said) ?? [];
      if (url) found(url);
    });
  });
});
after(() => program.kill());

test("what is read stays where it is when something above it grows", async (t) => {
  const page = await visit(t, `${address}tide-lamps/01/`, { moves: true });
  const turn = page.locator("[data-turn]").nth(6);
  await turn.evaluate((element) => scrollTo({ top: element.getBoundingClientRect().top + scrollY - 20, behavior: "instant" }));
  const [id, before] = await turn.evaluate((element) => [element.id, element.getBoundingClientRect().top]);
  const text = readFileSync(section, "utf8");
  // The first turn of the section becomes as long as a screen.
  const first = /^(\*\*[^*\n]+\*\*)(.*)$/m;
  assert.match(text, first);
  writeFileSync(section, text.replace(first, (line) => `${line}${"潮水涨上来，灯也跟着升高。".repeat(60)}`));
  await page.locator("main", { hasText: "灯也跟着升高" }).waitFor();
  await page.waitForFunction(() => document.readyState === "complete");
  const after = await page.locator(`#${id}`).evaluate((element) => element.getBoundingClientRect().top);
  assert.ok(Math.abs(after - before) < 3, `it moved from ${before} to ${after}`);
  writeFileSync(section, text);
  await page.locator("main", { hasText: "灯也跟着升高" }).waitFor({ state: "detached" });
});

test("a new style is put on without loading the page again", async (t) => {
  const page = await visit(t, `${address}tide-lamps/01/`, { moves: true });
  await page.evaluate(() => {
    globalThis.stayed = true;
    scrollTo({ top: 500, behavior: "instant" });
  });
  writeFileSync(style, "body { outline: 7px solid rgb(1, 2, 3) }\n");
  await page.waitForFunction(() => getComputedStyle(document.body).outlineWidth === "7px");
  assert.deepEqual(await page.evaluate(() => [globalThis.stayed, scrollY]), [true, 500]);
  writeFileSync(style, ".turn { opacity: 1 }\n");
  await page.waitForFunction(() => getComputedStyle(document.body).outlineWidth !== "7px");
});

test("what is broken stands above the last good page, and goes when it is mended", async (t) => {
  const page = await visit(t, `${address}tide-lamps/`, { width: 320, height: 640, moves: true });
  const file = join(event, "event.md");
  const text = readFileSync(file, "utf8");
  writeFileSync(file, text.replace("---\n", "---\ntitel: 灯\n"));
  const panel = page.getByRole("alert");
  await panel.waitFor();
  assert.match(await panel.innerText(), /unknown key `titel`[^]*content\/tide-lamps\/event\.md:2:1[^]*did you mean `title`/);
  assert.deepEqual(await overflow(page), []);
  const [box, letters, button] = await panel.evaluate((element) => [element.scrollWidth - element.clientWidth, parseFloat(getComputedStyle(element.querySelector("pre")).fontSize), element.querySelector("button").getBoundingClientRect().toJSON()]);
  assert.equal(box, 0, "nothing has to be moved sideways to be read");
  assert.ok(letters >= 13 && button.width >= 44 && button.height >= 44, JSON.stringify([letters, button]));
  if (process.env.PICTURES) await page.screenshot({ path: join(process.env.PICTURES, "broken.png") });
  assert.ok(await page.locator("h1").isVisible(), "the page is still there");
  writeFileSync(file, text);
  await panel.waitFor({ state: "detached" });
});
