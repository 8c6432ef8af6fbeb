// Keeps a page as the sources are while they are written. Only in what `plenary serve` shows; no published page has it.
(() => {
  const own = document.currentScript.dataset;
  const source = new EventSource(new URL("live", document.currentScript.src));
  const memory = "plenary-live";
  let panel;

  // What was at the top of the screen stays there, also when something above it has grown.
  const before = JSON.parse(sessionStorage.getItem(memory) ?? "null");
  sessionStorage.removeItem(memory);
  if (before && before.path === location.pathname) {
    const restore = () => {
      const element = before.id && document.getElementById(before.id);
      if (element) scrollBy({ top: element.getBoundingClientRect().top - before.top, behavior: "instant" });
      else scrollTo({ top: before.y, behavior: "instant" });
    };
    history.scrollRestoration = "manual";
    restore();
    addEventListener("load", restore, { once: true });
  }
  function remember() {
    const seen = [...document.querySelectorAll("main [id]")].find((element) => element.getBoundingClientRect().bottom > 60);
    sessionStorage.setItem(memory, JSON.stringify({ path: location.pathname, id: seen?.id, top: seen?.getBoundingClientRect().top, y: scrollY }));
  }

  // New styles are there before the old ones go.
  async function dress(text) {
    const next = new DOMParser().parseFromString(text, "text/html").querySelectorAll('link[rel="stylesheet"]');
    const now = document.head.querySelectorAll('link[rel="stylesheet"]');
    await Promise.all([...next].map((link, at) => new Promise((done) => {
      if (now[at]?.getAttribute("href") === link.getAttribute("href")) return done();
      const fresh = document.importNode(link);
      fresh.onload = fresh.onerror = () => { now[at]?.remove(); done(); };
      if (now[at]) now[at].after(fresh);
      else document.head.append(fresh);
    })));
  }

  source.addEventListener("changed", async () => {
    panel?.remove();
    const response = await fetch(location.href, { cache: "no-store" });
    const [whole, text] = ["X-Plenary-Whole", "X-Plenary-Text"].map((name) => response.headers.get(name));
    if (whole && whole === own.whole) return;
    if (text && text === own.text) {
      await dress(await response.text());
      own.whole = whole;
      return;
    }
    remember();
    location.reload();
  });

  source.addEventListener("broken", ({ data }) => {
    // What is told anew while one reads it takes the place of the old text.
    if (panel?.isConnected) {
      panel.shadowRoot.querySelector("pre").textContent = data;
      return;
    }
    panel = document.createElement("div");
    const inside = panel.attachShadow({ mode: "open" });
    // Not as an element: the site's policy allows no styles in a page.
    const style = new CSSStyleSheet();
    style.replaceSync(`
      :host { all: initial }
      section { position: fixed; inset: auto 0 0; z-index: 2147483647; max-height: 70dvh; overflow: auto; box-sizing: border-box; padding: 1rem; background: #1b1d21; color: #f4f1ea; border-top: 4px solid #e5534b; font: 15px/1.5 system-ui, sans-serif; color-scheme: dark }
      h2 { margin: 0; font-size: 1rem }
      pre { margin: 0.75rem 0 0; font: 13px/1.5 ui-monospace, monospace; white-space: pre-wrap; overflow-wrap: anywhere }
      button { float: inline-end; min-width: 44px; min-height: 44px; margin: -0.5rem -0.5rem 0 1rem; border: 0; background: none; color: inherit; font: inherit; cursor: pointer }
    `);
    inside.adoptedStyleSheets = [style];
    inside.innerHTML = `<section role="alert" lang="en" dir="ltr"><button type="button" aria-label="Close">✕</button><h2>This cannot be shown as it is now. What you see is how it was.</h2><pre></pre></section>`;
    inside.querySelector("pre").textContent = data;
    inside.querySelector("button").onclick = () => panel.remove();
    document.body.append(panel);
  });
})();
