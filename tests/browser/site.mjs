// The sites that the tests look at, built by the program and served by a real web server (nginx, with compression).
//
//   site.root.url    the sample site at the root of the server
//   site.path.url    the sample site under /a/b/
//   site.real.url    the real article, imported; `site.real` is null where the article is missing
//   site.root.folder where its files lie; the same for the others
//   site.root.pages  every page: { kind, language, direction, path, file, bytes }
//
// `run.mjs` does this once for all files of tests; a file that runs alone (`node --test layout.test.mjs`) does it for itself.
import { execFileSync, spawn } from "node:child_process";
import { appendFileSync, closeSync, cpSync, existsSync, mkdirSync, mkdtempSync, openSync, readdirSync, readFileSync, readSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join, relative, resolve, sep } from "node:path";

export const repository = resolve(import.meta.dirname, "../..");
const article = join(process.env.PLENARY_SHARED ?? join(repository, "../shared"), "real/000_6e6edfdac79d20a7.txt");
export const program = process.env.PLENARY ?? join(repository, "target/debug/plenary");

/** Runs the program; what it says is shown when it fails. */
export function plenary(words, options = {}) {
  try {
    return execFileSync(program, words, { cwd: repository, encoding: "utf8", stdio: "pipe", ...options });
  } catch (error) {
    throw new Error(`plenary ${words.join(" ")} failed:\n${error.stdout ?? ""}${error.stderr ?? error}`);
  }
}

/** A folder of our own, which goes when the process ends. */
export function temporaryFolder() {
  const folder = mkdtempSync(join(tmpdir(), "plenary-browser-"));
  process.on("exit", () => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** The sources of the sample site once more, with what has been drawn for it already: its build need not draw all cards anew. */
export function copyOfSite(root) {
  for (const name of ["content", "static", ".plenary"]) {
    if (existsSync(join(repository, name))) cpSync(join(repository, name), join(root, name), { recursive: true });
  }
}

export function freePort() {
  return new Promise((found, failed) => {
    const server = createServer().once("error", failed);
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => found(port));
    });
  });
}

/** The modules that Debian keeps apart, if they are installed. */
function modules() {
  return ["/usr/lib/nginx/modules/ngx_http_brotli_filter_module.so"].filter(existsSync);
}

/**
 * Starts nginx on a loopback port. `places` maps paths such as `/` and `/a/b/` to folders. As a host of static files is set up:
 * compressed, files with a hash in their name kept for a year, everything else asked for anew, 404.html for what is not there.
 */
export async function serve(places, port) {
  const folder = temporaryFolder();
  const brotli = modules();
  const types = "text/css text/javascript application/javascript application/json application/manifest+json application/wasm image/svg+xml text/vtt text/plain application/octet-stream";
  // One of the sites has told its host what to send; the pages of the others say it themselves.
  const told = Object.values(places).map((root) => join(root, ".plenary/http.nginx.conf")).filter(existsSync);
  const locations = Object.entries(places).map(([path, root]) => existsSync(join(root, ".plenary/server.nginx.conf")) ? `
    location ${path} {
      alias ${root}/;
      error_page 404 ${path}404.html;
      include ${root}/.plenary/server.nginx.conf;
    }` : `
    location ${path} {
      alias ${root}/;
      error_page 404 ${path}404.html;
      add_header Cache-Control no-cache;
    }
    location ${path}assets/ {
      alias ${root}/assets/;
      add_header Cache-Control "public, max-age=31536000, immutable";
    }`);
  const settings = join(folder, "nginx.conf");
  writeFileSync(settings, `
${brotli.map((file) => `load_module ${file};`).join("\n")}
${process.getuid() === 0 ? "user root;" : ""}
worker_processes 1;
daemon off;
pid ${folder}/pid;
error_log ${folder}/error.log;
events { worker_connections 256; }
http {
  access_log off;
  client_body_temp_path ${folder}; proxy_temp_path ${folder}; fastcgi_temp_path ${folder}; uwsgi_temp_path ${folder}; scgi_temp_path ${folder};
  include /etc/nginx/mime.types;
  types { application/manifest+json webmanifest; text/javascript mjs; text/vtt vtt; image/webp webp; image/avif avif; }
  charset utf-8;
  charset_types text/css text/javascript application/javascript application/json text/plain text/vtt;
  sendfile on;
  ${told.map((file) => `include ${file};`).join("\n")}
  gzip on; gzip_comp_level 9; gzip_min_length 200; gzip_types ${types};
  ${brotli.length ? `brotli on; brotli_comp_level 11; brotli_min_length 200; brotli_types ${types};` : ""}
  server {
    listen 127.0.0.1:${port};
    server_name localhost;
    port_in_redirect on;
    absolute_redirect off;
    index index.html;
    ${locations.join("\n")}
  }
}
`);
  const child = spawn("nginx", ["-e", join(folder, "error.log"), "-p", folder, "-c", settings], { stdio: "ignore" });
  let ended = null;
  const end = new Promise((done) => child.once("exit", (code) => done((ended = code ?? 0))).once("error", (error) => done((ended = error))));
  const stop = async () => {
    if (ended === null) child.kill("SIGTERM");
    await end;
  };
  process.on("exit", () => ended === null && child.kill("SIGTERM"));
  const url = `http://127.0.0.1:${port}`;
  for (let wait = 0; ; wait++) {
    if (ended !== null || wait > 200) throw new Error(`nginx does not start: ${ended}\n${existsSync(join(folder, "error.log")) ? readFileSync(join(folder, "error.log"), "utf8") : ""}`);
    try {
      await fetch(url, { method: "HEAD" });
      return { url, stop };
    } catch {
      await new Promise((again) => setTimeout(again, 25));
    }
  }
}

