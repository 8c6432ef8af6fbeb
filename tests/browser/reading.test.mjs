// Reading on: going back and forward, arriving at a turn, the place kept, settings, notes and terms.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { overflow, settled, smallTargets, violations, visit } from "./browser.mjs";
import { samples, site } from "./site.mjs";

const pages = samples(site.root.pages);

for (const kind of ["home", "event", "section", "all", "speaker", "questions", "search"]) {
  const sample = pages.find((page) => page.kind === kind);
  if (!sample) continue;
  test(`back and forward: ${kind}`, async (t) => {
    const page = await visit(t, sample.path, { height: 500 });
    await page.evaluate(() => scrollTo({ top: 0.6 * (document.scrollingElement.scrollHeight - innerHeight), behavior: "instant" }));
    await settled(page);
    // A link that can be seen, leads to another page and is no jump inside this one.
    const link = await page.evaluateHandle(() => {
      const here = location.href.split("#")[0];
      return [...document.querySelectorAll("main a[href]")].find((link) => {
        const box = link.getBoundingClientRect();
        // A mark opens the sheet for sharing.
        if (box.top < 60 || box.bottom > innerHeight - 90 || !link.checkVisibility() || link.dataset.media || link.matches(".mark")) return false;
        return link.origin === location.origin && link.href.split("#")[0] !== here && !link.target && !link.download && document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2)?.closest("a") === link;
      });
    });
    if (!link.asElement()) return t.skip("nothing to tap in the middle of this page");
    const place = await page.evaluate(() => scrollY);
    const from = page.url();
    const to = await link.evaluate((link) => link.href);
    await link.asElement().click();
    await page.waitForURL(to);
    await page.waitForLoadState();
    await page.goBack();
    await page.waitForLoadState();
    await settled(page);
    assert.equal(page.url(), from);
    assert.ok(Math.abs((await page.evaluate(() => scrollY)) - place) <= 2, `back at ${await page.evaluate(() => scrollY)}, not at ${place}`);
    await page.goForward();
    await page.waitForLoadState();
    assert.equal(page.url(), to);
  });
}

for (const width of [390, 1280]) {
  test(`a link to a turn opens with the turn on top, and nothing moves afterwards, at ${width} px`, async (t) => {
    const { path } = pages.find((page) => page.kind === "section");
    const page = await visit(t, path, { width });
    const id = await page.evaluate(() => [...document.querySelectorAll("[data-turn][id]")].at(4).id);
    await page.goto("about:blank");
    await page.goto(`${site.root.url}${path}#${encodeURIComponent(id)}`);
    await settled(page);
    const top = () => page.evaluate((id) => document.getElementById(id).getBoundingClientRect().top, id);
    const first = await top();
    assert.ok(first >= -1 && first < 120, `the turn is ${first} px from the top`);
    await page.waitForTimeout(700);
    assert.equal(await top(), first);
  });
}

// What a reader sets is kept on the device.
test("text size and colours can be set, hold on every page and when one comes back", async (t) => {
  const { path } = pages.find((page) => page.kind === "section");
  const page = await visit(t, path, { moves: true });
  const opener = page.locator("[data-settings]");
  if (!(await opener.isVisible())) await page.locator(".menu > summary").click();
  await opener.click();
  const dialog = page.locator("dialog[open]");
  await dialog.waitFor();
  const size = () => page.evaluate(() => parseFloat(getComputedStyle(document.querySelector("[data-speech] p, [data-speech]")).fontSize));
  const before = await size();
  await dialog.locator('[data-choice="size-2"]').click();
  assert.ok((await size()) > before * 1.15, "letters grow");
  await dialog.locator('[data-choice="scheme-sepia"]').click();
  const paper = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  const sepia = await paper();
  await page.keyboard.press("Escape");
  await dialog.waitFor({ state: "detached" });
  await page.reload();
  assert.equal(await page.evaluate(() => document.documentElement.dataset.scheme), "sepia");
  assert.equal(await paper(), sepia);
  assert.ok((await size()) > before * 1.15);
  // `visit` wears the system's light: here it must not matter.
  await page.emulateMedia({ colorScheme: "dark" });
  assert.equal(await paper(), sepia, "what was chosen wins over the system");
  await page.goto(site.root.url);
  assert.equal(await page.evaluate(() => document.documentElement.dataset.scheme), "sepia", "it holds on other pages");
});

