// On the web, an event of which one page was opened stays readable without a network. Opened from disk, there is nothing to keep.
const secure = location.protocol.startsWith("http") && navigator.serviceWorker && document.currentScript?.src;
if (secure) {
  const workers = navigator.serviceWorker;
  const home = new URL("../", document.currentScript.src);
  const list = root.dataset.offline && new URL(root.dataset.offline, location).href;
  const button = document.querySelector("[data-keep-offline]");
  const kept = async (url) => {
    try {
      return await (await caches.match(url))?.json();
    } catch {
      // Nothing may be kept here.
    }
  };
  // Its width stays, whatever it says, so that nothing moves.
  const show = (text, done) => {
    button.style.minWidth = `${button.offsetWidth}px`;
    button.textContent = text;
    button.disabled = done;
  };
  const send = async (everything, tell) => {
    const { active } = await workers.ready;
    const channel = new MessageChannel();
    channel.port1.onmessage = ({ data }) => tell?.(data);
    active.postMessage({ list: everything || !navigator.connection?.saveData ? list : undefined, all: everything }, [channel.port2]);
  };
  addEventListener("load", async () => {
    try {
      await workers.register(new URL("sw.js", home));
    } catch {
      return;
    }
    send(false);
    workers.addEventListener("controllerchange", () => send(false));
    if (!button || !list) return;
    button.dataset.ready = "";
    if ((await kept(list))?.all) show(words.kept_offline, true);
    button.addEventListener("click", () => {
      const label = button.textContent;
      show("…", true);
      send(true, async ({ done, total }) => {
        if (total) show(`${done} / ${total}`, true);
        else if ((await kept(list))?.all) show(words.kept_offline, true);
        else show(label, false);
      });
    });
  });
  // The page for what is not there, given because there is no network: it lists what is.
  if (root.dataset.page === "404" && performance.getEntriesByType("navigation")[0]?.responseStatus === 503) {
    document.querySelector("h1").textContent = document.title = words.offline_title;
    (async () => {
      const main = document.querySelector("main");
      const links = [];
      for (const name of await caches.keys()) {
        if (name !== `plenary ${home.pathname} pages`) continue;
        for (const request of await (await caches.open(name)).keys()) {
          const event = request.url.endsWith(".json") && (await kept(request.url));
          if (event?.done?.length) links.push(make("li", {}, make("a", { class: "target", href: new URL(event.home, home), lang: event.language }, event.title)));
        }
      }
      main.replaceChildren(document.querySelector("h1"), make("p", {}, words.offline_text), make("ul", {}, ...links));
    })().catch(() => {});
  }
}
