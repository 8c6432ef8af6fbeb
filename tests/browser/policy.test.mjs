// What pages may load and run: the policy as a host sends it, and as pages say it themselves where no host can.
import assert from "node:assert/strict";
import { test } from "node:test";
import { visit } from "./browser.mjs";
import { site } from "./site.mjs";

const blocked = [/^request: csp/, /Content Security Policy|violates the following|Refused to/];
const section = "tide-lamps-en/01/";

for (const [who, base] of [["the host", () => site.path.url], ["the page", () => site.root.url]]) {
  test(`what ${who} says of scripts holds`, async (t) => {
    const page = await visit(t, new URL(section, base()).href, { allow: blocked, moves: true });
    const ran = await page.evaluate(async () => {
      const script = document.createElement("script");
      script.textContent = "globalThis.first = true";
      document.body.append(script);
      document.body.insertAdjacentHTML("beforeend", '<img src="data:," onerror="globalThis.second = true"><a href="javascript:globalThis.third = true" id="link"></a><p style="color: red" id="words"></p>');
      document.getElementById("link").click();
      const outside = document.createElement("script");
      outside.src = "https://host.example/x.js";
      const refused = new Promise((done) => document.addEventListener("securitypolicyviolation", ({ blockedURI, effectiveDirective }) => blockedURI.startsWith("https:") && done(effectiveDirective)));
      document.body.append(outside);
      const directive = await refused;
      await new Promise((done) => setTimeout(done, 100));
      return [globalThis.first, globalThis.second, globalThis.third, document.getElementById("words").style.color, directive];
    });
    assert.deepEqual(ran, [undefined, undefined, undefined, "", "script-src-elem"]);
  });
}

test("without a policy the same would run", async (t) => {
  const page = await visit(t, section, { bypassCSP: true, moves: true });
  assert.ok(await page.evaluate(() => {
    const script = document.createElement("script");
    script.textContent = "globalThis.first = true";
    document.body.append(script);
    return globalThis.first;
  }));
});

test("the host sends what it was told, by path", async () => {
  const page = await fetch(site.path.url + section);
  assert.equal(page.status, 200);
  for (const [name, expected] of [
    ["content-security-policy", /default-src 'none'.*script-src 'self' 'sha256-/],
    ["x-content-type-options", /^nosniff$/],
    ["referrer-policy", /^strict-origin-when-cross-origin$/],
    ["permissions-policy", /camera=\(\)/],
    ["cache-control", /^no-cache$/],
  ]) assert.match(page.headers.get(name) ?? "", expected, name);
  const text = await page.text();
  assert.doesNotMatch(text, /http-equiv="Content-Security-Policy"/);
  const style = text.match(/href="([^"]*assets\/style\.[^"]*)"/)[1];
  const asset = await fetch(new URL(style, site.path.url + section));
  assert.equal(asset.headers.get("cache-control"), "public, max-age=31536000, immutable");
  const nothing = await fetch(`${site.path.url}nothing/`);
  assert.equal(nothing.status, 404);
  assert.match(nothing.headers.get("content-security-policy"), /default-src 'none'/);
});
