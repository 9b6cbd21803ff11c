// A mini program on Taro's own runtime, as Taro's compiler leaves one behind: pages are drawn into a document of Taro's,
// and the platform gets no more of an element than its number. React or Vue would draw into the same document.
import { createPageConfig, Current, document, injectPageInstance } from "@tarojs/runtime";

import { start as startKit } from "../../dist/huozhao.mjs";

/** Start the kit, as the first import of app.ts does, then the app with its two pages. */
export function start(options) {
  const kit = startKit(options);
  Current.app = { mount, unmount };
  Page(createPageConfig(home(kit), "pages/home/index", { root: { cn: [] } }, { enableShareAppMessage: true }));
  Page(createPageConfig(goods, "pages/goods/index", { root: { cn: [] } }, { enableShareAppMessage: true }));
  return kit;
}

const home = (kit) => ({
  draw(root) {
    for (const [position, sku] of ["g1", "g2"].entries()) {
      const card = document.createElement("view");
      card.className = "card hz-item";
      const data = { request: "r1", placement: "home", zone: "for_you", sku, position };
      for (const name of Object.keys(data)) card.setAttribute(`data-${name}`, data[name]);
      card.addEventListener("tap", () => undefined);
      root.appendChild(card);
    }
  },
  onReady: () => kit.watch(Current.page),
});

const goods = {
  draw: () => undefined,
  onShareAppMessage: () => ({ title: "看看这个" }),
};

/** What Taro asks of a framework: put a page into the document, under its own path. */
function mount(page, path, done) {
  const root = document.createElement("root");
  root.id = path;
  document.getElementById("app").appendChild(root);
  injectPageInstance(page, path);
  page.draw(root);
  done();
}

function unmount(path, done) {
  document.getElementById("app").removeChild(document.getElementById(path));
  done();
}
