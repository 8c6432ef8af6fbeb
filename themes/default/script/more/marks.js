// Marks in the turns of a page what the search was asked for, and leads from one place to the next.
document.addEventListener("found", ({ detail: { words, make, query } }) => {
  const { unify, wanted, marked } = self.plenaryWords;
  try {
    unify(localStorage.getItem("plenary-variants") ?? "");
  } catch { /* Nothing may be kept here. */ }
  const terms = wanted(query);
  // The spoken words as one text, and where in it which node begins; the marks of notes and readings are not spoken.
  const read = (turn) => {
    const nodes = [];
    let text = "";
    for (const speech of turn.querySelectorAll("[data-speech]")) {
      const walker = document.createTreeWalker(speech, NodeFilter.SHOW_TEXT);
      for (let node = walker.nextNode(); node; node = walker.nextNode()) {
        if (node.parentElement.closest("[data-note-mark], rt")) continue;
        nodes.push([text.length, node]);
        text += node.data;
      }
      text += "\n";
    }
    return { nodes, text };
  };
  const at = (nodes, place, end) => {
    const [from, node] = nodes.findLast(([from]) => (end ? from < place : from <= place));
    return [node, place - from];
  };
  const ranges = [];
  for (const turn of document.querySelectorAll("main [data-turn]")) {
    const { nodes, text } = read(turn);
    const marks = marked(text, terms);
    if (new Set(marks.map(({ term }) => term)).size < terms.length) continue;
    for (const { from, to } of marks) {
      const range = new Range();
      range.setStart(...at(nodes, from, false));
      range.setEnd(...at(nodes, to, true));
      ranges.push(range);
    }
  }
  if (!ranges.length || !globalThis.CSS?.highlights) return;
  const here = new Highlight();
  here.priority = 1;
  CSS.highlights.set("found", new Highlight(...ranges));
  CSS.highlights.set("found-here", here);
  const count = make("output", {});
  const button = (sign, label, act) => {
    const element = make("button", { type: "button", "aria-label": label }, sign);
    element.addEventListener("click", act);
    return element;
  };
  const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  let current = Math.max(ranges.findIndex((range) => target?.contains(range.startContainer)), 0);
  const show = () => {
    here.clear();
    here.add(ranges[current]);
    count.textContent = `${current + 1} / ${ranges.length}`;
  };
  const step = (by) => {
    current = (current + by + ranges.length) % ranges.length;
    show();
    const { top, height } = ranges[current].getBoundingClientRect();
    scrollBy({ top: top + height / 2 - innerHeight / 3 });
  };
  const leave = () => {
    CSS.highlights.delete("found");
    CSS.highlights.delete("found-here");
    bar.remove();
    history.replaceState(history.state, "", location.pathname + location.hash);
  };
  const bar = make("div", { class: "steps", role: "group", "aria-label": words.found });
  bar.append(
    button("↑", words.found_previous, () => step(-1)),
    count,
    button("↓", words.found_next, () => step(1)),
    button("×", words.close, leave),
  );
  bar.addEventListener("keydown", (event) => event.key === "Escape" && leave());
  show();
  document.querySelector("main").before(bar);
});
