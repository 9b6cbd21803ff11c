// Builds dist/ for every way a mall is built, and fails when the kit grows beyond what a mini program can spare.
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

import { build } from "esbuild";
import { minify } from "terser";

const MOST_BYTES = 6 * 1024;
const here = dirname(fileURLToPath(import.meta.url));
const path = (name) => resolve(here, "..", name);
// What the one export becomes: native mini programs, bundlers (uni-app, Taro), <script src>.
const FORMS = {
  "huozhao.cjs": (start) => `module.exports={start:${start}};`,
  "huozhao.mjs": (start) => `export{${start} as start};`,
  "huozhao.js": (start) => `globalThis.huozhao={start:${start}};`,
};
const EXPORT = /export\s*\{\s*(\w+) as start\s*\};?\s*$/;

const bundled = await build({
  entryPoints: [path("src/index.ts")], bundle: true, write: false, target: "es2018", format: "esm", legalComments: "none",
});
const small = await minify(bundled.outputFiles[0].text, {
  module: true, ecma: 2018, compress: { passes: 4, unsafe_arrows: true, pure_getters: true, keep_fargs: false },
});
const [tail, start] = EXPORT.exec(small.code);
const body = small.code.slice(0, -tail.length);
mkdirSync(path("dist"), { recursive: true });
for (const [name, form] of Object.entries(FORMS)) {
  const text = name.endsWith(".js") ? `(()=>{${body}${form(start)}})();\n` : `${body}${form(start)}\n`;
  writeFileSync(path(`dist/${name}`), text);
  const bytes = gzipSync(text, { level: 9 }).length;
  console.log(`${name} ${text.length} bytes, ${bytes} gzipped, at most ${MOST_BYTES}`);
  if (bytes > MOST_BYTES) process.exitCode = 1;
}
