// Finds turns as the reader types. The index comes in pieces, newest events first; what is there is searched while the
// next piece loads. Words are compared folded: width, case, diacritics and apostrophes aside.
const form = document.querySelector("[data-finder]");
const { index, root, speakers, counts } = form.dataset;
const field = form.elements.q;
const filters = [...form.querySelectorAll("select")];
const one = (name, inside = document) => inside.querySelector(`[data-${name}]`);
const [status, trouble, people, hits, more] = ["status", "trouble", "people", "hits", "more"].map((name) => one(name));
const sample = document.querySelector("main template").content.firstElementChild;
const language = document.documentElement.lang;
const plural = new Intl.PluralRules(language);
const number = new Intl.NumberFormat(language);
const forms = JSON.parse(counts);
const kinds = ["speech", "question", "note", "title"];
// Opened from disk, a folder has no index of its own.
const disk = location.protocol === "file:" ? "index.html" : "";
const pageful = 20;
const milliseconds = 12;

// Scripts that write no spaces between words, and Hangul: there words are found anywhere.
const glued = "\\p{sc=Hani}\\p{sc=Hira}\\p{sc=Kana}\\p{sc=Hang}\\p{sc=Thai}\\p{sc=Laoo}\\p{sc=Khmr}\\p{sc=Mymr}ー";
const letter = `(?![${glued}])[\\p{L}\\p{N}]`;
const isGlued = new RegExp(`[${glued}]`, "u");
const opensWord = new RegExp(`^${letter}`, "u");
const endsWord = new RegExp(`${letter}$`, "u");
// Between Han and Latin some write a space and some do not.
const seam = new RegExp(`(?<=[${glued}]) ?(?=[a-z0-9])|(?<=[a-z0-9]) ?(?=[${glued}])`, "u");

const spelt = { ß: "ss", æ: "ae", œ: "oe", ø: "o", ł: "l", đ: "d", ð: "d", þ: "th", ı: "i", ς: "σ", "’": "'", "‘": "'", ʼ: "'" };
const fold = (text) => /^[\0-\x7f]*$/.test(text) ? text.toLowerCase() : text.normalize("NFKC").toLowerCase().normalize("NFD")
  // The letter й is no и with a mark; the marks of kana, Thai and Indic scripts are letters too and stay.
  .replace(/и\u0306/g, "й")
  .replace(/[\u00ad\u0300-\u036f\u0591-\u05c7\u0640\u064b-\u065f\u0670\u200b-\u200f\u2060\ufe00-\ufe0f\ufeff]/g, "")
  .normalize("NFC").replace(/[ßæœøłđðþıς’‘ʼ]/g, (c) => spelt[c]);

const escaped = (text) => text.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&");
// A word without what encloses it; what has no letter at all is looked for as it is.
const bare = (text) => {
  let end = text.length;
  while (end && !/[\p{L}\p{N}\p{M}\p{Cs}+#]/u.test(text[end - 1])) end -= 1;
  return text.slice(0, end).replace(/^[^\p{L}\p{N}]+/u, "") || text;
};
// What is looked for: words, and phrases in quotation marks of any kind.
const wanted = (query) => {
  const terms = new Map();
  for (const [, phrase, word] of query.matchAll(/["“”„«»「『]([^"“”„«»」』]+)["“”«»」』]?|([^\s"“”„«»「『」』]+)/gu)) {
    const text = phrase ? fold(phrase).replace(/\s+/g, " ").trim() : bare(fold(word).trim());
    if (!text || terms.has(text)) continue;
    const parts = text.split(seam);
    let source = parts.map(escaped).join(" ?");
    const plain = parts.length === 1 && !opensWord.test(text) && !(phrase && endsWord.test(text));
    // An Arabic word may carry its article and short particles in front.
    if (/^\p{sc=Arab}/u.test(text)) source = `(?<=(?<![\\p{L}\\p{N}])(?:[وف]?[بك]?ال|[وف]?لل|[وفبكل])?)${source}`;
    else if (opensWord.test(text)) source = `(?<!${letter})${source}`;
    if (phrase && endsWord.test(text)) source += `(?!${letter})`;
    terms.set(text, { text, parts, plain, find: new RegExp(source, "gu") });
  }
  return [...terms.values()];
};
// How often a term stands in a folded text, up to five times.
const times = (text, { parts, plain, find }) => {
  if (!parts.every((part) => text.includes(part))) return 0;
  if (plain) return text.split(parts[0], 6).length - 1;
  find.lastIndex = 0;
  let found = 0;
  while (found < 5 && find.test(text)) found += 1;
  return found;
};

