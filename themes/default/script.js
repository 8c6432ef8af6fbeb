// Adds comfort to pages that are whole without it.
(() => {
  const root = document.documentElement;

  // Opened from disk, a folder has no index of its own.
  if (location.protocol === "file:") {
    for (const link of document.links) {
      if (link.protocol === "file:" && link.pathname.endsWith("/")) link.pathname += "index.html";
    }
  }

  // A recording on another host is loaded when it is asked for, and not before.
  document.addEventListener("click", (event) => {
    const facade = event.target.closest("[data-media]");
    if (!facade || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    const frame = document.createElement("iframe");
    frame.src = facade.dataset.media;
    frame.title = facade.textContent;
    frame.allow = "autoplay; encrypted-media; fullscreen; picture-in-picture";
    frame.referrerPolicy = "strict-origin-when-cross-origin";
    facade.replaceWith(frame);
    frame.focus();
  });

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
})();
