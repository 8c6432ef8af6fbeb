// Sharing waits in a script and a style of its own until the reader reaches for it.
let loaded;
const load = () => loaded ??= Promise.all([["script", "src", "share"], ["link", "href", "sheet"]].map(([name, key, part]) => new Promise((done, failed) => {
  const integrity = parts[`${part}Integrity`];
  const element = make(name, { [key]: parts[part], rel: "stylesheet", ...(integrity && { integrity }) });
  Object.assign(element, { onload: done, onerror: failed });
  document.head.append(element);
})));
const share = (target) => load().then(() => document.dispatchEvent(new CustomEvent("share", { detail: { words, make, sheet, target } })));
const wanted = "[data-turn] .mark, mark[data-quotation], [data-share]";

addEventListener("pointerdown", ({ target }) => target.closest?.(wanted) && load().catch(() => {}), { passive: true });
document.addEventListener("click", (event) => {
  const target = event.target.closest(wanted);
  if (!target || event.defaultPrevented || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  // A mark inside a link, or one across which words are chosen, is left alone.
  if (target.matches("mark") && (event.target.closest("a") || !getSelection().isCollapsed)) return;
  event.preventDefault();
  share(target).catch(() => target.href && location.assign(target.href));
});
document.addEventListener("selectionchange", function choose() {
  if (getSelection().isCollapsed) return;
  document.removeEventListener("selectionchange", choose);
  share().catch(() => {});
});
