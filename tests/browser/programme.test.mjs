// The programme of a conference: what is on now, the reader's own time, parts of it without script, a grid and a list.
import assert from "node:assert/strict";
import { test } from "node:test";
import { overflow, settled, smallTargets, visit } from "./browser.mjs";

const programme = "fields/";
// Twenty to eleven on the first morning, in Shanghai.
const during = { before: (page) => page.clock.install({ time: new Date("2026-05-09T02:40:00Z") }) };
const marked = (page, name) => page.locator(`[data-now="${name}"] :is(h3, h4) a`).allTextContents();

test("what is on now is marked, and what is next, and the marks follow the clock", async (t) => {
  const page = await visit(t, programme, { ...during, timezoneId: "Asia/Shanghai", moves: true, allow: [] });
  assert.deepEqual(await marked(page, "now"), ["The Dough Knows", "Soundings: Four Cosines and a Pipe"]);
  assert.deepEqual(await marked(page, "next"), ["雾里的尺"]);
  assert.match(await page.locator("[data-now-line]").textContent(), /^On now: The Dough Knows · Soundings.*Next: 雾里的尺$/);
  await page.clock.runFor("40:00");
  assert.deepEqual(await marked(page, "now"), ["The Dough Knows", "雾里的尺"]);
  assert.deepEqual(await marked(page, "next"), ["How Late Is Late?"]);
});

test("nothing is on before and after", async (t) => {
  for (const time of ["2026-05-01T00:00:00Z", "2026-06-01T00:00:00Z"]) {
    const page = await visit(t, programme, { before: (page) => page.clock.install({ time: new Date(time) }) });
    assert.equal(await page.locator("[data-now]").count(), 0);
    assert.ok(await page.locator("[data-now-line]").isHidden());
  }
});

test("a reader elsewhere sees their own time, a reader there does not", async (t) => {
  const here = await visit(t, programme, { timezoneId: "Asia/Shanghai" });
  assert.equal(await here.locator(".yours").count(), 0);
  const far = await visit(t, programme, { timezoneId: "America/Los_Angeles" });
  const rows = await far.locator("[data-time-row]").allTextContents();
  assert.match(rows[0].replaceAll("\u202f", " "), /^9:30 AM in your time: .*May 8.*6:30 PM$/, "the evening before");
  const event = await visit(t, "fields/soundings/", { timezoneId: "Europe/Berlin" });
  assert.match(await event.locator("[data-zone]").textContent(), /^in your time: .*4:00/);
});

test("tracks and speakers are pages that need no script", async (t) => {
  const page = await visit(t, programme, { script: false });
  await page.locator(".chips a", { hasText: "Instruments" }).first().click();
  assert.match(page.url(), /\/fields\/programme\/instruments\/$/);
  assert.deepEqual(await page.locator(".session :is(h3, h4) a").allTextContents(), ["Soundings: Four Cosines and a Pipe", "雾里的尺", "The Low-Water Walk"]);
  await page.locator(".session a").first().click();
  assert.match(await page.locator(".onward [rel=next]").textContent(), /Next in Instruments\s*雾里的尺/);
});

test("a list on phones, a grid where there is room", async (t) => {
  for (const [width, display] of [[320, "block"], [390, "block"], [768, "table"], [1280, "table"]]) {
    const page = await visit(t, programme, { width });
    await settled(page);
    assert.deepEqual(await overflow(page), []);
    assert.equal(await page.locator(".timetable").first().evaluate((table) => getComputedStyle(table).display), display, `${width}`);
    assert.deepEqual(await smallTargets(page, ".programme *"), []);
  }
});
