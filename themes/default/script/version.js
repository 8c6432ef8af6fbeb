// A link that was shared says of which words. Where they are others now, the page tells, without moving them.
{
  const version = new URLSearchParams(location.search).get("v");
  const place = location.hash ? document.getElementById(decodeURIComponent(location.hash.slice(1))) : document.querySelector("main [data-v]");
  const now = place?.closest("[data-v]")?.dataset.v;
  if (now && now !== version && /^[0-9a-z]{3}$/.test(version ?? "")) {
    const told = make("p", { class: "told", role: "status" }, words.changed, " ");
    const close = make("button", { type: "button", class: "target" }, words.close);
    close.addEventListener("click", () => told.remove());
    told.append(close);
    document.body.append(told);
  }
}
