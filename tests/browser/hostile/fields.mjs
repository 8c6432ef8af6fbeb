// A whole site for one hostile text: it stands in every field of every kind of source, in names of files, in what pictures tell of themselves and
// in files that are imported. A field that takes only texts of a form has a file of its own, which the program may refuse.
import { execFile } from "node:child_process";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { crc32 } from "node:zlib";
import { program, repository } from "../site.mjs";
import { USUAL, fieldsOf, kinds } from "./schema.mjs";
import { body, front } from "./site.mjs";

const run = promisify(execFile);

/** Fields that take only texts of a form: dates, tags of languages, addresses, names of files, ids. All others take any text. */
export const formed = new Set(`
site: base_url, language, languages[], timezone, publisher.url, publisher.logo, theme, theme_options.accent, theme_options.accent.light, theme_options.accent.dark, theme_options.accent.sepia,
  theme_options.faces.record, theme_options.faces.record[], theme_options.faces.record{key}, theme_options.faces.record{}, theme_options.faces.record{}[],
  theme_options.faces.aids, theme_options.faces.aids[], theme_options.faces.aids{key}, theme_options.faces.aids{}, theme_options.faces.aids{}[],
  theme_options.faces.files[].family, theme_options.faces.files[].file, theme_options.faces.files[].weight, theme_options.faces.files[].range, theme_options.faces.files[].languages[],
  comments.repo, comments.server, comments.client, comments.url, deploy{}.path, deploy{}.url, deploy{}.branch, deploy{}.repository, deploy{}.cname, deploy{}.message, deploy{}.bucket, deploy{}.region,
  deploy{}.endpoint, deploy{}.prefix, deploy{}.to, redirects{key}, redirects{}, headers{key}, headers{}{key}, headers{}{}, policy{key}, policy{}[]
event: date, end, timezone, venue.url, venue.online, organizers[].url, language, translation_of, cover, speakers[], speakers[].id, speakers[].aliases[], media.audio, media.video, media.poster, media.captions,
  publish_at, license.url, source_url, canonical_url, aliases[], corrections[].date, corrections[].turn, comments.repo, comments.server, comments.client, comments.url
section: start, end, cover, aliases[], comments.repo, comments.server, comments.client, comments.url
speaker: names{key}, photo, photo_focus, links[].url, same_as[]
page: language, aliases[]
glossary: {}.language
`.trim().split(/\n(?! )/).flatMap((line) => line.split(": ")[1].split(/,\s+/).map((name) => `${line.split(": ")[0]} ${name}`)));

const all = Object.fromEntries(kinds.map((kind) => [kind, fieldsOf(kind)]));
const isFormed = ({ kind, name }) => formed.has(`${kind} ${name}`);
for (const known of formed) {
  if (!Object.values(all).flat().some(({ kind, name }) => `${kind} ${name}` === known)) throw new Error(`there is no field ${known}`);
}

/** The fields of a kind that take only texts of a form. */
export const formedOf = (kind) => all[kind].filter(isFormed);

/** The least number of sources that hold a text in every field that takes any. */
function packs(kind, text) {
  const found = [];
  for (const field of all[kind].filter((field) => !isFormed(field))) {
    const source = field.with(text);
    const into = found.find((one) => fit(one, source));
    if (into) join_(into, source);
    else found.push(source);
  }
  return found;
}
const isMap = (value) => typeof value === "object" && value !== null && !Array.isArray(value);
const yields = (value) => value === USUAL || value === null;
const fit = (into, from) => Object.entries(from).every(([key, value]) => {
  const there = into[key];
  if (!(key in into) || yields(value) || yields(there) || there === value) return true;
  if (Array.isArray(there)) return Array.isArray(value);
  return isMap(there) && isMap(value) && fit(there, value);
});
function join_(into, from) {
  for (const [key, value] of Object.entries(from)) {
    const there = into[key];
    if (!(key in into) || yields(there)) into[key] = value;
    else if (yields(value)) continue;
    else if (Array.isArray(there)) {
      const last = there.at(-1);
      if (isMap(last) && isMap(value[0]) && fit(last, value[0])) join_(last, value[0]);
      else there.push(...value);
    } else if (isMap(there)) join_(there, value);
  }
}

