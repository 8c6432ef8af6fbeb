// Ten thousand pages from the web server, many at once, at the root and under a path: each is the file, byte by byte.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { Agent, request } from "node:http";
import { after, test } from "node:test";
import { brotliDecompressSync, gunzipSync } from "node:zlib";
import { close, site } from "./site.mjs";

after(close);

const all = 10_000;
const atOnce = 64;
const agent = new Agent({ keepAlive: true, maxSockets: atOnce });
const unpacked = { br: brotliDecompressSync, gzip: gunzipSync };

function get(url, encoding) {
  return new Promise((done, failed) => {
    request(url, { agent, headers: { "Accept-Encoding": encoding } }, (response) => {
      const pieces = [];
      response.on("data", (piece) => pieces.push(piece)).on("error", failed).on("end", () => done({ response, body: Buffer.concat(pieces) }));
    }).on("error", failed).end();
  });
}

test(`${all} pages, ${atOnce} at once: none is wrong`, { timeout: 300_000 }, async () => {
  const pages = [site.root, site.path].flatMap(({ url, pages }) => pages.map(({ path, file }) => ({ url: new URL(path, url), bytes: readFileSync(file) })));
  assert.ok(pages.length > 200, `${pages.length}`);
  let next = 0;
  const [wrong, times] = [[], []];
  const visitor = async () => {
    while (next < all) {
      const number = next++;
      const { url, bytes } = pages[number % pages.length];
      // Compressed at the highest level with every answer, Brotli is dear: a few tell as much as all.
      const encoding = number % 100 === 0 ? "br" : number % 10 === 0 ? "gzip" : "identity";
      const begun = performance.now();
      const { response, body } = await get(url, encoding).catch((error) => ({ response: { statusCode: `${error}`, headers: {} }, body: Buffer.alloc(0) }));
      times.push(performance.now() - begun);
      const type = response.headers["content-type"] ?? "";
      const packed = response.headers["content-encoding"];
      const same = response.statusCode === 200 && type.startsWith("text/html") && (packed === undefined ? body : unpacked[packed](body)).equals(bytes);
      if (!same || (encoding !== "identity" && bytes.length > 1000 && packed !== encoding)) wrong.push(`${number} ${url} ${encoding}: ${response.statusCode} ${type} ${packed} ${body.length} of ${bytes.length}`);
    }
  };
  const begun = performance.now();
  await Promise.all(Array.from({ length: atOnce }, visitor));
  agent.destroy();
  assert.equal(times.length, all);
  assert.deepEqual(wrong, []);
  times.sort((a, b) => a - b);
  const [seconds, median, slow] = [(performance.now() - begun) / 1000, times[all / 2], times[all * 0.99]];
  console.log(`${all} pages of ${pages.length} in ${seconds.toFixed(1)} s; half of them within ${median.toFixed(1)} ms, 99 of 100 within ${slow.toFixed(1)} ms`);
});
