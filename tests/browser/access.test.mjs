// axe-core over every kind of page, in every language and colour: no violation. All its rules, best practices too.
import assert from "node:assert/strict";
import { test } from "node:test";
import { schemes, settled, unfold, violations, visit, wear } from "./browser.mjs";
import { samples, site } from "./site.mjs";

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
