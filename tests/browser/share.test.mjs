// Passing on: the share sheet, what it copies, and words chosen on a page.
import assert from "node:assert/strict";
import { appendFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { settled, smallTargets, violations, visit } from "./browser.mjs";
import { copyOfSite, freePort, plenary, serve, site, temporaryFolder } from "./site.mjs";

const permissions = ["clipboard-read", "clipboard-write"];
const section = "tide-lamps-en/02/";
// The turn that holds the quotation of that section.
const turn = '[data-turn]:has(mark[data-quotation])';
const copied = (page) => page.evaluate(() => navigator.clipboard.readText());
const acts = (page) => page.locator("dialog .passing > *");
const lines = (text) => text.split("\n");

async function opened(page, from) {
  await page.locator(from).first().click();
  await acts(page).first().waitFor();
}

async function copy(page, n) {
  await acts(page).nth(n).click();
  await page.locator("dialog [role=status]:not(:empty)").waitFor();
  return copied(page);
}

test("the mark of a turn opens a sheet that copies link, quotation and Markdown", async (t) => {
  const page = await visit(t, section, { permissions });
  const id = await page.locator(turn).getAttribute("data-turn");
  await opened(page, `${turn} .mark`);
  const version = await page.locator(`[data-turn="${id}"]`).getAttribute("data-v");
  const link = `${site.root.url}${section}${id}/?v=${version}`;
  assert.match(await page.locator("dialog .passed").textContent(), /^Lu Sangeng Let them measure/);
  assert.equal(await copy(page, 0), link);
  const quotation = lines(await copy(page, 1));
  assert.match(quotation[0], /^“Let them measure\. When you listen.*a match\.”$/);
  assert.deepEqual(quotation.slice(1), ["— Lu Sangeng, Head lamp keeper, Echo Town Lamp House, Who Should the Tide Lamps Listen To?, March 14, 2026", link]);
  const markdown = lines(await copy(page, 2));
  assert.equal(markdown.at(-1), `> — [${quotation[1].slice(2)}](${link})`);
  assert.ok(markdown.every((line) => line.startsWith(">")));
  await acts(page).last().click();
  await page.waitForURL(`${site.root.url}${section}${id}/`);
  assert.equal(await page.locator("html").getAttribute("data-page"), "turn");
});

test("the sheet holds the focus, closes on Escape and gives the focus back", async (t) => {
  const page = await visit(t, section);
  const mark = page.locator(`${turn} .mark`);
  await mark.focus();
  await page.keyboard.press("Enter");
  await acts(page).first().waitFor();
  for (let n = 0; n < 12; n++) {
    await page.keyboard.press("Tab");
    assert.ok(await page.evaluate(() => document.activeElement === document.body || Boolean(document.activeElement.closest("dialog"))));
  }
  await page.keyboard.press("Escape");
  await page.locator("dialog").waitFor({ state: "detached" });
  assert.ok(await mark.evaluate((mark) => mark === document.activeElement));
});

test("what can be tapped in the sheet is large enough at 320 px", async (t) => {
  const page = await visit(t, section, { width: 320 });
  await opened(page, `${turn} .mark`);
  for (const box of await page.locator("dialog :is(a, button)").evaluateAll((all) => all.map((one) => one.getBoundingClientRect().toJSON()))) {
    assert.ok(box.width >= 44 && box.height >= 44 && box.left >= 0 && box.right <= 320, JSON.stringify(box));
  }
});

test("a device that can share is asked to", async (t) => {
  const before = (page) => page.addInitScript(() => { navigator.share = async (what) => { globalThis.told = what; }; });
  const page = await visit(t, section, { before });
  await opened(page, "mark[data-quotation]");
  const id = await page.locator("mark[data-quotation]").getAttribute("data-quotation");
  await acts(page).first().click();
  await page.locator("dialog").waitFor({ state: "detached" });
  const told = await page.evaluate(() => globalThis.told);
  assert.match(told.url, new RegExp(`^${site.root.url}${section}${id}/\\?v=[0-9a-z]{3}$`));
  assert.match(told.text, /^“When you listen to the tide .* changes its mind\.”\n— Lu Sangeng/);
});

test("where there is no clipboard the old way copies", async (t) => {
  const before = (page) => page.addInitScript(() => {
    Object.defineProperty(navigator, "clipboard", { value: undefined });
    addEventListener("copy", () => { globalThis.told = document.activeElement.value; });
  });
  const page = await visit(t, section, { before });
  await opened(page, `${turn} .mark`);
  await acts(page).first().click();
  await page.locator("dialog [role=status]:not(:empty)").waitFor();
  assert.match(await page.evaluate(() => globalThis.told), /^http.*\/02\/\w+\/\?v=\w{3}$/);
  assert.ok(await acts(page).first().evaluate((act) => act === document.activeElement));
});

for (const path of ["tide-lamps-en/", section, "speakers/lu-sangeng/"]) {
  test(`the page as a whole is passed on: ${path}`, async (t) => {
    const page = await visit(t, path, { permissions });
    await opened(page, "[data-share] >> visible=true");
    assert.equal(await copy(page, 0), `${site.root.url}${path}`);
  });
}

for (const kind of ["turn", "quotation"]) {
  test(`a ${kind}'s own page passes it on and leads back`, async (t) => {
    const sample = site.root.pages.find((page) => page.kind === kind && page.language === "zh-Hans");
    const page = await visit(t, sample.path, { permissions });
    await opened(page, "main [data-share]");
    assert.equal(await copy(page, 0), `${site.root.url}${sample.path}?v=${await page.locator("main [data-v]").getAttribute("data-v")}`);
    assert.match(lines(await copy(page, 1))[0], /^“.*”$/);
    await page.keyboard.press("Escape");
    assert.match(await page.locator("details.code p").textContent(), new RegExp(`${sample.path}$`));
    await page.locator(".act").click();
    await page.waitForURL(/#/);
    assert.equal(await page.locator("html").getAttribute("data-page"), "section");
    assert.equal(await page.locator(":target").count(), 1);
  });
}

test("a quotation can be saved as a picture, from its mark and on its own page", async (t) => {
  const sample = site.root.pages.find((page) => page.kind === "quotation" && page.language === "en");
  for (const [path, from] of [[section, "mark[data-quotation]"], [sample.path, "main [data-share]"]]) {
    const page = await visit(t, path);
    await opened(page, from);
    const picture = page.locator("dialog a[download]");
    assert.equal(await picture.textContent(), "Save as picture");
    const answer = await page.request.get(await picture.evaluate((link) => link.href));
    assert.equal(answer.status(), 200);
    assert.equal(answer.headers()["content-type"], "image/png");
  }
  const turns = await visit(t, section);
  await opened(turns, `${turn} .mark`);
  assert.equal(await turns.locator("dialog a[download]").count(), 0);
});

test("without script a mark is a link, and nothing offers to share", async (t) => {
  const page = await visit(t, section, { script: false });
  assert.equal(await page.locator("[data-share] >> visible=true").count(), 0);
  await page.locator(`${turn} .mark`).click();
  assert.match(page.url(), /02\/#\w+$/);
});

test("a mark that is clicked for a new tab stays a link", async (t) => {
  const page = await visit(t, section, { width: 1280 });
  const [other] = await Promise.all([page.context().waitForEvent("page"), page.locator(`${turn} .mark`).click({ modifiers: ["ControlOrMeta"] })]);
  await other.waitForURL(/02\/#\w+$/);
  assert.equal(await page.locator("dialog").count(), 0);
});

// A short turn in Chinese, with its words and whose they are as they stand in an address.
const short = "[data-turn]:has-text('最久的一次等了多久')";
const words = "%E2%80%9C%E6%9C%80%E4%B9%85%E7%9A%84%E4%B8%80%E6%AC%A1%E7%AD%89%E4%BA%86%E5%A4%9A%E4%B9%85%EF%BC%9F%E2%80%9D";
const whose = "%E2%80%94%E2%80%94%E8%8B%8F%E6%99%9A%E9%92%9F%EF%BC%8C%E5%9B%9E%E5%A3%B0%E9%95%87%E5%B9%BF%E6%92%AD%E7%AB%99%20%E3%80%8A%E5%A4%9C%E8%88%AA%E3%80%8B%E8%8A%82%E7%9B%AE%E4%B8%BB%E6%8C%81%E4%BA%BA%EF%BC%8C%E6%BD%AE%E7%81%AF%E8%AF%A5%E5%90%AC%E8%B0%81%E7%9A%84%EF%BC%8C2026%E5%B9%B43%E6%9C%8814%E6%97%A5";
const services = "wechat weibo x linkedin telegram whatsapp line reddit mastodon mail";
const offer = (page, services) => page.evaluate((services) => { document.documentElement.dataset.services = services; }, services);

test("every service gets words and link in the form that it wants, and none is asked for anything", async (t) => {
  const asked = [];
  const before = (page) => page.on("request", (request) => asked.push(request.url()));
  const page = await visit(t, "tide-lamps/02/", { before });
  assert.equal(await page.locator("html").getAttribute("data-services"), "wechat weibo mail");
  await offer(page, services);
  const turn = page.locator(short);
  const [id, version] = [await turn.getAttribute("data-turn"), await turn.getAttribute("data-v")];
  const link = `${site.root.url.replaceAll(":", "%3A").replaceAll("/", "%2F")}tide-lamps%2F02%2F${id}%2F%3Fv%3D${version}`;
  await opened(page, `${short} .mark`);
  const ways = await page.locator("dialog .services > *").evaluateAll((all) => all.map((way) => [way.textContent, way.getAttribute("href"), way.target, way.rel]));
  const away = ["_blank", "noopener noreferrer"];
  assert.deepEqual(ways.slice(1), [
    ["微博", `https://service.weibo.com/share/share.php?url=${link}&title=${words}%0A${whose}`, ...away],
    ["X", `https://x.com/intent/post?text=${words}%0A${whose}&url=${link}`, ...away],
    ["LinkedIn", `https://www.linkedin.com/sharing/share-offsite/?url=${link}`, ...away],
    ["Telegram", `https://t.me/share/url?url=${link}&text=${words}%0A${whose}`, ...away],
    ["WhatsApp", `https://wa.me/?text=${words}%0A${whose}%0A${link}`, ...away],
    ["LINE", `https://social-plugins.line.me/lineit/share?url=${link}`, ...away],
    ["Reddit", `https://www.reddit.com/submit?url=${link}&title=${words}%20${whose}`, ...away],
    ["Mastodon", `https://share.joinmastodon.org/#text=${words}%0A${whose}%0A${link}`, ...away],
    ["邮件", `mailto:?subject=%E8%8B%8F%E6%99%9A%E9%92%9F%EF%BC%8C%E6%BD%AE%E7%81%AF%E8%AF%A5%E5%90%AC%E8%B0%81%E7%9A%84%EF%BC%8C2026%E5%B9%B43%E6%9C%8814%E6%97%A5&body=${words}%0D%0A${whose}%0D%0A${link}`, ...away],
  ]);
  assert.equal(ways[0][0], "微信");
  assert.deepEqual(await smallTargets(page, "dialog *"), []);
  // WeChat takes no links: the code is loaded when it is asked for, and says what it holds.
  assert.ok(!asked.some((url) => url.endsWith("qr.svg")));
  await page.locator("dialog .services button").click();
  const code = page.locator("dialog .scan img");
  await code.evaluate((code) => code.decode());
  assert.equal(await code.getAttribute("src"), `${site.root.url}tide-lamps/02/qr.svg`);
  assert.equal(await code.getAttribute("alt"), `${site.root.url}tide-lamps/02/`);
  assert.equal(await page.locator("dialog figcaption").textContent(), "用微信扫一扫");
  assert.ok((await code.boundingBox()).width >= 240);
  assert.deepEqual(await violations(page), []);
  await page.locator("dialog .services button").click();
  assert.equal(await code.count(), 0);
  assert.deepEqual(asked.filter((url) => !url.startsWith(site.root.url) && !url.startsWith("data:")), []);
});

// As X counts (https://docs.x.com/fundamentals/counting-characters), of letters that occur here.
const weighed = (text) => [...text].reduce((sum, sign) => sum + (/[\u0000-\u10ff\u2000-\u200d\u2010-\u201f]/.test(sign) ? 1 : 2), 0);

test("what goes to X fits, and is cut at the end of a sentence or a word", async (t) => {
  for (const [path, ended] of [["tide-lamps/02/", /[。！？…]”\n——/], [section, /[.!?…]”\n— /], ["tide-lamps-ar/02/", /[.!?؟…]»\n— /]]) {
    const page = await visit(t, path);
    await offer(page, "x");
    let cut = 0;
    for (const mark of await page.locator("[data-turn] .mark").all()) {
      // What is short for certain is left out.
      if (await mark.evaluate((mark) => mark.closest("[data-turn]").textContent.length < 60)) continue;
      await mark.dispatchEvent("click");
      const href = await page.locator("dialog .services a").getAttribute("href");
      const sent = new URL(href).searchParams.get("text");
      assert.ok(weighed(sent) + 24 <= 280, `${weighed(sent)}: ${sent}`);
      if (weighed(await page.locator("dialog .passed").textContent()) > 200) {
        cut++;
        assert.match(sent, ended);
      }
      await page.evaluate(() => document.querySelector("dialog").close());
      await page.locator("dialog").waitFor({ state: "detached" });
    }
    assert.ok(cut > 0, `${path} has long turns`);
  }
});

test("a turn is copied as HTML that others embed", async (t) => {
  const page = await visit(t, "tide-lamps/02/", { permissions });
  const turn = page.locator(short);
  // Whatever is said is text.
  await turn.locator("[data-speech] p").evaluate((said) => said.append(" <b title='&amp;\">"));
  const link = `${site.root.url}tide-lamps/02/${await turn.getAttribute("data-turn")}/?v=${await turn.getAttribute("data-v")}`;
  await opened(page, `${short} .mark`);
  assert.equal(await acts(page).nth(3).textContent(), "复制为可嵌入的 HTML");
  assert.equal(await copy(page, 3), `<blockquote cite="${link}" lang="zh-Hans" dir="ltr"><p>最久的一次等了多久？ &lt;b title=&#39;&amp;amp;&quot;&gt;</p><footer>— 苏晚钟 · <cite><a href="${link}">潮灯该听谁的，2026年3月14日</a></cite></footer></blockquote>`);
});

test("the code of a page is shown, and pages with a card offer it", async (t) => {
  const sample = (kind) => site.root.pages.find((page) => page.kind === kind && page.language === "en").path;
  const beside = (path) => [`${site.root.url}${path}`, `${site.root.url}${path}qr.svg`];
  const [turn, quotation] = [sample("turn"), sample("quotation")];
  for (const [path, from, code, card] of [
    [section, "[data-share] >> visible=true", beside(section), "card.png"],
    ["speakers/lu-sangeng/", "[data-share] >> visible=true", beside("speakers/lu-sangeng/"), "card.png"],
    [quotation, "main [data-share]", beside(quotation), "picture.png"],
    // The page of a turn draws the code itself.
    [turn, "main [data-share]", [`${site.root.url}${turn}`, null], null],
  ]) {
    const page = await visit(t, path);
    await opened(page, from);
    const saved = page.locator("dialog a[download]");
    assert.equal(await saved.count(), card ? 1 : 0, path);
    if (card) assert.equal(await saved.evaluate((link) => link.href), new URL(card, site.root.url + path).href);
    await page.locator("dialog .passing [aria-expanded]").click();
    const image = page.locator("dialog .scan img");
    await image.evaluate((image) => image.decode());
    assert.equal(await image.getAttribute("alt"), code[0]);
    const source = await image.getAttribute("src");
    assert.ok(code[1] ? source === code[1] : source.startsWith("data:image/svg+xml,"), source);
    assert.equal(await page.locator("dialog .passing [aria-expanded]").getAttribute("aria-expanded"), "true");
  }
});

// Chooses from a piece of text to another one, each found in the words of speakers.
function choose(page, from, to) {
  return page.evaluate(([from, to]) => {
    const find = (piece) => {
      for (const speech of document.querySelectorAll("[data-speech]")) {
        const nodes = document.createTreeWalker(speech, NodeFilter.SHOW_TEXT);
        while (nodes.nextNode()) {
          const at = nodes.currentNode.data.indexOf(piece);
          if (at >= 0) return [nodes.currentNode, at];
        }
      }
      throw new Error(`${piece} is not said`);
    };
    const [[start, at], [end, last]] = [find(from), find(to)];
    start.parentElement.scrollIntoView({ block: "center" });
    getSelection().setBaseAndExtent(start, at, end, last + to.length);
  }, [from, to]);
}

// How much of where a piece of text stands is in the colour of what a text fragment leads to.
async function lit(page, piece) {
  const box = await page.evaluate((piece) => {
    const nodes = document.createTreeWalker(document.querySelector("main"), NodeFilter.SHOW_TEXT);
    while (nodes.nextNode()) {
      const at = nodes.currentNode.parentElement.closest("[data-speech]") ? nodes.currentNode.data.indexOf(piece) : -1;
      if (at < 0) continue;
      const range = document.createRange();
      range.setStart(nodes.currentNode, at);
      range.setEnd(nodes.currentNode, at + piece.length);
      const { x, y, width, height } = range.getClientRects()[0];
      return { x, y, width, height };
    }
    return null;
  }, piece);
  assert.ok(box, `${piece} is on the page`);
  const picture = await page.screenshot({ clip: box });
  return page.evaluate(async (data) => {
    const bitmap = await createImageBitmap(new Blob([Uint8Array.from(atob(data), (letter) => letter.charCodeAt())]));
    const canvas = new OffscreenCanvas(bitmap.width, bitmap.height).getContext("2d");
    canvas.drawImage(bitmap, 0, 0);
    const { data: dots } = canvas.getImageData(0, 0, bitmap.width, bitmap.height);
    let found = 0;
    for (let at = 0; at < dots.length; at += 4) if (dots[at] > 240 && dots[at + 1] < 20 && dots[at + 2] > 240) found++;
    return (4 * found) / dots.length;
  }, picture.toString("base64"));
}

for (const [what, path, from, to, said, onward] of [
  ["words of one turn", section, "arithmetic", "three times", "“arithmetic. In fog we count three times”", /\/02\/\w+\/\?v=\w{3}#\w+:~:text=arithmetic/],
  ["the middle of a word", section, "rithmetic", "arithm", "“rithm”", /text=arithmetic$/],
  ["a long stretch", section, "First you see", "doorstep", "“First you see", /text=[^,]+,[^,]+$/],
  ["what is said twice", section, "lamps", "lamps", "“lamps”", /text=[^,]+-,lamps$|text=lamps,-/],
  ["Han inside a sentence", "tide-lamps/02/", "声音什么时候", "变了主", "“声音什么时候变了主”", /text=[^,]+$/],
  ["several turns", "tide-lamps/02/", "九十四赫兹", "量就量吧", "秦谐波：“九十四赫兹", /\/02\/#\w+:~:text=[^,]+,[^,]+$/],
]) {
  test(`chosen words are copied with speaker and link: ${what}`, async (t) => {
    const page = await visit(t, path, { permissions, height: 500 });
    await choose(page, from, to);
    await page.locator(".chosen button").first().click();
    // What the bar answers stays longer than a choice takes to settle.
    await page.locator(".chosen [role=status]:not(:empty)").waitFor();
    await page.waitForTimeout(400);
    assert.notEqual(await page.locator(".chosen [role=status]").textContent(), "");
    const all = lines(await copied(page));
    assert.ok(all[0].startsWith(said), all[0]);
    const link = all.at(-1);
    assert.match(decodeURIComponent(link), onward);
    // Notes and the labels of turns are nobody's words.
    assert.ok(!/hand of water\d|Link to this turn/.test(all.join("\n")));
    await page.goto("about:blank");
    await page.addInitScript(() => addEventListener("DOMContentLoaded", () => {
      const style = new CSSStyleSheet();
      style.replaceSync("::target-text { background: #f0f !important; color: #f0f !important; } :target { animation: none !important; }");
      document.adoptedStyleSheets = [style];
    }));
    await page.goto(link);
    await settled(page);
    await page.waitForTimeout(300);
    assert.ok((await lit(page, from)) > 0.5, `the words at ${decodeURIComponent(link)} are not marked`);
  });
}

test("chosen words are passed on by the sheet, and the bar goes with the choice", async (t) => {
  const page = await visit(t, section, { permissions });
  await choose(page, "arithmetic", "arithmetic");
  await page.locator(".chosen button").nth(1).click();
  await acts(page).first().waitFor();
  assert.match(await copy(page, 0), /:~:text=arithmetic$/);
  await page.keyboard.press("Escape");
  await page.evaluate(() => getSelection().removeAllRanges());
  await page.locator(".chosen").waitFor({ state: "detached" });
});

test("where the site asks for integrity, what is loaded later has it too", async (t) => {
  const folder = temporaryFolder();
  const [root, output] = [join(folder, "site"), join(folder, "out")];
  copyOfSite(root);
  appendFileSync(join(root, "content/site.yaml"), "\ntheme_options: {integrity: true}\n");
  const port = await freePort();
  plenary(["build", "--quiet", "--root", root, "--output", output, "--base-url", `http://127.0.0.1:${port}/`]);
  const server = await serve({ "/": output }, port);
  t.after(server.stop);
  const page = await visit(t, `http://127.0.0.1:${port}/${section}`);
  await opened(page, `${turn} .mark`);
  const loaded = await page.locator("head > script:not([type]), head > link[rel=stylesheet]").evaluateAll((all) => all.filter((one) => one.src || one.href).map((one) => one.integrity));
  assert.ok(loaded.length >= 4, `${loaded.length}`);
  for (const integrity of loaded) assert.match(integrity, /^sha384-/);
});
