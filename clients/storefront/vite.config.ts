import uni from "@dcloudio/vite-plugin-uni";
import { defineConfig } from "vite";

// The plugin is CommonJS: as an ES module its function lies one level deeper.
const plugin = (uni as unknown as { default?: typeof uni }).default ?? uni;

export default defineConfig({
  base: "./",
  plugins: [plugin()],
  build: { emptyOutDir: true },
  server: { port: 5175, proxy: { "/v1": process.env.HUOZHAO_URL ?? "http://127.0.0.1:8750" } },
});
