// Every kind of page at every width, in every colour: nothing scrolls sideways, nothing jumps, nothing is too small for a thumb.
import assert from "node:assert/strict";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { test } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import { leaf, overflow, schemes, settled, shifts, smallTargets, unfold, visit, wear, widths } from "./browser.mjs";
import { samples, site } from "./site.mjs";

const pages = [
  ...samples(site.root.pages).map((page) => ({ ...page, address: site.root.url + page.path })),
  ...samples((site.real?.pages ?? []).filter((page) => ["section", "event"].includes(page.kind))).map((page) => ({ ...page, name: `${page.name}, real article`, address: site.real.url + page.path })),
];

// A kind of page in its first language at every width; in further languages, whose boxes are the same, at the narrowest and the widest.
const met = new Set();
for (const { name, kind, direction, address } of pages) {
  const known = met.has(kind + direction);
  met.add(kind + direction);
  for (const width of known ? [widths[0], widths.at(-1)] : widths) {
    test(`${name} at ${width} px`, async (t) => {
      const page = await visit(t, address, { width, moves: true, allow: kind === "404" ? [/ 404 /] : [] });
      await leaf(page);
      assert.deepEqual(await shifts(page), [], "something jumped");
      for (const scheme of schemes) {
        await wear(page, scheme);
        await settled(page);
        assert.deepEqual(await overflow(page), [], `sideways in ${scheme}`);
      }
      await wear(page, "light");
      assert.deepEqual(await smallTargets(page), [], "targets below 44 px");
      await unfold(page, "main");
      assert.deepEqual(await overflow(page), [], "sideways with everything unfolded");
      assert.deepEqual(await smallTargets(page), [], "targets below 44 px with everything unfolded");
      // A menu covers what is behind it, so only its own targets count.
      await unfold(page, "header, body > nav");
      assert.deepEqual(await overflow(page), [], "sideways with the menu open");
      assert.deepEqual(await smallTargets(page, "body > header a, body > header :is(button, summary), body > nav a, body > nav button"), [], "targets below 44 px with the menu open");
    });
  }
}

test("a page that comes in pieces does not jump", async (t) => {
  // A server that stops after every piece, in the middle of the head of the page, behind the first face and three times below; all else it passes on.
  let file;
  const server = createServer(async (request, response) => {
    if (request.url !== "/slow") return response.writeHead(302, { location: site.root.url + request.url.slice(1) }).end();
    const html = readFileSync(file, "utf8").replace("<head ", `<head><base href="${base}"></head><head `);
    const head = ["<details class=\"menu\"", "<nav class=\"twins\"", "</header>"].map((part) => html.indexOf(part)).filter((at) => at > 0);
    const rest = [1, 2, 3].map((part) => Math.round(head.at(-1) + ((html.length - head.at(-1)) * part) / 4));
    if (html.includes(' class="face"')) rest.push(html.indexOf(">", html.indexOf(' class="face"')) + 1);
    response.writeHead(200, { "content-type": "text/html; charset=utf-8" });
    let from = 0;
    for (const at of [...head, ...rest, html.length].sort((a, b) => a - b)) {
      response.write(html.slice(from, at));
      from = at;
      await pause(120);
    }
    response.end();
  });
  let base;
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  t.after(() => server.close());
  const faced = ["turn", "speaker", "speakers", "event"].map((kind) => pages.find((page) => page.kind === kind && readFileSync(page.file, "utf8").includes('<img class="face"')));
  for (const { name, kind, path, file: at } of [...pages.filter(({ kind, file }) => kind === "section" && file), ...faced]) {
    file = at;
    base = site.root.url + path;
    for (const width of kind === "section" ? [390, 1280] : [390]) {
      const page = await visit(t, `http://127.0.0.1:${server.address().port}/slow`, { width, moves: true, allow: [/./], bypassCSP: true });
      assert.equal(await page.locator("footer").count(), 1, `${name} is there as a whole`);
      await page.context().close();
    }
  }
});

// Of the pages of turns and quotations, which are three quarters of all and alike, every twentieth.
test("no page of the sample site scrolls sideways at 320 px", async (t) => {
  const page = await visit(t, "", { width: 320 });
  const [turns, others] = [true, false].map((wanted) => site.root.pages.filter(({ kind }) => ["turn", "quotation"].includes(kind) === wanted));
  for (const { path } of [...others, ...turns.filter((_, at) => at % 20 === 0)]) {
    await page.goto(site.root.url + path);
    assert.deepEqual(await overflow(page), [], path);
  }
});

test("the pages work under a path", async (t) => {
  const page = await visit(t, site.path.url);
  for (const { path, name } of samples(site.path.pages)) {
    await page.goto(site.path.url + path);
    assert.equal(await page.evaluate(() => getComputedStyle(document.documentElement).getPropertyValue("--paper") !== ""), true, `${name} has its style`);
    const away = await page.evaluate((base) => [...document.links].map((link) => link.href).filter((href) => href.startsWith(location.origin) && !href.startsWith(base)), site.path.url);
    assert.deepEqual(away, [], `${name} leads out of the path`);
  }
});

test("an address that is not there shows the site's own page", async (t) => {
  for (const base of [site.root.url, site.path.url]) {
    const page = await visit(t, `${base}nothing/here/at-all/`, { allow: [/ 404 /, /status of 404/] });
    assert.equal(await page.evaluate(() => document.documentElement.dataset.page), "404");
    assert.equal(await page.evaluate(() => getComputedStyle(document.documentElement).getPropertyValue("--paper") !== ""), true, "it has its style");
    const home = await page.locator(".site-name").first().evaluate((link) => link.href);
    assert.equal(home, base);
  }
});
