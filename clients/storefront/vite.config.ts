import uni from "@dcloudio/vite-plugin-uni";
import { defineConfig, type Plugin } from "vite";

// The plugin is CommonJS: as an ES module its function lies one level deeper.
const plugin = (uni as unknown as { default?: typeof uni }).default ?? uni;

/** The framework's own style sheet names pictures on a host of its maker; a shop asks nobody but its mall. */
const stayHome: Plugin = {
  name: "stay-home",
  enforce: "post",
  generateBundle(_, bundle) {
    for (const file of Object.values(bundle)) {
      if (file.type === "asset" && file.fileName.endsWith(".css")) {
        file.source = String(file.source).replace(/url\(https?:\/\/[^)]*\)/g, "none");
      }
    }
  },
};

export default defineConfig({
  base: "./",
  plugins: [plugin(), stayHome],
  // All pages come at once: they are a fifth of the whole, and one first opened without a network would stay away, or
  // come without its looks.
  build: { emptyOutDir: true, ...(process.env.UNI_PLATFORM === "h5" ? { cssCodeSplit: false, rollupOptions: { output: { inlineDynamicImports: true } } } : {}) },
  server: { port: 5175, proxy: { "/v1": process.env.HUOZHAO_URL ?? "http://127.0.0.1:8750" } },
});
