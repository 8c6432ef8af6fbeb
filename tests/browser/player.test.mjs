// Recordings: a time that is tapped is played, what is spoken is marked and followed, and nothing is loaded before it is asked for.
import assert from "node:assert/strict";
import { copyFileSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { before, after, test } from "node:test";
import { overflow, schemes, settled, smallTargets, violations, visit, wear, widths } from "./browser.mjs";
import { freePort, plenary, serve, site, temporaryFolder } from "./site.mjs";

const section = site.root.pages.find(({ path }) => /soundings\/04\/$/.test(path)).path;
const all = section.replace("04/", "all/");

const state = (page) => page.evaluate(() => {
  const media = document.querySelector(".player :is(audio, video)");
  return { time: media?.currentTime, plays: media ? !media.paused : false, spoken: document.querySelector(".turn[aria-current]")?.dataset.time };
});
const until = (page, wanted, given) => page.waitForFunction(wanted, given, { timeout: 15_000 });
const plays = (page, from) => until(page, (from) => {
  const media = document.querySelector(".player :is(audio, video)");
  return media && !media.paused && media.currentTime > from;
}, from);
/** Where the page stands once it has not moved for a fifth of a second. */
const rest = (page) => page.evaluate(async () => {
  for (let place = NaN, since = performance.now(); performance.now() - since < 200; await new Promise(requestAnimationFrame)) {
    if (scrollY !== place) [place, since] = [scrollY, performance.now()];
  }
  return scrollY;
});
/** What is asked of the network, by a part of the address. */
const asked = (part) => {
  const requests = [];
  return { requests, before: (page) => page.on("request", (request) => request.url().includes(part) && requests.push(request.url())) };
};

for (const width of [390, 1280]) {
  test(`a tap on a time plays from there, and the turn is marked, at ${width} px`, async (t) => {
    const { requests, before } = asked("questions.mp3");
    const page = await visit(t, section, { width, before });
    assert.deepEqual(requests, [], "the recording is loaded before it is asked for");
    await page.locator('.moment[data-moment^="13"]').click();
    await plays(page, 13);
    const { spoken, time } = await state(page);
    assert.equal(Number(spoken), 13);
    assert.ok(time < 20, `${time}`);
    // The next turn is marked when it is its time.
    await page.evaluate(() => (document.querySelector("audio").currentTime = 33));
    await until(page, () => document.querySelector(".turn[aria-current]")?.dataset.time.startsWith("34"));
    assert.equal(await page.evaluate(() => document.querySelectorAll("[aria-current]:not(nav *)").length), 1);
    assert.ok(requests.length > 0);
  });
}

test("the page follows what is spoken until the reader scrolls, and again when asked to", async (t) => {
  const page = await visit(t, section, { height: 500, touch: false });
  const seen = () => page.evaluate(() => {
    const { top } = document.querySelector(".turn[aria-current]").getBoundingClientRect();
    return top > -60 && top < innerHeight * 0.75;
  });
  await page.locator(".begin").click();
  await plays(page, 0);
  await page.evaluate(() => (document.querySelector("audio").currentTime = 81));
  await until(page, () => document.querySelector(".turn[aria-current]")?.dataset.time.startsWith("81"));
  await page.waitForTimeout(900);
  assert.ok(await seen(), "the page followed");
  await page.waitForTimeout(600);
  await page.mouse.wheel(0, -900);
  const follow = page.locator('[data-do="follow"]');
  await until(page, () => document.querySelector('[data-do="follow"]').getAttribute("aria-pressed") === "false");
  // A wheel turns on for a while, and the place that counts is where it comes to rest.
  const place = await rest(page);
  assert.equal(await seen(), false, "the reader is elsewhere");
  await plays(page, (await state(page)).time + 0.7);
  assert.equal(await page.evaluate(() => scrollY), place, "the page stays where the reader went");
  await follow.click();
  await page.waitForTimeout(900);
  assert.ok(await seen(), "the page follows again");
  assert.equal(await follow.getAttribute("aria-pressed"), "true");
});

for (const [address, time] of [["?t=55", 55], ["?t=0:55", 55], ["?t=0m55s", 55], ["#t=81", 81], ["?t=1:21", 81]]) {
  test(`a link with ${address} opens there and waits`, async (t) => {
    const { requests, before } = asked("questions.mp3");
    const page = await visit(t, section + address, { before, height: 500 });
    await settled(page);
    const { spoken, plays: already } = await state(page);
    assert.deepEqual([Number(spoken), already, requests.length], [time, false, 0]);
    const top = await page.evaluate(() => document.querySelector(".turn[aria-current]").getBoundingClientRect().top);
    assert.ok(top >= -1 && top < 120, `the turn is ${top} px from the top`);
    await page.locator("button.from").click();
    await plays(page, time);
    assert.ok((await state(page)).time < time + 5);
  });
}

test("what no time is, and what is beyond the end, does no harm", async (t) => {
  for (const address of ["?t=", "?t=x", "?t=-5", "?t=1:99:1", "?t=javascript:alert(1)", "#t=%3Cb%3E"]) {
    const page = await visit(t, section + address);
    assert.equal(await page.locator(".player").count(), 0, address);
  }
  const page = await visit(t, `${section}?t=99:00`);
  await page.locator("button.from").click();
  await until(page, () => document.querySelector("audio").ended);
});

test("on the next page one goes on where one was", async (t) => {
  const page = await visit(t, section);
  await page.locator('.moment[data-moment^="41"]').click();
  await plays(page, 41.2);
  await page.goto(new URL(all, site.root.url).href);
  assert.match(await page.locator("button.from").textContent(), /^Continue at 0:4[1-5]$/);
  assert.equal((await state(page)).plays, false);
  await page.locator("button.from").click();
  await plays(page, 41);
  await page.locator('[data-do="close"]').click();
  assert.equal(await page.locator(".player, [aria-current]:not(nav *)").count(), 0);
  assert.ok(await page.evaluate(() => document.activeElement.matches(".begin")));
  await page.reload();
  assert.equal(await page.locator(".player").count(), 0, "what was closed stays closed");
});

test("keys and speed", async (t) => {
  const page = await visit(t, section, { width: 1280 });
  await page.keyboard.press("m");
  await plays(page, 0);
  await page.locator(".deck select").selectOption("1.5");
  assert.equal(await page.evaluate(() => document.querySelector("audio").playbackRate), 1.5);
  // In a field the key writes; outside it pauses.
  await page.locator(".deck select").focus();
  await page.keyboard.press("m");
  assert.ok((await state(page)).plays);
  await page.locator(".deck .play").focus();
  await page.waitForFunction(() => document.querySelector("audio").currentTime > 0.1);
  await page.keyboard.press("m");
  assert.ok(!(await state(page)).plays);
  assert.equal(await page.locator(".deck .play").getAttribute("aria-label"), "Play");
  await page.reload();
  await page.locator("button.from").click();
  await plays(page, 0);
  assert.equal(await page.evaluate(() => document.querySelector("audio").playbackRate), 1.5, "the speed is kept");
  await page.evaluate(() => localStorage.setItem("plenary", JSON.stringify({ keys: false })));
  await page.keyboard.press("m");
  assert.ok((await state(page)).plays, "keys that are switched off do nothing");
});

test("the captions are read by the browser as they were meant", async (t) => {
  const page = await visit(t, section);
  await page.locator(".begin").click();
  const { cues, text } = await page.evaluate(async () => {
    const track = document.querySelector(".player track");
    const loaded = new Promise((done, failed) => Object.assign(track, { onload: done, onerror: failed }));
    track.track.mode = "hidden";
    await loaded;
    const cues = [...track.track.cues].map(({ startTime, endTime, text }) => ({ startTime, endTime, text }));
    return { cues, text: await (await fetch(track.src)).text() };
  });
  assert.equal(cues.length, text.split(" --> ").length - 1);
  assert.ok(cues.length > 20);
  assert.equal(cues[0].text, "<v Perpetua Quill>We have time for a few. Please give your error with your question.");
  for (const [at, { startTime, endTime }] of cues.entries()) {
    assert.ok(endTime > startTime && (!at || startTime >= cues[at - 1].startTime), `cue ${at}`);
  }
});

for (const width of widths) {
  test(`the player fits ${width} px and is accessible`, async (t) => {
    const page = await visit(t, section, { width, moves: true });
    await page.locator(".begin").click();
    await plays(page, 0);
    await page.locator(".deck .play").click();
    for (const scheme of schemes) {
      await wear(page, scheme);
      await settled(page);
      assert.deepEqual(await violations(page), [], scheme);
    }
    assert.deepEqual(await overflow(page), []);
    assert.deepEqual(await smallTargets(page, ".player *, .moment, .begin"), []);
  });
}

test("without script the times lead into the recording", async (t) => {
  const page = await visit(t, section, { script: false });
  const times = await page.locator(".turn .moment").evaluateAll((links) => links.map((link) => link.getAttribute("href")));
  assert.equal(times.length, 10);
  assert.equal(times[2], "../questions.mp3#t=13");
  const audio = page.locator("audio[controls]");
  assert.ok(await audio.isVisible());
  assert.equal(await audio.getAttribute("preload"), "none");
  assert.equal(await audio.locator("track[kind=captions]").getAttribute("srclang"), "en");
});

// Video: a file, and players of hosts, on a site of their own.
let host;
before(async () => {
  const folder = temporaryFolder();
  const put = (path, text) => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  };
  put("content/site.yaml", "title: Recordings\nlanguage: en\n");
  const events = {
    file: "lamp.webm",
    youtube: "https://www.youtube.com/watch?v=dQw4w9WgXcQ",
    vimeo: "https://vimeo.com/12345",
    bilibili: "https://www.bilibili.com/video/BV1xx411c7mD",
    missing: "https://127.0.0.1:9/talk.mp4",
  };
  const turns = [...Array(10).keys()].map((n) => `[00:0${n}] **Ann Lee:** Turn ${n}. ${"Words and words. ".repeat(12)}\n`);
  for (const [name, video] of Object.entries(events)) {
    put(`content/${name}/event.md`, `---\ntitle: ${name}\nmedia: {video: "${video}"}\n---\n`);
    put(`content/${name}/01.md`, `# One\n\n${turns.join("\n")}`);
  }
  copyFileSync(join(import.meta.dirname, "lamp.webm"), join(folder, "content/file/lamp.webm"));
  const output = join(folder, "public");
  plenary(["build", "--root", folder, "--output", output]);
  host = await serve({ "/": output }, await freePort());
});
after(() => host?.stop());

