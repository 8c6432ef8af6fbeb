// The Nu validator over every page: no error and no warning. Its guess at the language of a page is left aside: where a page gathers several languages, as the
// glossary does, the page is in its own, and every part says which it is in. So is what it takes for offences against the policy: it reads files, which have no
// origin that could be their own, and holds data in `script` elements for scripts. In a browser every test sees whether a page keeps to its policy.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { after, test } from "node:test";
import { close, site, temporaryFolder } from "./site.mjs";

after(close);

const jar = createRequire(import.meta.url).resolve("vnu-jar/build/dist/vnu.jar");

function validate(folder) {
  const { stderr, error } = spawnSync("java", ["-Xss1024k", "-jar", jar, "--skip-non-html", "--format", "json", folder], { encoding: "utf8", maxBuffer: 1 << 28 });
  if (error) throw error;
  return JSON.parse(stderr).messages.filter(({ message }) => !/^This document appears to be written in|^(Resource|Inline script) violates Content Security Policy/.test(message)).map((message) => `${message.url?.replace(/^.*?\/\/*/, "/").replace(folder, "")}:${message.lastLine}: ${message.message} ${message.extract ?? ""}`);
}

test("the validator finds what is wrong", () => {
  const folder = mkdtempSync(join(temporaryFolder(), "x"));
  writeFileSync(join(folder, "a.html"), '<!doctype html><html lang="en"><title>A</title><p id="a"><p id="a">');
  assert.match(validate(folder).join("\n"), /Duplicate ID/);
});

for (const [name, pages] of Object.entries({ "sample site": site.root, "real article": site.real })) {
  test(`every page of the ${name}`, { skip: pages ? false : "the real article is missing: ../shared/real" }, () => {
    assert.deepEqual(validate(pages.folder).slice(0, 10), []);
  });
}
