// Other ways to see and use the pages: without script, at twice the size, in the system's own few colours, without motion, from right to left, from disk.
import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { test } from "node:test";
import { fileURLToPath, pathToFileURL } from "node:url";
import { blank, overflow, settled, unfold, visit } from "./browser.mjs";
import { samples, site } from "./site.mjs";

const pages = samples(site.root.pages);
// What depends on the kind of page and not on its words is looked at on one page of every kind.
const kinds = new Set();
for (const page of pages) {
  page.first = !kinds.has(page.kind);
  kinds.add(page.kind);
}
const allow = (kind) => (kind === "404" ? [/ 404 /] : []);

for (const { name, kind, path, file, first } of pages) {
  test(`without script: ${name}`, async (t) => {
    const page = await visit(t, path, { script: false, width: 320, allow: allow(kind) });
    assert.deepEqual(await overflow(page), []);
    const wrong = await page.evaluate(() => {
      const seen = (element) => element.checkVisibility({ visibilityProperty: true, opacityProperty: true }) && element.getBoundingClientRect().height > 1;
      const wrong = [];
      const main = document.querySelector("main");
      // A style can answer a box that is ticked.
      const answers = (box) => {
        const before = main.innerText;
        box.checked = !box.checked;
        const after = main.innerText;
        box.checked = !box.checked;
        return after !== before;
      };
      if (main.innerText.trim().length < 12) wrong.push("there is nothing to read");
      // What only a script could answer.
      for (const control of document.querySelectorAll('button:not([popovertarget], [commandfor], form[action] *), input:not(form[action] *), select:not(form[action] *), [role="button"], a[href="#"], a[href=""], a[href^="javascript:"], a:not([href])[class]')) {
        if (control.matches('[type="checkbox"], [type="radio"]') && answers(control)) continue;
        if (seen(control) && !control.matches("details > summary")) wrong.push(`does nothing without script: ${control.outerHTML.slice(0, 140)}`);
      }
      for (const picture of document.images) if (seen(picture) && picture.complete && !picture.naturalWidth) wrong.push(`not loaded: ${picture.src}`);
      return wrong;
    });
    assert.deepEqual(wrong, []);
  });

  test(`twice the size: ${name}`, async (t) => {
    // The window of a computer at 200 %, as the page sees it.
    const page = await visit(t, path, { width: 640, height: 400, deviceScaleFactor: 2, moves: true, allow: allow(kind) });
    assert.deepEqual(await overflow(page), []);
    // Letters alone at 200 %, as the browser's settings make them.
    const size = () => page.evaluate(() => parseFloat(getComputedStyle(document.documentElement).fontSize));
    const before = await size();
    const settings = await page.context().newCDPSession(page);
    await settings.send("Page.setFontSizes", { fontSizes: { standard: 32, fixed: 26 } });
    for (const width of [320, 390, 1280]) {
      await page.setViewportSize({ width, height: 800 });
      await settled(page);
      assert.ok((await size()) >= 1.9 * before, "letters follow the browser's setting");
      assert.deepEqual(await overflow(page), [], `letters of twice the size at ${width} px`);
      assert.deepEqual(await clipped(page), [], `letters of twice the size at ${width} px`);
    }
  });

  if (!first) continue;

  test(`colours of the system: ${name}`, async (t) => {
    const page = await visit(t, path, { allow: allow(kind), forcedColors: "active" });
    for (const scheme of ["light", "dark"]) {
      await page.emulateMedia({ colorScheme: scheme, forcedColors: "active" });
      await settled(page);
      assert.deepEqual(await overflow(page), []);
      assert.deepEqual(await unseen(page), [], `in ${scheme}`);
    }
  });

  test(`without motion: ${name}`, async (t) => {
    const page = await visit(t, path, { allow: allow(kind), reducedMotion: "reduce", moves: true });
    await unfold(page, "body");
    await page.evaluate(() => {
      scrollTo(0, 400);
      location.hash = document.querySelector("main [id]")?.id ?? "main";
    });
    await settled(page);
    const moving = await page.evaluate(() =>
      document.getAnimations().flatMap((animation) => {
        // What follows scrolling moves with the reader's own hand.
        if (animation.timeline instanceof ScrollTimeline) return [];
        const { duration } = animation.effect.getComputedTiming();
        const moved = animation.effect.getKeyframes().flatMap((frame) => Object.keys(frame)).filter((key) => !["offset", "computedOffset", "easing", "composite", "opacity", "color", "backgroundColor", "borderColor", "outlineColor", "fill", "stroke", "boxShadow"].includes(key));
        return moved.length && !(typeof duration === "number" && duration < 20) ? `${animation.animationName ?? animation.transitionProperty} moves ${moved}: ${animation.effect.target.outerHTML.slice(0, 80)}` : [];
      }),
    );
    assert.deepEqual(moving, []);
    assert.equal(await page.evaluate(() => getComputedStyle(document.documentElement).scrollBehavior), "auto");
  });

  test(`mirrored: ${name}`, async (t) => {
    for (const width of [390, 1280]) {
      const page = await visit(t, path, { width, moves: true, allow: allow(kind) });
      await unfold(page, "main");
      assert.deepEqual(await mirrored(page), [], `at ${width} px`);
      assert.deepEqual(await overflow(page), [], `at ${width} px`);
    }
  });

  // The page for what is not found is only ever given out by a server.
  if (kind !== "404") {
    test(`from disk: ${name}`, async (t) => {
      const page = await visit(t, pathToFileURL(file).href);
      assert.equal(await page.evaluate(() => getComputedStyle(document.documentElement).getPropertyValue("--paper") !== ""), true, "it has its style");
      assert.deepEqual(await overflow(page), []);
      const links = await page.evaluate(() => [...document.links].filter((link) => link.protocol === "file:").map((link) => link.href.replace(/[?#].*/, "")));
      const broken = [...new Set(links)].filter((href) => href.endsWith("/") || !existsSync(fileURLToPath(href)));
      assert.deepEqual(broken, [], "links lead to files");
    });
  }
}

const arabic = pages.filter((page) => page.direction === "rtl");
test("there is a page from right to left", async (t) => {
  assert.ok(arabic.length);
  for (const { path, name } of arabic) {
    const page = await visit(t, path);
    const { direction, heading } = await page.evaluate(() => ({ direction: getComputedStyle(document.body).direction, heading: getComputedStyle(document.querySelector("h1")).direction }));
    assert.deepEqual({ direction, heading }, { direction: "rtl", heading: "rtl" }, name);
  }
});

/** Letters that are cut off by the box around them. */
function clipped(page) {
  return page.evaluate(() => {
    const cut = [];
    for (const element of document.body.querySelectorAll("*")) {
      if (!element.checkVisibility({ visibilityProperty: true }) || element.clientWidth < 4 || element.closest("svg, .hidden")) continue;
      const style = getComputedStyle(element);
      const hides = (value) => ["hidden", "clip"].includes(value);
      if (!element.innerText?.trim()) continue;
      // A line that says by its ellipsis that it goes on where it leads; a sign in the place of words that are read out.
      if ((style.textOverflow === "ellipsis" && element.closest("a")) || style.clipPath === "inset(50%)" || parseFloat(style.textIndent) >= element.clientWidth) continue;
      if (hides(style.overflowX) && element.scrollWidth > element.clientWidth + 2) cut.push(`sideways: ${element.outerHTML.slice(0, 120)}`);
      if (hides(style.overflowY) && element.scrollHeight > element.clientHeight + 2) cut.push(`below: ${element.outerHTML.slice(0, 120)}`);
    }
    return cut.slice(0, 5);
  });
}

/** Controls without words of their own of which nothing can be seen. */
async function unseen(page) {
  const controls = await page.$$("a[href], button, summary");
  const found = [];
  let looked = 0;
  for (const control of controls) {
    const bare = await control.evaluate((element) => {
      if (!element.checkVisibility({ visibilityProperty: true, opacityProperty: true }) || element.closest(".skip")) return false;
      const box = element.getBoundingClientRect();
      if (box.width < 4 || box.height < 4) return false;
      const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
      for (let text = walker.nextNode(); text; text = walker.nextNode()) {
        if (text.data.trim() && !text.parentElement.closest(".hidden")) return false;
      }
      return !element.querySelector("img");
    });
    // The rest are of the same make.
    if (!bare || looked++ > 4) continue;
    await control.scrollIntoViewIfNeeded();
    if (await blank(await control.screenshot())) found.push(await control.evaluate((element) => element.outerHTML.slice(0, 140)));
  }
  return found;
}

/**
 * Turns the page around and compares: with logical properties alone, every box is as far from the right edge as it was from the left one. Inside drawings, code and
 * what has a direction of its own nothing is turned.
 */
function mirrored(page) {
  return page.evaluate(async () => {
    const frame = () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
    scrollTo({ top: 0, behavior: "instant" });
    await frame();
    const own = document.documentElement.dir;
    const boxes = [...document.body.querySelectorAll("*")].filter((element) => {
      if (!element.checkVisibility() || element.closest("svg *, pre *, math, table, [dir], .hidden, .skip, audio, video")) return false;
      const { display } = getComputedStyle(element);
      return display !== "inline" && display !== "contents" && element.getBoundingClientRect().width > 1;
    });
    const width = document.documentElement.clientWidth;
    const before = boxes.map((element) => element.getBoundingClientRect());
    document.documentElement.dir = own === "rtl" ? "ltr" : "rtl";
    await frame();
    const wrong = [];
    boxes.forEach((element, index) => {
      const after = element.getBoundingClientRect();
      const was = before[index];
      // Inside a line of words, boxes go where the words go.
      let up = element.parentElement;
      const inline = getComputedStyle(element).display.startsWith("inline") && !["flex", "grid"].includes(getComputedStyle(up).display);
      if (inline) return;
      for (; up && up !== document.body; up = up.parentElement) if (getComputedStyle(up).display.startsWith("inline-") && !["flex", "grid"].includes(getComputedStyle(up.parentElement).display)) return;
      if (Math.abs(width - after.right - was.left) > 2 || Math.abs(after.width - was.width) > 2) wrong.push(`${element.outerHTML.slice(0, 100)} was at ${was.left.toFixed(1)} from the left, is at ${(width - after.right).toFixed(1)} from the right`);
    });
    document.documentElement.dir = own;
    return wrong.slice(0, 6);
  });
}
