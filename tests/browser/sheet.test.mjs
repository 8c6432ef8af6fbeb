// The share sheet as something to look at and to handle: in every colour, narrow and wide, and from disk. What it copies is in share.test.mjs.
import assert from "node:assert/strict";
import { test } from "node:test";
import { pathToFileURL } from "node:url";
import { overflow, schemes, settled, smallTargets, violations, visit, wear } from "./browser.mjs";
import { samples, site } from "./site.mjs";

const sections = samples(site.root.pages).filter(({ kind }) => kind === "section");

async function open(page) {
  await page.locator("[data-turn] .mark").nth(1).click();
  await page.locator("dialog[open]").waitFor();
  await settled(page);
}

for (const { name, path } of sections) {
  for (const width of [320, 1280]) {
    test(`${name} at ${width} px`, async (t) => {
      const page = await visit(t, path, { width });
      await open(page);
      assert.deepEqual(await overflow(page), []);
      assert.deepEqual(await smallTargets(page, "dialog *"), []);
      for (const scheme of schemes) {
        await wear(page, scheme);
        assert.deepEqual(await violations(page), [], scheme);
      }
    });
  }
}

test("from disk", async (t) => {
  const page = await visit(t, pathToFileURL(sections[0].file).href);
  await open(page);
  assert.ok((await page.locator("dialog button").count()) > 2);
});
