// The bar gives way while one reads down, and comes back on the way up, at the end, and when it gets the focus.
let before = scrollY;
let ticking = false;
const bar = document.querySelector(".bar");
const move = () => {
  ticking = false;
  const down = scrollY - before;
  const end = innerHeight + scrollY > root.scrollHeight - 80;
  if (Math.abs(down) > 8 || end) {
    root.toggleAttribute("data-away", down > 0 && scrollY > 120 && !end);
    before = scrollY;
  }
  // Browsers that cannot tie the line of progress to scrolling by themselves.
  if (!CSS.supports("animation-timeline: scroll()")) {
    root.style.setProperty("--along", `${(100 * scrollY) / Math.max(1, root.scrollHeight - innerHeight)}%`);
  }
};
if (bar) {
  addEventListener("scroll", () => ticking || ((ticking = true), requestAnimationFrame(move)), { passive: true });
}

// The place is kept: whoever comes back to a section or an event is offered to go on where they were.
const section = root.dataset.page === "section";
const event = section ? document.querySelector(".eyebrow a")?.href : root.dataset.page === "event" ? location.href : "";
const shelf = `plenary:${event?.split("#")[0].replace(/index\.html$/, "")}`;
const here = location.href.split(/[?#]/)[0];
const offer = (href, label, go) => {
  const link = make("a", { href }, label);
  const line = toast(link, 10);
  link.addEventListener("click", (click) => {
    line.remove();
    if (!go) return;
    click.preventDefault();
    go();
  });
};
if (event) {
  const place = kept(shelf);
  const fresh = performance.getEntriesByType("navigation")[0]?.type === "navigate";
  const turn = place.turn && document.getElementById(place.turn);
  if (fresh && !location.hash && !location.search && place.href) {
    if (section && place.href === here && turn) {
      // The place that the reader had then is a place in the text, not a height on the screen.
      offer(`#${place.turn}`, words.go_on, () => turn.scrollIntoView());
    } else if (!section) {
      offer(`${place.href}#${place.turn}`, `${words.go_on} · ${place.title}`);
    }
  }
}
if (section && event) {
  const turns = all(".turn");
  const note = () => {
    const turn = turns.findLast((turn) => turn.getBoundingClientRect().top < innerHeight / 3);
    if (turn && turn !== turns[0]) keep(shelf, { href: here, turn: turn.id, title: document.querySelector("h1").textContent });
  };
  let rest;
  addEventListener("scroll", () => {
    clearTimeout(rest);
    rest = setTimeout(note, 400);
  }, { passive: true });
}
