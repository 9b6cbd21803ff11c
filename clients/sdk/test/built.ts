import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { runInNewContext } from "node:vm";

import type { Kit, Options } from "../src/api";
import type { Running } from "./phone";

type Method = (this: object, ...given: unknown[]) => unknown;
type Methods = Record<string, Method>;

const CJS = fileURLToPath(new URL("../dist/huozhao.cjs", import.meta.url));

/** A mini program that runs the kit as it is shipped, with the globals that WeChat gives. */
export class MiniProgram {
  /** Pages and components by the order in which they were made, as the framework got them. */
  readonly pages: Methods[] = [];
  readonly components: { methods?: Methods }[] = [];
  private readonly globals: Record<string, unknown>;
  private readonly module = { exports: {} as { start: (options: Options) => Kit } };

  constructor(run: Running, script = readFileSync(CJS, "utf8")) {
    const { setTimeout, clearTimeout, Date, Promise } = globalThis;
    this.globals = {
      wx: run.wx, global: {}, setTimeout, clearTimeout, Date, Promise, module: this.module,
      Page: (options: Methods) => void this.pages.push(options),
      Component: (options: { methods?: Methods }) => `component ${this.components.push(options)}`,
    };
    runInNewContext(script, this.globals);
  }

  /** Start the kit; may be called again, as by a careless app. */
  start(options: Options): Kit {
    return this.module.exports.start(options);
  }

  /** Make a page as its author would, and return it as the framework holds it. */
  page(route: string, options: Record<string, unknown> = {}): Shown {
    (this.globals.Page as (options: object) => void)(options);
    return this.shown(this.pages.length - 1, route);
  }

  /** Return one of the pages that the app made, by their order. */
  shown(made: number, route: string): Shown {
    return new Shown(route, this.pages[made]!);
  }

  /** Make a component; uni-app and Taro make their pages this way. */
  component(route: string, options: { methods?: Record<string, unknown> }): Shown {
    (this.globals.Component as (options: object) => unknown)(options);
    return new Shown(route, this.components[this.components.length - 1]!.methods || {});
  }
}

/** One page on the screen. */
export class Shown {
  readonly is: { route: string; data: object };

  constructor(route: string, readonly methods: Methods) {
    this.is = { ...methods, route, data: {} };
  }

  /** Call a method as the framework does; a page that has none is not asked. */
  call(name: string, ...given: unknown[]): unknown {
    return this.methods[name]?.apply(this.is, given);
  }

  open(query: Record<string, string> = {}): this {
    this.call("onLoad", query);
    this.call("onShow");
    return this;
  }

  /** Tap something that carries data. */
  tap(method: string, dataset: object): unknown {
    return this.call(method, { type: "tap", currentTarget: { dataset } });
  }
}
