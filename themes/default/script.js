// Adds comfort to pages that are whole without it.
(() => {
  const home = document.documentElement.dataset.page;

  // Opened from disk, a folder has no index of its own.
  if (location.protocol === "file:") {
    for (const link of document.querySelectorAll("a[href]")) {
      const [path, fragment] = link.getAttribute("href").split("#");
      if (/(^|\/)$/.test(path) && path !== "" || path === "." || path === "..") {
        link.setAttribute("href", path.replace(/\/?$/, "/") + "index.html" + (fragment === undefined ? "" : "#" + fragment));
      }
    }
  }

  // A recording on another host is loaded when it is asked for, and not before.
  document.addEventListener("click", (event) => {
    const play = event.target.closest("a[data-media]");
    if (!play || event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    const frame = document.createElement("iframe");
    frame.src = play.dataset.media;
    frame.title = play.textContent;
    frame.allow = "fullscreen; picture-in-picture; encrypted-media";
    frame.referrerPolicy = "strict-origin-when-cross-origin";
    play.replaceWith(frame);
    frame.focus();
  });

  // j and k go from turn to turn, n and p from section to section.
  document.addEventListener("keydown", (event) => {
    if (event.metaKey || event.ctrlKey || event.altKey || event.isComposing) return;
    if (event.target.closest("input, textarea, select, [contenteditable], audio, video")) return;
    if ((event.key === "n" || event.key === "p") && home === "section") {
      const link = document.querySelector(`main a[rel="${event.key === "n" ? "next" : "prev"}"]`);
      if (link) link.click();
    } else if (event.key === "j" || event.key === "k") {
      const turns = [...document.querySelectorAll("[data-turn]")];
      const down = event.key === "j";
      const ahead = turns.filter((turn) => (down ? turn.getBoundingClientRect().top > 90 : turn.getBoundingClientRect().top < 70));
      const turn = down ? ahead[0] : ahead[ahead.length - 1];
      if (turn) turn.scrollIntoView({ block: "start", behavior: matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth" });
    }
  });
})();
