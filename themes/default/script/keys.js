// Single keys for those who read with a keyboard. They can be switched off, since some speak to their computer
// (WCAG 2.2, 2.1.4).
const keys = [
  ["j", words.key_next_turn],
  ["k", words.key_previous_turn],
  ["n", words.key_next],
  ["p", words.key_previous],
  ["/", words.key_search],
  ["?", words.key_help],
];
if (document.querySelector("[data-player]")) keys.push(["m", words.key_play]);
const off = () => kept("plenary").keys === false;
const help = () => {
  const rows = keys.map(([key, what]) => make("div", {}, make("dt", {}, make("kbd", {}, key)), make("dd", {}, what)));
  const input = make("input", { type: "checkbox" });
  input.checked = !off();
  input.addEventListener("change", () => keep("plenary", { keys: input.checked }));
  sheet(words.keys, make("dl", { class: "keys" }, ...rows), make("label", { class: "switch" }, input, words.keys_on));
};
const step = (forth) => {
  const turns = all(".turn");
  const at = (turn) => turn.getBoundingClientRect().top;
  const turn = forth ? turns.find((turn) => at(turn) > 16) : turns.findLast((turn) => at(turn) < -4);
  if (!turn) return;
  turn.scrollIntoView();
  turn.querySelector(".mark")?.focus({ preventScroll: true });
};
const follow = (selector) => document.querySelector(selector)?.click();
const acts = {
  j: () => step(true),
  k: () => step(false),
  n: () => follow('main .onward [rel="next"]'),
  p: () => follow('main .onward [rel="prev"]'),
  // In an event its own words are looked for first.
  "/": () => {
    const { search } = document.querySelector("[data-search]")?.dataset ?? {};
    if (search) location.assign(search);
    else follow("[data-search]");
  },
  "?": help,
};
document.addEventListener("keydown", (event) => {
  const { key, target } = event;
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.defaultPrevented) return;
  if (target.isContentEditable || target.closest("input, select, textarea, audio, video, dialog")) return;
  if (!Object.hasOwn(acts, key) || (off() && key !== "?")) return;
  event.preventDefault();
  acts[key]();
});
