// Passing on: a sheet that offers to send or to copy what a mark, a quotation, a page or chosen words stand for, and a bar
// beside chosen words. Loaded by script/share.js, which hands over the words of the page's language and what core.js makes.
const root = document.documentElement;
let words, make, sheet;
const pages = root.dataset.turnPages;
// The public address of this page where it has one, so that what is copied from a preview leads to the site.
const published = document.querySelector('meta[property="og:url"]')?.content;
const here = published ?? location.href.replace(/(index\.html)?([?#].*)?$/, "");
// A page that shows a single turn or quotation.
const alone = ["turn", "quotation"].includes(root.dataset.page);
const text = (element) => element?.textContent.replace(/\s+/g, " ").trim() ?? "";
const fill = (phrase, gaps) => phrase.replace(/\{(\w+)\}/g, (_, key) => gaps[key]);
const listed = (...parts) => parts.filter(Boolean).join(words.comma);

// Quotation marks by language: the outer pair and the inner one.
const marks = { ja: "「」『』", "zh-hant": "「」『』", "zh-tw": "「」『』", "zh-hk": "「」『』", de: "„“‚‘", fr: "«»“”", es: "«»“”", ar: "«»“”", it: "«»“”", ru: "«»„“" };
function quoted(said, language) {
  const tag = language.toLowerCase();
  const [open, close, inOpen, inClose] = marks[tag] ?? marks[tag.split("-")[0]] ?? "“”‘’";
  const gap = tag.startsWith("fr") ? "\u00a0" : "";
  return open + gap + said.replaceAll(open, inOpen).replaceAll(close, inClose) + gap + close;
}

// What speakers say inside a range, by turn. Notes, their marks and scenes are not the speakers' words.
function spoken(range) {
  const turns = [];
  const nodes = document.createTreeWalker(range.commonAncestorContainer, NodeFilter.SHOW_TEXT);
  for (let node = nodes.currentNode; node; node = nodes.nextNode()) {
    const parent = node.parentElement;
    const speech = node.nodeType === 3 && range.intersectsNode(node) && parent.closest("[data-speech]");
    if (!speech || parent.closest("[data-note-mark], [data-note], [data-scene]")) continue;
    const from = node === range.startContainer ? range.startOffset : 0;
    const to = node === range.endContainer ? range.endOffset : node.length;
    const element = speech.closest("[data-turn], figure[data-quotation]");
    const block = parent.closest("p, li, pre, td, th, [data-speech]");
    let turn = turns.at(-1);
    if (turn?.element !== element) turns.push((turn = { element, blocks: [], pieces: [] }));
    if (turn.block !== block) turn.blocks.push("");
    turn.block = block;
    turn.blocks[turn.blocks.length - 1] += node.data.slice(from, to);
    if (node.data.slice(from, to).trim()) turn.pieces.push({ node, from, to });
  }
  for (const turn of turns) turn.text = turn.blocks.map((said) => said.replace(/\s+/g, " ").trim()).filter(Boolean).join("\n\n");
  return turns.filter((turn) => turn.text);
}

// Who says something, as the page names them.
function speaker(element) {
  const names = [...element.querySelectorAll(".label .name")].map(text);
  const id = element.dataset.speaker;
  const introduced = id && document.querySelector(`[data-turn][data-speaker="${CSS.escape(id)}"] > .role`);
  return {
    name: names.join(words.comma) || text(document.querySelector("h1")),
    role: text(element.querySelector(".role") ?? document.querySelector(".who .role") ?? introduced),
  };
}

// The event and its day.
function source(element) {
  const appearance = element.closest(".appearance");
  return appearance ? listed(text(appearance.querySelector("h3")), text(appearance.querySelector("time"))) : root.dataset.cite;
}

// A turn or a quotation as something to pass on. The address of its own page is a path, since chat apps drop fragments.
function passage(element, said, id = element.dataset.turn) {
  const way = alone ? "../" : element.querySelector(".mark").getAttribute("href");
  const [section, local] = [new URL(way, here), new URL(way, location)];
  section.hash = "";
  // Three signs that tell whether the words have changed since.
  const version = element.closest("[data-v]")?.dataset.v;
  const mark = version ? `?v=${version}` : "";
  const own = pages === "all" || (pages && (id.includes("-") || element.querySelector("[data-quotation]")));
  // A turn has no file with its code: its own page draws it, elsewhere the code of its section leads near it.
  const drawn = root.dataset.page === "turn" && document.querySelector(".code svg");
  const coded = drawn || (own && id.includes("-")) ? `${id}/` : "";
  return {
    turns: [{ ...speaker(element), text: said }],
    direction: getComputedStyle(element).direction,
    code: published && {
      address: new URL(coded, section).href,
      src: drawn ? `data:image/svg+xml,${encodeURIComponent(new XMLSerializer().serializeToString(drawn))}` : new URL(`${coded}qr.svg`, local).href,
    },
    source: source(element),
    language: element.closest("[lang]").lang,
    section: section.href,
    link: own ? new URL(`${id}/${mark}`, section).href : `${section}${mark}#${id}`,
    // A quotation as a picture, for feeds that take no links.
    picture: alone ? document.querySelector("[data-picture]")?.href : own && id.includes("-") && "pictures" in root.dataset && new URL(`${id}/picture.png`, local).href,
    own: own && !alone && new URL(`${id}/${local.protocol === "file:" ? "index.html" : ""}`, local).href,
  };
}

function spokenIn(element) {
  const range = document.createRange();
  range.selectNodeContents(element);
  return spoken(range)[0]?.text ?? "";
}

// What the page as a whole stands for.
function page() {
  const main = alone && document.querySelector("main [data-turn], main figure[data-quotation]");
  if (main) return passage(main, spokenIn(main), main.dataset.turn ?? main.dataset.quotation);
  const meta = (name) => document.querySelector(`meta[${name}]`)?.content;
  // These have their code and mostly a card beside them.
  const beside = (name) => ["event", "section", "speaker"].includes(root.dataset.page) && new URL(name, location).href;
  return {
    turns: [],
    title: meta('property="og:title"') ?? document.title,
    about: meta('name="description"'),
    link: here,
    picture: meta('property="og:image"') && beside("card.png"),
    code: published && beside("qr.svg") && { address: here, src: beside("qr.svg") },
  };
}

const byline = ({ turns: [turn, more], source }) => fill(words.byline, { source: more ? source : listed(turn.name, turn.role, source) });
const said = ({ turns, language }) => turns.length === 1 ? quoted(turns[0].text, language)
  : turns.map(({ name, text }) => fill(words.says, { name, text: quoted(text, language) })).join("\n");
const quotation = (one) => `${said(one)}\n${byline(one)}`;
function markdown(one) {
  const plain = (text) => text.replace(/[\\`*_[\]<>]/g, "\\$&");
  if (!one.turns.length) return `[${plain(one.title)}](${one.link})`;
  return [...said(one).split(/\n+/).map(plain), `${plain(byline(one)).replace(/^([—―\s]*)(.*)/, "$1[$2")}](${one.link})`].map((line) => `> ${line}`).join("\n>\n");
}

// A quotation as HTML that needs no style and no script.
function embed(one) {
  const signs = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };
  const plain = (text) => text.replace(/[&<>"']/g, (sign) => signs[sign]);
  const [turn, more] = one.turns;
  const said = one.turns.map((turn) => (more ? fill(words.says, turn) : turn.text)).join("\n") || (one.about ?? "");
  const passage = said.split(/\n+/).filter(Boolean).map((text) => `<p>${plain(text)}</p>`).join("");
  const name = turn?.name && !more ? `${plain(turn.name)} · ` : "";
  const link = plain(one.link);
  return `<blockquote cite="${link}" lang="${plain(one.language ?? root.lang)}" dir="${one.direction ?? root.dir}">${passage}<footer>— ${name}<cite><a href="${link}">${plain(one.source ?? one.title)}</a></cite></footer></blockquote>`;
}

// What a text weighs on X: most letters one, Han and whatever else is wide two
// (https://docs.x.com/fundamentals/counting-characters).
const light = [[0, 4351], [8192, 8205], [8208, 8223], [8242, 8247]];
const heavy = (sign) => (light.some(([from, to]) => sign.codePointAt() >= from && sign.codePointAt() <= to) ? 1 : 2);
const weight = (text) => [...text].reduce((sum, sign) => sum + heavy(sign), 0);

// The beginning of a text: up to the end of a sentence if that keeps most of it, else of a word.
function cut(text, room) {
  if (weight(text) <= room) return text;
  let [end, used] = [0, 0];
  for (const sign of text) {
    // The … weighs two.
    if ((used += heavy(sign)) > room - 2) break;
    end += sign.length;
  }
  const head = text.slice(0, end);
  const sentences = head.match(/^[^]*(?:[.!?؟]["”’»)]*(?=\s)|[。！？][”』」）]*)/)?.[0] ?? "";
  if (sentences.length * 2 > end) return sentences;
  const space = /\s/.test(text[end]) ? end : head.search(/\s\S*$/);
  return `${(space * 2 > end ? head.slice(0, space) : head).replace(/[\s,;:，、；：،؛]+$/, "")}…`;
}

// What a message says that has no room for much. Words give way to whose they are, and a long source to a name.
function brief(one, room) {
  const [turn, more] = one.turns;
  if (!turn) return cut(one.title, room);
  if (weight(quotation(one)) <= room) return quotation(one);
  const by = weight(byline(one)) * 2 <= room || more ? byline(one) : fill(words.byline, { source: turn.name });
  const whose = cut(by, room / 2);
  // Quotation marks, what stands between them and the words, and the end of the line weigh five at most.
  const rest = room - weight(whose) - 5;
  return `${more ? cut(said(one), rest) : quoted(cut(turn.text, rest), one.language)}\n${whose}`;
}

// The services: the name of each, and where it takes a message. Nothing of theirs is loaded. An address counts 23 on X and on
// Mastodon, however long it is, and a blank stands before it. The others get no more than fits an address for certain.
const chinese = root.lang.startsWith("zh");
const [onX, onMastodon, onReddit, elsewhere] = [280 - 24, 500 - 24, 300, 1000];
const put = encodeURIComponent;
const services = {
  weibo: [chinese ? "微博" : "Weibo", (one) => `https://service.weibo.com/share/share.php?url=${put(one.link)}&title=${put(brief(one, elsewhere))}`],
  x: ["X", (one) => `https://x.com/intent/post?text=${put(brief(one, onX))}&url=${put(one.link)}`],
  linkedin: ["LinkedIn", (one) => `https://www.linkedin.com/sharing/share-offsite/?url=${put(one.link)}`],
  telegram: ["Telegram", (one) => `https://t.me/share/url?url=${put(one.link)}&text=${put(brief(one, elsewhere))}`],
  whatsapp: ["WhatsApp", (one) => `https://wa.me/?text=${put(`${brief(one, elsewhere)}\n${one.link}`)}`],
  line: ["LINE", (one) => `https://social-plugins.line.me/lineit/share?url=${put(one.link)}`],
  reddit: ["Reddit", (one) => `https://www.reddit.com/submit?url=${put(one.link)}&title=${put(brief(one, onReddit).replace(/\s+/g, " "))}`],
  mastodon: ["Mastodon", (one) => `https://share.joinmastodon.org/#text=${put(`${brief(one, onMastodon)}\n${one.link}`)}`],
  // Lines end as RFC 6068 wants them.
  mail: [null, (one) => `mailto:?subject=${put(one.turns.length ? listed(one.turns[1] ? "" : one.turns[0].name, one.source) : one.title)}&body=${put(`${brief(one, elsewhere)}\n${one.link}`.replace(/\n/g, "\r\n"))}`],
};

// Where pages are not served securely there is no clipboard but the old way.
async function copy(text, inside) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const [back, area] = [document.activeElement, make("textarea", { class: "hidden", readonly: "", "aria-hidden": "true" })];
    const chosen = getSelection().rangeCount && getSelection().getRangeAt(0).cloneRange();
    inside.append(area);
    area.value = text;
    area.select();
    const done = document.execCommand("copy");
    area.remove();
    back?.focus({ preventScroll: true });
    if (chosen) getSelection().addRange(chosen);
    return done;
  }
}

function open(one, opener) {
  const status = make("p", { role: "status" });
  const act = (label, run) => {
    const button = make("button", { type: "button" }, label);
    button.addEventListener("click", run);
    return button;
  };
  const copies = (label, text) => act(label, async () => {
    status.textContent = "";
    status.textContent = (await copy(text, dialog)) ? words.copied : words.not_copied;
  });
  const [turn] = one.turns;
  const name = listed(...new Set(one.turns.map((turn) => turn.name)));
  const shared = turn ? { title: name, text: quotation(one), url: one.link } : { title: one.title, url: one.link };
  const acts = [copies(words.copy_link, one.link)];
  if (navigator.share) acts.unshift(act(words.share_with, () => navigator.share(shared).then(() => dialog.close(), () => {})));
  if (turn) acts.push(copies(words.copy_quotation, `${quotation(one)}\n${one.link}`));
  acts.push(copies(words.copy_markdown, markdown(one)), copies(words.copy_embed, embed(one)));
  // The code is loaded when it is asked for. What shows it hides it as well.
  const figure = make("figure", { class: "scan" });
  const scanned = [];
  const scan = (label, ...hint) => {
    const button = act(label, () => {
      const shown = button.getAttribute("aria-expanded") === "true";
      for (const other of scanned) other.setAttribute("aria-expanded", other === button && !shown);
      figure.replaceChildren(...(shown ? [] : [make("img", { src: one.code.src, alt: one.code.address }), ...hint.map((hint) => make("figcaption", {}, hint))]));
      figure.scrollIntoView({ block: "nearest" });
    });
    button.setAttribute("aria-expanded", false);
    scanned.push(button);
    return button;
  };
  const ways = (root.dataset.services ?? "").split(" ").filter((name) => name in services || (name === "wechat" && one.code)).map((name) => {
    if (name === "wechat") return scan(chinese ? "微信" : "WeChat", words.scan);
    const [label, href] = services[name];
    return make("a", { href: href(one), target: "_blank", rel: "noopener noreferrer" }, label ?? words.mail);
  });
  if (one.picture) acts.push(make("a", { href: one.picture, download: "" }, words.save_picture));
  if (one.code) acts.push(scan(words.qr_code));
  if (one.own) acts.push(make("a", { href: one.own }, words.own_page));
  const passed = make("p", { class: "passed", lang: one.language ?? root.lang }, make("strong", {}, turn ? name : one.title), " ", turn?.text.slice(0, 200) ?? one.about ?? "");
  const dialog = sheet(words.share, passed, ...(ways.length ? [make("div", { class: "services" }, ...ways)] : []), make("div", { class: "passing" }, ...acts), status, figure);
  // Not every browser gives the focus to what was tapped, so that it could come back by itself.
  dialog.addEventListener("close", () => opener?.focus({ preventScroll: true }));
}

// Words chosen with finger or mouse. The link leads to the very words, by a text fragment
// (https://wicg.github.io/scroll-to-text-fragment/).
const blocks = "p, li, pre, td, th, dd, dt, blockquote, figure, div, h1, h2, h3, h4";
const folded = (text) => text.replace(/\s+/g, " ").trim().toLowerCase();
const isHan = (text) => /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/u.test(text);
const isWord = (text) => /[\p{L}\p{N}\p{M}]/u.test(text);

// Where words begin and end in a block. Browsers divide Han text each in their own way, so only punctuation counts in it.
function edges(text, language) {
  const found = new Set([0, text.length]);
  const starts = globalThis.Intl?.Segmenter ? [...new Intl.Segmenter(language, { granularity: "word" }).segment(text)].map(({ index }) => index) : [...text.matchAll(/\b/g)].map(({ index }) => index);
  for (const at of starts) {
    const [before, after] = [text.slice(Math.max(0, at - 2), at), text.slice(at, at + 2)].map((side) => [...side]);
    const [left, right] = [before.at(-1) ?? "", after[0] ?? ""];
    if (!(isWord(left) && isWord(right) && (isHan(left) || isHan(right)))) found.add(at);
  }
  return [...found].sort((a, b) => a - b);
}

// A place in the text of its block.
function placed(node, offset) {
  const block = node.parentElement.closest(blocks);
  const before = document.createRange();
  before.selectNodeContents(block);
  before.setEnd(node, offset);
  return { block, text: block.textContent, at: before.toString().length };
}

// The text directive for a range of spoken words, or nothing where no directive would lead to it.
function directive(pieces, language) {
  const whole = folded(document.querySelector("main").textContent);
  const unique = (term) => term && whole.indexOf(term = folded(term)) === whole.lastIndexOf(term) && whole.includes(term);
  const encoded = (term) => encodeURIComponent(term.replace(/\s+/g, " ").trim()).replaceAll("-", "%2D");
  const [first, last] = [pieces[0], pieces.at(-1)];
  const begin = placed(first.node, first.from + first.node.data.slice(first.from, first.to).search(/\S/));
  const end = placed(last.node, last.from + last.node.data.slice(last.from, last.to).trimEnd().length);
  const [lefts, rights] = [edges(begin.text, language), edges(end.text, language)];
  const from = lefts.findLast((at) => at <= begin.at);
  const to = rights.find((at) => at >= end.at);
  const short = isHan(begin.text) ? 8 : 24;
  // One term, where all is in one block and not long; words around it, as few as make it the only one of its kind.
  if (begin.block === end.block && to - from <= 4 * short) {
    const term = begin.text.slice(from, to);
    if (unique(term)) return encoded(term);
    for (const before of lefts.filter((at) => at < from && begin.text.slice(at, from).trim()).reverse()) {
      if (unique(begin.text.slice(before, to))) return `${encoded(begin.text.slice(before, from))}-,${encoded(term)}`;
    }
    for (const after of rights.filter((at) => at > to && end.text.slice(to, at).trim())) {
      if (unique(end.text.slice(from, after))) return `${encoded(term)},-${encoded(end.text.slice(to, after))}`;
    }
    return null;
  }
  // Else its beginning and its end, each long enough to be the only one.
  const limit = begin.block === end.block ? to : begin.text.length;
  const start = lefts.find((at) => at <= limit && at - from >= short && unique(begin.text.slice(from, at))) ?? limit;
  const floor = begin.block === end.block ? start : 0;
  const stop = rights.findLast((at) => at >= floor && to - at >= short && unique(end.text.slice(at, to))) ?? floor;
  const terms = [begin.text.slice(from, start), end.text.slice(stop, to)];
  if (!terms.every(unique)) return null;
  return terms.map(encoded).join(",");
}

// What is chosen, as something to pass on.
function chosen() {
  const selection = getSelection();
  if (selection.isCollapsed || !selection.rangeCount) return null;
  const turns = spoken(selection.getRangeAt(0));
  const [first] = turns;
  if (!first || !(first.element.dataset.turn)) return null;
  const passages = turns.map(({ element, text }) => passage(element, text));
  const [one] = passages;
  const found = directive(turns.flatMap(({ pieces }) => pieces), one.language);
  const base = turns.length > 1 ? one.section : one.link.replace(/#.*/, "");
  return { ...one, turns: passages.flatMap(({ turns }) => turns), link: `${base}#${first.element.dataset.turn}${found ? `:~:text=${found}` : ""}`, own: null };
}

let bar, offered, timer, held;
function offer() {
  const one = held ? null : chosen();
  if (!one) return bar?.remove();
  // A press on the bar asks again; while the choice is the same, what the bar answered stays.
  const asked = `${quotation(one)}\n${one.link}`;
  if (bar?.isConnected && offered === asked) return;
  offered = asked;
  const status = make("span", { role: "status" });
  const cite = make("button", { type: "button" }, words.copy_quotation);
  const send = make("button", { type: "button" }, words.share);
  cite.onclick = async () => {
    status.textContent = (await copy(asked, bar)) ? words.copied : words.not_copied;
  };
  send.onclick = () => open(one, send);
  bar?.remove();
  bar = make("div", { class: "chosen", role: "toolbar", "aria-label": words.chosen }, cite, send, status);
  // A press must not take the choice away.
  bar.onpointerdown = (event) => event.preventDefault();
  const { bottom } = getSelection().getRangeAt(0).getBoundingClientRect();
  bar.classList.toggle("above", bottom > innerHeight - 140 && bottom <= innerHeight);
  document.body.append(bar);
}
function later() {
  clearTimeout(timer);
  timer = setTimeout(offer, 250);
}
document.addEventListener("selectionchange", later);
addEventListener("pointerdown", (event) => { held = event.pointerType === "mouse"; });
addEventListener("pointerup", () => { held = false; later(); });

document.addEventListener("share", ({ detail }) => {
  ({ words, make, sheet } = detail);
  const { target } = detail;
  if (!target) return offer();
  const turn = target.closest("[data-turn]");
  const quotation = target.closest("mark[data-quotation]");
  if (quotation) open(passage(turn, spokenIn(quotation), quotation.dataset.quotation), turn.querySelector(".mark"));
  else if (turn && target.matches(".mark")) open(passage(turn, spokenIn(turn)), target);
  else open(page(), target);
});
