// A side note unfolds under its mark, and folds again. Where it stands in the margin it is always open.
const notes = matchMedia("(min-width: 80rem)");
for (const mark of all("[data-note-mark] a")) {
  const text = document.getElementById(decodeURIComponent(mark.hash.slice(1)));
  const note = text?.closest("details");
  if (!note) continue;
  const tell = () => mark.setAttribute("aria-expanded", String(note.open));
  tell();
  note.addEventListener("toggle", tell);
  mark.addEventListener("click", (event) => {
    event.preventDefault();
    const margin = notes.matches && getComputedStyle(note.parentElement).gridColumnStart === "2";
    note.open = margin || !note.open;
    if (note.open) text.scrollIntoView({ block: "nearest" });
    if (margin) text.animate?.([{ backgroundColor: "var(--wash)" }, {}], 2000);
  });
}
// Paper cannot unfold.
addEventListener("beforeprint", () => all(".footnote").forEach((note) => (note.open = true)));

// A term of the glossary says what it means where it stands.
document.addEventListener("click", (event) => {
  const link = event.target.closest("[data-term]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  const term = document.getElementById(`g-${decodeURIComponent(link.hash.slice(1))}`);
  if (!term?.showPopover) return;
  event.preventDefault();
  if (!term.querySelector(".more")) {
    term.append(make("p", { class: "more" }, make("a", { class: "target", href: link.href }, words.in_glossary)));
  }
  term.showPopover({ source: link });
  // On a wide page beside the word, else a sheet at the foot of the page, as the style has it.
  if (!matchMedia("(min-width: 48rem)").matches) return;
  const at = link.getBoundingClientRect();
  const { offsetWidth: width, offsetHeight: height } = term;
  const below = at.bottom + height + 12 < innerHeight;
  term.style.insetBlockStart = `${Math.max(8, below ? at.bottom + 8 : at.top - height - 8)}px`;
  term.style.left = `${Math.min(Math.max(8, at.left), innerWidth - width - 24)}px`;
});
