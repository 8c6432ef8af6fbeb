// The search: what it finds is counted against scans of the pages themselves; every result opens where it was said.
import assert from "node:assert/strict";
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { settled, visit } from "./browser.mjs";
import { freePort, plenary, repository, serve, site, temporaryFolder } from "./site.mjs";

// A site of scripts: what is said in it is in no sample.
const long = (word) => `${"The pier is long and so is this answer, which goes on about planks. ".repeat(90)}\n\nAt its end hangs the ${word} that nobody rings.`;
const said = {
  japanese: ["潮見坂の灯台は夜ごとに歌う。", "ガスランプを消す係です。", "東京駅から歩いて、灯台までは二時間かかります。"],
  korean: ["등대지기는 밤마다 파도를 셉니다.", "파도소리가 들리지 않는 밤도 있습니다."],
  thai: ["ประภาคารร้องเพลงทุกคืน", "ไม่มีใครได้ยินเสียงคลื่น"],
  arabic: ["المنارة تغني كل ليلة.", "رأيت منارةً أخرى عند الميناء.", "وبالمنارة جرس قديم."],
  english: ["The café on the quay sells “tide-lamps” and naïve postcards.", "Ship lists are kept by the shipwright.", "<img src=x onerror=alert(1)> is what the loudspeaker said.", long("bell")],
  chinese: ["尤洋说，AI 模型听不见潮声。", "大海之尤，洋之所至。", "ＦＵＬＬ宽的字也要找到，模型AI也是。", `${"码头很长，说的话也很长，一块木板接着一块木板。".repeat(70)}\n\n尽头挂着一口没人敲的静默钟，谁也不知道它为什么在那里。`],
};
const languages = { japanese: "ja", korean: "ko", thai: "th", arabic: "ar", english: "en", chinese: "zh-Hans" };
let base;
let built;
let root;
let server;
before(async () => {
  root = join(temporaryFolder(), "site");
  plenary(["new", "site", root, "--title", "Harbour of Scripts", "--language", "en"]);
  rmSync(join(root, "content/event.md"), { force: true });
  rmSync(join(root, "content/01.md"), { force: true });
  for (const [at, [name, turns]] of Object.entries(said).entries()) {
    const folder = join(root, "content", name);
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, "event.md"), `---\ntitle: Evening ${at}\nlanguage: ${languages[name]}\ndate: 2026-0${at + 1}-01\ntags: [${name}]\nspeakers:\n  - {id: keeper, name: Keeper}\n  - {id: guest, name: Guest}\n---\n`);
    writeFileSync(join(folder, "01.md"), `# Part one\n\n${turns.map((turn, at) => `**${at % 2 ? "Guest" : "Keeper"}:** ${turn}\n`).join("\n")}`);
  }
  // Enough text for an index of several pieces.
  const words = "plank rope salt gull winch buoy sail oar mast keel".split(" ");
  for (let event = 0; event < 5; event++) {
    const folder = join(root, "content", `log-${event}`);
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, "event.md"), `---\ntitle: Log ${event}\ndate: 201${event}-01-01\nspeakers:\n  - {id: clerk, name: Clerk}\n---\n`);
    for (let section = 1; section <= 4; section++) {
      const lines = Array.from({ length: 40 }, (_, line) => `**Clerk:** Entry ${event}${section}${line} ${Array.from({ length: 400 }, (_, at) => words[(at * 7 + line * 3 + event) % 10]).join(" ")} zephyr${line % 20 ? "" : "fin"}.\n`);
      writeFileSync(join(folder, `0${section}.md`), `# Log\n\n${lines.join("\n")}`);
    }
  }
  const port = await freePort();
  const output = join(root, "../public");
  plenary(["build", "--root", root, "--output", output, "--base-url", `http://127.0.0.1:${port}/scripts/`]);
  built = output;
  server = await serve({ "/scripts/": output }, port);
  base = `${server.url}/scripts/`;
});
after(() => server?.stop());

