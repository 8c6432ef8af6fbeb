// What was opened stays readable: without a network, under a path, after a new build; and what is gone goes.
import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { visit } from "./browser.mjs";
import { copyOfSite, freePort, plenary, serve, temporaryFolder } from "./site.mjs";

/** A copy of the sample site that a test may change, with a server that it may stop. */
async function own(t, path = "/") {
  const folder = temporaryFolder();
  const [root, output] = [join(folder, "site"), join(folder, "out")];
  copyOfSite(root);
  const port = await freePort();
  const url = `http://127.0.0.1:${port}${path}`;
  const build = () => plenary(["build", "--root", root, "--output", output, "--base-url", url]);
  build();
  let server = await serve({ [path]: output }, port);
  const stop = async () => {
    await server?.stop();
    server = null;
  };
  t.after(stop);
  return { root, url, build, stop, start: async () => (server = await serve({ [path]: output }, port)) };
}

/** Waits until the event of a page is kept. Answers how many of its pages are. */
const kept = (page, wanted = 1) =>
  page.evaluate(async (wanted) => {
    const list = new URL(document.documentElement.dataset.offline, location.href).href;
    for (;;) {
      const record = await (await caches.match(list))?.json();
      if (record?.done.length >= wanted) return record.done.length;
      await new Promise((again) => setTimeout(again, 100));
    }
  }, wanted);

// Without a server the browser says so for everything that it asks for.
const allow = [/ERR_CONNECTION_REFUSED/, /ERR_FAILED/, / 503 /, / 404 /, /Failed to load resource/, /service worker/i];

for (const path of ["/", "/a/b/"]) {
  test(`after one page, the event opens without a network: ${path}`, { timeout: 120_000 }, async (t) => {
    const site = await own(t, path);
    const page = await visit(t, `${site.url}tide-lamps/02/`, { allow, moves: true });
    assert.ok((await kept(page)) >= 9);
    const shared = await page.locator("[data-turn]").nth(5).getAttribute("id");
    await site.stop();
    // Links that others have shared: to a turn of a section, and to its own page, which is kept for nobody.
    for (const link of [`tide-lamps/02/?v=000#${shared}`, `tide-lamps/02/${shared}/?v=000`]) {
      await page.goto(`${site.url}tide-lamps/`, { waitUntil: "load" });
      await page.goto(site.url + link, { waitUntil: "load" });
      assert.equal(await page.evaluate(() => location.pathname + location.hash), `${path}tide-lamps/02/#${shared}`, link);
      const top = await page.locator(`#${shared}`).evaluate((element) => element.getBoundingClientRect().top);
      assert.ok(top >= -1 && top < 844, `it is in sight: ${top}`);
    }
    for (const other of ["tide-lamps/", "tide-lamps/07/", "tide-lamps/02/?t=12#x"]) {
      await page.goto(site.url + other, { waitUntil: "load" });
      assert.equal(await page.locator("html").getAttribute("data-page"), other === "tide-lamps/" ? "event" : "section");
      assert.notEqual(await page.evaluate(() => getComputedStyle(document.documentElement).getPropertyValue("--paper")), "", "the style is there");
    }
    // The search is kept with it.
    await page.goto(`${site.url}search/?q=lamp`, { waitUntil: "load" });
    await page.waitForFunction(() => document.querySelectorAll(".hit").length > 5);
    await page.goto(`${site.url}fields/soundings/01/`, { waitUntil: "load" });
    assert.equal(await page.locator("html").getAttribute("data-page"), "404");
    await page.locator("main li a").first().waitFor();
    await page.locator("main li a").first().click();
    await page.waitForLoadState();
    assert.equal(await page.locator("html").getAttribute("data-page"), "event");
  });
}

test("a new build is seen at once, and what it lacks goes", { timeout: 120_000 }, async (t) => {
  const site = await own(t);
  const page = await visit(t, `${site.url}tide-lamps-en/01/`, { allow, moves: true });
  await kept(page);
  const file = join(site.root, "content/tide-lamps-en/08.md");
  const event = join(site.root, "content/tide-lamps-en/07.md");
  writeFileSync(event, readFileSync(event, "utf8").replace(/^# .*$/m, "# Another title"));
  writeFileSync(file, "---\ndraft: true\n---\n# Gone\n\nSu Wanzhong: Gone.\n");
  site.build();
  await page.goto(`${site.url}tide-lamps-en/02/`, { waitUntil: "load" });
  await page.evaluate(async () => {
    const text = async (path) => (await caches.match(new URL(path, location.href).href))?.text();
    while ((await text("../08/")) || !(await text("../07/"))?.includes("Another title")) await new Promise((again) => setTimeout(again, 100));
  });
  await site.stop();
  await page.goto(`${site.url}tide-lamps-en/07/`, { waitUntil: "load" });
  assert.match(await page.title(), /Another title/);
});

test("all of an event on request", { timeout: 120_000 }, async (t) => {
  const site = await own(t);
  const page = await visit(t, `${site.url}tide-lamps/`, { allow, moves: true });
  const button = page.locator("[data-keep-offline]");
  await button.waitFor({ state: "visible" });
  const before = await button.textContent();
  await button.click();
  await page.waitForFunction((before) => {
    const button = document.querySelector("[data-keep-offline]");
    return button.disabled && !/[\d…]/.test(button.textContent) && button.textContent !== before;
  }, before, { timeout: 60_000 });
  await site.stop();
  const answer = await page.goto(`${site.url}tide-lamps/all/`, { waitUntil: "load" });
  assert.equal(answer.status(), 200, await page.evaluate(async () => (await (await caches.match(document.documentElement.dataset.offline ?? "assets/offline/tide-lamps.json"))?.text()) ?? "no list"));
  assert.equal(await page.locator("html").getAttribute("data-page"), "all");
  await page.goto(`${site.url}tide-lamps/`, { waitUntil: "load" });
  assert.ok(await page.locator("img.cover").evaluate((image) => image.decode().then(() => image.naturalWidth > 0)));
  assert.ok(await button.isDisabled());
});

test("where nothing may be kept, pages open all the same", { timeout: 60_000 }, async (t) => {
  const site = await own(t);
  const page = await visit(t, `${site.url}tide-lamps/01/`, {
    allow,
    moves: true,
    before: (page) => page.addInitScript(() => (navigator.serviceWorker.register = () => Promise.reject(new Error("denied")))),
  });
  await page.goto(`${site.url}tide-lamps/02/`, { waitUntil: "load" });
  assert.equal(await page.locator("html").getAttribute("data-section"), null);
  assert.equal(await page.locator("main").getAttribute("data-section"), "02");
});

test("the manifest installs, with icons of its sizes", async (t) => {
  const site = await own(t, "/a/b/");
  const page = await visit(t, `${site.url}tide-lamps/01/`, { moves: true });
  const session = await page.context().newCDPSession(page);
  const { url, errors, data } = await session.send("Page.getAppManifest");
  assert.equal(url, `${site.url}manifest.webmanifest`);
  assert.deepEqual(errors, []);
  const manifest = JSON.parse(data);
  assert.equal(new URL(manifest.start_url, url).href, site.url);
  for (const icon of manifest.icons) {
    const size = await page.evaluate(async (address) => {
      const image = new Image();
      image.src = address;
      await image.decode();
      return image.naturalWidth;
    }, new URL(icon.src, url).href);
    if (icon.sizes !== "any") assert.equal(`${size}x${size}`, icon.sizes, icon.src);
  }
});
