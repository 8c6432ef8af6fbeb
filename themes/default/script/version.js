// A link that was shared says of which words. Where they are others now, the page tells.
{
  const version = new URLSearchParams(location.search).get("v");
  const tell = () => {
    const place = location.hash ? document.getElementById(decodeURIComponent(location.hash.slice(1))) : document.querySelector("main [data-v]");
    const turn = place?.closest("[data-v]");
    if (!turn || turn.dataset.v === version || turn.querySelector(".changed")) return;
    turn.querySelector(".said, blockquote").before(make("p", { class: "changed" }, words.changed));
  };
  if (version && /^[0-9a-z]{3}$/.test(version)) tell();
}
