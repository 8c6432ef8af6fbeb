// What a query means, and where it stands in a text. `src/search/` says the same for the machine that makes the index.

// Scripts that write no spaces between words, and Hangul: there words are found anywhere.
const glued = "\u0e00-\u0eff\u1000-\u109f\u1100-\u11ff\u1780-\u17ff\u19e0-\u19ff\u2e80-\u2fdf\u3005-\u3007\u3021-\u3029\u3031-\u3035\u3038-\u303b\u3041-\u3096\u309d-\u309f\u30a1-\u30fa\u30fc-\u30ff\u3105-\u312f\u3131-\u318e\u31a0-\u31bf\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\ua960-\ua97c\ua9e0-\ua9fe\uaa60-\uaa7f\uac00-\ud7ff\uf900-\ufaff\u{1aff0}-\u{1b16f}\u{20000}-\u{3ffff}";
const arabic = "[\u0600-\u06ff\u0750-\u077f\u0870-\u08ff]";
const letter = `(?![${glued}])[\\p{Alphabetic}\\p{N}]`;
const isGlued = new RegExp(`[${glued}]`, "u");
const isArabic = new RegExp(`^${arabic}`, "u");
const opensWord = new RegExp(`^${letter}`, "u");
const endsWord = new RegExp(`${letter}$`, "u");
// Between Han and Latin some write a space and some do not.
const seam = new RegExp(`(?<=[${glued}]) ?(?=[a-z0-9])|(?<=[a-z0-9]) ?(?=[${glued}])`, "u");
const runs = new RegExp(`[${glued}]+|(?:${letter})+`, "gu");
// More words than this are not looked for, and longer ones by their beginning.
const most = 24;
const longest = 24;

// Traditional characters and the Simplified ones, where a site takes them for one.
let simplified;
const unify = (pairs) => {
  const letters = [...pairs];
  const all = new Map(letters.flatMap((from, at) => (at % 2 ? [] : [[from, letters[at + 1]]])));
  simplified = all.size ? [new RegExp(`[${[...all.keys()].join("")}]`, "gu"), (from) => all.get(from)] : undefined;
};

const spelt = { ß: "ss", æ: "ae", œ: "oe", ø: "o", ł: "l", đ: "d", ð: "d", þ: "th", ı: "i", ς: "σ", "’": "'", "‘": "'", ʼ: "'" };
const fold = (text) => {
  if (/^[\0-\x7f]*$/.test(text)) return text.toLowerCase();
  const plain = text.normalize("NFKC").toLowerCase().normalize("NFD")
    // The letter й is no и with a mark; the marks of kana, Thai and Indic scripts are letters too and stay.
    .replace(/и\u0306/g, "й")
    .replace(/[\u00ad\u0300-\u036f\u0591-\u05c7\u0640\u064b-\u065f\u0670\u200b-\u200f\u2060\ufe00-\ufe0f\ufeff]/g, "")
    .normalize("NFC").replace(/[ßæœøłđðþıς’‘ʼ]/g, (c) => spelt[c]);
  return simplified ? plain.replace(...simplified) : plain;
};

