import { readFileSync } from "node:fs";
import { join } from "node:path";

import { dataOf, parsed, said, walk } from "../../sdk/test/wxml.mjs";
import { BUILT } from "./world.js";

/** Set a value at a path such as a[0].b, as setData takes it. */
function put(data, path, value) {
  const names = path.replace(/\[(\d+)\]/g, ".$1").split("."), last = names.pop();
  names.reduce((within, name) => (within[name] ??= {}), data)[last] = value;
}

/** A mini program's screen, as far as tests look at it: conditions, loops, parts within parts, and what data they get. */
export class Screen {
  #trees = new Map();

  constructor(world) {
    this.world = world;
  }

  /** Open a page as WeChat does, and return it. */
  open(path, query) {
    const page = this.#made(path, { route: path, properties: {} });
    this.#attach(page);
    page.onLoad?.(query);
    page.onShow?.();
    page.maker.lifetimes.ready.call(page);
    return page;
  }

  /** Return what is written (data-…) on the elements of one page or part that have a class. */
  dataOf(part, name) {
    return dataOf(this.#tree(part.is).wxml, part.data, name);
  }

  /** Tap what bears a data-test, on a page or on a part within it, as a finger does. */
  tap(part, name) {
    for (const within of part.parts.values()) this.tap(within, name);
    walk(this.#tree(part.is).wxml, part.data, ({ attributes }, data) => {
      if (attributes["data-test"] === name) part[said(attributes.bindtap, data)]({ type: "tap", target: {}, currentTarget: { dataset: {} }, detail: {} });
    });
  }

  #tree(path) {
    if (!this.#trees.has(path)) {
      this.world.load(`${path}.js`);
      const { usingComponents = {} } = JSON.parse(readFileSync(join(BUILT, `${path}.json`), "utf8"));
      this.#trees.set(path, { options: this.world.pages.at(-1), wxml: parsed(readFileSync(join(BUILT, `${path}.wxml`), "utf8")), parts: usingComponents });
    }
    return this.#trees.get(path);
  }

  #made(path, more) {
    const { options } = this.#tree(path);
    const part = {
      is: path, data: {}, parts: new Map(), maker: options, isThere: false, triggerEvent: () => undefined, selectAllComponents: () => [], ...more, ...options.methods,
      setData: (changes, done) => {
        for (const [at, value] of Object.entries(changes)) put(part.data, at, value);
        if (part.isThere) this.#draw(part);
        done?.();
      },
    };
    return part;
  }

  /** Make the parts that stand within this one now, and hand what is there already its new properties. */
  #draw(part) {
    const { parts, wxml } = this.#tree(part.is);
    walk(wxml, part.data, ({ tag, attributes }, data) => {
      if (!parts[tag]) return;
      const uI = said(attributes["u-i"], data), uP = attributes["u-p"] && said(attributes["u-p"], data), known = part.parts.get(uI);
      if (known) {
        known.properties.uP = uP;
        known.maker.observers.uP.call(known);
        return;
      }
      const made = this.#made(join(part.is, "..", parts[tag]).replace(/^\//, ""), { properties: { uI, uP }, triggerEvent: (name, detail) => (name === "__l" ? part.__l({ detail }) : part[said(attributes[`bind${name}`] ?? "", data)]?.({ type: name, detail, target: {}, currentTarget: { dataset: {} } })) });
      part.parts.set(uI, made);
      this.#attach(made);
      made.maker.lifetimes.ready.call(made);
    });
  }

  /** A part comes alive before the parts within it do. */
  #attach(part) {
    part.maker.lifetimes.attached.call(part);
    part.isThere = true;
    this.#draw(part);
  }
}
