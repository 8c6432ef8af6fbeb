// Every kind of page at every width, in every colour: nothing scrolls sideways, nothing jumps, nothing is too small for a thumb.
import assert from "node:assert/strict";
import { test } from "node:test";
import { leaf, overflow, schemes, settled, shifts, unfold, visit, wear, widths } from "./browser.mjs";
import { samples, site } from "./site.mjs";

const pages = [
  ...samples(site.root.pages).map((page) => ({ ...page, address: site.root.url + page.path })),
  ...samples((site.real?.pages ?? []).filter((page) => ["section", "event"].includes(page.kind))).map((page) => ({ ...page, name: `${page.name}, real article`, address: site.real.url + page.path })),
];

for (const { name, kind, address } of pages) {
  for (const width of widths) {
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

test("no page of the sample site scrolls sideways at 320 px", async (t) => {
  const page = await visit(t, "", { width: 320 });
  for (const { path } of site.root.pages) {
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

/**
 * What can be tapped and is smaller than 44 by 44 px.
 *
 * The size is the area that answers to a tap: found by asking the page what lies at each point, so that padding, a pseudo-element that covers a
 * card, or a label counts, and what is covered by something else does not. As in WCAG 2.5.8 and 2.5.5, a target inside a sentence is free:
 * one that is laid out inline, in a block that has words of its own beside those of targets. Nothing else is.
 */
export function smallTargets(page, among = "*") {
  return page.evaluate((among) => {
    const interactive = 'a[href], area[href], button, input:not([type="hidden"]), select, textarea, summary, audio[controls], video[controls], [role="button"], [role="link"], [role="tab"], [role="switch"], [role="option"], [role="menuitem"], [tabindex]:not([tabindex="-1"])';
    const bar = 44;
    const seen = (element) => {
      const box = element.getBoundingClientRect();
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
    const extent = (element) => {
      element.scrollIntoView({ block: "center", inline: "nearest", behavior: "instant" });
      const box = element.getClientRects()[0] ?? element.getBoundingClientRect();
      const x = box.left + box.width / 2;
      const y = box.top + box.height / 2;
      const answers = (x, y) => {
        const hit = document.elementFromPoint(x, y);
        return Boolean(hit) && (element.contains(hit) || [...(element.labels ?? [])].some((label) => label.contains(hit)) || hit.closest("label")?.control === element);
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
      if (!element.matches(among) || !seen(element) || element.matches(":disabled") || inSentence(element)) continue;
      // A frame that scrolls sideways by keys is no target.
      if (!element.matches("a, area, button, input, select, textarea, summary, audio, video, [role]")) continue;
      const make = [element, element.parentElement, element.parentElement.parentElement].map((part) => `${part.localName}.${part.className}`).join(" ");
      makes.set(make, (makes.get(make) ?? 0) + 1);
      if (makes.get(make) > 5) continue;
      const [width, height] = extent(element);
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
