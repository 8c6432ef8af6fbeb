// The comments of a page, from the service that the site uses; loaded when the reader asks for them.
const area = document.querySelector("[data-comments]");
const status = area.querySelector("[role=status]");
const button = area.querySelector("button");
const options = JSON.parse(area.dataset.comments);
const { provider, thread, title, server } = options;
const { lang, dataset } = document.documentElement;
const [primary] = lang.split("-");
// What the reader has chosen, or else what the system wears.
const dark = dataset.scheme ? dataset.scheme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
const holder = document.createElement("div");

const load = (name, attributes, within = document.head) => new Promise((done, failed) => {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  Object.assign(element, { onload: done, onerror: failed });
  within.append(element);
});
const sheet = (href) => load("link", { rel: "stylesheet", href });
// The services name Chinese by place.
const chinese = { "zh-Hans": "zh-CN", "zh-Hant": "zh-TW" }[lang];

const services = {
  giscus: () => load("script", {
    src: "https://giscus.app/client.js",
    "data-repo": options.repo,
    "data-repo-id": options.repo_id,
    ...(options.category && { "data-category": options.category }),
    "data-category-id": options.category_id,
    "data-mapping": "specific",
    "data-term": thread,
    "data-strict": "1",
    "data-reactions-enabled": options.reactions === false ? "0" : "1",
    "data-emit-metadata": "0",
    "data-input-position": "top",
    "data-theme": options.theme ?? (dark ? "dark" : "light"),
    "data-lang": primary === "zh" ? chinese ?? "zh-CN" : primary,
    crossorigin: "anonymous",
  }, holder),
  utterances: () => load("script", {
    src: "https://utteranc.es/client.js",
    repo: options.repo,
    "issue-term": thread,
    ...(options.label && { label: options.label }),
    theme: options.theme ?? (dark ? "github-dark" : "github-light"),
    crossorigin: "anonymous",
  }, holder),
  async waline() {
    const [{ init }] = await Promise.all([import(`${options.client}/waline.js`), sheet(`${options.client}/waline.css`)]);
    init({ el: holder, serverURL: server, path: thread, lang: chinese ?? { en: "en-US", ja: "jp-JP" }[primary] ?? lang, dark });
  },
  async artalk() {
    await Promise.all([load("script", { src: `${server}/dist/Artalk.js` }), sheet(`${server}/dist/Artalk.css`)]);
    Artalk.init({ el: holder, pageKey: thread, pageTitle: title, server, site: options.site, locale: chinese ?? primary, darkMode: dark });
  },
  remark42() {
    holder.id = "remark42";
    window.remark_config = {
      host: server,
      site_id: options.site ?? "remark",
      url: thread,
      page_title: title,
      components: ["embed"],
      theme: dark ? "dark" : "light",
      locale: primary,
      no_footer: true,
    };
    return load("script", { src: `${server}/web/embed.mjs`, type: "module" }, document.body);
  },
};

area.append(holder);
Promise.resolve(services[provider]()).then(() => {
  // What follows stays where it is: the comments have at least the room of what they replace.
  const end = () => document.body.getBoundingClientRect().bottom;
  const before = end();
  button.parentElement.remove();
  status.remove();
  // Once more, since an empty box lets margins through.
  for (let pass = 0; pass < 2; pass++) holder.style.minBlockSize = `${holder.getBoundingClientRect().height + before - end()}px`;
}, () => {
  holder.remove();
  button.disabled = false;
  status.textContent = area.dataset.trouble;
});