test("a sheet keeps the focus, can be left with Escape, and gives the focus back", async (t) => {
  const { path } = pages.find((page) => page.kind === "section");
  for (const width of [320, 1280]) {
    const page = await visit(t, path, { width, moves: true });
    await page.keyboard.press("?");
    const dialog = page.locator("dialog[open]");
    await dialog.waitFor();
    assert.deepEqual(await overflow(page), []);
    assert.deepEqual(await smallTargets(page, "dialog *"), []);
    assert.deepEqual(await violations(page), []);
    for (let step = 0; step < 12; step++) {
      await page.keyboard.press("Tab");
      assert.ok(await page.evaluate(() => !document.activeElement || document.activeElement === document.body || Boolean(document.activeElement.closest("dialog"))), "focus stays in the sheet");
    }
    await page.keyboard.press("Escape");
    await dialog.waitFor({ state: "detached" });
  }
});

test("the place is kept, in a section and for the whole event", async (t) => {
  const { path } = pages.find((page) => page.kind === "section" && page.language.startsWith("zh"));
  const page = await visit(t, path);
  const id = await page.evaluate(() => {
    const turn = [...document.querySelectorAll("[data-turn][id]")].at(5);
    turn.scrollIntoView({ behavior: "instant" });
    return turn.id;
  });
  await page.waitForTimeout(900);
  // Away, and back by the address.
  await page.goto(site.root.url);
  await page.goto(site.root.url + path);
  const offer = page.locator("[role=status] a");
  await offer.waitFor();
  assert.deepEqual(await overflow(page), []);
  await offer.click();
  await settled(page);
  await page.waitForTimeout(500);
  const top = await page.evaluate((id) => document.getElementById(id).getBoundingClientRect().top, id);
  // The turn that was read may be the one that began a little below it.
  assert.ok(Math.abs(top) < 844 / 3, `the turn is ${top} px from the top`);
  // And from the page of the event.
  await page.goto(new URL("../", site.root.url + path).href);
  await offer.waitFor();
  assert.equal(await offer.evaluate((link) => link.href.split("#")[0]), site.root.url + path);
  assert.ok(await offer.evaluate((link) => link.hash.length > 1), "it leads to the turn");
});

for (const width of [390, 1280]) {
  test(`a side note is reached from its mark and comes after it, at ${width} px`, async (t) => {
    const noted = site.root.pages.find(({ kind, file }) => kind === "section" && /data-note-mark/.test(readFileSync(file, "utf8")));
    const page = await visit(t, noted.path, { width, moves: true });
    const mark = page.locator("[data-note-mark] a").first();
    await mark.scrollIntoViewIfNeeded();
    await mark.click();
    await settled(page);
    const note = await mark.evaluate((mark) => {
      const note = document.getElementById(decodeURIComponent(mark.hash.slice(1)));
      const box = note.getBoundingClientRect();
      return { seen: note.checkVisibility() && box.height > 10 && box.bottom > 0 && box.top < innerHeight, after: Boolean(mark.compareDocumentPosition(note) & Node.DOCUMENT_POSITION_FOLLOWING), sideways: box.left >= 0 && box.right <= innerWidth };
    });
    assert.deepEqual(note, { seen: true, after: true, sideways: true });
    assert.deepEqual(await overflow(page), []);
  });

  test(`a term of the glossary explains itself, at ${width} px`, async (t) => {
    const termed = site.root.pages.find(({ kind, file }) => kind === "section" && /data-term/.test(readFileSync(file, "utf8")));
    const page = await visit(t, termed.path, { width });
    const term = page.locator("[data-term]").first();
    await term.scrollIntoViewIfNeeded();
    await term.focus();
    await page.keyboard.press("Enter");
    const said = page.locator("[popover]:popover-open");
    await said.waitFor();
    await settled(page);
    const box = await said.boundingBox();
    assert.ok(box.x >= 0 && box.x + box.width <= width && box.y >= 0 && box.y + box.height <= 844, JSON.stringify(box));
    assert.deepEqual(await smallTargets(page, "[popover] *"), []);
    assert.deepEqual(await violations(page), []);
    assert.equal(page.url(), site.root.url + termed.path);
    await page.keyboard.press("Escape");
    assert.equal(await said.count(), 0);
    assert.ok(await term.evaluate((link) => document.activeElement === link), "the focus is where it was");
  });
}
