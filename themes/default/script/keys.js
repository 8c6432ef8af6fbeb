// j and k go from turn to turn, n and p from section to section.
document.addEventListener("keydown", (event) => {
  const { key, target } = event;
  if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey || event.isComposing) return;
  if (target.isContentEditable || target.closest("input, select, textarea, audio, video")) return;
  if (key === "n" || key === "p") {
    if (root.dataset.page === "section") document.querySelector(`main [rel=${key === "n" ? "next" : "prev"}]`)?.click();
  } else if (key === "j" || key === "k") {
    const turns = [...document.querySelectorAll(".turn")];
    const below = (turn) => turn.getBoundingClientRect().top;
    const turn = key === "j" ? turns.find((turn) => below(turn) > 16) : turns.findLast((turn) => below(turn) < 0);
    if (!turn) return;
    turn.scrollIntoView();
    turn.querySelector(".mark").focus({ preventScroll: true });
  }
});
