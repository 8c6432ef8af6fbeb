// Finds turns as the reader types. What a query means is said in `words.js`; where its texts come from, further down: all of a
// small site is read once, of a large one only what its register names.
const { fold, unify, wanted, times } = self.plenaryWords;
const form = document.querySelector("[data-finder]");
const { index, root: home, speakers, counts, turns } = form.dataset;
const field = form.elements.q;
const filters = [...form.querySelectorAll("select")];
const one = (name, inside = document) => inside.querySelector(`[data-${name}]`);
const [status, trouble, people, hits, more] = ["status", "trouble", "people", "hits", "more"].map((name) => one(name));
const room = hits.parentElement;
const language = document.documentElement.lang;
const plural = new Intl.PluralRules(language);
const number = new Intl.NumberFormat(language);
const forms = JSON.parse(counts);
const kinds = ["speech", "question", "note", "title"];
// Opened from disk, a folder has no index of its own.
const disk = location.protocol === "file:" ? "index.html" : "";
const { result, profile } = self.plenaryResults({ home, speakers, turns: JSON.parse(turns), disk, choosing: form.elements.speaker });
const pageful = 20;
const milliseconds = 12;
// Pieces of text that are loaded at a time: some ten kilobytes.
const helping = 4;

// A file of the index is a script that hands over one value.
const files = new Map();
let lost = false;
self.plenaryIndex = (value) => {
  document.currentScript.value = value;
};
const load = (src) => {
  if (!files.has(src)) {
    files.set(src, new Promise((resolve, reject) => {
      const script = document.createElement("script");
      Object.assign(script, { src, onload: () => (script.value?.version === 1 ? resolve(script.value) : reject()), onerror: reject });
      document.head.append(script);
    }).catch(() => {
      files.delete(src);
      lost = true;
      trouble.hidden = alone;
    }));
  }
  return files.get(src);
};

// The pages to which results lead mark what they were found by, and do not load this table for it.
const learnVariants = (pairs) => {
  unify(pairs);
  try {
    localStorage.setItem("plenary-variants", pairs);
  } catch { /* Nothing may be kept here; then they mark what is written as it was asked for. */ }
};

