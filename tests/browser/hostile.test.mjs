// Whatever a source holds, nothing of it runs in a reader's browser: every page, feed and book of a site whose fields are all hostile. The pages
// are opened without their policy, so that nothing but what the program writes stands between a text and the reader.
import assert from "node:assert/strict";
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { inflateRawSync } from "node:zlib";
import { chrome } from "./browser.mjs";
import { payloads } from "./hostile/payloads.mjs";
import { write } from "./hostile/site.mjs";
import { freePort, pagesOf, plenary, serve, temporaryFolder } from "./site.mjs";

let url;
let server;
let output;
/** The numbers of texts that the program refuses, with the codes of its reasons. */
const refused = new Map();

before(async () => {
  const folder = temporaryFolder();
  const root = join(folder, "site");
  output = join(folder, "out");
  const port = await freePort();
  url = `http://127.0.0.1:${port}/`;
  const build = () => plenary(["build", "--quiet", "--root", root, "--output", output, "--base-url", url], { maxBuffer: 64 << 20 });
  mkdirSync(root);
  write(root);
  try {
    build();
  } catch ({ message }) {
    for (const [, code, number] of message.matchAll(/^error\[([a-z-]+)\][^]*?canary\((\d+)\)/gm)) refused.set(Number(number), code);
    for (const [, code, event, section] of message.matchAll(/^error\[([a-z-]+)\][^\n]*\n\s*--> content\/e(\d+)\/(\d+)\.md/gm)) refused.set(18 * Number(event) + Number(section) - 1, code);
  }
  write(root, new Set(refused.keys()));
  build();
  // The same texts as somebody would write them who escapes nothing.
  const raw = payloads.map(({ number, text }) => `<iframe title="${number}" srcdoc="${text.replaceAll("&", "&amp;").replaceAll('"', "&quot;")}"></iframe>`);
  writeFileSync(join(output, "raw.html"), `<!doctype html><meta charset="utf-8">${raw.join("\n")}`);
  server = await serve({ "/": output }, port);
});
after(() => server?.stop());

/** A page in which every text that runs says so. */
async function listening() {
  const context = await (await chrome()).newContext({ bypassCSP: true, viewport: { width: 390, height: 844 } });
  const sung = new Set();
  await context.exposeFunction("canary", (number) => sung.add(number));
  const page = await context.newPage();
  page.on("dialog", (dialog) => dialog.dismiss());
  return { page, sung, close: () => context.close() };
}

test("only links and formulas can be refused", () => {
  assert.ok(payloads.length >= 300, `${payloads.length}`);
  const kinds = new Set([...refused].map(([number, code]) => `${payloads[number].kind}: ${code}`));
  for (const kind of kinds) assert.match(kind, /^(links|scripts): (broken-link|unknown-link)$|^formulas: bad-mathematics$/);
  assert.ok(refused.size < payloads.length / 8, `${refused.size} of ${payloads.length} are refused`);
});

test("the canary sings where nothing is escaped", async () => {
  const { page, sung, close } = await listening();
  await page.goto(`${url}raw.html`);
  await page.waitForTimeout(500);
  await close();
  assert.ok(sung.size > 80, `only ${sung.size} sing`);
});

test("nothing runs on the pages", async () => {
  const all = pagesOf(output);
  // The pages that hold all texts of an event or of the site, and a few of each other kind.
  const whole = all.filter(({ kind }) => !["section", "speaker", "tag", "turn", "quotation"].includes(kind));
  const single = all.filter((page) => !whole.includes(page)).filter((_, at) => at % 60 === 0);
  const { page, sung, close } = await listening();
  for (const { path } of [...whole, ...single]) await page.goto(url + path, { waitUntil: "domcontentloaded" });
  await page.goto(`${url}search/?q=canary`);
  await page.locator("mark").first().waitFor();
  for (const { text } of payloads.filter(({ number }) => number % 40 === 0)) await page.goto(`${url}search/?q=${encodeURIComponent(text)}`);
  await page.waitForTimeout(300);
  await close();
  assert.ok(whole.length > 50 && single.length > 12, `${whole.length} and ${single.length}`);
  assert.deepEqual([...sung], []);
});

