// Keeps what was opened, so that it can be opened again without a network. `build` is put in front by the program: the version, and the
// pages that every reader gets. Pages come from the network as long as there is one; files whose name changes with their content do
// not need it. What cannot be kept (no room, not allowed) is fetched as if this program were not there.
const home = new URL(registration.scope);
const PAGES = `plenary ${home.pathname} pages`;
const FILES = `plenary ${home.pathname} files`;
// How long a page is waited for that is there already, in milliseconds; and how many pages an event may have to be kept unasked.
const PATIENCE = 3000;
const UNASKED = 120;

const here = (path) => new URL(path, home).href;
const plain = (address) => {
  const url = new URL(address);
  url.search = url.hash = "";
  return url.href;
};
const isFile = (url) => /\/assets\/[^/]+\.[0-9a-f]{10}\.[^/]+$/.test(url);
const isList = (url) => url.startsWith(here("assets/offline/"));
const quietly = (promise) => promise.catch(() => undefined);
const find = (url, name = isFile(url) ? FILES : PAGES) => quietly(caches.open(name).then((cache) => cache.match(url)));
const store = (url, response) => quietly(caches.open(isFile(url) ? FILES : PAGES).then((cache) => cache.put(url, response)).then(() => true));
const drop = (url) => quietly(caches.open(isFile(url) ? FILES : PAGES).then((cache) => cache.delete(url)));
const names = async (name) => ((await quietly(caches.open(name).then((cache) => cache.keys()))) ?? []).map((request) => request.url);

// The files that a page cannot do without.
const filesOf = (html, page) =>
  [...html.matchAll(/ (?:href|src|data-share|data-sheet|data-index)="([^"]*)"/g)]
    .flatMap(([, addresses]) => addresses.split(" "))
    .map((address) => plain(new URL(address.replaceAll("&amp;", "&"), page)))
    .filter((url) => url.startsWith(home.href) && isFile(url));

// The texts of an event in the index of a large site.
const textsOf = ({ texts = [] }) => texts.map((hash) => here(`assets/search-index.${hash}.js`));

const keepFile = async (url) => {
  if (await find(url)) return;
  const found = await quietly(fetch(url));
  if (found?.ok) await store(url, found);
};
const keepPage = async (url) => {
  const response = await fetch(url, { cache: "no-cache" });
  if (!response.ok || response.redirected) return false;
  const html = await response.clone().text();
  for (const file of new Set(filesOf(html, url))) await keepFile(file);
  return store(url, response);
};

// Brings what is kept of an event up to date: new and changed pages are fetched, those that are gone are dropped.
const keepEvent = async (list, everything, tell = () => {}) => {
  const before = (await (await find(list))?.json()) ?? { done: [] };
  const response = await fetch(list, { cache: "no-cache" });
  if (response.status === 404 || response.status === 410) {
    for (const [path] of before.done) await drop(here(path));
    return drop(list);
  }
  if (!response.ok) return;
  const now = await response.json();
  const all = everything || before.all === true;
  const wanted = all ? [...now.pages, ...now.more] : now.pages.length <= UNASKED ? now.pages : [];
  const known = new Map(before.done);
  const done = [];
  const queue = [...wanted];
  const work = async () => {
    for (let next = queue.shift(); next; next = queue.shift()) {
      const [path, hash] = next;
      const there = known.get(path) === hash && (await find(here(path)));
      if (there || (await quietly(keepPage(here(path))))) done.push(next);
      tell(done.length, wanted.length);
    }
  };
  await Promise.all([work(), work(), work(), work()]);
  const still = new Set([...now.pages, ...now.more].map(([path]) => path));
  for (const [path] of before.done) if (!still.has(path)) await drop(here(path));
  const complete = done.length === wanted.length;
  // What is kept can be searched.
  if (build.search) await quietly(keepPage(here(build.search)));
  const texts = done.length ? textsOf(now) : [];
  const read = async () => {
    for (let next = texts.shift(); next; next = texts.shift()) await keepFile(next);
  };
  await Promise.all([read(), read(), read(), read()]);
  await store(list, new Response(JSON.stringify({ ...now, done, all: all && complete }), { headers: { "Content-Type": "application/json" } }));
};

