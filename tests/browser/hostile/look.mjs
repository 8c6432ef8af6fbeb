// How one sees that a text runs, or that it could.
import { readFileSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { inflateRawSync } from "node:zlib";
import { chrome } from "../browser.mjs";

/** A page in which every text that runs says so. What was kept of one site must not be shown for the next. */
export async function listening() {
  const context = await (await chrome()).newContext({ bypassCSP: true, serviceWorkers: "block", viewport: { width: 390, height: 844 } });
  const sung = new Set();
  await context.exposeFunction("canary", (number) => sung.add(number));
  const page = await context.newPage();
  page.on("dialog", (dialog) => dialog.dismiss());
  return { page, sung, close: () => context.close() };
}

/** The names of all files below a folder. */
export const filesOf = (folder) => readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) => statSync(join(folder, name)).isFile());

/** What a reader's program reads as HTML or XML: pages, feeds, data, drawings and the chapters of books. */
export const isRead = (name) => /\.(html|xml|json|webmanifest|svg|epub)$/.test(name) && !name.startsWith(".plenary");

/** How many characters are handed to the browser at a time. */
const TOGETHER = 4 << 20;

/** Everything in these files that could run, with the names of the files. The page is left where it is. */
export async function harms(page, folder, names) {
  await page.evaluate(suspicious);
  const found = [];
  let batch = [];
  let size = 0;
  const ask = async () => {
    found.push(...await page.evaluate((files) => files.flatMap(([name, text]) => globalThis.harmsIn(name, text).map((what) => `${name}: ${what}`)), batch));
    [batch, size] = [[], 0];
  };
  for (const name of names) {
    const bytes = readFileSync(join(folder, name));
    const files = name.endsWith(".epub") ? unzipped(bytes).filter(([path]) => path.endsWith(".xhtml")).map(([path, text]) => [`${name}/${path}`, text]) : [[name, bytes.toString("utf8")]];
    if (name.endsWith(".epub") && files.length < 3) found.push(`${name}: ${files.length} chapters`);
    for (const file of files) {
      batch.push(file);
      size += file[1].length;
      if (size > TOGETHER) await ask();
    }
  }
  await ask();
  return found;
}

/** Gives the page functions that tell everything in a text, or in a file, that could run. */
export function suspicious() {
  globalThis.harmsIn = (name, text) => {
    if (name.endsWith(".html")) return globalThis.suspicious(text, "text/html");
    if (name.endsWith(".xhtml")) return globalThis.suspicious(text, "application/xhtml+xml");
    if (name.endsWith(".svg")) return globalThis.suspicious(text, "image/svg+xml");
    // What feeds and data hold as HTML is read as what it will be.
    const inner = [];
    const wrong = [];
    if (/json|webmanifest/.test(name)) JSON.parse(text, (key, value) => (/html/.test(key) && typeof value === "string" && inner.push(value), value));
    else {
      const read = new DOMParser().parseFromString(text, "text/xml");
      if (read.querySelector("parsererror")) wrong.push(read.querySelector("parsererror").textContent.slice(0, 200));
      for (const element of read.querySelectorAll("content[type=html], summary[type=html], description, encoded")) inner.push(element.textContent);
    }
    return [...wrong, ...inner.flatMap((html) => globalThis.suspicious(html, "text/html"))];
  };
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
