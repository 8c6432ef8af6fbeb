// Pictures: the size that suits the screen, nothing that tells the place, nothing that jumps, a colour while they are under way.
import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { leaf, settled, visit } from "./browser.mjs";
import { site } from "./site.mjs";

test("no published file names a camera or a place", () => {
  const names = readdirSync(site.root.folder, { recursive: true, encoding: "utf8" }).filter((name) => /\.(jpe?g|png|webp|gif)$/.test(name));
  assert.ok(names.some((name) => name.endsWith("lu-sangeng.jpg")));
  for (const name of names) {
    const bytes = readFileSync(join(site.root.folder, name), "latin1");
    for (const word of ["Third Watch", "Echo Town Camera", "http://ns.adobe.com/xap", "Photoshop"]) assert.ok(!bytes.includes(word), `${name} has ${word}`);
  }
});

for (const [width, deviceScaleFactor, expected] of [[390, 1, 480], [390, 2, 800], [1280, 1, 800], [1280, 2, 1600]]) {
  test(`the cover at ${width} px, ${deviceScaleFactor} dots a pixel`, async (t) => {
    const page = await visit(t, "tide-lamps/", { width, deviceScaleFactor });
    const cover = await page.locator("img.cover").evaluate((image) => image.decode().then(() => ({ ...image.dataset, at: image.currentSrc, priority: image.fetchPriority, loading: image.loading })));
    assert.match(cover.at, new RegExp(`\\.${expected}\\.webp$`));
    assert.equal(cover.priority, "high");
    assert.notEqual(cover.loading, "lazy");
    assert.match(cover.color, /^#[0-9a-f]{6}$/);
  });
}

test("the first picture of a page is its card, which readers never load", async (t) => {
  const asked = [];
  const page = await visit(t, "tide-lamps/01/", { before: (page) => page.on("request", (request) => asked.push(request.url())) });
  const card = page.locator("body img").first();
  assert.equal(await card.getAttribute("src"), "card.png");
  assert.equal(await card.isVisible(), false);
  await leaf(page);
  await settled(page);
  assert.ok(asked.length && asked.every((address) => !address.endsWith("card.png")), asked.join("\n"));
  const answer = await page.request.get(new URL("card.png", page.url()).href);
  assert.equal(answer.headers()["content-type"], "image/png");
  assert.equal(await page.locator('meta[property="og:image"]').getAttribute("content").then((address) => new URL(address).pathname.endsWith("/tide-lamps/01/card.png")), true);
});

test("portraits are square, small, and stand where initials stood", async (t) => {
  const page = await visit(t, "tide-lamps/", { deviceScaleFactor: 2 });
  const face = page.locator("img.face").first();
  await face.scrollIntoViewIfNeeded();
  const { at, width, height } = await face.evaluate((image) => image.decode().then(() => ({ at: image.currentSrc, width: image.naturalWidth, height: image.naturalHeight })));
  assert.equal(width, height);
  assert.match(at, /\.(96|192)\.webp$/);
});

test("a picture that is under way has its colour, and nothing moves when it comes", async (t) => {
  let go;
  const wait = new Promise((resolve) => (go = resolve));
  const page = await visit(t, "tide-lamps/", {
    serviceWorkers: "block",
    allow: [/Service Worker registration blocked/],
    before: (page) => page.route(/log-page.*webp/, (route) => wait.then(() => route.continue())),
  });
  const picture = page.locator("figure img");
  await picture.scrollIntoViewIfNeeded();
  const ground = await picture.evaluate((image) => getComputedStyle(image).backgroundColor);
  assert.doesNotMatch(ground, /rgba\(0, 0, 0, 0\)/);
  go();
  await picture.evaluate((image) => image.decode());
  await leaf(page);
  await settled(page);
});