const escaped = (text) => text.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&");
// A word without what encloses it; what has no letter at all is looked for as it is.
const bare = (text) => {
  let end = text.length;
  while (end && !/[\p{Alphabetic}\p{N}\p{M}\p{Cs}+#]/u.test(text[end - 1])) end -= 1;
  return text.slice(0, end).replace(/^[^\p{Alphabetic}\p{N}]+/u, "") || text;
};

// The words of the register that a text needs, and whether each is whole.
const keys = (text, closed) => [...text.matchAll(runs)].flatMap(({ 0: run, index }) => {
  const letters = [...run];
  if (!isGlued.test(run)) {
    const word = letters.slice(0, longest).join("");
    return [[word, closed || word !== run || index + run.length < text.length]];
  }
  return letters.length === 1 ? [[run, true]] : letters.slice(1).map((next, at) => [letters[at] + next, true]);
});

// What the forms of a Latin word share: the word without its ending, and without what was doubled before it.
const base = (word) => {
  if (!/^[a-z]+$/.test(word) || /(?:ss|us|is)$/.test(word)) return undefined;
  for (const ending of ["ings", "ing", "ies", "ied", "es", "ed", "ly", "s", "e", "y"]) {
    const rest = word.slice(0, -ending.length);
    if (!word.endsWith(ending) || rest.length < (/^[ey]$/.test(ending) ? 4 : 3) || !/[aeiouy]/.test(rest)) continue;
    return rest.length > 3 && /([^lszaeiou])\1$/.test(rest) ? rest.slice(0, -1) : rest;
  }
  return undefined;
};

// A way to write what is looked for: as it is, or as a form of a word.
const written = (text, phrase) => {
  const parts = text.split(seam);
  let source = parts.map(escaped).join(" ?");
  const closed = phrase && endsWord.test(text);
  const plain = parts.length === 1 && !opensWord.test(text) && !closed;
  // An Arabic word may carry its article and short particles in front.
  if (isArabic.test(text)) source = `(?<=(?<!${letter})(?:[وف]?[بك]?ال|[وف]?لل|[وفبكل])?)${source}`;
  else if (opensWord.test(text)) source = `(?<!${letter})${source}`;
  if (closed) source += `(?!${letter})`;
  return { parts, plain, source, keys: keys(parts.join(""), closed) };
};
const form = (stem) => ({
  form: true,
  parts: [stem],
  source: `(?<!${letter})${stem}(?:${stem.at(-1)}(?=[ei]))?(?:s|es|e|ed|ing|ings|y|ies|ied|ly)?(?!${letter})`,
  keys: [[stem, false]],
});

// What is looked for: words, and phrases in quotation marks of any kind. `readings` gives the names that are read as a word is written.
const wanted = (query, readings = () => []) => {
  const terms = new Map();
  for (const [, phrase, word] of query.matchAll(/["“”„«»「『]([^"“”„«»」』]+)["“”«»」』]?|([^\s"“”„«»「『」』]+)/gu)) {
    const text = phrase ? fold(phrase).replace(/\s+/g, " ").trim() : bare(fold(word).trim());
    if (!text || terms.has(text) || terms.size >= most) continue;
    const ways = [written(text, Boolean(phrase))];
    if (!phrase) {
      const stem = base(text);
      if (stem) ways.push(form(stem));
      ways.push(...readings(text).map((name) => written(fold(name), false)));
    }
    for (const way of ways) way.find = new RegExp(way.source, "gu");
    terms.set(text, { text, ways, find: new RegExp(ways.map(({ source }) => source).join("|"), "gu") });
  }
  return [...terms.values()];
};
// How often a term stands in a folded text, up to five times.
const times = (text, { ways, find }) => {
  const possible = ways.filter(({ parts }) => parts.every((part) => text.includes(part)));
  if (!possible.length) return 0;
  if (ways.length === 1 && ways[0].plain) return Math.min(text.split(ways[0].parts[0], 6).length - 1, 5);
  find.lastIndex = 0;
  let found = 0;
  while (found < 5 && find.test(text)) found += 1;
  return found;
};

// Where the terms stand in a text as it is written: every letter with its marks is folded by itself, but those that stay one.
const marks = "[\\p{M}\\uff9e\\uff9f\\u1160-\\u11ff]";
const pieces = new RegExp(`[\\0-\\x7f]+(?!${marks})|[\\u4e00-\\u9fff]+(?!${marks})|[^]${marks}*`, "gu");
const marked = (text, terms) => {
  let folded = "";
  const from = [];
  const to = [];
  for (const { 0: letters, index } of text.matchAll(pieces)) {
    const plain = fold(letters);
    const each = plain.length === letters.length;
    for (let at = 0; at < plain.length; at += 1) {
      from.push(each ? index + at : index);
      to.push(each ? index + at + 1 : index + letters.length);
    }
    folded += plain;
  }
  const all = terms.flatMap(({ text: term, find }) => [...folded.matchAll(find)].slice(0, 100)
    .map((match) => ({ term, from: from[match.index], to: to[match.index + match[0].length - 1] })));
  all.sort((a, b) => a.from - b.from || b.to - a.to);
  let end = 0;
  return all.filter((mark) => mark.from >= end && (end = mark.to));
};

self.plenaryWords = { fold, unify, wanted, times, marked, isGlued };
