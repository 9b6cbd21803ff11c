import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { createContext, runInContext } from "node:vm";

import { dataOf, parsed, said, walk } from "./wxml.mjs";

const APP = fileURLToPath(new URL("native", import.meta.url));
const KIT = fileURLToPath(new URL("../dist/huozhao.cjs", import.meta.url));

/** A small native mini program, its own files run as WeChat runs them on a phone; see the folder `native`. */
export class Native {
  #modules = new Map();
  #made = {};

  constructor(wx) {
    const { setTimeout, clearTimeout, Date, Promise } = globalThis;
    const keep = (kind) => (options) => (this.#made[kind] = options);
    this.navigated = [];
    const more = { showModal: ({ success }) => success({ confirm: true }), navigateTo: ({ url }) => this.navigated.push(url), createIntersectionObserver: (of) => this.#observer(of) };
    this.context = createContext({ wx: { ...wx, ...more }, setTimeout, clearTimeout, Date, Promise, App: keep("app"), Page: keep("page"), Component: keep("part") });
    this.#load("app.js");
    this.#made.app.onLaunch({});
  }

  /** Open a page with its query, with all parts that stand on it. */
  open(path, query = {}) {
    this.#load(`${path}.js`);
    const page = this.#alive(path, this.#made.page, { route: path });
    page.onLoad?.(query);
    page.onShow?.();
    return page;
  }

  /** Tap the first element of a page or part that has a class; what it tells its page arrives there. */
  tap(of, name) {
    walk(of.wxml, of.data, ({ attributes }) => {
      if (!attributes.class?.split(" ").includes(name)) return;
      of[attributes["bind:tap"]]({ type: "tap", currentTarget: { dataset: dataOf(of.wxml, of.data, name)[0] } });
    });
  }

  #alive(path, options, more) {
    const { usingComponents = {} } = JSON.parse(readFileSync(join(APP, `${path}.json`), "utf8"));
    const it = {
      ...options, ...options.methods, ...more, is: path, parts: [], wxml: parsed(readFileSync(join(APP, `${path}.wxml`), "utf8")), data: { ...options.data, ...more.data },
      setData: (changes) => {
        Object.assign(it.data, changes);
        this.#draw(it, usingComponents);
      },
    };
    this.#draw(it, usingComponents);
    return it;
  }

  #draw(it, using) {
    it.parts.forEach(({ lifetimes }, index) => lifetimes.detached.call(it.parts[index]));
    it.parts = [];
    walk(it.wxml, it.data, ({ tag, attributes }, seen) => {
      if (!using[tag]) return;
      const path = using[tag].slice(1);
      this.#load(`${path}.js`);
      const data = Object.fromEntries(Object.keys(this.#made.part.properties).map((name) => [name, said(attributes[name], seen)]));
      const part = this.#alive(path, this.#made.part, { data, triggerEvent: (name, detail) => it[attributes[`bind:${name}`]]({ type: name, detail }) });
      it.parts.push(part);
      part.lifetimes.ready.call(part);
    });
  }

  #observer(of) {
    let isOn = true;
    const observer = {
      relativeToViewport: () => observer,
      observe: (selector, act) => dataOf(of.wxml, of.data, selector.slice(1)).forEach((dataset) => isOn && act({ dataset, intersectionRatio: 1 })),
      disconnect: () => (isOn = false),
    };
    return observer;
  }

  #load(name) {
    if (this.#modules.has(name)) return this.#run(name, this.#modules.get(name));
    const module = { exports: {} };
    this.#modules.set(name, module);
    return this.#run(name, module);
  }

  /** Run a file, a page's each time it is opened; what others require is run once. */
  #run(name, module) {
    if (module.isRun && !/^(pages|parts)/.test(name)) return module.exports;
    module.isRun = true;
    const file = existsSync(join(APP, name)) ? join(APP, name) : KIT;
    const run = runInContext(`(function(require,module,exports){${readFileSync(file, "utf8")}\n})`, this.context, { filename: name });
    run((other) => this.#load(join(dirname(name), other)), module, module.exports);
    return module.exports;
  }
}