// After a new build: pages of no kept event but those for everybody go, and so do files that no kept page needs.
const sweep = async () => {
  const mark = here("assets/offline/version");
  if ((await (await find(mark))?.text()) === build.version) return;
  const wanted = new Set([mark, ...build.core.map(here)]);
  for (const list of (await names(PAGES)).filter((url) => isList(url) && url !== mark)) {
    await quietly(keepEvent(list));
    const kept = await (await find(list))?.json();
    if (kept) for (const url of [list, ...(build.search ? [here(build.search)] : []), ...kept.done.map(([path]) => here(path))]) wanted.add(url);
  }
  await Promise.all(build.core.map((path) => quietly(keepPage(here(path)))));
  const files = new Set();
  for (const url of await names(PAGES)) {
    if (!wanted.has(url)) await drop(url);
    else if (isList(url)) {
      const kept = url !== mark && (await (await find(url))?.json());
      if (kept?.done.length) for (const text of textsOf(kept)) files.add(text);
    } else for (const file of filesOf((await (await find(url))?.text()) ?? "", url)) files.add(file);
  }
  for (const url of await names(FILES)) if (!files.has(url)) await drop(url);
  await store(mark, new Response(build.version));
};

const page = async (url, event) => {
  const network = fetch(event.request);
  event.waitUntil(
    quietly(
      network.then((response) => {
        if (response.status === 404 || response.status === 410) return drop(url);
        const html = response.headers.get("Content-Type")?.startsWith("text/html");
        if (response.ok && response.type === "basic" && !response.redirected && html) return store(url, response.clone());
      }),
    ),
  );
  const old = await find(url);
  if (old) {
    const late = new Promise((resolve) => setTimeout(resolve, PATIENCE));
    const found = await Promise.race([quietly(network), late]);
    return found && found.status < 500 ? found : old;
  }
  const found = await quietly(network);
  if (found) return found;
  // A turn is read in its section, which is kept where the turn's own page is not.
  const [, section, id] = /^(.*\/\d+\/)([^/]+)\/$/.exec(url) ?? [];
  if (section && (await find(section))) return Response.redirect(`${section}#${id}`);
  const lost = await find(here("404.html"));
  return lost ? new Response(lost.body, { status: 503, headers: { "Content-Type": "text/html; charset=utf-8" } }) : Response.error();
};

const file = async (url, event) => {
  const kept = await find(url);
  if (kept) return kept;
  const found = await quietly(fetch(event.request));
  if (found) {
    if (found.ok) event.waitUntil(store(url, found.clone()));
    return found;
  }
  // Without a network another size of the same picture is better than none.
  const size = /\.\d+\.webp$/;
  const other = size.test(url) && (await names(FILES)).find((name) => size.test(name) && name.replace(size, "") === url.replace(size, ""));
  return (other && (await find(other))) || Response.error();
};

addEventListener("install", (event) => {
  skipWaiting();
  event.waitUntil(Promise.all(build.core.map((path) => quietly(keepPage(here(path))))));
});

addEventListener("activate", (event) => event.waitUntil(quietly(clients.claim())));

// One message after another: what one of them has fetched and not yet listed, another would sweep away.
let working = Promise.resolve();
addEventListener("message", (event) => {
  const { list, all } = event.data ?? {};
  const port = event.ports[0];
  const tell = (done, total) => port?.postMessage({ done, total });
  const work = async () => {
    if (typeof list === "string" && isList(list)) await quietly(keepEvent(list, all === true, tell));
    await quietly(sweep());
    port?.postMessage({});
  };
  working = working.then(work);
  event.waitUntil(working);
});

addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method !== "GET" || !request.url.startsWith(home.href) || request.headers.has("range")) return;
  const url = plain(request.url);
  if (isFile(url)) event.respondWith(file(url, event));
  else if (request.mode === "navigate") event.respondWith(page(url, event));
});