/** Waits until the search has come to its end, and gives what it says. */
async function done(page) {
  await page.waitForFunction(() => document.querySelector("[data-hits]").getAttribute("aria-busy") === "false" && document.querySelector("[data-status]").textContent);
  return page.textContent("[data-status]");
}
async function ask(page, query, address = "search/") {
  if (!page.url().includes("/search/")) await page.goto(new URL(address, page.url()).href);
  await page.fill("[name=q]", "");
  await page.waitForFunction(() => !document.querySelector("[data-status]").textContent);
  await page.fill("[name=q]", query);
  return done(page);
}
/** All results, the hidden pages of them too, and what is read of a large site only when it is asked for. */
async function results(page) {
  await page.evaluate(async () => {
    const more = document.querySelector("[data-more]");
    const hits = document.querySelector("[data-hits]");
    while (!more.hidden) {
      more.click();
      while (hits.getAttribute("aria-busy") === "true") await new Promise((next) => setTimeout(next, 2));
    }
  });
  return page.evaluate(() => [...document.querySelectorAll("[data-hits] .passage")].map((link) => ({
    page: link.pathname, id: decodeURIComponent(link.hash.slice(1).split(":~:")[0]), text: link.textContent, marks: [...link.querySelectorAll("mark")].map((mark) => mark.textContent),
  })));
}
/** The words of all turns, read from the pages that the reader reads, by address and id. */
function turns(page, sections) {
  return page.evaluate(async (sections) => {
    const all = [];
    for (const address of sections) {
      const read = new DOMParser().parseFromString(await (await fetch(address)).text(), "text/html");
      for (const mark of read.querySelectorAll("[data-note-mark], rt")) mark.remove();
      for (const turn of read.querySelectorAll("main [data-turn]")) {
        const blocks = [...turn.querySelectorAll("[data-speech]")].map((speech) => speech.textContent);
        all.push({ at: `${new URL(address, location).pathname}#${turn.dataset.turn}`, text: blocks.join("\n") });
      }
    }
    return all;
  }, sections);
}
const plain = (text) => text.normalize("NFKC").toLowerCase();

test("in the sample a word is found wherever it is", async (t) => {
  const page = await visit(t, "search/");
  const sections = site.root.pages.filter((page) => page.kind === "section").map((page) => new URL(page.path, site.root.url).href);
  const every = await turns(page, sections);
  for (const [query, rule] of [
    ["机器", "anywhere"], ["听潮机", "anywhere"], ["守灯", "anywhere"], ["灯", "anywhere"], ["，", "anywhere"],
    ["keeper", "word"], ["listening", "word"], ["lamp", "word"], ["MACHINE", "word"], ["tide", "word"], ["the", "word"],
  ]) {
    const pattern = rule === "word" ? new RegExp(`(?<![\\p{L}\\p{N}])${plain(query)}`, "u") : null;
    const has = (text) => (pattern ? pattern.test(text.normalize("NFD").replace(/[\u0300-\u036f]/g, "")) : text.includes(plain(query)));
    const expected = every.filter(({ text }) => has(plain(text))).map(({ at }) => at).sort();
    assert.ok(expected.length, `${query} is in the sample`);
    const found = [];
    for (const kind of ["speech", "question"]) {
      await page.goto(new URL(`search/?q=${encodeURIComponent(query)}&kind=${kind}`, site.root.url).href);
      await done(page);
      for (const { page: path, id, text, marks } of await results(page)) {
        if (id) found.push(`${path}#${id}`);
        // Another form of a word is found as well.
        assert.ok(marks.length && marks.every((mark) => plain(mark).startsWith(plain(query).replace(/ing$/, ""))), `${query} is marked in: ${text}`);
      }
    }
    assert.deepEqual(found.filter((at) => expected.includes(at)).sort(), expected, query);
    if (!query.endsWith("ing")) assert.equal(found.length, expected.length, query);
  }
});

