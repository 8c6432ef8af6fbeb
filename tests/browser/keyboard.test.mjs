// By keyboard alone: the skip link, the order of focus, what has focus can be seen, and the keys of the section page.
import assert from "node:assert/strict";
import { test } from "node:test";
import { settled, visit } from "./browser.mjs";
import { samples, site } from "./site.mjs";

const pages = samples(site.root.pages);
const allow = (kind) => (kind === "404" ? [/ 404 /] : []);
/** How far we walk on a page; the longest have hundreds of links of the same make. */
const steps = 40;

for (const { name, kind, path } of pages) {
  test(`skip link: ${name}`, async (t) => {
    const page = await visit(t, path, { allow: allow(kind) });
    // A page that puts the focus into its main part by itself, as the search does, has skipped already.
    if (await page.evaluate(() => Boolean(document.activeElement.closest("main")))) return;
    await page.keyboard.press("Tab");
    const skip = await page.evaluate(() => {
      const box = document.activeElement.getBoundingClientRect();
      return { to: document.activeElement.getAttribute("href"), seen: box.top >= 0 && box.left >= 0 && box.right <= innerWidth && box.height >= 24 };
    });
    assert.deepEqual(skip, { to: "#main", seen: true });
    await page.keyboard.press("Enter");
    await page.keyboard.press("Tab");
    const where = await page.evaluate(() => {
      const main = document.querySelector("main");
      const focused = document.activeElement;
      return main.contains(focused) || focused === document.body || Boolean(main.compareDocumentPosition(focused) & Node.DOCUMENT_POSITION_FOLLOWING);
    });
    assert.ok(where, "after the skip link, focus goes on inside the main part");
  });

  // In the wide layout one page of each kind stands for its other languages; in the narrow one all do it.
  const first = pages.find((page) => page.kind === kind).path === path;
  for (const width of first ? [390, 1280] : [390]) {
    test(`order of focus: ${name} at ${width} px`, async (t) => {
      const page = await visit(t, path, { width, allow: allow(kind) });
      assert.deepEqual(await walk(page, width === 390), []);
    });
  }
}

/**
 * Goes through the page with the tab key and tells what is wrong: focus that goes back in the document; in one column, focus that goes up; what has focus and
 * cannot be seen, because it is out of the window, covered, or has no ring.
 */
async function walk(page, column) {
  const wrong = [];
  await page.evaluate(() => (globalThis.__last = null));
  for (let step = 0; step < steps; step++) {
    await page.keyboard.press("Tab");
    const told = await page.evaluate((column) => {
      const at = document.activeElement;
      if (!at || at === document.body || at === document.documentElement) return null;
      const problems = [];
      const say = (what) => problems.push(`${what}: ${at.outerHTML.replace(/\s+/g, " ").slice(0, 120)}`);
      const boxes = [...at.getClientRects()];
      const box = boxes.find((box) => box.bottom > 0 && box.top < innerHeight && box.width && box.height);
      const last = globalThis.__last;
      if (last && !(last.at.compareDocumentPosition(at) & Node.DOCUMENT_POSITION_FOLLOWING)) say("focus goes back in the document");
      let floats = false;
      for (let up = at; up; up = up.parentElement) floats ||= ["fixed", "sticky", "absolute"].includes(getComputedStyle(up).position);
      const bottom = scrollY + at.getBoundingClientRect().bottom;
      const top = scrollY + at.getBoundingClientRect().top;
      if (column && last && !last.floats && !floats && bottom <= last.top) say("focus goes up the page");
      globalThis.__last = { at, top, floats };
      if (!box) {
        say("what has focus is out of the window");
      } else {
        const x = Math.min(Math.max(box.left + box.width / 2, 0), innerWidth - 1);
        const y = Math.min(Math.max((Math.max(box.top, 0) + Math.min(box.bottom, innerHeight)) / 2, 0), innerHeight - 1);
        const hit = document.elementFromPoint(x, y);
        if (!hit || !(at.contains(hit) || hit.contains(at) || hit.closest("label")?.control === at)) say(`what has focus is covered by ${hit?.outerHTML.slice(0, 60)}`);
      }
      const style = getComputedStyle(at);
      const ringed = (style) => (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 1) || style.boxShadow !== "none";
      if (at.matches(":focus-visible") && !ringed(style) && !ringed(getComputedStyle(at, "::after")) && !ringed(getComputedStyle(at, "::before"))) say("focus has no ring");
      return problems;
    }, column);
    if (told === null) break;
    wrong.push(...told);
    if (wrong.length > 5) break;
  }
  return wrong;
}

// A section that has one before and one after it.
const section = site.root.pages.find(({ kind, path }) => kind === "section" && path.endsWith("/02/") && site.root.pages.some((other) => other.path === path.replace("/02/", "/03/")));

test("j and k go from turn to turn", async (t) => {
  const page = await visit(t, section.path, { width: 1280 });
  const turns = await page.evaluate(() => [...document.querySelectorAll("[data-turn]")].map((turn) => turn.dataset.turn));
  const at = async () => {
    await settled(page);
    return page.evaluate(() => document.activeElement.closest("[data-turn]")?.dataset.turn);
  };
  await page.keyboard.press("j");
  assert.equal(await at(), turns[0]);
  await page.keyboard.press("j");
  assert.equal(await at(), turns[1]);
  await page.keyboard.press("j");
  assert.equal(await at(), turns[2]);
  await page.keyboard.press("k");
  assert.equal(await at(), turns[1]);
});

test("n and p go from section to section", async (t) => {
  const page = await visit(t, section.path);
  const here = page.url();
  const next = await page.locator("main [rel=next]").first().evaluate((link) => link.href);
  await page.keyboard.press("n");
  await page.waitForURL(next);
  await page.keyboard.press("p");
  await page.waitForURL(here);
});

test("no key does anything in a field or with another key held", async (t) => {
  const page = await visit(t, section.path);
  const here = page.url();
  await page.evaluate(() => {
    const field = document.createElement("textarea");
    // Out of the flow, so that it moves nothing.
    field.style.cssText = "position: fixed; inset: 20% 20% auto";
    document.body.append(field);
    field.focus();
  });
  await page.keyboard.type("njpk/?");
  assert.equal(await page.locator("body > textarea").inputValue(), "njpk/?");
  await page.evaluate(() => document.activeElement.blur());
  await page.keyboard.press("Alt+n");
  await page.waitForTimeout(200);
  assert.equal(page.url(), here);
  assert.equal(await page.locator("dialog[open]").count(), 0);
});