// What is known of speakers and events, and what can be found of a piece of the index.
let profiles = [];
const events = new Map();
const taken = new WeakMap();
const take = (piece) => {
  if (taken.has(piece)) return taken.get(piece);
  const came = [];
  for (const event of piece.events) {
    const path = event.url.replace(/^\.\//, "");
    events.set(path, { ...event, voices: [...(events.get(path)?.voices ?? []), ...event.voices] });
    for (const [at, kind, voices, id, text, quotations] of event.entries) {
      const section = at === null ? undefined : event.sections[at];
      const tags = section ? [...event.tags, ...section[2]] : event.tags;
      came.push({ event, path, section, kind: kinds[kind], voices: voices.map((voice) => event.voices[voice]), id, text, quotations, tags });
    }
  }
  taken.set(piece, came);
  if (piece.people) profiles = piece.people;
  return came;
};

// What says of a large site which pieces to load. Its files stand beside the one that the page names.
let register;
const [first] = index.split(" ").slice(-1);
const named = (hash) => load(first.replace(/\.[0-9a-f]{10}\./, `.${hash}.`));
const labels = { event: "e", speaker: "s", tag: "t", year: "y", kind: "k", role: "r" };
const filed = () => filters.filter(({ name, value }) => labels[name] && value).map(({ name, value }) => `=${labels[name]}:${value}`);

// Without a network, what a large site can be searched for is the texts of the events that are kept on this device, as the worker has noted.
const keptTexts = async () => {
  const texts = new Set();
  try {
    const cache = await caches.open(`plenary ${new URL(home, location).pathname} pages`);
    const lists = (await cache.keys()).filter(({ url }) => /\/assets\/offline\/.+\.json$/.test(url));
    for (const list of lists) for (const text of (await (await cache.match(list)).json()).texts ?? []) texts.add(text);
  } catch { /* Nothing is kept here. */ }
  return [...texts];
};

// The names that are read as a word is written: from what is known of the speakers, or from the register.
const spoken = new Map();
const learn = async (query) => {
  const words = [...new Set((fold(query).match(/[a-z]{2,}/g) ?? []).slice(0, 4))].filter((word) => !spoken.has(word));
  for (const word of words) {
    const names = new Set();
    const add = (reading, name) => (reading === word || (word.length > 3 && reading.startsWith(word))) && names.add(name);
    if (register) for (const [reading, name] of await register.names(word)) add(reading, name);
    else for (const { voices } of events.values()) for (const [, name, , , readings] of voices) for (const reading of readings) add(reading, name.match(/\p{sc=Hani}+/u)[0]);
    if (names.size || register) spoken.set(word, [...names]);
  }
};

// What can be found, in helpings. Of a small site all of it; of a large one as much at a time as a phone loads without being asked.
async function* helpings(run) {
  const late = () => run !== current;
  const understand = async () => {
    await learn(asked);
    if (!late()) terms = wanted(asked, (word) => spoken.get(word) ?? []);
  };
  for (const src of index.split(" ").filter(Boolean)) {
    const value = await load(src);
    if (late()) return;
    if (value?.variants !== undefined) learnVariants(value.variants);
    else if (value?.events) {
      const entries = take(value);
      await understand();
      yield entries;
    } else if (value) register ??= self.plenaryRegister(value, named);
  }
  if (!register) return;
  await understand();
  const candidates = await register.candidates(terms, filed(), reach);
  if (late()) return;
  ({ numbers: queue, more: partial, count, possible } = candidates);
  wanting = queue.length;
  while (!late() && (queue.length || (lost && !alone))) {
    const came = await Promise.all(queue.splice(0, helping).map((piece) => (alone ? named(piece) : register.piece(piece))));
    if (late()) return;
    if (lost && !alone) {
      const kept = await keptTexts();
      if (late()) return;
      if (kept.length) {
        [found, queue, partial, count, alone] = [[], kept, false, undefined, true];
        continue;
      }
      lost = false;
    }
    yield came.flatMap((piece) => (piece ? take(piece) : []));
  }
}

let shown = pageful;
let scroll = 0;
let current = 0;
let terms = [];
let found = [];
let list = [];
let listed = [];
// Of a large site: the pieces that are not read yet, how many there were, about how many there are in all, how many passages they hold if that
// is known, how many leaves of words are looked at, and whether there were more.
let queue = [];
let wanting = 0;
let possible = 0;
let count;
let reach = 4;
let partial = false;
// Whether only what is kept on this device is read.
let alone = false;
let going;
let served = 0;
// What was looked for last.
let asked = "";

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
  // Without words, all that a speaker has said is looked for.
  let score = terms.length ? 0 : 1;
  for (const term of terms) {
    const n = times(entry.folded, term);
    if (!n) return 0;
    score += n;
  }
  entry.quoted ??= entry.quotations.map(fold);
  entry.quotation = entry.quoted.findIndex((text) => terms.every((term) => times(text, term)));
  if (!terms.length) return score;
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
const look = async (entries, run) => {
  let until = performance.now() + milliseconds;
  for (const entry of entries) {
    const score = fit(entry);
    if (score) found.push({ entry, score, served });
    if (performance.now() > until) {
      await pause();
      if (run !== current) return;
      until = performance.now() + milliseconds;
    }
  }
};
const isAsking = () => terms.length > 0 || Boolean(form.elements.speaker?.value);
// Looks through what there is, a little at a time, and gives up when it is called again. Of a large site it stops after a helping.
const search = async () => {
  const run = current += 1;
  asked = field.value;
  terms = wanted(asked);
  found = [];
  partial = false;
  served = 0;
  listed = [];
  room.style.minBlockSize = "";
  queue = [];
  lost = false;
  alone = false;
  if (!isAsking()) {
    settle();
    status.textContent = "";
    return;
  }
  going = helpings(run);
  await goOn(run);
};
const goOn = async (run) => {
  hits.setAttribute("aria-busy", true);
  more.hidden = true;
  if (!hits.childElementCount) status.textContent = status.dataset.loading;
  let empty = 0;
  for (;;) {
    const { value, done } = await going.next();
    if (run !== current) return;
    if (done) break;
    served += 1;
    await look(value, run);
    if (run !== current) return;
    // Pieces may have all the words without any passage that has them; then one more helping is tried.
    if (register && !alone && (found.length || ++empty > 1)) break;
  }
  settle();
};

const passes = {
  // An event holds its sessions.
  event: (entry, value) => (value === "/" ? !entry.path : entry.path.startsWith(value)),
  speaker: (entry, value) => entry.voices.some(([id]) => id === value),
  role: (entry, value) => entry.voices.some(([, , , role]) => role === value),
  year: (entry, value) => entry.event.date.startsWith(value),
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
  role: ({ voices }) => [...new Set(voices.map(([, , , role]) => role))].filter(Boolean).map((role) => [role, role]),
  year: ({ event }) => (event.date ? [[event.date.slice(0, 4), event.date.slice(0, 4)]] : []),
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
  const labelled = (label, n) => (n ? `${label} (${number.format(n)}${queue.length ? "+" : ""})` : label);
  if (select.name === "kind") {
    const n = new Map(rows);
    for (const option of [...options].slice(1)) {
      option.dataset.label ??= option.text;
      option.text = labelled(option.dataset.label, n.get(option.value)?.n);
    }
    return;
  }
  if (select.name !== "event" || register) rows.sort((a, b) => b[1].n - a[1].n);
  if (select.name === "year") rows.sort((a, b) => (a[0] < b[0] ? 1 : -1));
  // What was chosen stays, and of a large site what else there is to choose: with a choice made, nothing else is read.
  for (const { value: key, text, dataset } of [...options].slice(1)) {
    if ((key === value || (register && filed().length)) && !rows.some(([known]) => known === key)) rows.push([key, { label: dataset.label ?? text }]);
  }
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
const settle = () => {
  list = filtered();
  // What was shown of a large site stays where it is: what is read later comes behind it.
  const helping = register ? (a, b) => a.served - b.served : () => 0;
  if (form.elements.order.value !== "date") list.sort((a, b) => helping(a, b) || b.score - a.score);
  // Where the register does not know how many there are, of what is not read yet as much is taken to be found as of what is.
  const unread = queue.length > 0 || partial;
  const rest = unread && count === undefined;
  const guess = () => Math.round(list.length * Math.max(possible / (wanting - queue.length), 1));
  const n = unread ? count ?? guess() : list.length;
  const text = (forms[plural.select(n)] ?? forms.other).replace("{n}", number.format(n));
  if (!rest) status.textContent = text;
  else status.textContent = n ? status.dataset.about.replace("{n}", text) : `${text} …`;
  one("none").hidden = !isAsking() || list.length > 0 || unread;
  one("counting").hidden = !queue.length;
  one("alone").hidden = !alone;
  trouble.hidden ||= alone;
  hits.setAttribute("aria-busy", false);
  if (!register) listed = [];
  show();
  meet(current);
  if (scroll) {
    scrollTo(0, scroll);
    scroll = 0;
  }
};
const show = () => {
  const visible = list.slice(0, shown);
  if (!listed.length) hits.replaceChildren();
  const quotations = form.elements.kind.value === "quotation";
  hits.append(...visible.slice(listed.length).map(({ entry }) => result(entry, terms, asked, quotations && entry.quotation >= 0)));
  listed = visible;
  more.hidden = list.length <= shown && !queue.length && !partial;
};

// Speakers of that name, before all that was said: those whose whole name it is first, then those who have most turns.
const meet = async (run) => {
  const written = fold(asked).trim();
  const read = written.replace(/[\s'-]/g, "");
  const isRead = (reading) => reading === read || (read.length > 3 && reading.startsWith(read));
  const known = terms.length && register ? await register.people(terms, read) : profiles;
  if (run !== current) return;
  const met = [];
  for (const person of terms.length ? known : []) {
    const [, , names, , turns, readings] = person;
    const folded = names.map(fold);
    if (!folded.some((name) => terms.every((term) => times(name, term))) && !readings.some(isRead)) continue;
    met.push([folded.includes(written) || readings.includes(read), turns, person]);
  }
  met.sort(([whole, turns], [otherWhole, otherTurns]) => otherWhole - whole || otherTurns - turns);
  people.replaceChildren(...met.slice(0, 5).map(([, , person]) => profile(person)));
  people.hidden = !met.length;
  one("none").hidden ||= met.length > 0;
};

const changed = () => {
  shown = pageful;
  return search();
};
let typing;
field.addEventListener("input", () => {
  clearTimeout(typing);
  hits.setAttribute("aria-busy", true);
  // What is under way is for other words.
  current += 1;
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
    listed = [];
    if ((register && labels[select.name]) || (!terms.length && select.name === "speaker")) search();
    else if (isAsking()) settle();
  });
}
form.addEventListener("submit", async (event) => {
  event.preventDefault();
  clearTimeout(typing);
  remember("pushState");
  if (asked !== field.value) await changed();
  const first = hits.querySelector("a");
  if (first) first.focus();
  else field.blur();
});
trouble.querySelector("button").addEventListener("click", () => {
  trouble.hidden = true;
  search();
});
more.addEventListener("click", async () => {
  const first = Math.min(shown, list.length);
  shown = first + pageful;
  // What stands below gives way now, so that nothing jumps when there is more to show.
  if (list.length <= first) room.style.minBlockSize = `${room.offsetHeight + innerHeight}px`;
  if (list.length <= first && queue.length) await goOn(current);
  else if (list.length <= first && partial) {
    reach *= 4;
    await search();
  } else show();
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
if (field.value || form.elements.speaker?.value) search();
// While the reader thinks what to write, what every search needs is made ready.
else {
  (async () => {
    let until = performance.now() + milliseconds;
    for (const src of index.split(" ").filter(Boolean)) {
      const value = await load(src);
      if (current) return;
      if (value?.variants !== undefined) learnVariants(value.variants);
      for (const entry of value?.events ? take(value) : []) {
        entry.folded ??= fold(entry.text);
        if (performance.now() < until) continue;
        await pause();
        if (current) return;
        until = performance.now() + milliseconds;
      }
    }
  })();
}
