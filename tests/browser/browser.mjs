// One browser for a file of tests, and what every visit of a page must keep: no message on the console, no failed request,
// nothing that jumps. A test asks for a page by `visit`; when it ends, these are looked at without being asked for.
import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { after } from "node:test";
import { chromium } from "playwright-core";
import { close, site } from "./site.mjs";

export const widths = [320, 390, 768, 1280];
export const schemes = ["light", "dark", "sepia"];

// Debian has the same browser without a window as a program of its own, which takes half the time.
const installed = ["/usr/bin/chromium-headless-shell", "/usr/bin/chromium"].find((path) => existsSync(path));
export const executablePath = process.env.CHROMIUM ?? installed ?? "/usr/bin/chromium";
export const flags = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--force-color-profile=srgb"];

let browser;
after(async () => {
  await browser?.close();
  await close();
});

/** The browser, started when it is first needed. */
export async function chrome() {
  browser ??= await chromium.launch({ executablePath, args: flags });
  return browser;
}

/**
 * Opens `address` (a path of the sample site, or a whole URL) in a context of its own, which goes with the test `t`.
 *
 * Options: `width`, `height`, `scheme` (light, dark, sepia), `script: false`, `touch: false`, `allow`: [patterns of complaints that the test
 * itself provokes], `moves: true` for a test that moves things itself (then only opening the page must move nothing), and anything that Playwright's `newContext` takes. `before(page)` is called before the page is opened.
 */
export async function visit(t, address, options = {}) {
  const { width = 390, height = 844, scheme = "light", script = true, touch = width < 1000, allow = [], moves = false, before, ...more } = options;
  const context = await (await chrome()).newContext({
    viewport: { width, height },
    colorScheme: scheme === "dark" ? "dark" : "light",
    javaScriptEnabled: script,
    hasTouch: touch,
    locale: "en-GB",
    timezoneId: "Europe/Berlin",
    ...more,
  });
  const page = await context.newPage();
  page.setDefaultTimeout(15_000);
  const complaints = [];
  const complain = (text) => allow.some((pattern) => pattern.test(text)) || complaints.push(text);
  page.on("console", (message) => complain(`console ${message.type()}: ${message.text()} (${message.location().url})`));
  page.on("pageerror", (error) => complain(`script: ${error.stack ?? error}`));
  // What a reader leaves behind by going on is no failure.
  page.on("requestfailed", (request) => request.failure()?.errorText === "net::ERR_ABORTED" || complain(`request: ${request.failure()?.errorText} ${request.url()}`));
  page.on("response", (response) => response.status() >= 400 && complain(`request: ${response.status()} ${response.url()}`));
  page.complaints = complaints;
  if (script) await page.addInitScript(watchShifts);
  t.after(async () => {
    try {
      if (!moves) assert.deepEqual(await shifts(page), [], "something jumped");
      assert.deepEqual(complaints, [], "the browser complained");
    } finally {
      await context.close();
    }
  });
  await before?.(page);
  await page.goto(new URL(address, site.root.url).href, { waitUntil: "load" });
  await wear(page, scheme);
  if (moves) {
    await settled(page);
    assert.deepEqual(await shifts(page), [], "something jumped when the page was opened");
  }
  return page;
}

/** Changes the colours of a page that is open. */
export async function wear(page, scheme) {
  await page.emulateMedia({ colorScheme: scheme === "dark" ? "dark" : "light" });
  await page.evaluate((scheme) => {
    if (scheme === "sepia") document.documentElement.dataset.scheme = scheme;
    else delete document.documentElement.dataset.scheme;
  }, scheme);
}

function watchShifts() {
  const told = (globalThis.__shifts = []);
  const name = (node) => node?.outerHTML?.slice(0, 120) ?? node?.textContent?.slice(0, 80) ?? "?";
  const keep = (list) => {
    for (const entry of list.getEntries()) {
      // What rounds to nothing is the digits of a clock, which go on while something is played.
      if (!entry.hadRecentInput && entry.value >= 0.00005) told.push(`${entry.value.toFixed(4)}: ${entry.sources.map((source) => name(source.node)).join(" | ")}`);
    }
  };
  const observer = new PerformanceObserver(keep);
  observer.observe({ type: "layout-shift", buffered: true });
  globalThis.__takeShifts = () => {
    keep({ getEntries: () => observer.takeRecords() });
    return told;
  };
}

