import { readFileSync } from "node:fs";
import { join } from "node:path";

import { BUILT } from "./world.js";

const TAG = /<(\/?)([\w-]+)((?:\s+[^\s=>/]+(?:="[^"]*")?)*)\s*(\/?)>/g;
const ATTRIBUTE = /([^\s=>/]+)(?:="([^"]*)")?/g;
const WHOLE = /^\{\{(.*)\}\}$/s;

/** Return WXML as a tree of { tag, attributes, children }; what it says in words is left out. */
function parsed(text) {
  const root = { tag: "", attributes: {}, children: [] }, open = [root];
  for (const [, closes, tag, attributes, closed] of text.matchAll(TAG)) {
    if (closes) { open.pop(); continue; }
    const node = { tag, attributes: {}, children: [] };
    for (const [, name, value = ""] of attributes.matchAll(ATTRIBUTE)) node.attributes[name] = value;
    open.at(-1).children.push(node);
    if (!closed) open.push(node);
  }
  return root;
}

/** Return what an attribute says: text with {{expressions}} of the data. */
function said(text, data) {
  const scope = new Proxy(data, { has: () => true, get: (all, name) => (name === Symbol.unscopables ? undefined : all[name]) });
  const value = (expression) => new Function("scope", `with (scope) return (${expression})`)(scope);
  const whole = WHOLE.exec(text);
  return whole ? value(whole[1]) : text.replace(/\{\{(.*?)\}\}/gs, (_, expression) => value(expression));
}

/** Set a value at a path such as a[0].b, as setData takes it. */
function put(data, path, value) {
  const names = path.replace(/\[(\d+)\]/g, ".$1").split("."), last = names.pop();
  names.reduce((within, name) => (within[name] ??= {}), data)[last] = value;
}

/** Visit the nodes of a tree that stand on the screen, with the data that they see. */
function walk(nodes, data, visit) {
  let isDone = false; // of a chain of wx:if, wx:elif, wx:else
  for (const node of nodes) {
    const { attributes } = node, loop = attributes["wx:for"];
    const condition = attributes["wx:if"] ?? attributes["wx:elif"];
    if ("wx:if" in attributes) isDone = false;
    if (loop === undefined && (condition !== undefined || "wx:else" in attributes)) {
      if (isDone || (condition !== undefined && !said(condition, data))) continue;
      isDone = true;
    }
    const items = loop === undefined ? [null] : said(loop, data) ?? [];
    items.forEach((item, index) => {
      const seen = loop === undefined ? data : { ...data, [attributes["wx:for-item"] || "item"]: item, [attributes["wx:for-index"] || "index"]: index };
      if (loop !== undefined && condition !== undefined && !said(condition, seen)) return;
      visit(node, seen);
      walk(node.children, seen, visit);
    });
  }
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
    const found = [];
    walk(this.#tree(part.is).wxml, part.data, ({ attributes }, data) => {
      if (![said(attributes.class ?? "", data)].flat().join(" ").split(" ").includes(name)) return;
      const own = Object.entries(attributes).filter(([each]) => each.startsWith("data-"));
      found.push(Object.fromEntries(own.map(([each, text]) => [each.slice(5), said(text, data)])));
    });
    return found;
  }

  #tree(path) {
    if (!this.#trees.has(path)) {
      this.world.load(`${path}.js`);
      const { usingComponents = {} } = JSON.parse(readFileSync(join(BUILT, `${path}.json`), "utf8"));
      this.#trees.set(path, { options: this.world.pages.at(-1), wxml: parsed(readFileSync(join(BUILT, `${path}.wxml`), "utf8")).children, parts: usingComponents });
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
      const made = this.#made(join(part.is, "..", parts[tag]).replace(/^\//, ""), { properties: { uI, uP }, triggerEvent: (name, detail) => name === "__l" && part.__l({ detail }) });
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
