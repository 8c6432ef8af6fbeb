// With the server gone: an event of which one page was opened is there.
import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { visit } from "./browser.mjs";
import { freePort, serve, site } from "./site.mjs";

const kept = readdirSync(join(site.root.folder, "assets")).some((name) => name.endsWith(".js") && readFileSync(join(site.root.folder, "assets", name), "utf8").includes("serviceWorker"));

for (const [name, path] of Object.entries({ "at the root": "/", "under a path": "/a/b/" })) {
  test(`an event is kept, ${name}`, { skip: kept ? false : "pages are not kept yet" }, async (t) => {
    const place = path === "/" ? site.root : site.path;
    const port = await freePort();
    const server = await serve({ [path]: place.folder }, port);
    t.after(server.stop);
    const sections = place.pages.filter(({ kind, path }) => kind === "section" && /^tide-lamps\/\d+\/$/.test(path));
    const base = `http://127.0.0.1:${port}${path}`;
    // Addresses that the page names are those of the site's own server; here another one gives it out.
    const page = await visit(t, `${base}${sections[0].path}`, { allow: [/ERR_CONNECTION_REFUSED|ERR_FAILED|Failed to fetch/] });
    await page.evaluate(() => navigator.serviceWorker.ready);
    const other = sections.at(-1);
    // The worker fetches in its own time.
    await page.waitForFunction(async (address) => Boolean(await caches.match(address)), `${base}${other.path}`, { timeout: 20_000, polling: 250 });
    await server.stop();
    await page.goto(`${base}${other.path}`);
    assert.equal(await page.evaluate(() => document.documentElement.dataset.page), "section");
    assert.equal(await page.evaluate(() => getComputedStyle(document.documentElement).getPropertyValue("--paper") !== ""), true, "it has its style");
    assert.ok((await page.locator("[data-turn]").count()) > 1);
    await page.reload();
    assert.ok((await page.locator("[data-turn]").count()) > 1);
  });
}