test("a video stands above the controls, and can be folded away", async (t) => {
  const page = await visit(t, `${host.url}/file/01/`);
  await page.locator(".turn .moment").nth(2).click();
  await plays(page, 2);
  const video = page.locator(".player video");
  assert.ok(await video.isVisible());
  const box = await video.boundingBox();
  assert.ok(box.width < 390 * 0.62 && box.y + box.height <= 844 - 56, JSON.stringify(box));
  await page.locator('[data-do="fold"]').click();
  assert.ok(!(await video.isVisible()));
  assert.ok((await state(page)).plays, "what is folded plays on");
  assert.deepEqual(await overflow(page), []);
});

for (const [name, frame] of [
  ["youtube", "https://www.youtube-nocookie.com/embed/dQw4w9WgXcQ?autoplay=1&start="],
  ["vimeo", "https://player.vimeo.com/video/12345?dnt=1&autoplay=1#t="],
  ["bilibili", "https://player.bilibili.com/player.html?bvid=BV1xx411c7mD&autoplay=1&t="],
]) {
  test(`nothing is asked of ${name} before the reader asks, and then from the time that was tapped`, async (t) => {
    const requests = [];
    const page = await visit(t, `${host.url}/${name}/01/?t=4`, {
      before: async (page) => {
        await page.route((url) => !url.href.startsWith(host.url), (route) => {
          requests.push(route.request().url());
          return route.fulfill({ contentType: "text/html", body: "<!doctype html><title>A player</title>" });
        });
      },
    });
    await page.waitForTimeout(300);
    assert.deepEqual(requests, []);
    const source = () => page.locator(".player iframe").getAttribute("src");
    await page.locator(".begin").click();
    assert.equal((await source()).replace(/s$/, ""), `${frame}4`);
    await page.locator(".turn .moment").nth(7).click();
    assert.equal((await source()).replace(/s$/, ""), `${frame}7`);
    assert.equal(await page.locator("iframe").count(), 1);
    assert.equal(Number((await state(page)).spoken), 7);
    await page.locator('[data-do="close"]').click();
    assert.equal(await page.locator("iframe").count(), 0);
  });
}

test("a recording that cannot be had is told", async (t) => {
  const page = await visit(t, `${host.url}/missing/01/`, { allow: [/talk\.mp4/, /ERR_/] });
  await page.locator(".begin").click();
  await until(page, () => document.querySelector(".trouble")?.textContent);
});