/** What has jumped since the page was opened, without what followed at once from a tap or a key. */
export async function shifts(page) {
  if (page.isClosed()) return [];
  return page.evaluate(() => globalThis.__takeShifts?.() ?? []).catch(() => []);
}

/** Goes down the page as a reader does, so that what is loaded late is loaded, and back to the top. */
export async function leaf(page) {
  for (let screen = 1; screen <= 12; screen++) {
    const more = await page.evaluate((screen) => {
      scrollTo({ top: screen * 0.8 * innerHeight, behavior: "instant" });
      return scrollY + innerHeight < document.scrollingElement.scrollHeight - 2;
    }, screen);
    await settled(page);
    if (!more) break;
  }
  await page.evaluate(() => scrollTo({ top: 0, behavior: "instant" }));
  await settled(page);
}

/** Lets style, layout and animations of a frame happen. */
export function settled(page) {
  return page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done()))));
}

/** Opens everything that unfolds inside what `within` selects. */
export async function unfold(page, within) {
  await page.evaluate((within) => {
    for (const part of document.querySelectorAll(within)) for (const details of part.querySelectorAll("details")) details.open = true;
  }, within);
  await settled(page);
}

/** Elements that reach out of the page sideways, and are not inside a frame of their own that scrolls. */
export function overflow(page) {
  return page.evaluate(() => {
    const root = document.scrollingElement;
    const width = document.documentElement.clientWidth;
    const out = [];
    if (root.scrollWidth > width) out.push(`the page is ${root.scrollWidth} px wide in a window of ${width}`);
    const framed = (element) => {
      for (let up = element.parentElement; up && up !== document.body; up = up.parentElement) {
        if (getComputedStyle(up).overflowX !== "visible") return true;
      }
      return false;
    };
    if (out.length) {
      for (const element of document.body.querySelectorAll("*")) {
        const box = element.getBoundingClientRect();
        if ((box.right > width + 0.5 || box.left < -0.5) && box.width && !framed(element)) out.push(`${element.outerHTML.slice(0, 100)} reaches from ${box.left} to ${box.right}`);
      }
    }
    return out.slice(0, 6);
  });
}

/** Whether a picture is of one colour, so that nothing can be seen in it. `picture` is a PNG, as `screenshot` gives it. */
export async function blank(picture) {
  easel ??= await (await (await chrome()).newContext()).newPage();
  return easel.evaluate(async (data) => {
    const bitmap = await createImageBitmap(await (await fetch(`data:image/png;base64,${data}`)).blob());
    const canvas = new OffscreenCanvas(bitmap.width, bitmap.height).getContext("2d");
    canvas.drawImage(bitmap, 0, 0);
    const dots = new Uint32Array(canvas.getImageData(0, 0, bitmap.width, bitmap.height).data.buffer);
    return dots.every((dot) => dot === dots[0]);
  }, picture.toString("base64"));
}
let easel;

/**
 * What can be tapped and is smaller than 44 by 44 px.
 *
 * The size is the area that answers to a tap: found by asking the page what lies at each point, so that padding, a pseudo-element that covers a
 * card, or a label counts, and what is covered by something else does not. As in WCAG 2.5.8 and 2.5.5, a target inside a sentence is free:
 * one that is laid out inline, in a block that has words of its own beside those of targets. So is a part of a drawing that the tab key passes by, where the
 * page has a link of full size to the same page outside of it (the exception for an equivalent). A field counts with its label: either is large enough. Nothing
 * else is free.
 */