test("no page, feed or book holds what could run", async () => {
  const { page, sung, close } = await listening();
  await page.goto(`${url}404.html`);
  await page.evaluate(suspicious);
  const files = readdirSync(output, { recursive: true, encoding: "utf8" });
  // Pages of turns and quotations hold what those of sections do; of them a third will do.
  const pages = files.filter((name) => name.endsWith(".html") && name !== "raw.html").filter((name, at) => name.split("/").length < 4 || at % 3 === 0);
  const feeds = files.filter((name) => /\.(xml|json|webmanifest|ics)$/.test(name) && !name.startsWith(".plenary"));
  const found = await page.evaluate(async ([pages, feeds]) => {
    const all = [];
    const look = async (name) => all.push(...globalThis.suspicious(await (await fetch(`/${name}`)).text(), "text/html").map((what) => `${name}: ${what}`));
    for (let at = 0; at < pages.length; at += 16) await Promise.all(pages.slice(at, at + 16).map(look));
    for (const name of feeds) {
      const text = await (await fetch(`/${name}`)).text();
      // What feeds and data hold as HTML is read as what it will be.
      const inner = [];
      if (name.endsWith("json")) JSON.parse(text, (key, value) => (/html/.test(key) && typeof value === "string" && inner.push(value), value));
      else if (name.endsWith("xml")) {
        const read = new DOMParser().parseFromString(text, "text/xml");
        if (read.querySelector("parsererror")) all.push(`${name}: ${read.querySelector("parsererror").textContent.slice(0, 200)}`);
        for (const element of read.querySelectorAll("content[type=html], summary[type=html], description, encoded")) inner.push(element.textContent);
      }
      for (const html of inner) all.push(...globalThis.suspicious(html, "text/html").map((what) => `${name}: ${what}`));
    }
    return all;
  }, [pages, feeds]);
  const books = files.filter((name) => name.endsWith(".epub"));
  for (const name of books) {
    const chapters = unzipped(readFileSync(join(output, name))).filter(([path]) => path.endsWith(".xhtml")).map(([, text]) => text);
    assert.ok(chapters.length > 2, name);
    found.push(...await page.evaluate(([name, chapters]) => chapters.flatMap((text) => globalThis.suspicious(text, "application/xhtml+xml")).map((what) => `${name}: ${what}`), [name, chapters]));
  }
  // The search that finds nothing wrong must find what is wrong.
  const caught = await page.evaluate((texts) => texts.filter((text) => globalThis.suspicious(text, "text/html").length).length, payloads.map(({ text }) => text));
  await close();
  assert.deepEqual([...new Set(found)].slice(0, 12), []);
  assert.deepEqual([...sung], []);
  assert.ok(pages.length > 1000 && feeds.length > 40 && books.length > 10, `${pages.length} pages, ${feeds.length} feeds, ${books.length} books`);
  assert.ok(caught > 110, `the search knows ${caught} of them`);
});

/** Gives the page a function that tells everything in a text that could run. */
function suspicious() {
  globalThis.suspicious = (text, type) => {
    const read = new DOMParser().parseFromString(text, type);
    const wrong = [];
    const say = (element, what) => wrong.push(`${what}: ${element.outerHTML.slice(0, 120)}`);
    if (read.querySelector("parsererror")) wrong.push(read.querySelector("parsererror").textContent.slice(0, 200));
    const walk = (root) => {
      for (const element of root.querySelectorAll("*")) {
        const name = element.localName;
        if (name === "template") walk(element.content);
        if (/^(base|object|embed|portal|frame|frameset|iframe|applet|isindex|marquee|keygen|style|plaintext|xmp|set|animate|foreignObject)$/.test(name)) say(element, "element");
        if (name === "script") {
          const own = element.src ? /^(\.\.?\/|\/)*assets\//.test(element.getAttribute("src")) : element.type === "application/ld+json" || /^\(e=>\{e\.js|^\(\(\{to,places\}/.test(element.textContent);
          if (!own) say(element, "script");
          else if (element.type === "application/ld+json") {
            try {
              JSON.parse(element.textContent);
            } catch (error) {
              say(element, `${error}`);
            }
          }
        }
        if (name === "meta" && element.httpEquiv === "refresh" && !/^0; url=(\.\.?\/|\/|http)/.test(element.content)) say(element, "refresh");
        for (const { name: attribute, value } of element.attributes) {
          if (/^on/i.test(attribute) || attribute === "srcdoc" || attribute === "style") say(element, attribute);
          // Nothing else than these is an address of ours; controls and spaces do not part a scheme.
          if (/^(href|src|action|formaction|data|poster|background|xlink:href|srcset|cite|ping)$/.test(attribute)) {
            const scheme = value.replace(/[\u0000-\u0020]/g, "").match(/^([a-z][a-z0-9+.-]*):/i)?.[1].toLowerCase();
            if (scheme && !["http", "https", "mailto", "tel", "webcal"].includes(scheme) && !value.startsWith("data:,")) say(element, attribute);
          }
        }
      }
    };
    walk(read);
    return wrong;
  };
}

/** The files in a zip archive: name and text. */
function unzipped(bytes) {
  const files = [];
  const end = bytes.lastIndexOf("PK\u0005\u0006", undefined, "latin1");
  for (let at = bytes.readUInt32LE(end + 16), left = bytes.readUInt16LE(end + 10); left > 0; left--) {
    const [method, packed, name, extra, comment, from] = [bytes.readUInt16LE(at + 10), bytes.readUInt32LE(at + 20), bytes.readUInt16LE(at + 28), bytes.readUInt16LE(at + 30), bytes.readUInt16LE(at + 32), bytes.readUInt32LE(at + 42)];
    const begin = from + 30 + bytes.readUInt16LE(from + 26) + bytes.readUInt16LE(from + 28);
    const data = bytes.subarray(begin, begin + packed);
    files.push([bytes.toString("utf8", at + 46, at + 46 + name), (method ? inflateRawSync(data) : data).toString("utf8")]);
    at += 46 + name + extra + comment;
  }
  return files;
}