// Where the terms stand in a text as it is written: every letter with its marks is folded by itself.
const marked = (text, terms) => {
  let folded = "";
  const from = [];
  const to = [];
  for (const { 0: written, index } of text.matchAll(/[^][\p{M}\uff9e\uff9f\u1160-\u11ff]*/gu)) {
    const plain = fold(written);
    for (let at = 0; at < plain.length; at += 1) {
      from.push(index);
      to.push(index + written.length);
    }
    folded += plain;
  }
  const all = terms.flatMap(({ text: term, find }) => [...folded.matchAll(find)].slice(0, 100)
    .map((match) => ({ term, from: from[match.index], to: to[match.index + match[0].length - 1] })));
  all.sort((a, b) => a.from - b.from || b.to - a.to);
  let end = 0;
  return all.filter((mark) => mark.from >= end && (end = mark.to));
};

// The part of a text that shows most of the terms, cut where a sentence or a word begins.
const passage = (text, marks) => {
  let best = marks[0];
  const first = best?.from ?? 0;
  const width = isGlued.test(text.slice(first, first + 40)) ? 110 : 240;
  let most = 0;
  for (const mark of marks) {
    const near = marks.filter((other) => other.from >= mark.from && other.to <= mark.from + width * 0.7);
    const seen = new Set(near.map((other) => other.term)).size;
    if (seen > most) [best, most] = [mark, seen];
  }
  let start = 0;
  if (best && best.from > width / 3) {
    start = best.from - Math.round(width / 3);
    const lead = text.slice(start, best.from);
    const sentence = lead.search(/(?<=[。！？…\n]|[.!?] )[^\s。！？…”’」』]/u);
    const word = lead.search(/(?<=[\s，、；,;])\S/u);
    start += Math.max(sentence >= 0 ? sentence : word, 0);
  }
  let end = Math.max(start + width, best?.to ?? 0);
  if (end >= text.length) end = text.length;
  else if (!isGlued.test(text.slice(end - 1, end + 1))) end = Math.max(text.lastIndexOf(" ", end), best?.to ?? 0, start + 1);
  // Never through the middle of a character.
  const whole = (at) => (/[\udc00-\udfff]/.test(text[at] ?? "") ? at - 1 : at);
  return [whole(start), whole(end)];
};

// A text fragment: with the clause around it, so that the browser marks this place and no other like it, and so that it
// may begin and end inside what the browser takes for a word.
const context = 24;
const directive = (text, { from, to }) => {
  const close = text.indexOf("\n", to);
  let before = text.slice(text.lastIndexOf("\n", from) + 1, from);
  let after = text.slice(to, close < 0 ? text.length : close);
  if (before.length > context) {
    const starts = [...before.matchAll(/(?<=^|[\s\p{P}])[\p{L}\p{N}]/gu)].map(({ index }) => index);
    before = before.slice(starts.find((at) => at >= before.length - context) ?? starts.pop());
  }
  const end = after.slice(context).search(/[\s\p{P}]/u);
  if (end >= 0) after = after.slice(0, context + end);
  const code = (part) => encodeURIComponent(part.trim()).replace(/-/g, "%2D");
  return `text=${code(before) && `${code(before)}-,`}${code(text.slice(from, to))}${code(after) && `,-${code(after)}`}`;
};

