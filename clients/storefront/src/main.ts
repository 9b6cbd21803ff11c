import { createSSRApp } from "vue";

import App from "./App.vue";

/** Make the app; uni-app calls this on every platform. */
export function createApp() {
  return { app: createSSRApp(App) };
}