test("words are found as their script has it", async (t) => {
  const page = await visit(t, base);
  for (const [name, query, hits] of [
    ["Japanese inside a sentence", "灯台", 2], ["a kana word", "ランプ", 1], ["half-width kana", "ｶﾞｽﾗﾝﾌﾟ", 1], ["kana with another mark", "カス", 0], ["Japanese of three", "東京駅", 1],
    ["Korean inside a word", "파도", 2], ["Korean", "등대지기", 1], ["Thai inside a run", "เสียง", 1], ["Thai", "ประภาคาร", 1],
    ["Arabic with and without its article", "منارة", 3], ["Arabic without its marks", "رايت", 1],
    ["without diacritics", "cafe", 1], ["with diacritics", "café", 1], ["capitals", "NAIVE", 1], ["the beginning of a word", "ship", 1], ["not the middle of a word", "wright", 0],
    ["a phrase", "\"lists are kept\"", 1], ["a phrase out of order", "\"kept lists\"", 0], ["words out of order", "kept lists", 1], ["a phrase of whole words", "“ship list”", 0],
    ["a Chinese name and no other", "尤洋", 1], ["beside a space", "AI模型", 1], ["without the space", "模型AI", 1], ["full-width", "full宽", 1], ["a word beside Han", "ai", 2],
    ["several words, all of them", "keeper zephyr", 0], ["nothing", "quetzal", 0],
  ]) {
    await ask(page, query);
    const found = (await results(page)).filter(({ id }) => id);
    assert.equal(found.length, hits, `${name}: ${query}: ${JSON.stringify(found)}`);
    for (const { marks } of found) assert.ok(marks.length, `${name}: ${query} is marked`);
  }
});