export function smallTargets(page, among = "*") {
  return page.evaluate((among) => {
    const interactive = 'a[href], area[href], button, input:not([type="hidden"]), select, textarea, summary, audio[controls], video[controls], [role="button"], [role="link"], [role="tab"], [role="switch"], [role="option"], [role="menuitem"], [tabindex]:not([tabindex="-1"])';
    const bar = 44;
    const seen = (element) => {
      const box = element.getBoundingClientRect();
      // Words for those who listen, and what shows itself only when it has the focus.
      for (let up = element; up; up = up.parentElement) if (getComputedStyle(up).clipPath === "inset(50%)") return false;
      const left = box.left + scrollX;
      const top = box.top + scrollY;
      return element.checkVisibility({ visibilityProperty: true, contentVisibilityAuto: true, opacityProperty: true }) && box.width > 1 && box.height > 1 && left + box.width > 0 && top + box.height > 0;
    };
    const words = (text) => /[\p{L}\p{N}]/u.test(text);
    const inSentence = (element) => {
      let block = element;
      // Up to the box that holds the line; every box on the way must be laid out inline.
      for (;;) {
        const display = getComputedStyle(block).display;
        if (display === "contents" || display === "inline") block = block.parentElement;
        else break;
        if (!block) return false;
      }
      if (block === element) return false;
      const walker = document.createTreeWalker(block, NodeFilter.SHOW_TEXT);
      for (let text = walker.nextNode(); text; text = walker.nextNode()) {
        if (words(text.data) && !text.parentElement.closest(interactive) && !text.parentElement.closest(".hidden, [hidden]")) return true;
      }
      return false;
    };
    const equivalent = (element) => {
      const to = (link) => String(link.href?.baseVal ?? link.getAttribute("href")).split("#")[0];
      if (!element.closest("svg") || element.getAttribute("tabindex") !== "-1") return false;
      return [...document.querySelectorAll("a[href]")].some((other) => !other.closest("svg") && to(other) === to(element));
    };
    const extent = (element) => {
      element.scrollIntoView({ block: "center", inline: "nearest", behavior: "instant" });
      const box = element.getClientRects()[0] ?? element.getBoundingClientRect();
      const x = box.left + box.width / 2;
      const y = box.top + box.height / 2;
      const answers = (x, y) => {
        const hit = document.elementFromPoint(x, y);
        return Boolean(hit) && (element.contains(hit) || (element.control && hit === element.control) || [...(element.labels ?? [])].some((label) => label.contains(hit)) || hit.closest("label")?.control === element);
      };
      if (!answers(x, y)) return [0, 0];
      const half = bar / 2 - 0.5;
      if ([half, half / 2].every((far) => answers(x + far, y) && answers(x - far, y) && answers(x, y + far) && answers(x, y - far))) return [bar, bar];
      const reach = (dx, dy) => {
        let steps = 0;
        while (steps < 2 * bar && answers(x + dx * (steps + 0.5), y + dy * (steps + 0.5))) steps += 0.5;
        return steps;
      };
      return [reach(1, 0) + reach(-1, 0), reach(0, 1) + reach(0, -1)];
    };
    const small = [];
    // A page of everything has hundreds of the same make; some of each are enough.
    const makes = new Map();
    const place = scrollY;
    for (const element of document.querySelectorAll(interactive)) {
      if (!element.matches(among) || !seen(element) || element.matches(":disabled") || inSentence(element) || equivalent(element)) continue;
      // A frame that scrolls sideways by keys is no target.
      if (!element.matches("a, area, button, input, select, textarea, summary, audio, video, [role]")) continue;
      const make = [element, element.parentElement, element.parentElement.parentElement].map((part) => `${part.localName}.${part.className}`).join(" ");
      makes.set(make, (makes.get(make) ?? 0) + 1);
      if (makes.get(make) > 5) continue;
      const areas = [element, ...(element.labels ?? [])].map(extent);
      const [width, height] = areas.find(([width, height]) => width >= bar - 1 && height >= bar - 1) ?? areas[0];
      // Asking point by point loses up to a pixel at fractions of pixels.
      if (width < bar - 1 || height < bar - 1) {
        const id = element.outerHTML.replace(/\s+/g, " ").slice(0, 140);
        small.push(width === 0 ? `covered by ${describe(element)}: ${id}` : `${width} by ${height} px: ${id}`);
      }
    }
    function describe(element) {
      const box = element.getBoundingClientRect();
      return document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2)?.outerHTML.slice(0, 60) ?? "nothing";
    }
    scrollTo({ top: place, behavior: "instant" });
    return [...new Set(small)].slice(0, 8);
  }, among);
}

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** What axe finds, a line for each element. */
export async function violations(page) {
  await page.evaluate(axe);
  const found = await page.evaluate(() => globalThis.axe.run({ resultTypes: ["violations"] }));
  return found.violations.flatMap((rule) => rule.nodes.slice(0, 4).map((node) => `${rule.id}: ${node.html.slice(0, 160)} ${node.any.concat(node.all, node.none).map((check) => check.message).join("; ")}`));
}
