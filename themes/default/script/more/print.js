// What browsers cannot do by style alone when a transcript is printed: running heads, and notes at the end of a section.
const style = document.documentElement.style;
const quoted = (text) => JSON.stringify(text.trim().replace(/\s+/g, " "));
const heading = document.querySelector("main h1");
if (heading) style.setProperty("--running", quoted(heading.textContent));
for (const section of document.querySelectorAll("[data-section]")) {
  style.setProperty(`--s${Number(section.dataset.section)}`, quoted(section.querySelector(".section-title").textContent));
}

// Engines that put notes at the foot of the page need no help.
const places = new Map();
addEventListener("beforeprint", () => {
  if (CSS.supports("float", "footnote") || places.size) return;
  for (const section of document.querySelectorAll("[data-section]")) {
    const notes = [...section.querySelectorAll(".footnote")];
    if (!notes.length) continue;
    const foot = document.createElement("div");
    foot.className = "endnotes";
    for (const note of notes) {
      const place = document.createComment("");
      note.replaceWith(place);
      places.set(note, place);
      foot.append(note);
    }
    section.append(foot);
  }
});
addEventListener("afterprint", () => {
  for (const [note, place] of places) place.replaceWith(note);
  places.clear();
  for (const foot of document.querySelectorAll(".endnotes")) foot.remove();
});
