// Passing on: the share sheet, what it copies, and words chosen on a page.
import assert from "node:assert/strict";
import { appendFileSync, cpSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { settled, visit } from "./browser.mjs";
import { freePort, plenary, repository, serve, site, temporaryFolder } from "./site.mjs";

const permissions = ["clipboard-read", "clipboard-write"];
const section = "tide-lamps-en/02/";
// The turn that holds the quotation of that section.
const turn = '[data-turn]:has(mark[data-quotation])';
const copied = (page) => page.evaluate(() => navigator.clipboard.readText());
const acts = (page) => page.locator("dialog .passing > *");
const lines = (text) => text.split("\n");

async function opened(page, from) {
  await page.locator(from).first().click();
  await acts(page).first().waitFor();
}

async function copy(page, n) {
  await acts(page).nth(n).click();
  await page.locator("dialog [role=status]:not(:empty)").waitFor();
  return copied(page);
}

test("the mark of a turn opens a sheet that copies link, quotation and Markdown", async (t) => {
  const page = await visit(t, section, { permissions });
  const id = await page.locator(turn).getAttribute("data-turn");
  await opened(page, `${turn} .mark`);
  const version = await page.locator(`[data-turn="${id}"]`).getAttribute("data-v");
  const link = `${site.root.url}${section}${id}/?v=${version}`;
  assert.match(await page.locator("dialog .passed").textContent(), /^Lu Sangeng Let them measure/);
  assert.equal(await copy(page, 0), link);
  const quotation = lines(await copy(page, 1));
  assert.match(quotation[0], /^“Let them measure\. When you listen.*a match\.”$/);
  assert.deepEqual(quotation.slice(1), ["— Lu Sangeng, Head lamp keeper, Echo Town Lamp House, Who Should the Tide Lamps Listen To?, March 14, 2026", link]);
  const markdown = lines(await copy(page, 2));
  assert.equal(markdown.at(-1), `> — [${quotation[1].slice(2)}](${link})`);
  assert.ok(markdown.every((line) => line.startsWith(">")));
  await acts(page).nth(3).click();
  await page.waitForURL(`${site.root.url}${section}${id}/`);
  assert.equal(await page.locator("html").getAttribute("data-page"), "turn");
});

test("the sheet holds the focus, closes on Escape and gives the focus back", async (t) => {
  const page = await visit(t, section);
  const mark = page.locator(`${turn} .mark`);
  await mark.focus();
  await page.keyboard.press("Enter");
  await acts(page).first().waitFor();
  for (let n = 0; n < 12; n++) {
    await page.keyboard.press("Tab");
    assert.ok(await page.evaluate(() => document.activeElement === document.body || Boolean(document.activeElement.closest("dialog"))));
  }
  await page.keyboard.press("Escape");
  await page.locator("dialog").waitFor({ state: "detached" });
  assert.ok(await mark.evaluate((mark) => mark === document.activeElement));
});

test("what can be tapped in the sheet is large enough at 320 px", async (t) => {
  const page = await visit(t, section, { width: 320 });
  await opened(page, `${turn} .mark`);
  for (const box of await page.locator("dialog :is(a, button)").evaluateAll((all) => all.map((one) => one.getBoundingClientRect().toJSON()))) {
    assert.ok(box.width >= 44 && box.height >= 44 && box.left >= 0 && box.right <= 320, JSON.stringify(box));
  }
});

test("a device that can share is asked to", async (t) => {
  const before = (page) => page.addInitScript(() => { navigator.share = async (what) => { globalThis.told = what; }; });
  const page = await visit(t, section, { before });
  await opened(page, "mark[data-quotation]");
  const id = await page.locator("mark[data-quotation]").getAttribute("data-quotation");
  await acts(page).first().click();
  await page.locator("dialog").waitFor({ state: "detached" });
  const told = await page.evaluate(() => globalThis.told);
  assert.match(told.url, new RegExp(`^${site.root.url}${section}${id}/\\?v=[0-9a-z]{3}$`));
  assert.match(told.text, /^“When you listen to the tide .* changes its mind\.”\n— Lu Sangeng/);
});

test("where there is no clipboard the old way copies", async (t) => {
  const before = (page) => page.addInitScript(() => {
    Object.defineProperty(navigator, "clipboard", { value: undefined });
    addEventListener("copy", () => { globalThis.told = document.activeElement.value; });
  });
  const page = await visit(t, section, { before });
  await opened(page, `${turn} .mark`);
  await acts(page).first().click();
  await page.locator("dialog [role=status]:not(:empty)").waitFor();
  assert.match(await page.evaluate(() => globalThis.told), /^http.*\/02\/\w+\/\?v=\w{3}$/);
  assert.ok(await acts(page).first().evaluate((act) => act === document.activeElement));
});

for (const path of ["tide-lamps-en/", section, "speakers/lu-sangeng/"]) {
  test(`the page as a whole is passed on: ${path}`, async (t) => {
    const page = await visit(t, path, { permissions });
    await opened(page, "[data-share] >> visible=true");
    assert.equal(await copy(page, 0), `${site.root.url}${path}`);
  });
}

for (const kind of ["turn", "quotation"]) {
  test(`a ${kind}'s own page passes it on and leads back`, async (t) => {
    const sample = site.root.pages.find((page) => page.kind === kind && page.language === "zh-Hans");
    const page = await visit(t, sample.path, { permissions });
    await opened(page, "main [data-share]");
    assert.equal(await copy(page, 0), `${site.root.url}${sample.path}?v=${await page.locator("main [data-v]").getAttribute("data-v")}`);
    assert.match(lines(await copy(page, 1))[0], /^“.*”$/);
    await page.keyboard.press("Escape");
    assert.match(await page.locator("details.code p").textContent(), new RegExp(`${sample.path}$`));
    await page.locator(".act").click();
    await page.waitForURL(/#/);
    assert.equal(await page.locator("html").getAttribute("data-page"), "section");
    assert.equal(await page.locator(":target").count(), 1);
  });
}

test("a quotation can be saved as a picture, from its mark and on its own page", async (t) => {
  const sample = site.root.pages.find((page) => page.kind === "quotation" && page.language === "en");
  for (const [path, from] of [[section, "mark[data-quotation]"], [sample.path, "main [data-share]"]]) {
    const page = await visit(t, path);
    await opened(page, from);
    const picture = page.locator("dialog a[download]");
    assert.equal(await picture.textContent(), "Save as picture");
    const answer = await page.request.get(await picture.evaluate((link) => link.href));
    assert.equal(answer.status(), 200);
    assert.equal(answer.headers()["content-type"], "image/png");
  }
  const turns = await visit(t, section);
  await opened(turns, `${turn} .mark`);
  assert.equal(await turns.locator("dialog a[download]").count(), 0);
});

test("without script a mark is a link, and nothing offers to share", async (t) => {
  const page = await visit(t, section, { script: false });
  assert.equal(await page.locator("[data-share] >> visible=true").count(), 0);
  await page.locator(`${turn} .mark`).click();
  assert.match(page.url(), /02\/#\w+$/);
});

test("a mark that is clicked for a new tab stays a link", async (t) => {
  const page = await visit(t, section, { width: 1280 });
  const [other] = await Promise.all([page.context().waitForEvent("page"), page.locator(`${turn} .mark`).click({ modifiers: ["ControlOrMeta"] })]);
  await other.waitForLoadState();
  assert.match(other.url(), /02\/#\w+$/);
  assert.equal(await page.locator("dialog").count(), 0);
});

// Chooses from a piece of text to another one, each found in the words of speakers.
function choose(page, from, to) {
  return page.evaluate(([from, to]) => {
    const find = (piece) => {
      for (const speech of document.querySelectorAll("[data-speech]")) {
        const nodes = document.createTreeWalker(speech, NodeFilter.SHOW_TEXT);
        while (nodes.nextNode()) {
          const at = nodes.currentNode.data.indexOf(piece);
          if (at >= 0) return [nodes.currentNode, at];
        }
      }
      throw new Error(`${piece} is not said`);
    };
    const [[start, at], [end, last]] = [find(from), find(to)];
    start.parentElement.scrollIntoView({ block: "center" });
    getSelection().setBaseAndExtent(start, at, end, last + to.length);
  }, [from, to]);
}

// How much of where a piece of text stands is in the colour of what a text fragment leads to.
async function lit(page, piece) {
  const box = await page.evaluate((piece) => {
    const nodes = document.createTreeWalker(document.querySelector("main"), NodeFilter.SHOW_TEXT);
    while (nodes.nextNode()) {
      const at = nodes.currentNode.parentElement.closest("[data-speech]") ? nodes.currentNode.data.indexOf(piece) : -1;
      if (at < 0) continue;
      const range = document.createRange();
      range.setStart(nodes.currentNode, at);
      range.setEnd(nodes.currentNode, at + piece.length);
      const { x, y, width, height } = range.getClientRects()[0];
      return { x, y, width, height };
    }
    return null;
  }, piece);
  assert.ok(box, `${piece} is on the page`);
  const picture = await page.screenshot({ clip: box });
  return page.evaluate(async (data) => {
    const bitmap = await createImageBitmap(await (await fetch(`data:image/png;base64,${data}`)).blob());
    const canvas = new OffscreenCanvas(bitmap.width, bitmap.height).getContext("2d");
    canvas.drawImage(bitmap, 0, 0);
    const { data: dots } = canvas.getImageData(0, 0, bitmap.width, bitmap.height);
    let found = 0;
    for (let at = 0; at < dots.length; at += 4) if (dots[at] > 240 && dots[at + 1] < 20 && dots[at + 2] > 240) found++;
    return (4 * found) / dots.length;
  }, picture.toString("base64"));
}

for (const [what, path, from, to, said, onward] of [
  ["words of one turn", section, "arithmetic", "three times", "“arithmetic. In fog we count three times”", /\/02\/\w+\/\?v=\w{3}#\w+:~:text=arithmetic/],
  ["the middle of a word", section, "rithmetic", "arithm", "“rithm”", /text=arithmetic$/],
  ["a long stretch", section, "First you see", "doorstep", "“First you see", /text=[^,]+,[^,]+$/],
  ["what is said twice", section, "lamps", "lamps", "“lamps”", /text=[^,]+-,lamps$|text=lamps,-/],
  ["Han inside a sentence", "tide-lamps/02/", "声音什么时候", "变了主", "“声音什么时候变了主”", /text=[^,]+$/],
  ["several turns", "tide-lamps/02/", "九十四赫兹", "量就量吧", "秦谐波：“九十四赫兹", /\/02\/#\w+:~:text=[^,]+,[^,]+$/],
]) {
  test(`chosen words are copied with speaker and link: ${what}`, async (t) => {
    const page = await visit(t, path, { permissions, height: 500 });
    await choose(page, from, to);
    await page.locator(".chosen button").first().click();
    await page.locator(".chosen [role=status]:not(:empty)").waitFor();
    const all = lines(await copied(page));
    assert.ok(all[0].startsWith(said), all[0]);
    const link = all.at(-1);
    assert.match(decodeURIComponent(link), onward);
    // Notes and the labels of turns are nobody's words.
    assert.ok(!/hand of water\d|Link to this turn/.test(all.join("\n")));
    await page.goto("about:blank");
    await page.addInitScript(() => addEventListener("DOMContentLoaded", () => {
      const style = document.createElement("style");
      style.textContent = "::target-text { background: #f0f !important; color: #f0f !important; } :target { animation: none !important; }";
      document.head.append(style);
    }));
    await page.goto(link);
    await settled(page);
    await page.waitForTimeout(300);
    assert.ok((await lit(page, from)) > 0.5, `the words at ${decodeURIComponent(link)} are not marked`);
  });
}

test("chosen words are passed on by the sheet, and the bar goes with the choice", async (t) => {
  const page = await visit(t, section, { permissions });
  await choose(page, "arithmetic", "arithmetic");
  await page.locator(".chosen button").nth(1).click();
  await acts(page).first().waitFor();
  assert.match(await copy(page, 0), /:~:text=arithmetic$/);
  await page.keyboard.press("Escape");
  await page.evaluate(() => getSelection().removeAllRanges());
  await page.locator(".chosen").waitFor({ state: "detached" });
});

test("where the site asks for integrity, what is loaded later has it too", async (t) => {
  const folder = temporaryFolder();
  const [root, output] = [join(folder, "site"), join(folder, "out")];
  for (const name of ["content", "static"]) cpSync(join(repository, name), join(root, name), { recursive: true });
  appendFileSync(join(root, "content/site.yaml"), "\ntheme_options: {integrity: true}\n");
  const port = await freePort();
  plenary(["build", "--quiet", "--root", root, "--output", output, "--base-url", `http://127.0.0.1:${port}/`]);
  const server = await serve({ "/": output }, port);
  t.after(server.stop);
  const page = await visit(t, `http://127.0.0.1:${port}/${section}`);
  await opened(page, `${turn} .mark`);
  const loaded = await page.locator("head > script:not([type]), head > link[rel=stylesheet]").evaluateAll((all) => all.filter((one) => one.src || one.href).map((one) => one.integrity));
  assert.ok(loaded.length >= 4, `${loaded.length}`);
  for (const integrity of loaded) assert.match(integrity, /^sha384-/);
});
