import { execFileSync } from "node:child_process";
import { chmodSync, copyFileSync, mkdtempSync, readdirSync, readFileSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { createRequire } from "node:module";
import { describe, expect, it } from "vitest";

import { BUILT, world } from "./world.js";

/** WeChat takes 2 MB for the main package; the shop must leave a merchant most of it. */
const MOST_BYTES = 800_000;

const files = readdirSync(BUILT, { recursive: true, encoding: "utf8" }).filter((name) => statSync(join(BUILT, name)).isFile());
const app = JSON.parse(readFileSync(join(BUILT, "app.json"), "utf8"));

/** Tencent's own compiler of WXML and WXSS, which tells of a fault by its exit code. */
function compile(tool, option, ending) {
  const home = dirname(createRequire(import.meta.url).resolve("miniprogram-compiler/package.json"));
  const program = join(mkdtempSync(join(tmpdir(), "shop-")), tool);
  copyFileSync(join(home, "bin/linux", tool), program);
  chmodSync(program, 0o755); // packages are installed without their scripts, so without this bit too
  const sources = files.filter((name) => name.endsWith(ending)).map((name) => `./${name}`);
  return execFileSync(program, [option, ...sources], { cwd: BUILT, encoding: "utf8", maxBuffer: 1 << 26 });
}

describe("the mini program that was built", () => {
  it("leaves most of the main package to the merchant", () => {
    const bytes = files.reduce((sum, name) => sum + statSync(join(BUILT, name)).size, 0);
    expect(bytes).toBeLessThan(MOST_BYTES);
  });

  it("has every page that it names, with its icons", () => {
    for (const page of app.pages) for (const ending of [".js", ".wxml", ".json"]) expect(files).toContain(page + ending);
    for (const tab of app.tabBar.list) expect(files).toContain(tab.iconPath);
  });

  it("loads the app and each of its pages where a mini program would", () => {
    const { load, pages, isLaunched } = world();
    load("app.js");
    expect(isLaunched()).toBe(true);
    for (const page of app.pages) {
      const before = pages.length;
      load(`${page}.js`);
      expect(pages.length, page).toBeGreaterThan(before);
    }
  });

  it.runIf(process.platform === "linux" && process.arch === "x64")("is understood by WeChat's own compilers", () => {
    expect(compile("wcc", "-d", ".wxml")).toContain("$gwx");
    expect(compile("wcsc", "-lc", ".wxss")).not.toMatch(/^ERR/m);
  });
});
