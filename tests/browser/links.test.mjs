// Links that were shared before the text was edited: with the place on the page and without it, with script and without, under a path.
import assert from "node:assert/strict";
import { readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { before, after, test } from "node:test";
import { visit } from "./browser.mjs";
import { copyOfSite, freePort, plenary, serve, temporaryFolder } from "./site.mjs";

let url;
let server;
/** What stood in the first section before it was edited: ids in order. */
let ids;

before(async () => {
  const folder = temporaryFolder();
  const [root, output] = [join(folder, "site"), join(folder, "out")];
  copyOfSite(root);
  const port = await freePort();
  url = `http://127.0.0.1:${port}/a/b/`;
  const build = () => plenary(["build", "--quiet", "--root", root, "--output", output, "--base-url", url]);
  build();
  const event = join(root, "content/tide-lamps-en");
  ids = [...readFileSync(join(output, "tide-lamps-en/01/index.html"), "utf8").matchAll(/data-turn="(\w+)"/g)].map(([, id]) => id);
  const paragraphs = readFileSync(join(event, "01.md"), "utf8").split("\n\n");
  const turns = paragraphs.filter((text) => /^(\*\*)?[A-Z][\w ]+:/.test(text));
  assert.equal(turns.length, ids.length);
  const [edited, gone, moved] = turns;
  const rest = paragraphs.filter((text) => text !== gone && text !== moved);
  writeFileSync(join(event, "01.md"), rest.map((text) => (text === edited ? text.replace(/\.$/, ", as everybody knew.") : text)).join("\n\n"));
  const third = join(event, "03.md");
  writeFileSync(third, `${readFileSync(third, "utf8").trimEnd()}\n\n${moved}\n`);
  renameSync(join(event, "08.md"), join(event, "12.md"));
  build();
  server = await serve({ "/a/b/": output }, port);
});
after(() => server?.stop());

const section = "tide-lamps-en/01/";
const moves = true;

/** Comes by a link from another page: a former address leads on while it opens. */
async function arrive(t, path, script) {
  const page = await visit(t, `${url}about/`, { moves: script, script });
  await page.goto(url + path, { waitUntil: "commit" });
  return page;
}

test("a link whose words have changed says so, on the section and on the turn's own page", async (t) => {
  for (const path of [`${section}?v=000#${ids[0]}`, `${section}${ids[0]}/?v=000`]) {
    const page = await visit(t, url + path, { moves });
    assert.ok(await page.locator("p.told").isVisible(), path);
  }
  const page = await visit(t, `${url}${section}${ids[0]}/`, { moves });
  const version = await page.locator("[data-v]").first().getAttribute("data-v");
  assert.match(version, /^[0-9a-z]{3}$/);
  for (const query of ["", `?v=${version}`, "?v=%3Cb%3E", "?v=0000"]) {
    const same = await visit(t, `${url}${section}${ids[0]}/${query}`, { moves });
    assert.equal(await same.locator("p.told").count(), 0, query);
  }
});

for (const script of [true, false]) {
  const how = script ? "with script" : "without script";
  test(`where words are gone their place says so, ${how}`, async (t) => {
    for (const path of [`${section}#${ids[1]}`, `${section}${ids[1]}/`]) {
      const page = await arrive(t, path, script);
      await page.waitForURL((now) => now.pathname.endsWith(section) && now.hash === `#${ids[1]}`);
      const place = page.locator(`#${ids[1]}`);
      assert.ok(await place.locator("span").isVisible());
      const top = await place.evaluate((element) => element.getBoundingClientRect().top);
      assert.ok(top >= -1 && top < 844, `its place is in sight: ${top}`);
    }
    const page = await visit(t, url + section, { moves: script, script });
    assert.ok(await page.locator(`#${ids[1]} span`).isHidden(), "others are not told");
  });

  test(`what moved is found from where it stood, ${how}`, async (t) => {
    const page = await visit(t, `${url}${section}#${ids[2]}`, { moves: script, script });
    await page.locator(`#${ids[2]} a`).click();
    await page.waitForURL(`**/tide-lamps-en/03/#${ids[2]}`);
    const alone = await arrive(t, `${section}${ids[2]}/`, script);
    await alone.waitForURL(`**/tide-lamps-en/03/${ids[2]}/`);
  });

  test(`a section with another number is found by its old one, ${how}`, async (t) => {
    const page = await arrive(t, "tide-lamps-en/08/", script);
    await page.waitForURL("**/tide-lamps-en/12/");
    assert.equal(await page.locator("main").getAttribute("data-section"), "12");
  });
}

test("the place on the page and the version are carried along", async (t) => {
  const page = await visit(t, `${url}tide-lamps-en/12/`, { moves });
  const id = await page.locator("[data-turn]").nth(1).getAttribute("data-turn");
  await page.goto(`${url}tide-lamps-en/08/?v=000#${id}`);
  await page.waitForURL(`**/tide-lamps-en/12/?v=000#${id}`);
  assert.ok(await page.locator("p.told").isVisible());
});
