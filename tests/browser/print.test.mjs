// On paper: the words, and no interface.
import assert from "node:assert/strict";
import { test } from "node:test";
import { overflow, settled, visit } from "./browser.mjs";
import { samples, site } from "./site.mjs";

for (const { name, kind, path } of samples(site.root.pages)) {
  test(`${name}`, async (t) => {
    // As wide as A4 between its margins.
    const page = await visit(t, path, { width: 640, moves: true, allow: kind === "404" ? [/ 404 /] : [] });
    await page.emulateMedia({ media: "print" });
    await settled(page);
    assert.deepEqual(await overflow(page), []);
    const interfaceParts = await page.evaluate(() => [...document.querySelectorAll("body > nav, .bar, .skip, .menu, main button, body > header summary, input, select, dialog, video, audio, iframe")].filter((part) => part.checkVisibility() && part.getBoundingClientRect().height > 1).map((part) => part.outerHTML.slice(0, 100)));
    assert.deepEqual(interfaceParts, []);
    const colours = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    assert.match(colours, /rgba?\((255, 255, 255|0, 0, 0, 0)/, "the paper is white");
  });
}

test("the whole transcript prints as a document of several pages", async (t) => {
  const { path } = samples(site.root.pages).find((page) => page.kind === "all");
  const page = await visit(t, path, { width: 1280, scheme: "dark", moves: true });
  const document = await page.pdf({ preferCSSPageSize: true });
  const sheets = document.toString("latin1").match(/\/Type\s*\/Page\b/g)?.length ?? 0;
  assert.ok(sheets > 2, `${sheets} pages`);
});
