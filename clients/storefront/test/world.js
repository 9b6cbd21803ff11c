import { readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import vm from "node:vm";

export const BUILT = resolve(import.meta.dirname, "../dist/weapp");

/** A mini program's world, as far as loading needs it: `wx` does nothing but what `more` gives it. */
export function world(more = {}) {
  const pages = [];
  let app;
  const system = () => ({ platform: "devtools", SDKVersion: "3.8.0", language: "zh_CN", windowWidth: 390, windowHeight: 844, pixelRatio: 3, statusBarHeight: 44, safeArea: {} });
  const systems = ["getSystemInfoSync", "getWindowInfo", "getAppBaseInfo", "getDeviceInfo", "getSystemSetting", "getAppAuthorizeSetting"];
  const wx = { ...Object.fromEntries(systems.map((name) => [name, system])), canIUse: () => true, getStorageSync: () => "" };
  for (const name of ["request", "setStorageSync", "getStorageInfoSync", "setTabBarItem", "setTabBarBadge", "removeTabBarBadge", "getLaunchOptionsSync", "getEnterOptionsSync", "onMemoryWarning", "onNetworkStatusChange", "getNetworkType", "getAccountInfoSync"])
    wx[name] = () => ({ keys: [], query: {}, miniProgram: {} });
  Object.assign(wx, more);
  const context = vm.createContext({
    wx, console, global: {}, setTimeout, clearTimeout, setInterval, clearInterval, Promise, URL, App: (made) => (app = made), Page: (page) => pages.push(page),
    Component: (page) => pages.push(page), Behavior: (it) => it, getApp: () => app ?? { globalData: {} }, getCurrentPages: () => [],
  });
  const modules = new Map();
  function load(name) {
    const path = relative(BUILT, resolve(BUILT, name));
    const known = modules.get(path);
    if (known) return known.exports;
    const made = { exports: {} };
    modules.set(path, made);
    const run = vm.runInContext(`(function(require,module,exports){${readFileSync(join(BUILT, path), "utf8")}\n})`, context, { filename: path });
    run((other) => load(join(dirname(path), other)), made, made.exports);
    return made.exports;
  }
  return { load, pages, launch: () => ["onLaunch", "onShow"].forEach((name) => app[name]({ path: "", query: {} })), isLaunched: () => app !== undefined };
}