/** In how many sites a text stands in all fields of `site.yaml`. */
export const variants = packs("site", "text").length;

/** The interface's phrases in English, as the theme says them. */
const phrases = [...readFileSync(join(repository, "themes/default/words/en.yaml"), "utf8").matchAll(/^ {2}(\w+): "((?:[^"\\]|\\.)*)"$/gm)].map(([, key, phrase]) => [key, JSON.parse(`"${phrase}"`)]);

/** A text as the name of a file: what no file system takes is left out. */
const asName = (text) => Buffer.from(text.replaceAll("/", "∕").replaceAll("\0", "").trim() || "x").subarray(0, 180).toString().replaceAll("\ufffd", "");

/** Writes the sources. What is refused is left out in the end, and told: `field` is the field of a form that it is about, where it is about one. */
export async function write(root, { number, text: plain }, variant, base) {
  // A picture of the site that is not there would be found by the build; of one elsewhere, only the reader's browser knows. Here, nobody answers.
  const text = plain.replace(/(\bsrc\s*=\s*["'`]?)x(?=["'`\s>])/g, "$1//127.0.0.1:9/x");
  const refused = [];
  const put = (path, content) => putInto(root, path, content);
  const fields = new Map();
  const putFormed = (kind, pathOf, rest, after) => formedOf(kind).forEach((field, at) => {
    fields.set(pathOf(at), `${kind} ${field.name}`);
    put(pathOf(at), front({ ...rest(at), ...field.with(text) }) + after);
  });
  // The first site holds all kinds of sources, the others what stands in `site.yaml`, the glossary and the words.
  const whole = variant === 0;
  const turn = `**${whole ? "Speaker 0" : "Anybody"}:** “Said.”\n`;
  const site = packs("site", text)[variant];
  put("content/site.yaml", JSON.stringify({
    ...site, language: "en", theme: "own", feeds: true, llms: "full", markdown: { html: true }, cards: number % 192 === 0 ? "all" : "none", silence: [...(site.silence ?? []), "missing-translation"],
    exports: ["txt", "md", "vtt", "srt", "json", "podcast", "chapters", "akn", "epub"],
  }));
  const words = packs("words", text);
  const own = words[variant % words.length];
  put("themes/own/words/en.yaml", JSON.stringify({ ...own, phrases: { ...Object.fromEntries(phrases.map(([key, phrase]) => [key, `${phrase} ${text}`])), ...own.phrases } }));
  const glossaries = packs("glossary", text);
  put("content/glossary.yaml", JSON.stringify(glossaries[variant % glossaries.length]));
  (whole ? packs("speaker", text) : []).forEach((one, at) => put(`content/speakers/s${at}.md`, `${front({ ...one, aliases: [...one.aliases ?? [], `Speaker ${at}`] })}Text.\n`));
  const events = packs("event", text);
  const sections = packs("section", text);
  (whole ? events : events.slice(0, 1)).forEach((one, at) => {
    put(`content/e${at}/event.md`, `${front(whole ? { date: "2026-01-02", ...one } : { title: text, date: "2026-01-02" })}Text.\n`);
    (at || !whole ? [] : sections).forEach((one, at) => put(`content/e0/${10 + at}.md`, front(one) + turn));
    put(`content/e${at}/50.md`, `# A section\n\n${turn}`);
  });
  (whole ? packs("page", text) : []).forEach((one, at) => put(`content/pages/p${at}.md`, `${front({ menu: 1, ...one })}Text.\n`));
  if (whole) {
    putFormed("event", (at) => `content/f${at}/event.md`, () => ({ title: "Formed", date: "2026-01-02" }), "Text.\n");
    put("content/g/event.md", front({ title: "Formed", media: { audio: "https://host.example/a.mp3" }, date: "2026-01-02" }));
    putFormed("section", (at) => `content/g/${10 + at}.md`, () => ({}), turn);
    putFormed("speaker", (at) => `content/speakers/f${at}.md`, (at) => ({ name: `Formed ${at}` }), "Text.\n");
    putFormed("page", (at) => `content/pages/f${at}.md`, () => ({ title: "Formed" }), "Text.\n");
    put("content/bodies/event.md", front({ title: "Bodies", date: "2026-01-02", math: true }));
    put("content/bodies/01.md", body(0, text));
    names(put, asName(text), turn);
    pictures(put, text);
  }
  for (let left = 60; ; left--) {
    const errors = await findings(root, base);
    if (!errors.length) return refused;
    if (!left) throw new Error(`payload ${number} ${JSON.stringify(text)}: ${JSON.stringify(errors.slice(0, 3))}`);
    // A name that is none may be taken for somebody's: what follows from it goes with it.
    const names = errors.filter(({ code }) => code === "bad-name");
    for (const { code, path, message } of names.length ? names : errors) {
      // A link that leads nowhere in raw HTML is found on finished pages: those of the body, or of who said it.
      const source = code !== "broken-page" ? path : path.startsWith("glossary/") ? "content/glossary.yaml" : "content/bodies/event.md";
      refused.push({ code, path: source, message, field: fields.get(source) });
      rmSync(join(root, source.endsWith("/event.md") ? source.slice(0, -"/event.md".length) : source), { recursive: true, force: true });
    }
  }
}

function putInto(root, path, content) {
  const file = join(root, path);
  mkdirSync(join(file, ".."), { recursive: true });
  writeFileSync(file, content);
}

/** What `check` calls an error: code, message and path. */
async function findings(root, base) {
  const { stdout, stderr, code } = await run(program, ["check", "--root", root, "--format", "json", ...(base ? ["--base-url", base] : [])], { encoding: "utf8", maxBuffer: 64 << 20 }).catch((error) => error);
  const errors = stdout.split("\n").filter(Boolean).map((line) => JSON.parse(line)).filter(({ severity }) => severity === "error");
  if (code && (code !== 1 || !errors.length)) throw new Error(`${root}: exit code ${code}\n${stderr}`);
  return errors;
}

function names(put, name, turn) {
  put(`content/${name}/event.md`, front({ title: "A name", date: "2026-01-02" }));
  put(`content/${name}/01.md`, `${turn}\n![A picture](<${name.replaceAll("%", "%25").replace(/[<>\\&]/g, "\\$&")}.svg>)\n`);
  put(`content/${name}/${name}.svg`, '<svg xmlns="http://www.w3.org/2000/svg" width="4" height="4"/>');
  put(`content/speakers/${name}.md`, `${front({ name: "A name" })}Text.\n`);
  put(`content/pages/x${name}.md`, `${front({ title: "A name" })}Text.\n`);
  put(`static/${name}.txt`, "Text.\n");
}

function pictures(put, text) {
  const escaped = text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f]/g, "");
  put("content/shown/event.md", front({ title: "Shown", date: "2026-01-02", cover: "one.png" }));
  put("content/shown/01.md", "**Speaker 0:** Said.\n\n![One](one.png)\n\n![Two](two.svg)\n\n![Three](three.jpg)\n");
  put("content/shown/one.png", pngWith(text));
  put("content/shown/two.svg", `<?xml version="1.0"?><!-- ${escaped.replaceAll("-", "~")} --><svg xmlns="http://www.w3.org/2000/svg" width="4" height="4"><title>${escaped}</title><metadata>${escaped}</metadata><text>${escaped}</text></svg>`);
  put("content/shown/three.jpg", jpegWith(text));
}

/** A blue square with a comment (PNG, section 11.3.3). */
function pngWith(text) {
  const bytes = Buffer.from("iVBORw0KGgoAAAANSUhEUgAAAAgAAAAICAYAAADED76LAAAAI0lEQVR4AdzKMQ0AAAwCwQZL9VS19QQOYOeT3w57Tzcm1AEEAAD//2uAZAkAAAAGSURBVAMAfaYTMcLzc1UAAAAASUVORK5CYII=", "base64");
  const content = Buffer.concat([Buffer.from("iTXtComment\0\0\0\0\0"), Buffer.from(text)]);
  const [length, check] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(content.length - 4);
  check.writeUInt32BE(crc32(content));
  return Buffer.concat([bytes.subarray(0, 33), length, content, check, bytes.subarray(33)]);
}

/** The same square with a comment (T.81, section B.2.4.5). */
function jpegWith(text) {
  const bytes = Buffer.from("/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDABsSFBcUERsXFhceHBsgKEIrKCUlKFE6PTBCYFVlZF9VXVtqeJmBanGQc1tdhbWGkJ6jq62rZ4C8ybqmx5moq6T/2wBDARweHigjKE4rK06kbl1upKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSkpKT/wAARCAAIAAgDASIAAhEBAxEB/8QAFQABAQAAAAAAAAAAAAAAAAAAAAT/xAAUEAEAAAAAAAAAAAAAAAAAAAAA/8QAFQEBAQAAAAAAAAAAAAAAAAAABAX/xAAUEQEAAAAAAAAAAAAAAAAAAAAA/9oADAMBAAIRAxEAPwCYBRFf/9k=", "base64");
  const content = Buffer.from(text);
  const head = Buffer.from([0xff, 0xfe, 0, 0]);
  head.writeUInt16BE(content.length + 2, 2);
  return Buffer.concat([bytes.subarray(0, 2), head, content, bytes.subarray(2)]);
}

/** A site of nothing but files of other programs, with the text as what was said, who said it and how it is called. Returns those that were taken. */
export async function writeImported(root, { text }) {
  const line = text.replace(/\s+/g, " ");
  const files = {
    "a.vtt": `WEBVTT ${line}\n\nNOTE ${line}\n\n1\n00:00:01.000 --> 00:00:03.000\n<v ${line}>${line}</v>\n\n2\n00:00:04.000 --> 00:00:06.000\n<v Ann>${line}</v>\n`,
    "b.srt": `1\n00:00:01,000 --> 00:00:03,000\nANN: ${line}\n\n2\n00:00:04,000 --> 00:00:06,000\n${line}\n`,
    "c.json": JSON.stringify({ version: "1.0.0", segments: [{ speaker: text, startTime: 1, endTime: 2, body: text }, { speaker: "Ann", startTime: 3, endTime: 4, body: text }] }),
    "d.html": `<!doctype html><title>${line}</title><article><h1>${line}</h1><p><b>Ann:</b> Said.</p><p><b>Bo:</b> ${line}</p><p><b>Ann:</b> Said.</p></article>`,
    "e.md": `# ${line}\n\n**Ann:** Said.\n\n**Bo:** ${line}\n\n**Ann:** ${line}\n`,
  };
  putInto(root, "content/site.yaml", JSON.stringify({ title: "Imported", language: "en", cards: "none", exports: ["txt", "md", "vtt", "akn", "epub"] }));
  const taken = [];
  for (const [name, content] of Object.entries(files)) {
    putInto(root, `foreign/${name}`, content);
    try {
      await run(program, ["import", join(root, "foreign", name), "--event", join(root, "content", `i${name[0]}`)]);
      taken.push(name);
    } catch (error) {
      // What cannot be told from another kind, or of which nothing is left, is refused: nobody sees it then.
      if (error.code !== 1) throw error;
    }
  }
  return taken;
}

/** Writes a small site with a text in one field of a form of `site.yaml` or the glossary. Whether it is refused. */
export async function isRefused(root, name, { text }, base) {
  const field = ["site", "glossary"].flatMap(formedOf).find(({ kind, name: own }) => `${kind} ${own}` === name);
  const files = { site: { title: "A site", language: "en", cards: "none" }, glossary: {} };
  for (const [kind, rest] of Object.entries(files)) putInto(root, `content/${kind}.yaml`, JSON.stringify({ ...rest, ...kind === field.kind && field.with(text) }));
  putInto(root, "content/e/event.md", front({ title: "An event", date: "2026-01-02" }));
  putInto(root, "content/e/01.md", "# A section\n\n**Ann:** Said.\n");
  // Whether the address of the site is one is known only where no other is given.
  const errors = await findings(root, name === "site base_url" ? undefined : base);
  return errors.length > 0;
}
