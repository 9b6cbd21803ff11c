import vue from "@vitejs/plugin-vue";
import { defineConfig } from "vitest/config";

const api = process.env.HUOZHAO_API ?? "http://127.0.0.1:8750";

export default defineConfig({
  plugins: [vue()],
  base: "./",
  define: {
    __VUE_OPTIONS_API__: true,
    __VUE_PROD_DEVTOOLS__: false,
    __VUE_I18N_FULL_INSTALL__: false,
    __VUE_I18N_LEGACY_API__: false,
    __INTLIFY_PROD_DEVTOOLS__: false,
  },
  server: { proxy: { "/v1": api, "/health": api } },
  build: {
    // The wheel carries the built console, so it is written inside the package; git ignores it.
    outDir: "../../src/huozhao/http/console",
    emptyOutDir: true,
    target: "es2022",
    chunkSizeWarningLimit: 700,
    rollupOptions: {
      output: {
        manualChunks: {
          vue: ["vue", "vue-router", "vue-i18n"],
          charts: ["echarts/core", "echarts/charts", "echarts/components", "echarts/renderers"],
        },
      },
    },
  },
  test: { include: ["test/**/*.test.ts"], environment: "node" },
});
