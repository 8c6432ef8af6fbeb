// Comments: nothing is asked of anybody before the reader presses, and then each service is asked as it wants to be.
import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { after, before, test } from "node:test";
import { overflow, smallTargets, violations, visit } from "./browser.mjs";
import { freePort, plenary, serve, temporaryFolder } from "./site.mjs";

const server = "https://talk.example";
const services = {
  giscus: { options: "repo: town/talks, repo_id: R_1, category: Talks, category_id: DIC_2", asks: ["https://giscus.app/client.js"] },
  utterances: { options: "repo: town/talks, label: talk", asks: ["https://utteranc.es/client.js"] },
  waline: { options: `server: "${server}/"`, asks: ["https://unpkg.com/@waline/client@v3/dist/waline.js", "https://unpkg.com/@waline/client@v3/dist/waline.css"] },
  artalk: { options: `server: "${server}", site: Town`, asks: [`${server}/dist/Artalk.js`, `${server}/dist/Artalk.css`] },
  remark42: { options: `server: "${server}", site: town`, asks: [`${server}/web/embed.mjs`] },
};
// What stands in for the services: each tells the page what it was given.
const stubs = {
  "client.js": "const { attributes } = document.currentScript; globalThis.given = Object.fromEntries([...attributes].map(({ name, value }) => [name, value]));",
  "waline.js": "export const init = (given) => { globalThis.given = { ...given, el: given.el.localName }; };",
  "Artalk.js": "globalThis.Artalk = { init: (given) => { globalThis.given = { ...given, el: given.el.localName }; } };",
  "embed.mjs": "globalThis.given = { ...remark_config, el: document.getElementById('remark42').localName };",
};

let url;
let host;
before(async () => {
  const folder = temporaryFolder();
  const put = (path, text) => {
    const to = join(folder, "site", path);
    mkdirSync(dirname(to), { recursive: true });
    writeFileSync(to, text);
  };
  const port = await freePort();
  url = `http://127.0.0.1:${port}/`;
  put("content/site.yaml", `title: Talks\nbase_url: ${url}\nlanguage: en\n`);
  for (const [name, { options }] of Object.entries(services)) {
    put(`content/${name}/event.md`, `---\ntitle: By ${name}\ncomments: {provider: ${name}, ${options}}\n---\n`);
    put(`content/${name}/01.md`, "# One\n\n**Ann Lee:** Hello.\n");
  }
  put("content/link/event.md", "---\ntitle: By link\ncomments: {provider: link, url: \"mailto:ask@x.example?subject={title}\"}\n---\n");
  put("content/link/01.md", "# One\n\n**Ann Lee:** Hello.\n");
  const output = join(folder, "public");
  plenary(["build", "--root", join(folder, "site"), "--output", output]);
  host = await serve({ "/": output }, port);
});
after(() => host?.stop());

/** Opens a page; what it asks of others is kept, and answered by the stubs, or not at all. */
async function open(t, path, { answer = true, ...options } = {}) {
  const asked = [];
  const page = await visit(t, `${url}${path}`, {
    ...options,
    before: async (page) => {
      page.on("request", (request) => request.url().includes("/comments.") && asked.push("the script"));
      await page.route((address) => !address.href.startsWith(url), (route) => {
        const address = route.request().url();
        asked.push(address);
        if (!answer) return route.abort();
        const body = stubs[address.split("/").at(-1)] ?? "";
        return route.fulfill({ body, contentType: address.endsWith(".css") ? "text/css" : "text/javascript", headers: { "access-control-allow-origin": "*" } });
      });
    },
  });
  return { page, asked };
}

const expected = {
  giscus: (thread) => ({ "data-repo": "town/talks", "data-repo-id": "R_1", "data-category": "Talks", "data-category-id": "DIC_2", "data-mapping": "specific", "data-term": thread, "data-strict": "1", "data-lang": "en", "data-theme": "light" }),
  utterances: (thread) => ({ repo: "town/talks", "issue-term": thread, label: "talk", theme: "github-light" }),
  waline: (thread) => ({ el: "div", serverURL: server, path: thread, lang: "en-US", dark: false }),
  artalk: (thread) => ({ el: "div", pageKey: thread, pageTitle: "One · By artalk", server, site: "Town", locale: "en", darkMode: false }),
  remark42: (thread) => ({ el: "div", host: server, site_id: "town", url: thread, theme: "light", locale: "en" }),
};

for (const name of Object.keys(services)) {
  test(`${name} is asked when the button is pressed, and not before`, async (t) => {
    const { page, asked } = await open(t, `${name}/01/`);
    await page.locator(".comments").scrollIntoViewIfNeeded();
    await page.waitForTimeout(300);
    assert.deepEqual(asked, []);
    await page.locator(".comments button").click();
    await page.waitForFunction(() => globalThis.given);
    assert.deepEqual(asked.toSorted(), ["the script", ...services[name].asks].toSorted());
    const given = await page.evaluate(() => globalThis.given);
    for (const [key, value] of Object.entries(expected[name](`${url}${name}/01/`))) assert.equal(given[key], value, key);
    await page.locator(".comments button").waitFor({ state: "detached" });
  });
}

test("the area can be read and pressed at 320 px", async (t) => {
  const { page } = await open(t, "giscus/01/", { width: 320 });
  assert.deepEqual(await overflow(page), []);
  assert.deepEqual(await smallTargets(page, ".comments *"), []);
  assert.deepEqual(await violations(page), []);
  assert.match(await page.locator(".comments [role=status]").textContent(), /giscus\.app/);
});

test("a service that does not answer is told, and may be asked again", async (t) => {
  const { page } = await open(t, "artalk/01/", { answer: false, allow: [/talk\.example/] });
  await page.locator(".comments button").click();
  await page.waitForFunction(() => document.querySelector(".comments [role=status]").textContent.includes("cannot be loaded"));
  assert.ok(await page.locator(".comments button").isEnabled());
});

test("who comes back from signing in has asked", async (t) => {
  const { page, asked } = await open(t, "giscus/01/?giscus=session");
  await page.waitForFunction(() => globalThis.given);
  assert.ok(asked.includes("https://giscus.app/client.js"));
});

test("a plain link needs no script, and without script there is no button that does nothing", async (t) => {
  const { page, asked } = await open(t, "link/01/", { script: false });
  assert.equal(await page.locator(".comments a").getAttribute("href"), "mailto:ask@x.example?subject=One%20%C2%B7%20By%20link");
  assert.equal(await page.locator(".comments button").count(), 0);
  assert.deepEqual(asked, []);
  const other = await open(t, "giscus/01/", { script: false });
  assert.ok(await other.page.locator(".comments").isHidden());
});