/** All pages of a built folder, with what `<html>` says about each. Redirects are no pages. */
export function pagesOf(folder) {
  const names = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".html")).sort();
  return names.flatMap((name) => {
    const file = join(folder, name);
    const head = beginning(file);
    const attribute = (key) => head.match(new RegExp(`<html[^>]*\\s${key}="([^"]*)"`))?.[1];
    const kind = attribute("data-page");
    if (!kind) return [];
    const path = relative(folder, file).split(sep).join("/").replace(/(^|\/)index\.html$/, "$1");
    return [{ kind, language: attribute("lang"), direction: attribute("dir") ?? "ltr", path, file, bytes: statSync(file).size }];
  });
}

function beginning(file) {
  const bytes = Buffer.alloc(1024);
  const handle = openSync(file);
  const length = readSync(handle, bytes);
  closeSync(handle);
  return bytes.toString("utf8", 0, length);
}

/** Of every kind of page, in every language that it is there, the one with the most on it. */
export function samples(pages) {
  const largest = new Map();
  for (const page of pages) {
    const key = `${page.kind} in ${page.language}`;
    if (!largest.has(key) || largest.get(key).bytes < page.bytes) largest.set(key, page);
  }
  return [...largest].sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, page]) => ({ name, ...page }));
}

/** Builds and serves everything. Returns plain values, which fit into a variable of the environment, and `stop`. */
export async function open() {
  if (!existsSync(program)) throw new Error(`${program} is missing: cargo build`);
  const folder = temporaryFolder();
  const port = await freePort();
  const places = {};
  const site = {};
  const build = (name, path, root) => {
    const output = join(folder, name);
    plenary(["build", "--root", root, "--output", output, "--base-url", `http://127.0.0.1:${port}${path}`]);
    places[path] = output;
    site[name] = { url: `http://127.0.0.1:${port}${path}`, folder: output };
  };
  build("root", "/", repository);
  const hosted = join(folder, "hosted");
  copyOfSite(hosted);
  appendFileSync(join(hosted, "content/site.yaml"), "\nhosting: nginx\n");
  build("path", "/a/b/", hosted);
  if (existsSync(article)) {
    const root = join(folder, "sources");
    mkdirSync(root);
    plenary(["new", "site", join(root, "site"), "--title", "回声", "--language", "zh-Hans"]);
    rmSync(join(root, "site/content/event.md"), { force: true });
    plenary(["import", "article", article, "--event", join(root, "site/content/panel"), "--language", "zh"]);
    build("real", "/real/", join(root, "site"));
  } else {
    site.real = null;
  }
  const server = await serve(places, port);
  return { site, stop: server.stop };
}

const given = process.env.PLENARY_SITE;
const opened = given ? null : await open();
/** See above. */
export const site = given ? JSON.parse(given) : opened.site;
for (const place of Object.values(site)) if (place) place.pages = pagesOf(place.folder);

/** For a file that runs alone: lets its server go when its tests are done. */
export async function close() {
  await opened?.stop();
}
