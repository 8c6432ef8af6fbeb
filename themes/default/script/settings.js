// Size of the text and colours, as the reader wants them.
const settings = kept("plenary");
const papers = all('meta[name="theme-color"]').map((meta) => [meta, meta.content]);
const apply = (change) => {
  Object.assign(settings, change);
  keep("plenary", change);
  for (const key of ["scheme", "size"]) {
    if (settings[key]) root.dataset[key] = settings[key];
    else delete root.dataset[key];
  }
  const paper = settings.scheme && getComputedStyle(root).getPropertyValue("--paper").trim();
  for (const [meta, system] of papers) meta.content = paper || system;
};
if (settings.scheme) apply({});

const choice = (key, title, options) => {
  const inputs = options.map(([value, label]) => {
    const input = make("input", { type: "radio", name: key, value });
    input.checked = (settings[key] ?? "") === value;
    input.addEventListener("change", () => apply({ [key]: value }));
    return make("label", { "data-choice": `${key}-${value}` }, input, make("span", {}, label));
  });
  return make("fieldset", {}, make("legend", {}, title), make("div", { class: "choices" }, ...inputs));
};
document.addEventListener("click", (event) => {
  if (!event.target.closest("[data-settings]")) return;
  sheet(
    words.settings,
    choice("size", words.size, [["-1", words.size_small], ["", words.size_usual], ["1", words.size_large], ["2", words.size_largest]]),
    choice("scheme", words.scheme, [["", words.scheme_system], ["light", words.scheme_light], ["sepia", words.scheme_sepia], ["dark", words.scheme_dark]]),
  );
});
