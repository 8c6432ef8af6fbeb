// axe-core over every kind of page, in every language and colour: no violation. All its rules, best practices too.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { test } from "node:test";
import { schemes, settled, unfold, visit, wear } from "./browser.mjs";
import { samples, site } from "./site.mjs";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** What axe finds, a line for each element. */
export async function violations(page) {
  await page.evaluate(axe);
  const found = await page.evaluate(() => globalThis.axe.run({ resultTypes: ["violations"] }));
  return found.violations.flatMap((rule) => rule.nodes.slice(0, 4).map((node) => `${rule.id}: ${node.html.slice(0, 160)} ${node.any.concat(node.all, node.none).map((check) => check.message).join("; ")}`));
}

for (const { name, path, kind } of samples(site.root.pages)) {
  test(`${name}`, async (t) => {
    const page = await visit(t, path, { moves: true, allow: kind === "404" ? [/ 404 /] : [] });
    assert.deepEqual(await violations(page), []);
    await unfold(page, "body");
    for (const scheme of schemes) {
      await wear(page, scheme);
      await settled(page);
      assert.deepEqual(await violations(page), [], `unfolded, in ${scheme}`);
    }
  });
}
