// The switch of languages leads to the turn that is being read.
for (const kind of ["pointerdown", "click"]) {
  document.addEventListener(kind, (event) => {
    const link = event.target.closest?.(".twins a");
    if (!link) return;
    const above = (selector) => [...document.querySelectorAll(selector)].findLastIndex((one) => one.getBoundingClientRect().top < innerHeight / 4);
    const turn = link.dataset.turns?.split(" ")[above("main .turn[id]")];
    // On the page of the whole transcript sections have the same ids in all languages.
    const section = root.dataset.page === "all" && document.querySelectorAll("main [data-section]")[above("main [data-section]")]?.id;
    link.hash = scrollY && (turn || section) || "";
  });
}
