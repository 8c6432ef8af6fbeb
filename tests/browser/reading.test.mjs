// Reading on: going back and forward, arriving at a turn.
import assert from "node:assert/strict";
import { test } from "node:test";
import { settled, visit } from "./browser.mjs";
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
        if (box.top < 60 || box.bottom > innerHeight - 90 || !link.checkVisibility() || link.dataset.media) return false;
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