// The index, as far as it is there.
const all = [];
const events = new Map();
const pieces = index.split(" ").filter(Boolean);
const broken = [];
let loading;
const load = (src) => new Promise((resolve, reject) => {
  let piece;
  self.plenaryIndex = (came) => { piece = came; };
  const script = document.createElement("script");
  script.src = src;
  script.onload = () => (piece?.version === 1 ? resolve(piece) : reject());
  script.onerror = reject;
  document.head.append(script);
});
const take = (piece) => {
  const came = [];
  for (const event of piece.events) {
    const path = event.url.replace(/^\.\//, "");
    events.set(path, event);
    for (const [at, kind, voices, id, text, quotations] of event.entries) {
      const section = at === null ? undefined : event.sections[at];
      const tags = section ? [...event.tags, ...section[2]] : event.tags;
      came.push({ event, path, section, kind: kinds[kind], voices: voices.map((voice) => event.voices[voice]), id, text, quotations, tags });
    }
  }
  all.push(...came);
};
const next = () => {
  if (!loading && pieces.length) {
    const src = pieces.shift();
    loading = load(src).then(take).catch(() => { broken.push(src); }).then(() => {
      loading = undefined;
      trouble.hidden = !broken.length;
    });
  }
  return loading;
};

let shown = pageful;
let scroll = 0;
let current = 0;
let terms = [];
let found = [];
let list = [];
let listed = [];

// The state of the page is its address.
const address = () => {
  const values = new URLSearchParams();
  for (const { name, value } of [field, ...filters]) if (value.trim()) values.set(name, value);
  const search = String(values);
  return search && `?${search}`;
};
// Some browsers allow no change of address on a page opened from disk; the search works without it.
const remember = (how, more) => {
  try {
    if (how === "replaceState" || location.search !== address()) history[how]({ shown, ...more }, "", address() || location.pathname);
  } catch { /* As said. */ }
};
const restore = () => {
  const values = new URLSearchParams(location.search);
  field.value = values.get("q") ?? "";
  for (const select of filters) {
    const value = values.get(select.name) ?? "";
    if (value && ![...select.options].some((option) => option.value === value)) select.add(new Option(value, value));
    select.value = value;
  }
  ({ shown = pageful, scroll = 0 } = history.state ?? {});
};

// How well an entry fits; nothing if it lacks a term.
const fit = (entry) => {
  entry.folded ??= fold(entry.text);
  let score = 0;
  for (const term of terms) {
    const n = times(entry.folded, term);
    if (!n) return 0;
    score += n;
  }
  entry.quoted ??= entry.quotations.map(fold);
  entry.quotation = entry.quoted.findIndex((text) => terms.every((term) => times(text, term)));
  score *= 60 / (60 + Math.sqrt(entry.folded.length));
  const sentence = terms.map(({ text }) => text);
  if (terms.length > 1 && (entry.folded.includes(sentence.join(" ")) || entry.folded.includes(sentence.join("")))) score += 4;
  if (entry.kind === "title") {
    // A title that has all the words is what was meant; a summary only repeats what somebody said.
    const title = fold(entry.text.split("\n", 1)[0]);
    return terms.every((term) => times(title, term)) ? score + 4 : score / 4;
  }
  return score + (entry.quotation >= 0 ? 2 : 0) - (entry.kind === "note" ? 0.5 : 0);
};

const pause = () => new Promise((resolve) => { setTimeout(resolve); });
// Looks through the whole index, a little at a time, and gives up when it is called again.
const search = async () => {
  const run = current += 1;
  terms = wanted(field.value);
  found = [];
  if (!terms.length) {
    settle(false);
    status.textContent = "";
    return;
  }
  let until = performance.now() + milliseconds;
  for (let at = 0; ; at += 1) {
    while (at >= all.length) {
      const coming = next();
      if (!coming) {
        settle(false);
        return;
      }
      settle(true);
      await coming;
      if (run !== current) return;
      until = performance.now() + milliseconds;
    }
    const score = fit(all[at]);
    if (score) found.push({ entry: all[at], score });
    if (performance.now() > until) {
      await pause();
      if (run !== current) return;
      until = performance.now() + milliseconds;
    }
  }
};

const passes = {
  // An event holds its sessions.
  event: (entry, value) => (value === "/" ? !entry.path : entry.path.startsWith(value)),
  speaker: (entry, value) => entry.voices.some(([id]) => id === value),
  tag: (entry, value) => entry.tags.includes(value),
  kind: (entry, value) => (value === "quotation" ? entry.quotation >= 0 : entry.kind === value),
};
// The choices of each filter that an entry falls under: value, words, language.
const choices = {
  event: ({ path }) => {
    const folders = path.split("/").map((_, at, parts) => parts.slice(0, at).concat("").join("/")).slice(1).concat(path ? [] : [""]);
    return folders.filter((folder) => events.has(folder))
      .map((folder) => [folder || "/", events.get(folder).title, events.get(folder).language]);
  },
  speaker: ({ voices, event }) => voices.filter(([id]) => id).map(([id, name]) => [id, name, event.language]),
  tag: ({ tags }) => [...new Set(tags)].map((tag) => [tag, tag]),
  kind: ({ kind, quotation }) => (quotation >= 0 ? [[kind], ["quotation"]] : [[kind]]),
};

// Lets through what all filters do, and counts for every filter what each of its choices would leave.
const filtered = () => {
  const chosen = filters.filter(({ name }) => passes[name]);
  const counted = new Map(chosen.map(({ name }) => [name, new Map()]));
  const left = found.filter(({ entry }) => {
    const failed = chosen.filter(({ name, value }) => value && !passes[name](entry, value));
    if (failed.length > 1) return false;
    for (const { name } of failed.length ? failed : chosen) {
      for (const [value, label, language] of choices[name](entry)) {
        const known = counted.get(name).get(value);
        if (known) known.n += 1;
        else counted.get(name).set(value, { label, language, n: 1 });
      }
    }
    return !failed.length;
  });
  for (const select of chosen) offer(select, [...counted.get(select.name)]);
  one("chosen").textContent = chosen.filter(({ value }) => value).map(({ selectedOptions: [{ text, dataset }] }) => dataset.label ?? text).join(" · ");
  return left;
};
const offer = (select, rows) => {
  const { value, options } = select;
  const labelled = (label, n) => (n ? `${label} (${number.format(n)})` : label);
  if (select.name === "kind") {
    const n = new Map(rows);
    for (const option of [...options].slice(1)) {
      option.dataset.label ??= option.text;
      option.text = labelled(option.dataset.label, n.get(option.value)?.n);
    }
    return;
  }
  if (select.name !== "event") rows.sort((a, b) => b[1].n - a[1].n);
  if (value && !rows.some(([key]) => key === value)) rows.push([value, { label: select.selectedOptions[0].dataset.label ?? value }]);
  const fresh = rows.map(([key, { label, language, n }]) => {
    const option = new Option(labelled(label, n), key, false, key === value);
    option.dataset.label = label;
    if (language) option.lang = language;
    return option;
  });
  // An open list is not disturbed without need.
  if (fresh.length === options.length - 1 && fresh.every((option, at) => option.text === options[at + 1].text)) return;
  select.replaceChildren(options[0], ...fresh);
};

// Shows what was found so far.
const settle = (ongoing) => {
  list = filtered();
  if (form.elements.order.value !== "date") list.sort((a, b) => b.score - a.score);
  const text = forms[plural.select(list.length)] ?? forms.other;
  if (ongoing && !list.length) status.textContent = status.dataset.loading;
  else status.textContent = text.replace("{n}", number.format(list.length)) + (ongoing ? " …" : "");
  one("none").hidden = ongoing || !terms.length || list.length > 0;
  hits.setAttribute("aria-busy", ongoing);
  listed = [];
  show();
  meet();
  if (!ongoing && scroll) {
    scrollTo(0, scroll);
    scroll = 0;
  }
};
const show = () => {
  const visible = list.slice(0, shown);
  if (!listed.length) hits.replaceChildren();
  hits.append(...visible.slice(listed.length).map(result));
  listed = visible;
  more.hidden = list.length <= shown;
};

const called = ([id, name, hue], tag, language) => {
  const element = document.createElement(hue === null ? "span" : tag);
  element.className = hue === null ? "name" : `name hue-${hue}`;
  element.textContent = name;
  element.lang = language;
  if (element.localName === "a") element.href = `${speakers}${encodeURIComponent(id)}/${disk}`;
  return element;
};
// Speakers of that name, before all that was said.
const meet = () => {
  const named = new Map();
  for (const { voices, language } of terms.length ? events.values() : []) {
    for (const voice of voices) {
      if (voice[2] !== null && terms.every((term) => times(fold(voice[1]), term))) named.set(voice[0], called(voice, "a", language));
    }
  }
  people.replaceChildren(...[...named.values()].slice(0, 8));
  people.hidden = !named.size;
};

const result = ({ entry }) => {
  const { event, path, section, kind, voices, text, quotation } = entry;
  const quoted = quotation >= 0 && form.elements.kind.value === "quotation";
  const element = sample.cloneNode(true);
  element.lang = event.language;
  element.classList.toggle("quotation", quoted);
  const words = quoted ? entry.quotations[quotation] : text;
  const marks = marked(words, terms);
  const [start, end] = passage(words, marks);
  const seen = marks.filter((mark) => mark.from >= start && mark.to <= end);
  const link = element.querySelector(".passage");
  const append = (part) => link.append(part.replace(/\n/g, kind === "title" ? " — " : " "));
  if (start) append("… ");
  let at = start;
  for (const mark of seen) {
    append(words.slice(at, mark.from));
    link.append(Object.assign(document.createElement("mark"), { textContent: words.slice(mark.from, mark.to) }));
    at = mark.to;
  }
  append(words.slice(at, end));
  if (end < words.length) append(" …");
  const id = quoted ? `${entry.id}-${quotation + 1}` : entry.id;
  const fragment = seen.slice(0, 3).map((mark) => directive(words, mark)).join("&");
  link.href = root + path + (section?.[0] ?? "") + disk + (id || fragment ? `#${id}` : "") + (fragment && `:~:${fragment}`);
  one("who", element).append(...voices.map((voice) => called(voice, "span", event.language)));
  for (const badge of element.querySelectorAll(".badge")) badge.hidden = badge.dataset.kind !== kind;
  element.querySelector(".hit-head").hidden = !voices.length && kind !== "question" && kind !== "note";
  one("event", element).textContent = event.title;
  const where = one("section", element);
  if (section) where.textContent = `${section[0].replace("/", "")} ${section[1]}`;
  else where.remove();
  const date = one("date", element);
  if (event.when) date.append(Object.assign(document.createElement("time"), { dateTime: event.date, textContent: event.when, lang: language }));
  else date.remove();
  return element;
};

const changed = () => {
  shown = pageful;
  search();
};
let typing;
field.addEventListener("input", () => {
  clearTimeout(typing);
  // Several letters at once are one change.
  typing = setTimeout(() => {
    changed();
    remember("replaceState");
  }, 60);
});
for (const select of filters) {
  select.addEventListener("change", () => {
    shown = pageful;
    remember("pushState");
    if (terms.length) settle(Boolean(loading));
  });
}
form.addEventListener("submit", (event) => {
  event.preventDefault();
  clearTimeout(typing);
  changed();
  remember("pushState");
  const first = hits.querySelector("a");
  if (first) first.focus();
  else field.blur();
});
trouble.querySelector("button").addEventListener("click", () => {
  pieces.push(...broken.splice(0));
  trouble.hidden = true;
  search();
});
more.addEventListener("click", () => {
  const first = shown;
  shown += pageful;
  show();
  remember("replaceState");
  hits.children[first]?.querySelector("a").focus();
});
addEventListener("popstate", () => {
  restore();
  search();
});
// Who comes back finds the place again.
addEventListener("pagehide", () => remember("replaceState", { scroll: scrollY }));

// Arrows go from result to result, Escape goes back to the words.
document.addEventListener("keydown", (event) => {
  if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
  const active = document.activeElement;
  const links = [...hits.querySelectorAll("a")];
  const at = links.indexOf(active);
  if (event.key === "Escape" && at >= 0) {
    field.focus();
    field.select();
  } else if (event.key === "ArrowDown" && (at >= 0 || active === field)) links[at + 1]?.focus();
  else if (event.key === "ArrowUp" && at >= 0) (links[at - 1] ?? field).focus();
  else return;
  event.preventDefault();
});

restore();
if (field.value) search();
// While the reader thinks what to write, the first piece is made ready.
else next()?.then(async () => {
  let until = performance.now() + milliseconds;
  for (const entry of all) {
    entry.folded ??= fold(entry.text);
    if (performance.now() < until) continue;
    await pause();
    if (current) return;
    until = performance.now() + milliseconds;
  }
});