test("every result leads to an id that is there", async (t) => {
  const page = await visit(t, "search/");
  const seen = new Map();
  for (const query of ["the", "灯", "。", "lamp", "question"]) {
    await ask(page, query);
    for (const { page: path, id } of await results(page)) {
      if (!seen.has(path)) seen.set(path, new Set([...(await (await fetch(new URL(path, site.root.url))).text()).matchAll(/\sid="([^"]*)"/g)].map(([, id]) => id)));
      if (id) assert.ok(seen.get(path).has(id), `${path}#${id}`);
    }
  }
  assert.ok(seen.size > 10);
});

for (const [word, inside] of [["bell", "english/"], ["静默钟", "chinese/"], ["默钟", "chinese/"]]) {
  test(`a result opens at its turn and at the word: ${word}`, async (t) => {
    const page = await visit(t, base);
    await ask(page, word);
    assert.equal(await page.locator(".passage").count(), 1);
    await page.click(".passage");
    await page.waitForURL((url) => url.pathname.includes(inside));
    await page.waitForFunction(() => scrollY > 0);
    await settled(page);
    const { target, top } = await page.evaluate((word) => {
      const walker = document.createTreeWalker(document.querySelector("main"), NodeFilter.SHOW_TEXT);
      for (let node = walker.nextNode(); node; node = walker.nextNode()) {
        const at = node.data.indexOf(word);
        if (at < 0) continue;
        const range = new Range();
        range.setStart(node, at);
        range.setEnd(node, at + word.length);
        return { target: location.hash.slice(1) === node.parentElement.closest("[data-turn]").id, top: range.getBoundingClientRect().top / innerHeight };
      }
    }, word);
    assert.ok(target, "the turn is the target");
    assert.ok(top > 0 && top < 1, `the word is in sight: ${top}`);
    await page.goBack();
    await done(page);
    assert.equal(await page.inputValue("[name=q]"), word);
    assert.equal(await page.locator(".passage").count(), 1);
  });
}

test("markup is text, in what is looked for and in what is found", async (t) => {
  const page = await visit(t, base);
  let alerted = false;
  page.on("dialog", (dialog) => (alerted = true, dialog.dismiss()));
  for (const query of ["<img src=x onerror=alert(1)>", "<script>alert(1)</script>", "\"><svg onload=alert(1)>", "loudspeaker"]) {
    await ask(page, query);
    assert.equal(await page.locator("main img, main svg, main script").count(), 0);
  }
  assert.match(await page.textContent(".passage"), /<img src=x onerror=alert\(1\)> is what/);
  await page.goto(`${base}search/?q=${encodeURIComponent("<img src=x onerror=alert(1)>")}&event=${encodeURIComponent("<b>x</b>")}&speaker=%22%3E%3Cscript%3E`);
  await done(page);
  assert.equal(await page.locator("main img, main b, main script").count(), 0);
  assert.equal(alerted, false);
});

test("queries that mean harm do none", async (t) => {
  const page = await visit(t, base);
  await page.goto(`${base}search/`);
  for (const query of ["x".repeat(10_000), "潮".repeat(10_000), "a b c ".repeat(1_700), "?".repeat(10_000), `a${"?".repeat(9_998)}b`, "(((((", "[a-", "\\", ".*", "^$", "\"\"", "\"", "“”«»", "...", "\ud800", "\udc00x", "a\u0000b", "%", "%E0%A4%A", "C++", "😀", "\u202e"]) {
    const begun = Date.now();
    await page.evaluate((query) => {
      const field = document.querySelector("[name=q]");
      field.value = query;
      field.dispatchEvent(new InputEvent("input", { bubbles: true }));
    }, query);
    await page.waitForTimeout(100);
    if (!/^["“”«»\s]*$/.test(query)) await done(page);
    assert.ok(Date.now() - begun < 4_000, `${query.slice(0, 20)} took ${Date.now() - begun} ms`);
  }
});

test("filters count, go into the address, and back takes them off", async (t) => {
  const page = await visit(t, base, { width: 1280, moves: true });
  await ask(page, "zephyr");
  assert.match(await page.textContent("[data-status]"), /^about \d+ /);
  assert.ok(await page.locator("[data-counting]").isVisible());
  assert.equal((await results(page)).length, 800);
  assert.match(await page.textContent("[data-status]"), /^800 /);
  assert.ok(await page.locator("[data-counting]").isHidden());
  const options = await page.locator("[name=event] option").allTextContents();
  assert.deepEqual(options, ["All", "Log 4 (160)", "Log 3 (160)", "Log 2 (160)", "Log 1 (160)", "Log 0 (160)"]);
  await page.selectOption("[name=event]", "log-2/");
  await done(page);
  assert.equal((await results(page)).length, 160);
  assert.match(await page.textContent("[data-status]"), /^160 /);
  await page.selectOption("[name=order]", "date");
  assert.equal(new URL(page.url()).search, "?q=zephyr&event=log-2%2F&order=date");
  await page.reload();
  await done(page);
  assert.equal((await results(page)).length, 160);
  assert.equal(await page.inputValue("[name=event]"), "log-2/");
  await page.selectOption("[name=year]", "2012");
  await done(page);
  assert.equal((await results(page)).length, 160);
  await page.goBack();
  await page.goBack();
  await page.goBack();
  await done(page);
  assert.equal(await page.inputValue("[name=event]"), "");
  await ask(page, "zephyrfin");
  // One word of the register: it knows how many there are.
  assert.match(await page.textContent("[data-status]"), /^40 /);
  // As many pieces as are read at a time have one each.
  assert.equal(await page.locator(".hit").count(), 4);
  await page.click("[data-more]");
  await done(page);
  assert.equal(await page.locator(".hit").count(), 8);
});

test("by keyboard", async (t) => {
  const page = await visit(t, base, { width: 1280 });
  await page.goto(`${base}search/#words`);
  assert.equal(await page.evaluate(() => document.activeElement.name), "q");
  await page.keyboard.type("zephyrfin");
  await done(page);
  const at = () => page.evaluate(() => [...document.querySelectorAll(".passage")].indexOf(document.activeElement));
  await page.keyboard.press("ArrowDown");
  assert.equal(await at(), 0);
  await page.keyboard.press("ArrowDown");
  assert.equal(await at(), 1);
  await page.keyboard.press("ArrowUp");
  await page.keyboard.press("ArrowUp");
  assert.equal(await page.evaluate(() => document.activeElement.name), "q");
  await page.keyboard.press("Enter");
  assert.equal(await at(), 0);
  await page.keyboard.press("Escape");
  assert.equal(await page.evaluate(() => document.activeElement.name), "q");
});

test("a piece of the index that is missing or damaged is told, and the rest still answers", async (t) => {
  // What a worker keeps cannot be damaged on its way.
  const page = await visit(t, base, { allow: [/./], serviceWorkers: "block", moves: true });
  const files = [];
  let mend = false;
  await page.route("**/assets/search-index.*", async (route) => {
    const { url } = { url: route.request().url() };
    const response = await route.fetch();
    const text = await response.text();
    if (!text.startsWith("plenaryIndex({\"version\":1,\"events\"") || mend) return route.fulfill({ response });
    if (!files.includes(url)) files.push(url);
    const at = files.indexOf(url);
    if (at === 0) return route.abort();
    if (at === 1) return route.fulfill({ contentType: "text/javascript", body: "plenaryIndex({\"version\":1,\"events\":[{\"url\":" });
    return route.fulfill({ response });
  });
  await ask(page, "zephyr");
  const some = (await results(page)).length;
  assert.ok(await page.locator("[data-trouble]").isVisible());
  assert.ok(some > 700 && some < 800, `${some}`);
  mend = true;
  await page.click("[data-trouble] button");
  await done(page);
  assert.equal((await results(page)).length, 800);
  assert.ok(await page.locator("[data-trouble]").isHidden());
  // Without the words of the register, all there is is read.
  await page.unrouteAll({ behavior: "wait" });
  await page.route("**/assets/search-index.*", async (route) => {
    const response = await route.fetch();
    return (await response.text()).startsWith("plenaryIndex({\"version\":1,\"words\"") ? route.abort() : route.fulfill({ response });
  });
  await page.goto(`${base}search/?q=${encodeURIComponent("灯台")}`);
  await done(page);
  for (let helping = 0; helping < 4 && (await page.locator(".hit").count()) < 2; helping++) {
    await page.click("[data-more]");
    await done(page);
  }
  assert.equal(await page.locator(".hit").count(), 2);
  assert.ok(await page.locator("[data-trouble]").isVisible());
  // What is still on its way must not come when the test is over.
  await page.unrouteAll({ behavior: "wait" });
});

/** What the command answers, as the page's results name it: the passages, and the speakers before them. */
const answered = (root, ...words) => JSON.parse(plenary(["search", "--root", root, "--json", ...words], { maxBuffer: 1 << 28 }));
const commanded = (root, query) => answered(root, "--", query).filter(({ kind }) => kind !== "speaker").map(({ url }) => url).sort();
const met = (page) => page.evaluate(() => [...document.querySelectorAll("[data-people] [data-profile]")].map((link) => link.getAttribute("href").replace(/^\.\.\//, "").replace(/index\.html$/, "")));
const presented = (root, query) => answered(root, "--", query).filter(({ kind }) => kind === "speaker").map(({ url }) => url);
const places = (found, base) => found.map(({ page, id }) => `${page.slice(new URL(base).pathname.length)}${id ? `#${id}` : ""}`).sort();

test("the command answers what the page answers", async (t) => {
  const page = await visit(t, base, { moves: true });
  for (const query of ["灯台", "파도", "เสียง", "منارة", "cafe", "lists shipwrights", "\"lists are kept\"", "AI模型", "zephyrfin", "evening"]) {
    await ask(page, query);
    const answered = places(await results(page), base);
    assert.ok(answered.length, query);
    assert.deepEqual(answered, commanded(root, query), query);
  }
});

test("a name leads to its profile, and to all that was said under it", async (t) => {
  const page = await visit(t, base, { width: 1280, moves: true });
  for (const [query, people] of [["clerk", ["speakers/clerk/"]], ["Cle", ["speakers/clerk/"]], ["lerk", []], ["guest", ["speakers/guest/"]], ["zephyr", []]]) {
    await ask(page, query);
    await page.waitForFunction((n) => document.querySelectorAll("[data-people] li").length === n, people.length);
    assert.deepEqual(await met(page), people, query);
    assert.deepEqual(presented(root, query), people, query);
  }
  await ask(page, "clerk");
  assert.equal(await page.locator("[data-people] [data-turns]").textContent(), "800 turns");
  assert.ok(await page.locator("[data-none]").isHidden());
  await page.click("[data-said]");
  await page.waitForURL(/search\/\?speaker=clerk$/);
  assert.match(await done(page), /^800 results$/);
  const found = await results(page);
  assert.equal(found.length, 800);
  assert.equal(new Set(found.map(({ page, id }) => page + id)).size, 800);
  assert.deepEqual(places(found, base), answered(root, "--speaker", "clerk").map(({ url }) => url).sort());
  await page.click(".passage >> nth=0");
  await page.waitForURL((url) => /log-4/.test(url.pathname) && !url.search);
  // The title of the oldest event is not behind all that was said since.
  await ask(page, "log 0", "../../search/");
  assert.equal(await page.locator(".passage >> nth=0").textContent(), "Log 0");
});

test("what is kept is found without a network, on a large site too", { timeout: 120_000 }, async (t) => {
  const port = await freePort();
  const served = await serve({ "/scripts/": built }, port);
  t.after(() => served.stop());
  const url = `${served.url}/scripts/`;
  const page = await visit(t, `${url}log-2/01/`, { moves: true, allow: [/ERR_CONNECTION_REFUSED/, /ERR_FAILED/, / 503 /, / 404 /, /Failed to load resource/, /service worker/i] });
  await page.evaluate(async () => {
    const list = new URL(document.documentElement.dataset.offline, location.href).href;
    while (!(await (await caches.match(list))?.json())?.done.length) await new Promise((again) => setTimeout(again, 100));
  });
  await served.stop();
  await page.goto(`${url}search/?q=zephyrfin`, { waitUntil: "load" });
  assert.match(await done(page), /^8 results$/);
  const found = await results(page);
  assert.equal(found.length, 8);
  assert.ok(found.every(({ page, marks }) => page.includes("/log-2/") && marks.length));
  assert.ok(await page.locator("[data-alone]").isVisible());
  assert.ok(await page.locator("[data-trouble]").isHidden());
  await ask(page, "灯台");
  assert.equal(await page.locator(".hit").count(), 0);
});

test("a large site costs a phone little", async (t) => {
  const page = await visit(t, `${base}search/`, { serviceWorkers: "block", allow: [/Service Worker/] });
  const session = await page.context().newCDPSession(page);
  const loaded = () => page.evaluate(() => {
    const all = performance.getEntriesByType("resource").filter(({ name }) => name.endsWith(".js"));
    return all.reduce((sum, { encodedBodySize, transferSize }) => sum + (transferSize ? encodedBodySize : 0), 0);
  });
  let before = 0;
  for (const [query, most] of [["尤洋", 60], ["zephyr", 40], ["灯台", 40], ["plank winch", 40], ["“not there at all”", 40]]) {
    await ask(page, query);
    const bytes = await loaded();
    assert.ok(bytes - before <= most * 1024, `${query}: ${bytes - before} bytes`);
    assert.ok(bytes > 0);
    before = bytes;
  }
  // What is there is answered at once, on a slow phone too.
  await session.send("Emulation.setCPUThrottlingRate", { rate: 4 });
  for (const query of ["zephyr", "灯台"]) {
    const took = await page.evaluate(async (query) => {
      const field = document.querySelector("[name=q]");
      const hits = document.querySelector("[data-hits]");
      const begun = performance.now();
      field.value = query;
      field.form.requestSubmit();
      while (hits.getAttribute("aria-busy") !== "false") await new Promise((next) => setTimeout(next, 1));
      return performance.now() - begun;
    }, query);
    console.log(`  answered ${query} in ${Math.round(took)} ms at a quarter of the speed`);
    assert.ok(took < 1_000, `${query}: ${took} ms`);
  }
});

test("in an event its own words are looked for first, and its pages mark them", async (t) => {
  const page = await visit(t, `${base}log-2/01/`, { width: 1280 });
  await page.keyboard.press("/");
  await page.waitForURL(/search\/\?event=log-2%2F#words$/);
  await page.keyboard.type("zephyrfin");
  await done(page);
  await page.waitForFunction(() => document.querySelectorAll(".hit").length);
  assert.ok((await results(page)).every(({ page: path }) => path.includes("/log-2/")));
  await page.click(".passage >> nth=0");
  await page.waitForSelector(".steps");
  assert.equal(await page.textContent(".steps output"), "1 / 2");
  assert.equal(await page.evaluate(() => CSS.highlights.get("found").size), 2);
  await page.click(".steps button >> nth=1");
  assert.equal(await page.textContent(".steps output"), "2 / 2");
  assert.equal(await page.evaluate(() => String([...CSS.highlights.get("found-here")][0])), "zephyrfin");
  await page.keyboard.press("Escape");
  assert.equal(await page.locator(".steps").count(), 0);
  assert.equal(new URL(page.url()).search, "");
});

test("names are found as they are read, and either kind of Chinese by the other", async (t) => {
  const root = join(temporaryFolder(), "site");
  plenary(["new", "site", root, "--title", "Names", "--language", "zh"]);
  writeFileSync(join(root, "content/event.md"), "---\ntitle: 夜谈\nspeakers:\n  - {id: yy, name: 尤洋, role: moderator}\n  - {id: guest, name: 客人}\n---\n");
  writeFileSync(join(root, "content/01.md"), "# 一\n\n**尤洋：** 燈塔裡有聲音。\n\n**客人：** 尤洋说得对，灯塔是旧的。\n");
  const site = join(root, "content/site.yaml");
  writeFileSync(site, `${readFileSync(site, "utf8")}\nsearch:\n  variants: true\n`);
  const output = join(root, "../public");
  plenary(["build", "--root", root, "--output", output, "--base-url", "https://example.org/"]);
  const page = await visit(t, `file://${output}/search/index.html`);
  for (const [query, hits] of [["灯塔", 2], ["燈塔", 2], ["声音", 1], ["youyang", 1], ["yy", 1], ["youy", 1], ["yo", 0]]) {
    await ask(page, query);
    const found = (await results(page)).filter(({ id }) => id);
    assert.equal(found.length, hits, `${query}: ${JSON.stringify(found)}`);
    assert.deepEqual(found.map(({ id }) => id).sort(), commanded(root, query).filter((url) => url.includes("#")).map((url) => url.split("#")[1]).sort(), query);
  }
  for (const query of ["youyang", "you yang", "yy", "尤", "尤洋"]) {
    await ask(page, query);
    assert.deepEqual(await met(page), ["speakers/yy/"], query);
    assert.deepEqual(presented(root, query), ["speakers/yy/"], query);
    assert.equal(await page.textContent("[data-people] [data-profile]"), "尤洋");
  }
  assert.equal(await page.textContent("[data-people] [data-about]"), "主持人");
  const port = await freePort();
  const served = await serve({ "/": output }, port);
  t.after(() => served.stop());
  const online = await visit(t, `${served.url}/search/`, { moves: true });
  await ask(online, "燈塔");
  await online.click(".passage >> nth=0");
  await online.waitForSelector(".steps");
  assert.equal(await online.evaluate(() => CSS.highlights.get("found").size), 2, "either kind is marked");
});

const real = process.env.PLENARY_REAL ?? join(process.env.PLENARY_SHARED ?? join(repository, "../shared"), "real");
test("real records are found whole", { skip: !existsSync(real) && "the real records are missing (../shared/real)" }, async (t) => {
  const root = join(temporaryFolder(), "site");
  plenary(["new", "site", root, "--title", "Real", "--language", "zh-Hant"]);
  rmSync(join(root, "content/event.md"), { force: true });
  rmSync(join(root, "content/01.md"), { force: true });
  const files = ["000_6e6edfdac79d20a7.txt", ...["japanese", "long_string_korean", "arabic"].map((name) => `webvtt-tests-mozilla/tests/cuetext/languages/${name}.vtt`)];
  for (const folder of ["archive-tw-an-xml", "changelog"]) files.push(...readdirSync(join(real, folder)).filter((name) => /\.(xml|md)$/.test(name) && !/README|LICENSE/.test(name)).slice(0, 3).map((name) => `${folder}/${name}`));
  for (const [at, file] of files.entries()) plenary(["import", join(real, file), "--event", join(root, `content/e${at}`), "--report", "json"], { cwd: root });
  const port = await freePort();
  const output = join(root, "../public");
  plenary(["build", "--root", root, "--output", output, "--base-url", `http://127.0.0.1:${port}/`]);
  const served = await serve({ "/": output }, port);
  t.after(() => served.stop());
  const page = await visit(t, `${served.url}/search/`, { moves: true });
  const sections = readdirSync(join(output), { recursive: true }).filter((path) => /^e\d+\/\d+\/index\.html$/.test(path)).map((path) => `${served.url}/${path.replace("index.html", "")}`);
  const every = await turns(page, sections);
  const ids = new Set(every.map(({ at }) => at));
  assert.ok(every.length > 200, `${every.length}`);
  const source = files.map((file) => readFileSync(join(real, file), "utf8")).join("\n");
  let counted = 0;
  for (const [query, rule] of [["資料", "anywhere"], ["公民科技", "anywhere"], ["模型", "anywhere"], ["尤洋", "anywhere"], ["です", "anywhere"], ["니다", "anywhere"], ["kubernetes", "word"], ["podcast", "word"], ["taiwan", "word"]]) {
    if (!source.toLowerCase().includes(query)) continue;
    const has = (text) => (rule === "word" ? new RegExp(`(?<![\\p{L}\\p{N}])${query}`, "u") : new RegExp(query, "u")).test(plain(text));
    const expected = every.filter(({ text }) => has(text)).map(({ at }) => at).sort();
    await ask(page, query);
    const found = (await results(page)).filter(({ id }) => id).map(({ page: path, id }) => `${path}#${id}`);
    const said = found.filter((at) => ids.has(at));
    assert.deepEqual([...new Set(said)].filter((at) => expected.includes(at)).sort(), expected, `${query}: all of it`);
    assert.deepEqual(places(await results(page), `${served.url}/`), commanded(root, query), `${query}: the command`);
    counted += expected.length;
  }
  assert.ok(counted > 50, `${counted}`);
});

test("it works from disk", async (t) => {
  const page = await visit(t, `file://${site.root.folder}/search/index.html?q=keeper`);
  assert.match(await done(page), /\d/);
  await page.click(".passage >> nth=0");
  await page.waitForURL(/index\.html#/);
});

test("without script the page says what to do instead", async (t) => {
  const page = await visit(t, "search/", { script: false });
  assert.ok(await page.locator(".finder").isHidden());
  assert.ok(await page.getByRole("button", { name: "DuckDuckGo" }).isVisible());
});

test("the fields of the home page and of the page for lost addresses lead here", async (t) => {
  for (const address of ["", "404.html", "no/such/page/"]) {
    const page = await visit(t, new URL(address, site.path.url).href, { allow: [/ 404 /] });
    await page.fill("[name=q]", "lamp");
    await page.keyboard.press("Enter");
    await page.waitForURL((url) => url.pathname === new URL("search/", site.path.url).pathname);
    assert.match(await done(page), /\d/);
  }
});
